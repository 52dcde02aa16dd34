"""Whether all that should happen does happen: the database takes what is written, the sources are looked at, what is
due is sent. Asked by machines, often; it says nothing of readers.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app.watching.exclusive import job_name
from bot.core.timing import BadTiming
from bot.core.watch.due import next_due
from bot.core.watch.types import Watched
from store.api import Reading, Store
from store.errors import DatabaseError, DatabaseLocked
from store.readers import Way
from store.watch import Job, Lease, Look, LookResult, SourceVerdict

OVERDUE = timedelta(minutes=10)
"""What is due for longer than this should have been sent."""

LEADER = "leader"
"""The lease of the process that does the timer's work."""

FORGOTTEN = timedelta(days=1)
"""A leader that died longer ago is missed no more: then the work is done by cron, or the sources tell."""

LONGEST = timedelta(hours=1)
"""What a process does goes on for no longer; what does hangs, and is called off …"""
LONGEST_LOOK = timedelta(hours=2)
"""… a look at a source excepted: a first one may have years of pages before it."""

MEGABYTE = 1_000_000
NEEDED = 20 * MEGABYTE
"""With less room a page of papers may not be recorded."""

_PROBE = "readiness"
_DUMP = "dump"

WENT_WELL = frozenset((LookResult.NEWS, LookResult.UNCHANGED, LookResult.EMPTY, LookResult.OTHER_DAY))
"""Looks at which the source answered as it should."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that should be so. :ivar said: how it is, one line, without anything private."""

    name: str
    ok: bool
    said: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """How everything is. :ivar checks: in the order in which a person would look."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether all is as it should be."""
        return all(check.ok for check in self.checks)


def readiness(store: Store, sources: Sequence[Watched], now: datetime, free: int | None = None) -> Readiness:
    """Look at the database, at each enabled source, at what should have been sent, and at who does the timer's work.

    The database is not merely asked but written to: a disk that is full is found out at once, not when papers come.

    :param now: aware, UTC.
    :param free: the free space where the database is, in bytes; ``None`` if nobody knows. A little can be written where
        nothing is left.
    """
    if free is not None and free < NEEDED:
        return Readiness((Check("database", ok=False, said=f"its disk is full: {free // MEGABYTE} MB are left"),))
    try:
        with store.timing() as timing:
            timing.take_lease(_PROBE, _PROBE, now, now)
        said = "answers, and takes what is written"
    except DatabaseLocked:
        said = "answers; it is being written to just now"
    except DatabaseError as error:
        _log.warning("not ready: %s", error)
        return Readiness((Check("database", ok=False, said="cannot be written to"),))
    try:
        with store.reading() as catalog:
            checks = (
                *_sources(catalog, sources, now),
                _outbox(catalog, now),
                *_timer(catalog, now),
                *_hanging(catalog, now),
            )
    except DatabaseError as error:
        _log.warning("not ready: %s", error)
        return Readiness((Check("database", ok=False, said="does not answer"),))
    return Readiness((Check("database", ok=True, said=said), *checks))


def regular_interval(watched: Watched) -> timedelta:
    """The time between two looks at a source, where no times of day are named."""
    from scrapers.kinds import KINDS  # noqa: PLC0415 - the kinds bring their parsers along

    return watched.timing.every or KINDS[watched.source.kind].every(watched.source)


def lateness(catalog: Reading, sources: Sequence[Watched], now: datetime) -> Mapping[str, timedelta]:
    """For how long each job is due that nobody does, by name; nothing where ``paperround run`` is not used.

    ``paperround fetch`` and ``once`` remember when a source is due, too; but then nobody promised to look at it then.

    :param sources: those that are configured; the jobs of others, and of those that are switched off, are nobody's.
    """
    if not any(_is_missed(lease, now) for lease in catalog.leases()):
        return {}
    looked_at = {job_name(each.name) for each in sources if each.enabled}
    jobs = [job for job in catalog.jobs() if job.name in looked_at or not job.name.startswith(job_name(""))]
    waiting = {job.name: job.owner is None or job.lease_until is None or job.lease_until <= now for job in jobs}
    return {job.name: max(timedelta(0), now - job.due_at) if waiting[job.name] else timedelta(0) for job in jobs}


