"""Doing a job once, and what is made of it if it raises, or never ends."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.timer.types import Ended, Outcome, TimedJob
from store.errors import DatabaseError
from store.watch import Job

SOON = timedelta(seconds=30)
"""The wait after the database could not be used."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
"""The waits after a job raised an error: each twice as long as the one before."""
PATIENCE = 3
"""After so many errors in a row the operator should know of it."""
MAX_SAID = 500
"""Of an error so many characters are kept."""

_log = logging.getLogger(__name__)


class Doing:
    """Does jobs, and remembers how often in a row each of them raised an error."""

    def __init__(self, clock: Callable[[], datetime], chance: Callable[[], float]) -> None:
        """:param clock: gives now, aware, UTC. :param chance: 0 to 1."""
        self._clock = clock
        self._chance = chance
        self._raised: Counter[str] = Counter()

    async def once(self, timed: TimedJob, job: Job) -> Ended:
        """Do a job. Whatever it raises is logged, and tried again; one job must not stop the others."""
        limit = asyncio.timeout(timed.longest.total_seconds())
        try:
            async with limit:
                outcome = await timed.run(job)
        except (
            DatabaseError
        ) as error:  # the database's trouble, not the job's, and it is over when the database is back
            _log.warning("%s: %s", job.name, error)
            return self._ended(Outcome(self._clock() + SOON, str(error)[:MAX_SAID], failed=True))
        except Exception as error:  # noqa: BLE001 - it is logged, seen in the store, and told to the operator
            if limit.expired():
                return self._called_off(timed, job)
            return self._broke_off(job, error)
        self._raised.pop(job.name, None)
        _log_change(job, outcome)
        return self._ended(outcome, is_over=job.failures > 0)

    def _broke_off(self, job: Job, error: Exception) -> Ended:
        _log.exception("%s failed in a way that nobody foresaw; all else goes on", job.name)
        self._raised[job.name] += 1
        times, what = self._raised[job.name], type(error).__name__
        outcome = Outcome(self._back_off(job.failures), f"{what}: {error}"[:MAX_SAID], failed=True)
        # The error's own words may be anybody's; they are in the log, which keeps secrets.
        trouble = f"It failed {times} times in a row by an error that nobody foresaw ({what}). The log says more."
        return self._ended(outcome, trouble if times >= PATIENCE else "")

    def _called_off(self, timed: TimedJob, job: Job) -> Ended:
        minutes = timed.longest / timedelta(minutes=1)
        said = f"It went on for longer than {minutes:g} minutes and was called off. It is tried again by itself."
        _log.error("%s: %s", job.name, said)
        return self._ended(Outcome(self._back_off(job.failures), said, failed=True), said)

    def _ended(self, outcome: Outcome, trouble: str = "", *, is_over: bool = False) -> Ended:
        return Ended(outcome, self._clock(), trouble, is_over)

    def _back_off(self, failures: int) -> datetime:
        wait = min(FIRST_WAIT * (1 << min(failures, 10)), LONGEST_WAIT)
        return self._clock() + wait * (1 + 0.1 * self._chance())


def _log_change(job: Job, outcome: Outcome) -> None:
    """That a job goes wrong, and that it goes well again: once each, however often it is done."""
    if outcome.failed and not job.failures and not outcome.logged:
        _log.warning("%s goes wrong: %s", job.name, outcome.said, extra={"job": job.name})
    elif job.failures and not outcome.failed:
        _log.info("%s goes well again", job.name, extra={"job": job.name})
