"""Sightings that nobody will ask for one by one any more: of each paper, source and day the last stays.

So does what may be asked long afterwards: the first sighting of a paper at a source, which says since when it is listed
there, and every sighting that changed something.
"""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, Subquery, delete, exists, func, or_, select, tuple_

from store.sql.bulk import one_of
from store.sql.tables import arrivals, numbers, revisions, sightings, statements
from store.sql.upserts import keep

MOST_DAYS = 31
"""So many days are thinned at once at most: others wait for the catalog meanwhile."""

_DAY = timedelta(days=1)
_FIRST_DAY = date(1970, 1, 1)
_REACHED = "thinned day"
"""Beside the numbers that were given out: up to which day it is done, as the days are counted since the year 1."""


def thin_sightings(connection: Connection, before: datetime) -> int:
    """Thin the sightings of the days before this moment's, each day once.

    :return: how many went.
    """
    end, gone = before.astimezone(UTC).date(), 0
    reached = connection.scalar(select(numbers.c.last).where(numbers.c.kind == _REACHED))
    day = _FIRST_DAY if reached is None else date.fromordinal(reached) + _DAY
    for _ in range(MOST_DAYS):
        found = connection.scalar(select(func.min(arrivals.c.recorded_at)).where(arrivals.c.recorded_at >= _begin(day)))
        if found is None or found.astimezone(UTC).date() >= end:
            break
        gone += _thin(connection, found.astimezone(UTC).date())
        day = found.astimezone(UTC).date() + _DAY
    if day > _FIRST_DAY:
        keep(connection, numbers, {"kind": _REACHED, "last": (day - _DAY).toordinal()})
    return gone


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _thin(connection: Connection, day: date) -> int:
    seen = _seen(connection, day)
    place = (revisions.c.page_id == seen.c.page_id) & (revisions.c.rank == seen.c.rank)
    dispensable = select(seen.c.page_id, seen.c.rank).where(
        seen.c.from_last > 1,
        ~exists().where(place),
        or_(seen.c.from_first > 1, _was_seen_before(seen, day)),
    )
    return connection.execute(
        delete(sightings).where(tuple_(sightings.c.page_id, sightings.c.rank).in_(dispensable))
    ).rowcount


def _seen(connection: Connection, day: date) -> Subquery:
    """The day's sightings with their places among those of the same paper and source, from either end."""
    order = (arrivals.c.recorded_at, sightings.c.page_id, sightings.c.rank)
    # No mere column: SQLite would go through all statements, which are in the order of papers, to save itself sorting.
    same = (func.coalesce(statements.c.paper_id, 0).label("paper_id"), statements.c.source)
    first = func.row_number().over(partition_by=same, order_by=order)
    last = func.row_number().over(partition_by=same, order_by=[column.desc() for column in order])
    came = arrivals.c.recorded_at
    pages = connection.scalars(select(arrivals.c.page_id).where(came >= _begin(day), came < _begin(day + _DAY))).all()
    return (
        select(sightings.c.page_id, sightings.c.rank, *same, first.label("from_first"), last.label("from_last"))
        .join(arrivals, arrivals.c.page_id == sightings.c.page_id)
        .join(statements, statements.c.id == sightings.c.statement_id)
        .where(one_of(connection, sightings.c.page_id, pages))
        .subquery("seen")
    )


def _was_seen_before(seen: Subquery, day: date) -> ColumnElement[bool]:
    said, stood, came = statements.alias("said"), sightings.alias("stood"), arrivals.alias("came")
    return (
        exists()
        .where(said.c.paper_id == seen.c.paper_id, said.c.source == seen.c.source)
        .where(stood.c.statement_id == said.c.id)
        .where(came.c.page_id == stood.c.page_id, came.c.recorded_at < _begin(day))
    )
