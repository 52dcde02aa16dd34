"""Forgetting what is older than it need be."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, delete, exists, func, select

from store.sql.addressing import lock
from store.sql.bulk import one_of
from store.sql.erasing import ABOUT_READERS
from store.sql.tables import addresses, deliveries, matches, promises, statistics

_ABOUT_READERS = tuple(reversed(ABOUT_READERS))
_STATISTICS = statistics


def tidy_up(
    connection: Connection, *, delivered: datetime, unconfirmed: datetime, statistics: datetime
) -> tuple[dict[str, int], bool]:
    """See :meth:`store.api.OutboxWriter.tidy`.

    :param delivered: what came to its end before this goes; and so on.
    :return: how many rows went, by table, and whether there were readers among them.
    """
    rows = Counter({table.name: 0 for table in (*_ABOUT_READERS, _STATISTICS)})
    rows.update(_forget_delivered(connection, delivered))
    strangers = _strangers(connection, unconfirmed)
    if strangers:
        lock(connection, one_of(connection, addresses.c.reader, strangers))
        for table in _ABOUT_READERS:
            theirs = one_of(connection, table.c.reader, strangers)
            rows[table.name] += connection.execute(delete(table).where(theirs)).rowcount
    old = _STATISTICS.c.kept_at < statistics
    rows[_STATISTICS.name] += connection.execute(delete(_STATISTICS).where(old)).rowcount
    return dict(rows), bool(strangers)


def _forget_delivered(connection: Connection, before: datetime) -> dict[str, int]:
    """Deliveries with what they told; also what was told to nobody: dropped promises, matches without a promise."""
    ended = select(deliveries.c.number).where(deliveries.c.settled_at < before)
    told = delete(promises).where(promises.c.delivery.in_(ended))
    dropped = delete(promises).where(promises.c.dropped != "", promises.c.at < before)
    promised = exists().where(
        promises.c.reader == matches.c.reader,
        promises.c.paper == matches.c.paper,
        promises.c.news == matches.c.news,
    )
    return {
        "promises": connection.execute(told).rowcount + connection.execute(dropped).rowcount,
        "deliveries": connection.execute(delete(deliveries).where(deliveries.c.settled_at < before)).rowcount,
        "matches": connection.execute(delete(matches).where(matches.c.at < before, ~promised)).rowcount,
    }


def _strangers(connection: Connection, before: datetime) -> list[int]:
    """Readers who never confirmed an address, and gave the last one before then; who has none is not meant."""
    silent = (
        select(addresses.c.reader)
        .group_by(addresses.c.reader)
        .having(func.count(addresses.c.confirmed_at) == 0, func.max(addresses.c.created_at) < before)
    )
    return list(connection.scalars(silent))
