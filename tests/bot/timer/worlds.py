"""Jobs that write down when they were done, and a clock that is set by hand."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.timer.types import JOB_LEASE, Outcome, TimedJob
from store.watch import Job

BEGIN = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Clock:
    """Stands still until it is set."""

    now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Diary:
    """When jobs were done, by name, and how they are done.

    :ivar every: from one time to the next. :ivar gate: nobody comes to an end before it is open.
    :ivar errors: raised by the job of that name, as long as it stands here.
    """

    every: timedelta = MINUTE
    gate: asyncio.Event | None = None
    errors: dict[str, Exception] = field(default_factory=dict)
    begun: dict[str, list[datetime]] = field(default_factory=dict)
    ended: dict[str, list[datetime]] = field(default_factory=dict)
    called_off: list[str] = field(default_factory=list)

    def job(self, name: str, *, first_due: datetime = BEGIN, lease: timedelta = JOB_LEASE) -> TimedJob:
        """A job that is written down here."""

        async def run(job: Job) -> Outcome:
            now = job.begun_at or BEGIN
            self.begun.setdefault(name, []).append(now)
            try:
                await (self.gate.wait() if self.gate else asyncio.sleep(0))
            except asyncio.CancelledError:
                self.called_off.append(name)
                raise
            if name in self.errors:
                raise self.errors[name]
            self.ended.setdefault(name, []).append(now)
            return Outcome(now + self.every, "done")

        return TimedJob(name, run, first_due, lease)


def seconds(*, of: datetime = BEGIN) -> Callable[[float], datetime]:
    """So many seconds after the beginning."""
    return lambda number: of + timedelta(seconds=number)
