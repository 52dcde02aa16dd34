"""What the timer does: jobs with a name, and what came of doing one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app.health import LONGEST
from store.watch import Job

JOB_LEASE = timedelta(seconds=30)
"""How long after its last word the owner of a job is taken for dead."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of doing a job.

    :ivar next_due_at: when it is due again; aware, UTC.
    :ivar said: for people: how it went; may be empty. :ivar failed: whether someone should look if that goes on.
    :ivar logged: whether the log says already what is wrong.
    """

    next_due_at: datetime
    said: str = ""
    failed: bool = False
    logged: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a job, and when.

    :ivar trouble: for the operator: why it cannot be done; empty if that is nothing to look at, or not yet.
    :ivar is_over: whether such trouble, if there was any, is over.
    """

    outcome: Outcome
    at: datetime
    trouble: str = ""
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class TimedJob:
    """Something that is done again and again.

    :ivar name: as :class:`store.watch.Job` has it.
    :ivar run: does it once, given the job as it was taken up: when that was, and how often in a row it failed before.
        Called off, it leaves what it did not finish as it was. What it raises counts as a failure, and it is tried
        again, later each time.
    :ivar first_due: when it is due, should the store not know it yet; aware, UTC.
    :ivar longest: what goes on for longer is called off.
    :ivar due_by: given now, when it is due at the latest. What the store knows may have been reckoned by other rules,
        for instance to look once a week and not once an hour, or by a clock that was wrong. ``None``: it is right.
    """

    name: str
    run: Callable[[Job], Awaitable[Outcome]]
    first_due: datetime
    lease: timedelta = JOB_LEASE
    due_by: Callable[[datetime], datetime] | None = None
    longest: timedelta = LONGEST
