"""What one turn of a timer says to the store, in short transactions; it waits for the database and for nothing else."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.app.health import LEADER
from bot.timer.troubles import end_strangers, keep_troubles
from bot.timer.types import Ended, TimedJob
from store.api import Store, Timing
from store.watch import LONGEST_LEASE, Job, Lease

LEADING = timedelta(seconds=20)
"""How long after its last word the leader is taken for dead."""
RENEWED = timedelta(seconds=5)
"""How often the leader keeps its lease, and all others ask whether it is free: takeover takes 25 seconds at most."""
SILENT = timedelta(minutes=10)
"""A worker that did not even ask for so long hangs; somebody else should have a chance to do what it does not."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Leadership:
    """:ivar until: until when we lead; ``None``: we do not. :ivar again_at: when to ask next; ``None``: at once."""

    until: datetime | None = None
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Process:
    """A process as others see it. It may have several workers; whether they lead is one question.

    :ivar name: no other process has it. :ivar jobs: the names of all that its workers do.
    :ivar heard_of: when each of its workers last asked the store, by the first of its jobs.
    """

    name: str
    jobs: frozenset[str]
    heard_of: dict[str, datetime] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a turn.

    :ivar lost: jobs that we were at and that are somebody else's by now.
    :ivar claimed: jobs that are ours to do now.
    :ivar taken_over: those of them, and the leader's lease, that were another's until its lease ran out.
    """

    leadership: Leadership
    lost: frozenset[str]
    claimed: tuple[Job, ...]
    taken_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What a worker found that did not lead. :ivar leader: who did, or had. :ivar jobs: those that are known."""

    leader: Lease | None = None
    jobs: frozenset[str] = frozenset()


