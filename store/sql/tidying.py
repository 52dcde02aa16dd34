"""Forgetting what is older than it need be."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, exists, select, text

from store.sql.addressing import lock, remove_addresses, remove_codes
from store.sql.bulk import one_of
from store.sql.erasing import ABOUT_READERS, erase
from store.sql.tables import DROPPED, UNCONFIRMED, addresses, deliveries, mail_codes, matches, promises, statistics

_STATISTICS = statistics


def tidy_up(
    connection: Connection, *, delivered: datetime, unconfirmed: datetime, statistics: datetime
) -> tuple[dict[str, int], bool]:
    """See :meth:`store.api.OutboxWriter.tidy`.

    :param delivered: what came to its end before this goes; and so on.
    :return: how many rows went, by table, and whether there were readers or addresses among them.
    """
    rows = Counter({table.name: 0 for table in (*ABOUT_READERS, _STATISTICS)})
    rows.update(_forget_delivered(connection, delivered))
    silent = _silent(connection, unconfirmed)
    if silent:
        rows.update(_forget_silent(connection, silent))
    old = _STATISTICS.c.kept_at < statistics
    rows[_STATISTICS.name] += connection.execute(delete(_STATISTICS).where(old)).rowcount
    return dict(rows), bool(silent)


def _forget_delivered(connection: Connection, before: datetime) -> dict[str, int]:
    """Deliveries with what they told; also what was told to nobody: dropped promises, matches without a promise."""
    ended = select(deliveries.c.number).where(deliveries.c.settled_at < before)
    told = delete(promises).where(promises.c.delivery.in_(ended))
    dropped = delete(promises).where(text(DROPPED), promises.c.at < before)
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


def _silent(connection: Connection, before: datetime) -> dict[int, int]:
    """Addresses nobody confirmed that were given, and asked the last time, before then: each with its reader's."""
    asked = exists().where(deliveries.c.address == addresses.c.number, deliveries.c.created_at >= before)
    given = select(addresses.c.number, addresses.c.reader).where(text(UNCONFIRMED), addresses.c.created_at < before)
    return dict(connection.execute(given.where(~asked).order_by(addresses.c.number)).all())


def _forget_silent(connection: Connection, silent: Mapping[int, int]) -> dict[str, int]:
    """Such addresses; and whoever has no other, who is but a sign-up that came to nothing."""
    theirs = one_of(connection, addresses.c.reader, set(silent.values()))
    lock(connection, theirs)
    rows = Counter(remove_addresses(connection, silent))
    rows[mail_codes.name] += remove_codes(connection, silent)
    strangers = set(silent.values()) - set(connection.scalars(select(addresses.c.reader).where(theirs)))
    if strangers:
        rows.update(erase(connection, strangers))
    return rows
