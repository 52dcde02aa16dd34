"""Readers, their addresses, and what came back from these."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, bindparam, not_, select

from store.errors import NotFound
from store.readers import Address, Bounce, Reader, Suppression, Way
from store.sql.addressing import VERSION
from store.sql.block import BIGGEST, Block
from store.sql.bulk import one_of
from store.sql.faults import translated
from store.sql.reader_rows import (
    ADDRESS_COLUMNS,
    BOUNCE_COLUMNS,
    READER_COLUMNS,
    address_of,
    bounce_of,
    key_of,
    reader_of,
    suppression_digest,
    suppression_of,
)
from store.sql.tables import addresses, bounces, numbers, readers, suppressions
from store.sql.types import can_be_stored

CHUNK = 2_000
"""How many readers or addresses are read at a time."""


class ReadershipReading(Block):
    """Most of a :class:`store.api.ReadershipReader`; the rest is :class:`store.sql.erasing.Exporting`."""

    def readers(self) -> Iterator[Reader]:
        """All readers, by number."""
        yield from map(reader_of, self._stream(READER_COLUMNS, readers.c.reader))

    def reader(self, number: int) -> Reader:
        """The reader of that number."""
        row = self._one(READER_COLUMNS, readers.c.reader == number) if 0 < number <= BIGGEST else None
        if row is None:
            raise no_reader(number)
        return reader_of(row)

    def reader_called(self, name: str) -> Reader:
        """The reader of that name."""
        row = self._one(READER_COLUMNS, readers.c.name == name) if can_be_stored(name) else None
        if row is None:
            raise NotFound(f"There is no reader called {name[:80]!r}. See the list of readers for their names.")
        return reader_of(row)

    def readers_due(self, now: datetime, limit: int, *, without: Collection[int] = ()) -> Sequence[Reader]:
        """Readers whose next digest is due, the earliest first."""
        query = select(*READER_COLUMNS).where(readers.c.next_digest_at <= now)
        if without:
            query = query.where(not_(one_of(self._connection, readers.c.reader, without)))
        with translated(self._shown):
            rows = self._connection.execute(query.order_by(readers.c.next_digest_at, readers.c.reader).limit(limit))
            return tuple(map(reader_of, rows))

    def addresses(self, reader: int | None = None) -> Iterator[Address]:
        """Addresses, by number."""
        if reader is None:
            yield from map(address_of, self._stream(ADDRESS_COLUMNS, addresses.c.number))
        elif 0 < reader <= BIGGEST:
            yield from map(address_of, self._stream(ADDRESS_COLUMNS, addresses.c.number, addresses.c.reader == reader))

    def address(self, number: int) -> Address:
        """The address of that number."""
        row = self._one(ADDRESS_COLUMNS, addresses.c.number == number) if 0 < number <= BIGGEST else None
        if row is None:
            raise no_address(number)
        return address_of(row)

    def address_at(self, way: Way, target: str) -> Address | None:
        """Whose address that is, if anyone's."""
        if not can_be_stored(target):
            return None
        row = self._one(ADDRESS_COLUMNS, addresses.c.way == way.value, addresses.c.key == key_of(way, target))
        return None if row is None else address_of(row)

    def bounces(self, address: int | None, since: datetime) -> Sequence[Bounce]:
        """What came back since then, in order."""
        query = select(*BOUNCE_COLUMNS).where(bounces.c.at >= since)
        if address is not None:
            if not 0 < address <= BIGGEST:
                return ()
            query = query.where(bounces.c.address == address)
        order = (bounces.c.at, bounces.c.address, bounces.c.sequence)
        with translated(self._shown):
            return tuple(map(bounce_of, self._connection.execute(query.order_by(*order))))

    def suppression(self, target: str) -> Suppression | None:
        """Whether nothing may be sent to this mail address, and why."""
        if not can_be_stored(target):
            return None
        row = self._one(tuple(suppressions.columns), suppressions.c.digest == suppression_digest(target))
        return None if row is None else suppression_of(row)

    def readership_version(self) -> int:
        """Differs whenever a reader, an address, a profile or feedback has changed since."""
        with translated(self._shown):
            stored = self._connection.scalar(select(numbers.c.last).where(numbers.c.kind == VERSION)) or 0
        return stored + self._readership_changed

    def _one(self, columns: Sequence[Column[Any]], *conditions: ColumnElement[bool]) -> Sequence[Any] | None:
        with translated(self._shown):
            return self._connection.execute(select(*columns).where(*conditions)).first()

    def _stream(
        self, columns: Sequence[Column[Any]], number: Column[int], *conditions: ColumnElement[bool]
    ) -> Iterator[Sequence[Any]]:
        """Rows in order of their numbers, fetched in chunks, so that a million need no large memory."""
        query = select(number, *columns).where(number > bindparam("last"), *conditions).order_by(number).limit(CHUNK)
        last = 0
        while True:
            with translated(self._shown):
                chunk = self._connection.execute(query, {"last": last}).all()
            for _, *values in chunk:
                yield values
            if len(chunk) < CHUNK:
                return
            last = chunk[-1][0]


def no_reader(number: int) -> NotFound:
    """What is said of a reader that does not exist."""
    return NotFound(f"There is no reader {number}. See the list of readers for their numbers.")


def no_address(number: int) -> NotFound:
    """What is said of an address that does not exist."""
    return NotFound(f"There is no address {number}. Look at its reader for the numbers of their addresses.")