class Desk:
    """Where one worker says to the store what it does. Every question is asked in a thread that may wait."""

    def __init__(self, store: Store, jobs: Sequence[TimedJob], owner: str, process: Process) -> None:
        """:param owner: no other worker has this name. :param process: what the worker belongs to."""
        self._store = store
        self._jobs = {job.name: job for job in jobs}
        self._owner = owner
        self._process = process
        self._stepped_down: datetime | None = None
        self._in_doubt = False
        self._followed = ""  # who led when we last asked
        self._compared = ""  # whose jobs were compared with ours

    def turn(self, now: datetime, leadership: Leadership, ended: Mapping[str, Ended], keep: Collection[str]) -> Turn:
        """Give back what has ended, keep what goes on, and take up what is due if we lead.

        :param keep: jobs that we are at and whose leases must be renewed.
        :raises store.errors.DatabaseError: some of it may have been written; saying it again does no harm.
        """
        self._process.heard_of[min(self._jobs, default="")] = now
        lost = self._say(ended, {name: now + self._jobs[name].lease for name in keep})
        leadership, dead = self._lead(now, leadership)
        leads = leadership.until is not None and now < leadership.until
        claimed, left = self._claim(now) if leads else ((), ())
        return Turn(leadership, lost, claimed, dead + left)

    def give_back(self, ended: Mapping[str, Ended]) -> None:
        """Give back what has ended.

        :raises store.errors.DatabaseError: it may not have been written; saying it again does no harm.
        """
        self._say(ended, {})

    def leave(self, ended: Mapping[str, Ended]) -> None:
        """Give everything back: others may take it up at once.

        :raises store.errors.DatabaseError: what was not given back runs out.
        """
        self._say(ended, {})
        with self._store.timing() as timing:
            timing.release_jobs(self._owner)
            timing.give_lease_back(LEADER, self._process.name)

    def _say(self, ended: Mapping[str, Ended], keep: Mapping[str, datetime]) -> frozenset[str]:
        """:param keep: until when, by job. :return: those that are not ours."""
        if not ended and not keep:
            return frozenset()
        keep_troubles(self._store, ended)
        with self._store.timing() as timing:
            for name, end in ended.items():
                due, said, failed = end.outcome.next_due_at, end.outcome.said, end.outcome.failed
                _log.debug("%s: given back, due again %s", name, due.isoformat(), extra={"job": name})
                timing.end_job(name, self._owner, end.at, next_due_at=due, said=said, failed=failed)
            kept = {name: timing.keep_job(name, self._owner, until) for name, until in keep.items()}
        return frozenset(name for name, ours in kept.items() if not ours)

    def _lead(self, now: datetime, before: Leadership) -> tuple[Leadership, tuple[str, ...]]:
        """:return: also the lease, if it is ours now after another's word ran out."""
        if before.again_at is not None and now < before.again_at:
            return before, ()
        if before.until is not None and self._must_step_down(now):
            with self._store.timing() as timing:
                timing.give_lease_back(LEADER, self._process.name)
            return Leadership(None, now + 2 * RENEWED), ()
        begins = before.until is None
        found = self._found() if begins else _Found()
        with self._store.timing() as timing:
            lease = timing.take_lease(LEADER, self._process.name, now, now + LEADING)
            ours = lease.owner == self._process.name
            _log.debug("the leader's lease is %s until %s", "ours" if ours else "another's", lease.until.isoformat())
            if ours and begins:
                self._take_over(timing, now)
        if ours and begins:
            self._put_in_order(found, now)
        elif not ours:
            self._compare(found, lease.owner)
        left = found.leader if found.leader and found.leader.owner != self._process.name else None
        dead = (LEADER,) if ours and left and left.until <= now else ()
        return Leadership(lease.until if ours else None, now + RENEWED), dead

    def _must_step_down(self, now: datetime) -> bool:
        """Whether a worker beside this one hangs, so that it should be another process that leads, if there is one.

        If there is none, this one leads on a moment later, and does what it can.
        """
        doubted, self._in_doubt = self._in_doubt, any(now - at > SILENT for at in self._process.heard_of.values())
        if not (doubted and self._in_doubt):  # after a computer slept, all are silent for a moment
            return False
        if self._stepped_down is not None and now - self._stepped_down <= SILENT:
            return False
        self._stepped_down = now
        _log.error("A part of this process hangs for more than %s; if there is another process, it takes over.", SILENT)
        return True

    def _found(self) -> _Found:
        with self._store.reading() as catalog:
            leaders = [lease for lease in catalog.leases() if lease.name == LEADER]
            return _Found(leaders[0] if leaders else None, frozenset(job.name for job in catalog.jobs()))

    def _take_over(self, timing: Timing, now: datetime) -> None:
        """What was led by others, or by other settings, is brought up to date."""
        timing.remove_jobs(list(self._process.jobs), now)
        for job in self._jobs.values():
            if job.due_by is not None:
                timing.hurry(job.name, job.due_by(now))

    def _put_in_order(self, found: _Found, now: datetime) -> None:
        others = sorted(found.jobs - self._process.jobs)
        if others:
            _log.warning("Not configured here, and so not done any more: %s", ", ".join(others))
        end_strangers(self._store, self._process.jobs, now)

    def _compare(self, found: _Found, leader: str) -> None:
        """Say once what is configured here and not where it is done. A new leader has a moment to set out its jobs."""
        if self._followed == leader != self._compared:
            self._compared = leader
            unknown = sorted(self._jobs.keys() - found.jobs)
            if unknown:
                _log.warning(
                    "Configured here, but not in the process that leads, and so not done: %s. All processes over one "
                    "database need the same configuration.",
                    ", ".join(unknown),
                )
        self._followed = leader

    def _claim(self, now: datetime) -> tuple[tuple[Job, ...], tuple[str, ...]]:
        """:return: the jobs that are ours now, and the names of those that others let run out."""
        with self._store.reading() as catalog:
            known = {job.name: job for job in catalog.jobs()}
        wanted = [job for name, job in self._jobs.items() if name not in known or _is_free(known[name], now)]
        if not wanted:
            return (), ()
        claimed = []
        with self._store.timing() as timing:
            for job in wanted:
                if job.name not in known:
                    timing.ensure_job(job.name, job.first_due)
                claimed.append(timing.claim_job(job.name, self._owner, now, lease=job.lease, even_if_early=False))
        ours = tuple(job for job in claimed if job is not None)
        left = (job.name for job in ours if job.name in known and known[job.name].owner not in (None, self._owner))
        return ours, tuple(left)


def _is_free(job: Job, now: datetime) -> bool:
    is_taken = job.owner is not None and job.lease_until is not None and now < job.lease_until <= now + LONGEST_LEASE
    return job.due_at <= now and not is_taken
