"""Questions about watching sources: looks, days, verdicts, pages, incidents, and what the timer does."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, text

from store.errors import NotFound
from store.sql.block import BIGGEST, Block
from store.sql.faults import translated
from store.sql.looks import counts_between, last_looks, runs_of
from store.sql.tables import (
    ASIDE,
    OPEN,
    UNTOLD,
    hosts,
    incidents,
    jobs,
    known_pages,
    leases,
    listing_days,
    looks,
    put_aside,
    verdicts,
)
from store.sql.types import can_be_stored
from store.sql.watch_rows import (
    ASIDE_COLUMNS,
    DAY_COLUMNS,
    HOST_COLUMNS,
    INCIDENT_COLUMNS,
    JOB_COLUMNS,
    LEASE_COLUMNS,
    LOOK_COLUMNS,
    PAGE_COLUMNS,
    VERDICT_COLUMNS,
    aside_of,
    day_of,
    host_of,
    incident_of,
    job_of,
    known_page_of,
    lease_of,
    look_of,
    verdict_of,
)
from store.watch import (
    CountPoint,
    HostPace,
    Incident,
    Job,
    KnownPage,
    Lease,
    ListingDay,
    Look,
    LookResult,
    PutAside,
    SourceVerdict,
)


class WatchReading(Block):
    """A :class:`store.api.WatchReader`."""

    def looks(
        self,
        *,
        source: str | None = None,
        since: datetime | None = None,
        results: Collection[LookResult] = (),
        limit: int = 1000,
    ) -> Sequence[Look]:
        """Looks at sources, the last first, at most so many."""
        query = select(*LOOK_COLUMNS).order_by(looks.c.ended_at.desc(), looks.c.number.desc()).limit(limit)
        if source is not None:
            query = query.where(looks.c.source == source)
        if since is not None:
            query = query.where(looks.c.ended_at >= since)
        if results:
            query = query.where(looks.c.result.in_(sorted(results)))
        with translated(self._shown):
            return tuple(map(look_of, self._connection.execute(query)))

    def last_looks(self, results: Collection[LookResult] = ()) -> Mapping[str, Look]:
        """The last look at each source that ended with one of these results, by source; empty for any."""
        with translated(self._shown):
            return last_looks(self._connection, results)

    def listing_days(self, source: str, *, since: str | None = None) -> Sequence[ListingDay]:
        """The days that are known of a source, rising."""
        query = select(*DAY_COLUMNS).where(listing_days.c.source == source).order_by(listing_days.c.day)
        if since is not None:
            query = query.where(listing_days.c.day >= since)
        with translated(self._shown):
            return tuple(map(day_of, self._connection.execute(query)))

    def verdicts(self) -> Mapping[str, SourceVerdict]:
        """What is thought of each source, by its name."""
        query = select(*VERDICT_COLUMNS).order_by(verdicts.c.source)
        with translated(self._shown):
            return {each.source: each for each in map(verdict_of, self._connection.execute(query))}

    def known_page(self, source: str, address: str) -> KnownPage | None:
        """The version of a page that was last recorded; ``None`` if the next request must be unconditional."""
        if not (can_be_stored(source) and can_be_stored(address)):
            return None
        its = (known_pages.c.source == source, known_pages.c.address == address)
        with translated(self._shown):
            row = self._connection.execute(select(*PAGE_COLUMNS).where(*its)).first()
        return None if row is None else known_page_of(row)

    def put_aside(self, *, source: str | None = None, waiting: bool = True, limit: int = 100) -> Sequence[PutAside]:
        """Pages that were put aside, without their bodies, the last first."""
        query = select(*ASIDE_COLUMNS).order_by(put_aside.c.number.desc()).limit(limit)
        if source is not None:
            query = query.where(put_aside.c.source == source)
        if waiting:
            query = query.where(text(ASIDE))
        with translated(self._shown):
            return tuple(map(aside_of, self._connection.execute(query)))

    def page_put_aside(self, number: int) -> PutAside:
        """One of them with its body."""
        if 0 < number <= BIGGEST:
            query = select(*ASIDE_COLUMNS, put_aside.c.body).where(put_aside.c.number == number)
            with translated(self._shown):
                row = self._connection.execute(query).first()
            if row is not None:
                return aside_of(row[:-1], bytes(row[-1]))
        raise no_page(number)

    def incidents(self, *, untold: bool = False, open_only: bool = False, limit: int = 100) -> Sequence[Incident]:
        """Incidents, the last first; those that are untold, the first first."""
        query = select(*INCIDENT_COLUMNS).limit(limit)
        query = query.order_by(incidents.c.number if untold else incidents.c.number.desc())
        if untold:
            query = query.where(text(f"({UNTOLD})"))
        if open_only:
            query = query.where(text(OPEN))
        with translated(self._shown):
            return tuple(map(incident_of, self._connection.execute(query)))

    def jobs(self) -> Sequence[Job]:
        """What the timer does, by name."""
        with translated(self._shown):
            return tuple(map(job_of, self._connection.execute(select(*JOB_COLUMNS).order_by(jobs.c.name))))

    def leases(self) -> Sequence[Lease]:
        """Who holds what, by name; also what ran out."""
        with translated(self._shown):
            return tuple(map(lease_of, self._connection.execute(select(*LEASE_COLUMNS).order_by(leases.c.name))))

    def host_paces(self) -> Sequence[HostPace]:
        """When each host that was ever asked may be asked, by host."""
        with translated(self._shown):
            return tuple(map(host_of, self._connection.execute(select(*HOST_COLUMNS).order_by(hosts.c.host))))

    def runs_of(self, deliveries: Collection[int]) -> Mapping[int, Sequence[str]]:
        """The runs whose pages brought what these deliveries tell, by delivery, in order of their names."""
        with translated(self._shown):
            return runs_of(self._connection, deliveries)

    def counts_between(self, since: datetime, until: datetime) -> Sequence[CountPoint]:
        """The counts that were seen after ``since`` and up to ``until``, by paper, then by time."""
        with translated(self._shown):
            return counts_between(self._connection, since, until)


def no_page(number: int) -> NotFound:
    """What is said of a page that was not put aside."""
    return NotFound(f"There is no page {number} put aside. See the list of pages put aside for their numbers.")
