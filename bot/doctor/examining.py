"""One look after the other, each within its time."""

import asyncio
from collections.abc import Callable, Sequence

from bot.doctor.types import Check, Finding, Patient, State
from scrapers.errors import ScrapeError
from store.errors import StoreError

LONGEST = 30.0
"""Seconds a look may take."""


async def examine(
    patient: Patient,
    checks: Sequence[Check],
    *,
    on_begin: Callable[[Check], None],
    on_finding: Callable[[Finding], None],
    longest: float = LONGEST,
) -> tuple[Finding, ...]:
    """Everything that was found, in order.

    :param on_begin: told before each look. :param on_finding: told of each finding at once.
    :param longest: seconds a look may take.
    """
    found: list[Finding] = []
    for check in checks:
        on_begin(check)
        for finding in await _looked(patient, check, longest):
            found.append(finding)
            on_finding(finding)
    return tuple(found)


async def _looked(patient: Patient, check: Check, longest: float) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(longest):
            return await check.look(patient)
    except TimeoutError:
        said = f"No answer within {longest:g} seconds."
        return [Finding(check.name, State.FAILED, said, "Try again; if it stays so, see whether network or disk hang.")]
    except (StoreError, ScrapeError, OSError) as error:
        return [Finding(check.name, State.FAILED, str(error))]
