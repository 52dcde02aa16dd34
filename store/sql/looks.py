"""What is asked about looks at sources, and about what their pages brought: the longer questions."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, ScalarSelect, Select, exists, func, select, union_all

from store.sql.bulk import one_of
from store.sql.tables import arrivals, identifiers, looks, papers, promises, sightings, statements
from store.sql.watch_rows import LOOK_COLUMNS, look_of
from store.watch import CountPoint, Look, LookResult


def last_looks(connection: Connection, results: Collection[LookResult]) -> dict[str, Look]:
    """The last look at each source that ended with one of these results; empty for any."""
    query = select(*LOOK_COLUMNS).where(looks.c.number.in_(last_numbers(results)))
    rows = connection.execute(query.order_by(looks.c.source, looks.c.ended_at, looks.c.number))
    return {look.source: look for look in map(look_of, rows)}


def last_numbers(results: Collection[LookResult]) -> Select[int]:
    """The numbers of the last look at each source for each of these results; empty for the last with any.

    The sources are found by going from each to the next along the index: costs grow with them, not with the looks.
    """
    first = select(func.min(looks.c.source).label("source")).cte("names", recursive=True)
    following = select(func.min(looks.c.source)).where(looks.c.source > first.c.source).scalar_subquery()
    names = first.union_all(select(following).where(first.c.source.is_not(None)))

    def last(result: LookResult | None) -> ScalarSelect[int]:
        its = select(looks.c.number).where(looks.c.source == names.c.source)
        if result is not None:
            its = its.where(looks.c.result == result.value)
        return its.order_by(looks.c.ended_at.desc(), looks.c.number.desc()).limit(1).scalar_subquery()

    wanted: list[LookResult | None] = [*sorted(results)] or [None]
    each = [select(last(result).label("number")).select_from(names) for result in wanted]
    numbers = union_all(*each).subquery("numbers_of_looks")
    return select(numbers.c.number).where(numbers.c.number.is_not(None))


def runs_of(connection: Connection, deliveries: Collection[int]) -> Mapping[int, Sequence[str]]:
    """The runs whose pages brought what these deliveries tell.

    A promise is made in the transaction that records the page, and both have that moment; where several pages have it,
    it is the one on which the paper stands.
    """
    listed = (
        exists()
        .where(identifiers.c.identifier == promises.c.paper)
        .where(statements.c.paper_id == identifiers.c.paper_id)
        .where(sightings.c.statement_id == statements.c.id, sightings.c.page_id == arrivals.c.page_id)
    )
    query = (
        select(promises.c.delivery, arrivals.c.run)
        .join(arrivals, arrivals.c.recorded_at == promises.c.at)
        .where(one_of(connection, promises.c.delivery, deliveries), arrivals.c.run.is_not(None), listed)
        .distinct()
    )
    runs: defaultdict[int, list[str]] = defaultdict(list)
    for delivery, run in connection.execute(query):
        runs[delivery].append(run)
    return {number: tuple(sorted(runs[number])) for number in sorted(runs)}


def counts_between(connection: Connection, since: datetime, until: datetime) -> Sequence[CountPoint]:
    """The counts that were seen after ``since`` and up to ``until``, by paper, then by time."""
    query = (
        select(papers.c.key, statements.c.source, sightings.c.counted_at, sightings.c.upvotes, sightings.c.comments)
        .select_from(sightings)
        .join(statements, statements.c.id == sightings.c.statement_id)
        .join(papers, papers.c.id == statements.c.paper_id)
        .where(sightings.c.counted_at > since, sightings.c.counted_at <= until)
        .order_by(papers.c.key, sightings.c.counted_at, sightings.c.page_id, sightings.c.rank)
    )
    return tuple(
        CountPoint(paper=paper, source=source, at=at, upvotes=upvotes, comments=comments)
        for paper, source, at, upvotes, comments in connection.execute(query)
    )
