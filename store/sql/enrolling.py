"""Keeping readers and their addresses."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from store.errors import Conflict
from store.outbox import DeliveryKind
from store.readers import Address, Bounce, Reader, Suppression
from store.sql.addressing import keep_bounce, keep_suppression, lock, remove_addresses, remove_codes, stop
from store.sql.bulk import Numbers, insert_rows, one_of
from store.sql.faults import translated
from store.sql.outbox_rows import DELIVERY_COLUMNS
from store.sql.reader_rows import address_row, key_of, reader_row, suppression_digest
from store.sql.readers import ReadershipReading, no_address, no_reader
from store.sql.tables import addresses, deliveries, readers, suppressions
from store.sql.types import can_be_stored


class ReadershipWriting(ReadershipReading):
    """Most of a :class:`store.api.ReadershipWriter`; the rest is :class:`store.sql.erasing.Erasing`."""

    def save_reader(self, reader: Reader) -> Reader:
        """Keep a reader: a new one if it has no number, else in place of the one with that number."""
        if not reader.number:
            return self.save_readers((reader,))[0]
        stored = self.reader(reader.number)  # which says so if there is none
        with translated(self._shown):
            _require_free_names(self._connection, (reader,))
            row = reader_row(reader, reader.number)
            self._connection.execute(update(readers).where(readers.c.reader == reader.number), row)
        # That the next digest comes another day changes nothing of what they look for.
        if replace(stored, next_digest_at=reader.next_digest_at) != reader:
            self._readership_changed = True
        return reader

    def save_readers(self, readers: Iterable[Reader]) -> Sequence[Reader]:
        """Keep many new readers in few conversations."""
        brought = tuple(readers)
        with translated(self._shown):
            _require_free_names(self._connection, brought)
            numbers = Numbers(self._connection)
            kept = tuple(replace(each, number=numbers.take("reader")) for each in brought)
            _insert_readers(self._connection, kept)
            numbers.save()
        self._readership_changed = True
        return kept

    def save_address(self, address: Address) -> Address:
        """Keep an address: a new one if it has no number, else in place of the one with that number."""
        if not address.number:
            return self.save_addresses((address,))[0]
        stored = self.address(address.number)  # which says so if there is none
        if stored.reader != address.reader:
            raise Conflict(f"Address {address.number} is that of reader {stored.reader}. Make another a new one.")
        with translated(self._shown):
            _require_free_targets(self._connection, (address,))
            row = address_row(address, address.number)
            self._connection.execute(update(addresses).where(addresses.c.number == address.number), row)
        self._readership_changed = True
        return address

    def save_addresses(self, addresses: Iterable[Address]) -> Sequence[Address]:
        """Keep many new addresses in few conversations."""
        brought = tuple(addresses)
        with translated(self._shown):
            _require_readers(self._connection, {each.reader for each in brought})
            _require_free_targets(self._connection, brought)
            numbers = Numbers(self._connection)
            kept = tuple(replace(each, number=numbers.take("address")) for each in brought)
            _insert_addresses(self._connection, kept)
            numbers.save()
        self._readership_changed = True
        return kept

    def stop_address(self, number: int, said: str, at: datetime) -> Address:
        """Send nothing to an address any more. One that is stopped already keeps its words."""
        with translated(self._shown):
            if not lock(self._connection, addresses.c.number == number):
                raise no_address(number)
            stop(self._connection, number, said, at)
        self._readership_changed = True
        return self.address(number)

    def remove_address(self, number: int) -> None:
        """Forget an address with everything promised and delivered there."""
        reader = self.address(number).reader
        with translated(self._shown):
            lock(self._connection, addresses.c.number == number)
            remove_addresses(self._connection, {number: reader})
            remove_codes(self._connection, [number])
        self._readership_changed = True

    def hand_over(self, number: int, reader: int) -> Address:
        """Make an address another reader's. Of what was delivered there only the confirmations go with it."""
        before, after = self.address(number), self.reader(reader).number
        letters = (deliveries.c.address == number, deliveries.c.kind == DeliveryKind.CONFIRMATION.value)
        with translated(self._shown):
            lock(self._connection, addresses.c.number == number)
            found = self._connection.execute(select(*DELIVERY_COLUMNS).where(*letters)).mappings()
            rows = [{**row, "reader": after} for row in found]
            remove_addresses(self._connection, {number: before.reader})
            moved = replace(before, reader=after)
            _insert_addresses(self._connection, (moved,))
            insert_rows(self._connection, deliveries, rows)
        self._readership_changed = True
        return moved

    def record_bounce(self, bounce: Bounce) -> None:
        """Remember that a mail came back."""
        with translated(self._shown):
            if not lock(self._connection, addresses.c.number == bounce.address):
                raise no_address(bounce.address)
            keep_bounce(self._connection, bounce)

    def suppress(self, target: str, suppression: Suppression) -> None:
        """Never send to this mail address again; one that is suppressed stays as it was."""
        with translated(self._shown):
            keep_suppression(self._connection, target, suppression.kind, suppression.at)

    def unsuppress(self, target: str) -> bool:
        """Allow it again."""
        if not can_be_stored(target):
            return False
        its = suppressions.c.digest == suppression_digest(target)
        with translated(self._shown):
            return bool(self._connection.execute(delete(suppressions).where(its)).rowcount)


def _insert_readers(connection: Connection, kept: Iterable[Reader]) -> None:
    insert_rows(connection, readers, [reader_row(each, each.number) for each in kept])


def _insert_addresses(connection: Connection, kept: Iterable[Address]) -> None:
    insert_rows(connection, addresses, [address_row(each, each.number) for each in kept])


def _require_free_names(connection: Connection, brought: Sequence[Reader]) -> None:
    query = select(readers.c.name, readers.c.reader)
    names = {each.name for each in brought if can_be_stored(each.name)}
    taken: dict[str, int] = dict(connection.execute(query.where(one_of(connection, readers.c.name, names))).all())
    for each in brought:
        if taken.get(each.name, each.number) != each.number:
            raise Conflict(f"There is a reader called {each.name[:80]!r} already. Choose another name.")
    if len({each.name for each in brought}) < len(brought):
        raise Conflict("Two of the new readers have the same name. Nothing was written.")


def _require_readers(connection: Connection, numbers: Collection[int]) -> None:
    known = set(connection.scalars(select(readers.c.reader).where(one_of(connection, readers.c.reader, numbers))))
    for missing in sorted(set(numbers) - known):
        raise no_reader(missing)


def _require_free_targets(connection: Connection, brought: Sequence[Address]) -> None:
    """No message quotes a target: it may hold a password."""
    keys = [(each.way.value, key_of(each.way, each.target)) for each in brought]
    columns = (addresses.c.way, addresses.c.key, addresses.c.number, addresses.c.reader)
    asked = one_of(connection, addresses.c.key, {key for _, key in keys if can_be_stored(key)})
    ways = one_of(connection, addresses.c.way, {way for way, _ in keys})
    rows = connection.execute(select(*columns).where(ways, asked))
    taken = {(way, key): (number, reader) for way, key, number, reader in rows}
    for each, key in zip(brought, keys, strict=True):
        number, reader = taken.get(key, (each.number, each.reader))
        if number != each.number:
            raise Conflict(f"That {each.way.value} address is address {number} of reader {reader} already.")
    if len(set(keys)) < len(keys):
        raise Conflict("Two of the new addresses are the same. Nothing was written.")
