"""For which addresses something is due, and what."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, literal, not_, or_, select, text, tuple_

from store.outbox import Due, Promise
from store.readers import Address, Reader, Way
from store.sql.bulk import one_of
from store.sql.outbox_rows import PROMISE_COLUMNS, promise_of
from store.sql.reader_rows import ADDRESS_COLUMNS, READER_COLUMNS, address_of, reader_of
from store.sql.tables import COMPOSED, WAITING, addresses, deliveries, promises, readers
from store.sql.types import Instant


def find_due(
    connection: Connection,
    now: datetime,
    ways: Collection[Way],
    limit: int,
    *,
    slot: str | None,
    without: Collection[int],
) -> tuple[Due, ...]:
    """See :meth:`store.api.OutboxWriter.due`."""
    in_time: list[ColumnElement[bool]] = [promises.c.due_at <= now] if slot is None else []
    others = list(in_time)
    if slot is not None:
        others.append(~exists().where(deliveries.c.address == promises.c.address, deliveries.c.slot == slot))
    if without:
        others.append(not_(one_of(connection, promises.c.reader, without)))
    numbers = _addresses(connection, _steps(now, ways, others), limit)
    if not numbers:
        return ()
    found = addresses_of_readers(connection, numbers)
    waiting = _waiting(connection, numbers, in_time)
    composed = (
        select(deliveries.c.address, func.max(deliveries.c.created_at))
        .where(one_of(connection, deliveries.c.address, numbers), text(COMPOSED))
        .group_by(deliveries.c.address)
    )
    last: dict[int, datetime] = dict(connection.execute(composed).all())
    return tuple(
        Due(
            reader=found[number][1],
            address=found[number][0],
            promises=tuple(waiting[number]),
            last=last.get(number),
        )
        for number in numbers
    )


def addresses_of_readers(connection: Connection, numbers: Collection[int]) -> Mapping[int, tuple[Address, Reader]]:
    """These addresses and whose they are, by the address's number."""
    query = select(*ADDRESS_COLUMNS, *READER_COLUMNS).join(readers, readers.c.reader == addresses.c.reader)
    rows = connection.execute(query.where(one_of(connection, addresses.c.number, numbers)))
    width = len(ADDRESS_COLUMNS)
    both = ((address_of(row[:width]), reader_of(row[width:])) for row in rows)
    return {address.number: (address, reader) for address, reader in both}


def _steps(now: datetime, ways: Collection[Way], in_time: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """When something falls due at which address, in order: read along an index, and no further than need be.

    Whether the address is open is asked of each step by itself, so that no database is tempted to begin there.
    """
    awake = or_(readers.c.snoozed_until.is_(None), readers.c.snoozed_until <= now)
    told = exists().where(
        addresses.c.number == promises.c.address,
        readers.c.reader == addresses.c.reader,
        addresses.c.way.in_(sorted(way.value for way in ways)),
        addresses.c.confirmed_at.is_not(None),
        addresses.c.stopped == "",
        not_(readers.c.paused),
        awake,
    )
    steps = select(promises.c.due_at, promises.c.address).where(text(WAITING), *in_time, told)
    return steps.distinct().order_by(promises.c.due_at, promises.c.address)


def _addresses(connection: Connection, steps: Select[Any], limit: int) -> list[int]:
    """So many addresses in the order of their first step."""
    numbers: dict[int, None] = {}
    page = steps.limit(limit)
    while len(numbers) < limit:
        rows = connection.execute(page).all()
        numbers.update(dict.fromkeys(address for _, address in rows))
        if len(rows) < limit:
            break
        due_at, address = rows[-1]
        behind = tuple_(literal(due_at, Instant), literal(address))
        page = steps.where(tuple_(promises.c.due_at, promises.c.address) > behind).limit(limit)
    return list(numbers)[:limit]


def _waiting(
    connection: Connection, numbers: Collection[int], in_time: Sequence[ColumnElement[bool]]
) -> Mapping[int, list[Promise]]:
    theirs = one_of(connection, promises.c.address, numbers)
    query = select(*PROMISE_COLUMNS).where(text(WAITING), theirs, *in_time).order_by(promises.c.number)
    waiting: defaultdict[int, list[Promise]] = defaultdict(list)
    for each in map(promise_of, connection.execute(query)):
        waiting[each.address].append(each)
    return waiting