def hangs(job: Job, now: datetime) -> bool:
    """Whether somebody has been at it for longer than it can take. Who died over it is not at it any more."""
    if job.owner is None or job.begun_at is None or job.lease_until is None or job.lease_until <= now:
        return False
    return now - job.begun_at > (LONGEST_LOOK if job.name.startswith(job_name("")) else LONGEST)


def missed_from(watched: Watched, last: datetime) -> datetime:
    """When a second regular look in a row would have been missed.

    :param last: when the last look ended.
    :raises bot.core.timing.BadTiming: the source's time zone is not known here.
    """
    every = regular_interval(watched)
    first = next_due(watched.timing, every, last, jitter=1)
    return next_due(watched.timing, every, first, jitter=1)


def _sources(catalog: Reading, sources: Sequence[Watched], now: datetime) -> list[Check]:
    verdicts, looks = catalog.verdicts(), catalog.last_looks(WENT_WELL)
    return [_source(each, verdicts, looks.get(each.name), now) for each in sources if each.enabled]


def _source(watched: Watched, verdicts: Mapping[str, SourceVerdict], last: Look | None, now: datetime) -> Check:
    name, verdict = f"source {watched.name}", verdicts.get(watched.name)
    is_folder = watched.source.kind == _DUMP  # it is only looked at when there is something in it
    try:
        forgotten = verdict is not None and not is_folder and missed_from(watched, verdict.judged_at) < now
        missed = last is not None and missed_from(watched, last.ended_at) < now
    except BadTiming as error:
        return Check(name, ok=False, said=str(error))
    if verdict is not None and forgotten:  # whatever was thought of it then says nothing of now
        return Check(name, ok=False, said=f"not looked at since {_stamp(verdict.judged_at)}")
    if verdict is not None and verdict.kind.is_trouble:
        return Check(name, ok=False, said=f"{verdict.kind.value} since {_stamp(verdict.since)}")
    if is_folder:
        return Check(name, ok=True, said="a folder")
    if last is None:
        return Check(name, ok=False, said="was never looked at with success")
    when = f"last looked at with success {_stamp(last.ended_at)}"
    return Check(name, ok=not missed, said=f"{when}, two looks missed" if missed else when)


def _outbox(catalog: Reading, now: datetime) -> Check:
    late = catalog.messages_due(now - OVERDUE, tuple(Way))
    minutes = int(OVERDUE.total_seconds() // 60)
    if not late:
        return Check("outbox", ok=True, said=f"nothing is due for more than {minutes} minutes")
    counts = ", ".join(f"{count:,} by {way.value}" for way, count in sorted(late.items()))
    return Check("outbox", ok=False, said=f"due for more than {minutes} minutes: {counts}")


def _timer(catalog: Reading, now: datetime) -> list[Check]:
    """Nothing where ``paperround run`` is not used."""
    return [
        Check("timer", ok=True, said="somebody does its work")
        if lease.until > now
        else Check("timer", ok=False, said=f"nobody does its work since {_stamp(lease.until)}")
        for lease in catalog.leases()
        if _is_missed(lease, now)
    ]


def _hanging(catalog: Reading, now: datetime) -> list[Check]:
    """Nothing where nothing hangs."""
    return [
        Check(f"job {job.name}", ok=False, said=f"goes on since {_stamp(job.begun_at or now)}, far too long")
        for job in catalog.jobs()
        if hangs(job, now)
    ]


def _is_missed(lease: Lease, now: datetime) -> bool:
    """Whether it is that of a leader who lives, or who died lately. Who stops in good order gives it back."""
    return lease.name == LEADER and now - lease.until < FORGOTTEN


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
