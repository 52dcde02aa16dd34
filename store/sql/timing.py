"""A timer's conversation: jobs and leases, each taken by one process at a time, and the places at hosts.

Whoever takes something does so in one statement that changes the row only if it may: of several that try at once, one
succeeds. On PostgreSQL they wait for each other's rows alone, on SQLite they take turns with all who write.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    and_,
    case,
    delete,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    update,
)

from store.errors import DatabaseLocked
from store.sql.block import Block
from store.sql.bulk import one_of
from store.sql.faults import translated
from store.sql.tables import hosts, jobs, leases
from store.sql.types import Instant
from store.sql.upserts import inserting
from store.sql.watch_rows import JOB_COLUMNS, LEASE_COLUMNS, job_of, lease_of
from store.watch import LONGEST_LEASE, Job, Lease

_FREE = {"owner": None, "lease_until": None, "hurried_at": None}
_ONE: ColumnElement[int] = literal_column("1")

LONGEST_PLACE = timedelta(minutes=10)
"""A place at a host that is taken for longer, or a longer pause, was written by a clock that was wrong."""
LONGEST_REST = timedelta(days=7, minutes=10)
"""Likewise a host that wants to be left alone for longer: whoever asks takes no more than a week for an answer."""

_LONGEST = {hosts.c.free_at: LONGEST_PLACE, hosts.c.busy_until: LONGEST_PLACE, hosts.c.forbidden_until: LONGEST_REST}
_NEVER_ASKED = datetime(1970, 1, 1, tzinfo=UTC)


class SqlTiming(Block):
    """A :class:`store.api.Timing`."""

    def ensure_job(self, name: str, due_at: datetime) -> Job:
        """The job of that name; if there is none, a new one."""
        row = {"name": name, "due_at": due_at, "said": "", "failures": 0, "runs": 0}
        with translated(self._shown):
            # Found most of the time, and then nothing need be written.
            for _ in range(2):
                found = self._connection.execute(select(*JOB_COLUMNS).where(jobs.c.name == name)).first()
                if found is not None:
                    return job_of(found)
                self._connection.execute(inserting(self._connection, jobs).on_conflict_do_nothing(), row)
            found = self._connection.execute(select(*JOB_COLUMNS).where(jobs.c.name == name)).first()
        if found is None:
            raise DatabaseLocked(f"The job {name!r} is made and removed by others at this moment. Try again.")
        return job_of(found)

    def remove_jobs(self, except_for: Collection[str], now: datetime) -> None:
        """Forget all jobs but these, and those that are being done now."""
        others = not_(one_of(self._connection, jobs.c.name, except_for))
        nobodys = or_(jobs.c.owner.is_(None), _is_over(jobs.c.lease_until, now, LONGEST_LEASE))
        with translated(self._shown):
            self._connection.execute(delete(jobs).where(nobodys, others))

    def claim_job(self, name: str, owner: str, now: datetime, *, lease: timedelta, even_if_early: bool) -> Job | None:
        """Take a job that is due and that nobody does, or whose owner's lease ran out."""
        mine = [jobs.c.name == name, or_(jobs.c.owner.is_(None), _is_over(jobs.c.lease_until, now, LONGEST_LEASE))]
        if not even_if_early:
            mine.append(jobs.c.due_at <= now)
        taken = {"owner": owner, "lease_until": now + lease, "begun_at": now, "hurried_at": None}
        claim = update(jobs).where(*mine).values(**taken, runs=jobs.c.runs + _ONE).returning(*JOB_COLUMNS)
        with translated(self._shown):
            row = self._connection.execute(claim).first()
        return None if row is None else job_of(row)

    def keep_job(self, name: str, owner: str, until: datetime) -> bool:
        """Keep a job for longer."""
        kept = update(jobs).where(jobs.c.name == name, jobs.c.owner == owner).values(lease_until=until)
        with translated(self._shown):
            return bool(self._connection.execute(kept).rowcount)

    def end_job(
        self, name: str, owner: str, now: datetime, *, next_due_at: datetime, said: str = "", failed: bool = False
    ) -> bool:
        """Give a job back. It is due earlier than it would be if it was hurried meanwhile."""
        then = literal(next_due_at, Instant)
        ended: dict[str, Any] = {
            **_FREE,
            "due_at": case((jobs.c.hurried_at < then, jobs.c.hurried_at), else_=then),
            "ended_at": now,
            "said": said,
            "failures": jobs.c.failures + _ONE if failed else 0,
        }
        with translated(self._shown):
            its = (jobs.c.name == name, jobs.c.owner == owner)
            return bool(self._connection.execute(update(jobs).where(*its).values(ended)).rowcount)

    def release_jobs(self, owner: str) -> int:
        """Give back all jobs of an owner who was stopped; they are due as they were."""
        with translated(self._shown):
            return self._connection.execute(update(jobs).where(jobs.c.owner == owner).values(_FREE)).rowcount

    def hurry(self, name: str, due_at: datetime) -> None:
        """A job is due then, if it was to be later; one that is being done now is done again then.

        Who does it now may have passed by what it is hurried for, so ending it must not put that off.
        """
        then = literal(due_at, Instant)
        earlier = {
            "due_at": case((jobs.c.due_at > then, then), else_=jobs.c.due_at),
            "hurried_at": case((or_(jobs.c.owner.is_(None), jobs.c.hurried_at <= then), jobs.c.hurried_at), else_=then),
        }
        with translated(self._shown):
            self._connection.execute(update(jobs).where(jobs.c.name == name).values(earlier))

    def take_lease(self, name: str, owner: str, now: datetime, until: datetime) -> Lease:
        """Take or keep a lease, if it is free, ours, or has run out."""
        insertion = inserting(self._connection, leases)
        free = or_(leases.c.owner == owner, _is_over(leases.c.until, now, LONGEST_LEASE))
        # The row is written in either case, so that what comes back is who holds it and not who held it before.
        held = {each: case((free, insertion.excluded[each]), else_=leases.c[each]) for each in ("owner", "until")}
        taken = insertion.on_conflict_do_update(index_elements=["name"], set_=held).returning(*LEASE_COLUMNS)
        with translated(self._shown):
            return lease_of(self._connection.execute(taken, {"name": name, "owner": owner, "until": until}).one())

    def give_lease_back(self, name: str, owner: str) -> None:
        """Others may take it at once."""
        with translated(self._shown):
            self._connection.execute(delete(leases).where(leases.c.name == name, leases.c.owner == owner))

    def reserve_host(self, host: str, now: datetime, *, free_at: datetime, busy_until: datetime) -> datetime | None:
        """Take a host's only place."""
        insertion = inserting(self._connection, hosts)
        until = hosts.c.forbidden_until
        taken: dict[str, Any] = {each: insertion.excluded[each] for each in ("free_at", "busy_until")}
        # What nobody can have meant must not keep what somebody means from being heard.
        taken["forbidden_until"] = case((until > now + LONGEST_REST, null()), else_=until)
        free = and_(*(_is_over(column, now, longest) for column, longest in _LONGEST.items()))
        reservation = insertion.on_conflict_do_update(index_elements=["host"], set_=taken, where=free)
        standing = select(*_LONGEST).where(hosts.c.host == host)
        row = {"host": host, "free_at": free_at, "busy_until": busy_until}
        with translated(self._shown):
            if self._connection.execute(reservation.returning(hosts.c.host), row).first() is not None:
                return None
            found = zip(self._connection.execute(standing).one(), _LONGEST.values(), strict=True)
        return max((moment for moment, longest in found if moment and now < moment <= now + longest), default=now)

    def release_host(self, host: str, *, busy_until: datetime, free_at: datetime) -> None:
        """The place is free, if it is still the one that was taken until then; nobody asks the host before that."""
        later = literal(free_at, Instant)
        given = {"free_at": case((hosts.c.free_at > later, hosts.c.free_at), else_=later), "busy_until": None}
        with translated(self._shown):
            ours = (hosts.c.host == host, hosts.c.busy_until == busy_until)
            self._connection.execute(update(hosts).where(*ours).values(given))

    def forbid_host(self, host: str, until: datetime) -> None:
        """Nobody asks the host before then; never earlier than was said before."""
        insertion = inserting(self._connection, hosts)
        said = insertion.excluded.forbidden_until
        longer = case((hosts.c.forbidden_until > said, hosts.c.forbidden_until), else_=said)
        forbidden = insertion.on_conflict_do_update(index_elements=["host"], set_={"forbidden_until": longer})
        with translated(self._shown):
            self._connection.execute(forbidden, {"host": host, "free_at": _NEVER_ASKED, "forbidden_until": until})


def _is_over(column: Column[datetime], now: datetime, longest: timedelta) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= now, column > now + longest)
