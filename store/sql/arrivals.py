"""When pages were recorded, and what they brought: what a digest says of the sources."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal_column, select

from store.outbox import SourceDay
from store.records import ChangeKind, Paper
from store.sql.block import Block
from store.sql.bulk import one_of
from store.sql.faults import translated
from store.sql.lookup import owners
from store.sql.rows import PAPER_COLUMNS, paper_of
from store.sql.tables import arrivals, pages, papers, revisions, sightings, sources, statements

_NONE: ColumnElement[int] = literal_column("0")  # no parameter: as the index has it, or SQLite would not use that


class ArrivalReading(Block):
    """The questions of a :class:`store.api.CatalogReader` about stretches of time."""

    def source_days(self, since: datetime | None, until: datetime) -> Sequence[SourceDay]:
        """What each source brought after ``since`` and up to ``until``, by name."""
        return self._days(_within(since, until))

    def page_day(self, fingerprint: str) -> Sequence[SourceDay]:
        """What each source brought with one page."""
        return self._days((pages.c.fingerprint >= fingerprint) & (pages.c.fingerprint < f"{fingerprint}g"))

    def _days(self, within: ColumnElement[bool]) -> Sequence[SourceDay]:
        brought = (
            select(
                arrivals.c.source,
                func.count().label("pages"),
                func.sum(arrivals.c.new).label("new"),
            )
            .join(pages, pages.c.id == arrivals.c.page_id)
            .where(within)
            .group_by(arrivals.c.source)
            .subquery()
        )
        # Papers, not entries: a list that is looked at every half hour shows each of them many times a day.
        listed = (
            select(arrivals.c.source, func.count(statements.c.paper_id.distinct()).label("papers"))
            .join(pages, pages.c.id == arrivals.c.page_id)
            .join(sightings, sightings.c.page_id == arrivals.c.page_id)
            .join(statements, statements.c.id == sightings.c.statement_id)
            .where(within)
            .group_by(arrivals.c.source)
            .subquery()
        )
        last_news = (
            select(func.max(arrivals.c.recorded_at))
            .where(arrivals.c.source == sources.c.name, arrivals.c.new > _NONE)
            .scalar_subquery()
        )
        query = (
            select(sources.c.name, sources.c.title, brought.c.pages, listed.c.papers, brought.c.new, last_news)
            .select_from(sources)
            .outerjoin(brought, brought.c.source == sources.c.name)
            .outerjoin(listed, listed.c.source == sources.c.name)
            .order_by(sources.c.name)
        )
        with translated(self._shown):
            return tuple(map(_source_day, self._connection.execute(query)))

    def listed(self, identifiers: Collection[str]) -> Mapping[str, Mapping[str, datetime | None]]:
        """When each source first listed these papers."""
        with translated(self._shown):
            numbers = owners(self._connection, identifiers)
            found: dict[int, dict[str, datetime | None]] = {number: {} for number in numbers.values()}
            if numbers:
                for paper, source, first in _first_listed(self._connection, found):
                    found[paper][source] = first
        return {name: found[number] for name, number in numbers.items()}

    def recorded(self, since: datetime | None, until: datetime) -> Sequence[Paper]:
        """The papers that were new in pages recorded after ``since`` and up to ``until``, in order of recording."""
        with translated(self._shown):
            rows = self._connection.execute(_new_papers(since, until)).all()
        # Two papers that arrived each by itself and were merged later are one.
        return tuple({number: paper_of(values) for number, *values in rows}.values())


def _first_listed(connection: Connection, numbers: Collection[int]) -> Iterator[tuple[int, str, datetime | None]]:
    """Paper, source, and when that first listed it; ``None`` if one of its pages was recorded nobody knows when."""
    query = (
        select(
            statements.c.paper_id,
            statements.c.source,
            func.min(arrivals.c.recorded_at),
            func.count() - func.count(arrivals.c.page_id),
        )
        .join(sightings, sightings.c.statement_id == statements.c.id)
        .outerjoin(arrivals, arrivals.c.page_id == sightings.c.page_id)
        .where(one_of(connection, statements.c.paper_id, numbers))
        .group_by(statements.c.paper_id, statements.c.source)
    )
    for paper, source, first, unknown in connection.execute(query):
        yield paper, source, None if unknown else first


def _within(since: datetime | None, until: datetime) -> ColumnElement[bool]:
    before = arrivals.c.recorded_at <= until
    return before if since is None else and_(before, arrivals.c.recorded_at > since)


def _new_papers(since: datetime | None, until: datetime) -> Select[Any]:
    place = (sightings.c.page_id == revisions.c.page_id) & (sightings.c.rank == revisions.c.rank)
    return (
        select(papers.c.id, *PAPER_COLUMNS)
        .select_from(arrivals)
        .join(revisions, revisions.c.page_id == arrivals.c.page_id)
        .join(sightings, place)
        .join(statements, statements.c.id == sightings.c.statement_id)
        .join(papers, papers.c.id == statements.c.paper_id)
        .where(_within(since, until), arrivals.c.new > _NONE, revisions.c.kind == ChangeKind.NEW.value)
        .order_by(revisions.c.number)
    )


def _source_day(row: Sequence[Any]) -> SourceDay:
    name, title, page_count, paper_count, new, last_news = row
    return SourceDay(
        name=name,
        title=title,
        pages=page_count or 0,
        papers=paper_count or 0,
        new=new or 0,
        last_news=last_news,
    )
