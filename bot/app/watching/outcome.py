"""How looks end, and what the log says of it."""

import logging
import re
from datetime import datetime

from bot.core.watch.verdict import LONGEST_LATER
from scrapers.errors import AskedTooOften, Blocked, LayoutChanged, Refused, ScrapeError
from store.watch import Look, LookResult

log = logging.getLogger(__name__)

_QUOTATION = re.compile('".*"', re.DOTALL)
"""From the first quotation mark to the last: what is quoted may have some itself."""

UNDERSTOOD = (LookResult.NEWS, LookResult.UNCHANGED, LookResult.EMPTY)
"""After these looks it is known what the source lists."""

NOT_WELL = frozenset((LookResult.PARTIAL, LookResult.CHANGED, LookResult.BLOCKED, LookResult.LATER, LookResult.FAILED))
"""After these looks something is missing."""


def result_of(error: ScrapeError, now: datetime | None = None) -> LookResult:
    """How a look ended that ended with this error.

    :param now: when; a host that wants to be left alone for long after that does not want us.
    """
    if isinstance(error, AskedTooOften):
        is_long = now is not None and error.until - now > LONGEST_LATER
        return LookResult.BLOCKED if is_long else LookResult.LATER
    if isinstance(error, Blocked):
        return LookResult.BLOCKED
    return LookResult.CHANGED if isinstance(error, LayoutChanged | Refused) else LookResult.FAILED


def without_quotation(error: ScrapeError) -> str:
    """What went wrong with a page, without the words of the page that a message may quote. What lies in a folder may be
    anything, and what is remembered of a look is told to many: ``paperround source check`` quotes them.
    """
    return str(ScrapeError(error.address, _QUOTATION.sub('"…"', error.what), error.hint))


def logged(look: Look) -> None:
    """Write a look into the log: a warning if something is missing."""
    level = logging.WARNING if look.result in NOT_WELL else logging.INFO
    what = f"{look.source}, day {look.day}" if look.day else look.source
    said = f". {look.said}" if look.said else ""
    log.log(
        level,
        "looked at %s: %s, %d papers, %d new%s",
        *(what, look.result.value, look.entries, look.new, said),
        extra={"source": look.source, "papers": look.entries},
    )
