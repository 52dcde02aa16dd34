"""Watching sources: what was seen of them, and who may do what now."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

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


class WatchReader(Protocol):
    """Questions about sources and jobs."""

    def looks(
        self,
        *,
        source: str | None = None,
        since: datetime | None = None,
        results: Collection[LookResult] = (),
        limit: int = 1000,
    ) -> Sequence[Look]:
        """Looks at sources, the last first, at most so many.

        :param since: only those that ended then or later. :param results: only those with one of these; empty for any.
        """
        ...

    def last_looks(self, results: Collection[LookResult] = ()) -> Mapping[str, Look]:
        """The last look at each source that ended with one of these results, by source; empty for any."""
        ...

    def listing_days(self, source: str, *, since: str | None = None) -> Sequence[ListingDay]:
        """The days that are known of a source, rising.

        :param since: this day and those after it.
        """
        ...

    def verdicts(self) -> Mapping[str, SourceVerdict]:
        """What is thought of each source, by its name."""
        ...

    def known_page(self, source: str, address: str) -> KnownPage | None:
        """The version of a page that was last recorded; ``None`` if the next request must be unconditional."""
        ...

    def put_aside(self, *, source: str | None = None, waiting: bool = True, limit: int = 100) -> Sequence[PutAside]:
        """Pages that were put aside, without their bodies, the last first.

        :param waiting: only those that are not settled.
        """
        ...

    def page_put_aside(self, number: int) -> PutAside:
        """One of them with its body.

        :raises store.errors.NotFound: there is none of that number.
        """
        ...

    def incidents(self, *, untold: bool = False, open_only: bool = False, limit: int = 100) -> Sequence[Incident]:
        """Incidents, the last first.

        :param untold: only those of whose beginning or end the operator was not told; the first of them first.
        :param open_only: only those that are not over.
        """
        ...

    def jobs(self) -> Sequence[Job]:
        """What the timer does, by name."""
        ...

    def leases(self) -> Sequence[Lease]:
        """Who holds what, by name; also what ran out."""
        ...

    def host_paces(self) -> Sequence[HostPace]:
        """When each host that was ever asked may be asked, by host."""
        ...

    def runs_of(self, deliveries: Collection[int]) -> Mapping[int, Sequence[str]]:
        """The runs whose pages brought what these deliveries tell, by delivery, in order of their names."""
        ...

    def counts_between(self, since: datetime, until: datetime) -> Sequence[CountPoint]:
        """The counts that were seen in that time (after ``since``, up to ``until``), by paper, then by time."""
        ...


class WatchWriter(WatchReader, Protocol):
    """The same; what is written together with a recorded page, or instead of one."""

    def add_look(self, look: Look) -> int:
        """Remember a look. :return: its number."""
        ...

    def keep_day(self, day: ListingDay) -> None:
        """Remember what is known of a day, in place of what was known."""
        ...

    def keep_verdict(self, verdict: SourceVerdict) -> None:
        """Remember what is thought of a source, in place of what was thought."""
        ...

    def keep_page(self, page: KnownPage) -> None:
        """Remember the version of a page that was recorded, in place of the last."""
        ...

    def forget_pages(self, source: str, addresses: Collection[str] = ()) -> None:
        """The next requests for these pages are unconditional; empty for all pages of the source."""
        ...

    def put_page_aside(self, page: PutAside) -> int:
        """Keep a page that is not recorded. The same body of the same source, while it waits, is kept once.

        :return: its number, or that of the one that was kept before.
        """
        ...

    def settle_page(self, number: int, at: datetime) -> None:
        """A page that was put aside waits no more.

        :raises store.errors.NotFound: there is none of that number.
        """
        ...

    def open_incident(self, incident: Incident) -> bool:
        """Remember that something began. :return: ``False`` if an incident of its subject is open already."""
        ...

    def end_incident(self, subject: str, at: datetime) -> bool:
        """Remember that it is over. :return: ``False`` if there was none open."""
        ...

    def incident_told(self, number: int, at: datetime, *, end: bool) -> None:
        """The operator was told of the beginning, or of the end.

        :raises store.errors.NotFound: there is no such incident.
        """
        ...

    def forget_source(self, source: str) -> None:
        """Forget what is thought of a source that is watched no more: its verdict, its pages' versions, its job. Its
        papers, looks and days stay. An open incident of ``source <name>`` goes too.
        """
        ...

    def tidy_watch(
        self,
        *,
        looks: datetime,
        pages: datetime,
        waiting: datetime,
        sightings: datetime,
        versions: datetime,
        hosts: datetime,
    ) -> Mapping[str, int]:
        """Forget what is older than it need be; by table how many rows went.

        :param looks: looks and ended incidents from before go, but of each source and result the last look stays.
        :param pages: settled pages that were received before go. :param waiting: so do those that wait.
        :param sightings: of what was seen on the days before this moment's there stay, for each paper, source and day,
            the last sighting; also the first of the paper at the source, and all that changed something.
        :param versions: versions of pages of the web that were recorded before go.
        :param hosts: hosts that might have been asked again since before go.
        """
        ...


class Timing(Protocol):
    """A short transaction about jobs, leases and hosts alone; on PostgreSQL it waits for no writer of the catalog."""

    def ensure_job(self, name: str, due_at: datetime) -> Job:
        """The job of that name; if there is none, a new one, due then."""
        ...

    def remove_jobs(self, except_for: Collection[str], now: datetime) -> None:
        """Forget all jobs but these; those that are being done now stay too, as long as their leases last."""
        ...

    def claim_job(self, name: str, owner: str, now: datetime, *, lease: timedelta, even_if_early: bool) -> Job | None:
        """Take a job that is due and that nobody does, or whose owner's lease ran out, or was never meant: a lease that
        has longer to run than :data:`store.watch.LONGEST_LEASE` is free, of jobs and of anything else.

        :param even_if_early: take it also if it is not due yet.
        :return: the job as it is now, or ``None``.
        """
        ...

    def keep_job(self, name: str, owner: str, until: datetime) -> bool:
        """Keep a job for longer. :return: ``False`` if it is somebody else's by now."""
        ...

    def end_job(
        self, name: str, owner: str, now: datetime, *, next_due_at: datetime, said: str = "", failed: bool = False
    ) -> bool:
        """Give a job back. :return: ``False`` if it was somebody else's; then nothing changes."""
        ...

    def release_jobs(self, owner: str) -> int:
        """Give back all jobs of an owner who was stopped; they are due as they were. :return: how many."""
        ...

    def hurry(self, name: str, due_at: datetime) -> None:
        """A job is due then, if it was to be later. A job that does not exist is none of our business."""
        ...

    def take_lease(self, name: str, owner: str, now: datetime, until: datetime) -> Lease:
        """Take or keep a lease, if it is free, ours, or has run out. :return: who holds it now."""
        ...

    def give_lease_back(self, name: str, owner: str) -> None:
        """Others may take it at once; nothing happens if it is not ours."""
        ...

    def reserve_host(self, host: str, now: datetime, *, free_at: datetime, busy_until: datetime) -> datetime | None:
        """Take a host's only place until ``busy_until``, and write down that nobody asks it before ``free_at``.

        What others wrote counts only as far as it can be meant: no place is taken for longer than ten minutes, and
        nobody is sent away for longer than a week. A clock that was wrong once must not stop a host for everybody.

        :return: ``None`` if it is taken now, else when to ask again.
        """
        ...

    def release_host(self, host: str, *, busy_until: datetime, free_at: datetime) -> None:
        """The place is free; nobody asks the host before ``free_at``, or later if that was written down meanwhile.

        :param busy_until: until when it was taken. If it ran out, and another has it now, nothing changes.
        """
        ...

    def forbid_host(self, host: str, until: datetime) -> None:
        """Nobody asks the host before then; never earlier than was said before."""
        ...
