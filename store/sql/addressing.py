"""What happens at an address: it is stopped, it moves, mail comes back from it.

On PostgreSQL senders and the writer of the catalog may do this at once. Everyone locks an address before what belongs
to it, and counts the version up last of all; so nobody waits for someone who waits for them.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, literal_column, select, text, update

from store.outbox import DeliveryState
from store.readers import Address, Bounce, BounceKind
from store.sql.bulk import one_of
from store.sql.reader_rows import key_of, suppression_digest
from store.sql.tables import (
    CLAIMABLE,
    WAITING,
    addresses,
    bounces,
    deliveries,
    mail_codes,
    numbers,
    promises,
    suppressions,
)

VERSION = "readership"
"""The kind of number that says how often readers or what they look for have changed."""


def lock(connection: Connection, condition: ColumnElement[bool]) -> list[int]:
    """The numbers of the addresses of which this is true; nobody else changes them until this transaction ends."""
    query = select(addresses.c.number).where(condition).order_by(addresses.c.number)
    return list(connection.scalars(query.with_for_update()))


def stop(connection: Connection, number: int, why: str, at: datetime) -> None:
    """Send nothing there any more: its deliveries are suppressed, its waiting promises dropped.

    :param number: of an address that is locked.
    """
    connection.execute(
        update(addresses).where(addresses.c.number == number, addresses.c.stopped == "").values(stopped=why)
    )
    ended = {"state": DeliveryState.SUPPRESSED.value, "said": why, "settled_at": at}
    connection.execute(update(deliveries).where(deliveries.c.address == number, text(CLAIMABLE)).values(ended))
    connection.execute(update(promises).where(promises.c.address == number, text(WAITING)).values(dropped=why))


def move(connection: Connection, address: Address, target: str) -> bool:
    """Change an address's target.

    :param address: one that is locked.
    :return: ``False``, and nothing is changed, if another address has that target.
    """
    key = key_of(address.way, target)
    there = select(addresses.c.number).where(addresses.c.way == address.way.value, addresses.c.key == key)
    if connection.scalar(there.where(addresses.c.number != address.number)) is not None:
        return False
    moved = update(addresses).where(addresses.c.number == address.number)
    connection.execute(moved.values(target=target, key=key))
    return True


def remove_addresses(connection: Connection, doomed: Mapping[int, int]) -> dict[str, int]:
    """Forget addresses with everything promised and delivered there.

    :param doomed: the numbers of addresses that are locked, each with its reader's.
    :return: how many rows went, by table.
    """
    rows = {}
    for table in (promises, deliveries, bounces):
        theirs = one_of(connection, table.c.reader, doomed.values())
        there = delete(table).where(theirs, one_of(connection, table.c.address, doomed.keys()))
        rows[table.name] = connection.execute(there).rowcount
    gone = delete(addresses).where(one_of(connection, addresses.c.number, doomed.keys()))
    rows[addresses.name] = connection.execute(gone).rowcount
    return rows


def remove_codes(connection: Connection, numbers: Collection[int]) -> int:
    """Forget the codes that were sent to addresses, by these. Whoever hands an address over does not: a code belongs to
    who asked for it.

    :return: how many went.
    """
    return connection.execute(delete(mail_codes).where(one_of(connection, mail_codes.c.address, numbers))).rowcount


def keep_bounce(connection: Connection, bounce: Bounce) -> None:
    """:param bounce: of an address that is locked; so its bounces can be counted."""
    counted = func.coalesce(func.max(bounces.c.sequence), 0) + literal_column("1")
    sequence = connection.scalar(select(counted).where(bounces.c.address == bounce.address))
    row = {
        "address": bounce.address,
        "sequence": sequence,
        "reader": bounce.reader,
        "kind": bounce.kind.value,
        "said": bounce.said,
        "at": bounce.at,
    }
    connection.execute(insert(bounces), row)


def keep_suppression(connection: Connection, target: str, kind: BounceKind, at: datetime) -> None:
    """Suppress a mail address; one that is suppressed stays as it was."""
    row = {"digest": suppression_digest(target), "kind": kind.value, "at": at}
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_new  # noqa: PLC0415 - not loaded for SQLite

        connection.execute(insert_new(suppressions).on_conflict_do_nothing(), row)
    else:
        connection.execute(insert(suppressions).prefix_with("OR IGNORE"), row)


def count_version(connection: Connection) -> None:
    """Make it known that readers, or what they look for, have changed. The last act of a transaction."""
    mine = numbers.c.kind == VERSION
    if not connection.execute(update(numbers).where(mine).values(last=numbers.c.last + 1)).rowcount:
        connection.execute(insert(numbers), {"kind": VERSION, "last": 1})
