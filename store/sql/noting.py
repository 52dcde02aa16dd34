"""Writing down what came of looks at sources, together with a recorded page or instead of one."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, delete, func, insert, not_, or_, select, text, update

from store.errors import NotFound, NotStorable
from store.sql.block import BIGGEST
from store.sql.bulk import Numbers, one_of
from store.sql.faults import translated
from store.sql.looks import last_numbers
from store.sql.tables import ASIDE, OPEN, hosts, incidents, jobs, known_pages, listing_days, looks, put_aside, verdicts
from store.sql.thinning import thin_sightings
from store.sql.upserts import keep
from store.sql.waiting import Waits, dispensable
from store.sql.watch_rows import aside_row, body_digest, look_row, row_of, verdict_row
from store.sql.watching import WatchReading, no_page
from store.watch import Incident, KnownPage, ListingDay, Look, LookResult, PutAside, SourceVerdict

MAX_BODY = 5_000_000
"""The largest page that is put aside, in bytes: the largest that is read at all."""


class WatchWriting(WatchReading):
    """A :class:`store.api.WatchWriter`."""

    def add_look(self, look: Look) -> int:
        """Remember a look. :return: its number."""
        with translated(self._shown):
            number = self._next_number("look")
            self._connection.execute(insert(looks), look_row(look, number))
        return number

    def keep_day(self, day: ListingDay) -> None:
        """Remember what is known of a day, in place of what was known."""
        with translated(self._shown):
            keep(self._connection, listing_days, row_of(day))

    def keep_verdict(self, verdict: SourceVerdict) -> None:
        """Remember what is thought of a source, in place of what was thought."""
        with translated(self._shown):
            keep(self._connection, verdicts, verdict_row(verdict))

    def keep_page(self, page: KnownPage) -> None:
        """Remember the version of a page that was recorded, in place of the last."""
        with translated(self._shown):
            keep(self._connection, known_pages, row_of(page))

    def forget_pages(self, source: str, addresses: Collection[str] = ()) -> None:
        """The next requests for these pages are unconditional; empty for all pages of the source."""
        gone = delete(known_pages).where(known_pages.c.source == source)
        if addresses:
            gone = gone.where(one_of(self._connection, known_pages.c.address, addresses))
        with translated(self._shown):
            self._connection.execute(gone)

    def put_page_aside(self, page: PutAside) -> int:
        """Keep a page that is not recorded, once while it waits.

        :raises store.errors.NotStorable: it is larger than any page that is read.
        """
        if len(page.body) > MAX_BODY:
            raise NotStorable(
                f"A page of {page.source} has {len(page.body):,} bytes; at most {MAX_BODY:,} are put aside. "
                "Nothing was written."
            )
        same = (put_aside.c.source == page.source, put_aside.c.digest == body_digest(page.body), text(ASIDE))
        with translated(self._shown):
            kept: int | None = self._connection.scalar(select(put_aside.c.number).where(*same))
            if kept is not None and page.settled_at is None:
                return kept
            number = self._next_number("page aside")
            self._connection.execute(insert(put_aside), aside_row(page, number))
            self._thin_waiting(page.source)
        return number

    def settle_page(self, number: int, at: datetime) -> None:
        """A page that was put aside waits no more; one that did not wait stays as it was."""
        moment = func.coalesce(put_aside.c.settled_at, at, type_=put_aside.c.settled_at.type)
        settled = update(put_aside).where(put_aside.c.number == number).values(settled_at=moment)
        with translated(self._shown):
            if not 0 < number <= BIGGEST or not self._connection.execute(settled).rowcount:
                raise no_page(number)

    def open_incident(self, incident: Incident) -> bool:
        """Remember that something began. :return: ``False`` if an incident of its subject is open already."""
        there = select(incidents.c.number).where(incidents.c.subject == incident.subject, text(OPEN))
        with translated(self._shown):
            if self._connection.scalar(there) is not None:
                return False
            number = self._next_number("incident")
            self._connection.execute(insert(incidents), row_of(replace(incident, number=number)))
        return True

    def end_incident(self, subject: str, at: datetime) -> bool:
        """Remember that it is over. :return: ``False`` if there was none open."""
        over = update(incidents).where(incidents.c.subject == subject, text(OPEN)).values(ended_at=at)
        with translated(self._shown):
            return bool(self._connection.execute(over).rowcount)

    def incident_told(self, number: int, at: datetime, *, end: bool) -> None:
        """The operator was told of the beginning, or of the end."""
        its = [incidents.c.number == number]
        if end:
            its.append(incidents.c.ended_at.is_not(None))
        told = update(incidents).where(*its).values({"end_told_at" if end else "told_at": at})
        with translated(self._shown):
            if not 0 < number <= BIGGEST or not self._connection.execute(told).rowcount:
                over = " that is over" if end else ""
                raise NotFound(f"There is no incident {number}{over}. See the list of incidents for their numbers.")

    def forget_source(self, source: str) -> None:
        """Forget what is thought of a source that is watched no more. Its papers, looks and days stay."""
        gone = (
            delete(verdicts).where(verdicts.c.source == source),
            delete(known_pages).where(known_pages.c.source == source),
            delete(jobs).where(jobs.c.name == f"fetch {source}"),
            delete(incidents).where(incidents.c.subject == f"source {source}", text(OPEN)),
        )
        with translated(self._shown):
            for each in gone:
                self._connection.execute(each)

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
        """Forget looks, ended incidents, pages put aside, sightings and so on from before; by table how many."""
        with translated(self._shown):
            # Of each source and result the last stays: when a source last brought news is asked long afterwards.
            last = self._connection.scalars(last_numbers(tuple(LookResult))).all()
        is_last = one_of(self._connection, _LOOKS.c.number, last)
        at_rest = [or_(each.is_(None), each < hosts) for each in (_HOSTS.c.busy_until, _HOSTS.c.forbidden_until)]
        gone = {
            _LOOKS: delete(_LOOKS).where(_LOOKS.c.ended_at < looks, not_(is_last)),
            incidents: delete(incidents).where(incidents.c.ended_at < looks),
            put_aside: delete(put_aside).where(
                or_(
                    and_(put_aside.c.received_at < pages, put_aside.c.settled_at.is_not(None)),
                    put_aside.c.received_at < waiting,
                )
            ),
            # The files of a folder are known as long as they lie there.
            known_pages: delete(known_pages).where(
                known_pages.c.recorded_at < versions, known_pages.c.address.like("http%://%")
            ),
            _HOSTS: delete(_HOSTS).where(_HOSTS.c.free_at < hosts, *at_rest),
        }
        with translated(self._shown):
            went = {table.name: self._connection.execute(each).rowcount for table, each in gone.items()}
            return went | {"sightings": thin_sightings(self._connection, sightings)}

    def _next_number(self, kind: str) -> int:
        numbers = Numbers(self._connection)
        number = numbers.take(kind)
        numbers.save()
        return number

    def _thin_waiting(self, source: str) -> None:
        columns = [put_aside.c[name] for name in Waits._fields]
        its = select(*columns).where(put_aside.c.source == source, text(ASIDE)).order_by(put_aside.c.number.desc())
        rows = self._connection.execute(its)
        gone = dispensable([Waits(*row)._replace(result=LookResult(row.result)) for row in rows])
        if gone:
            self._connection.execute(delete(put_aside).where(one_of(self._connection, put_aside.c.number, gone)))


_LOOKS, _HOSTS = looks, hosts
"""The tables, where a parameter has their names."""
