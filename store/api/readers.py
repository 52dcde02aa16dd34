"""Readers and their addresses."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from store.readers import Address, Bounce, Forgotten, Reader, Suppression, Way


class ReadershipReader(Protocol):
    """Questions about readers and their addresses."""

    def readers(self) -> Iterator[Reader]:
        """All readers, by number; a stream, however many there are."""
        ...

    def reader(self, number: int) -> Reader:
        """The reader of that number.

        :raises store.errors.NotFound: there is none.
        """
        ...

    def reader_called(self, name: str) -> Reader:
        """The reader of that name.

        :raises store.errors.NotFound: there is none.
        """
        ...

    def readers_due(self, now: datetime, limit: int, *, without: Collection[int] = ()) -> Sequence[Reader]:
        """Readers whose ``next_digest_at`` is not after ``now``, the earliest first, at most so many.

        :param without: those who are left out, by number.
        """
        ...

    def addresses(self, reader: int | None = None) -> Iterator[Address]:
        """Addresses, by number; a stream.

        :param reader: only that reader's.
        """
        ...

    def address(self, number: int) -> Address:
        """The address of that number.

        :raises store.errors.NotFound: there is none.
        """
        ...

    def address_at(self, way: Way, target: str) -> Address | None:
        """Whose address that is, if anyone's."""
        ...

    def bounces(self, address: int | None, since: datetime) -> Sequence[Bounce]:
        """What came back since then, in order.

        :param address: from this one only; ``None`` for all.
        """
        ...

    def suppression(self, target: str) -> Suppression | None:
        """Whether nothing may be sent to this mail address, and why."""
        ...

    def rows_about(self, reader: int) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """Every row of every table about a reader, by the table's name: what an export holds. Texts, numbers, aware
        datetimes, booleans and ``None``. With them the suppressions of their mail addresses.

        :raises store.errors.NotFound: there is no such reader.
        """
        ...

    def readership_version(self) -> int:
        """Differs whenever a reader, an address, a profile or feedback has changed since. That a reader's next digest
        falls due at another time is no change.
        """
        ...


class ReadershipWriter(ReadershipReader, Protocol):
    """The same, and the keeping of them."""

    def save_reader(self, reader: Reader) -> Reader:
        """Keep a reader: a new one if it has no number, else in place of the one with that number.

        :return: as it is kept now.
        :raises store.errors.Conflict: another has that name.
        :raises store.errors.NotFound: it has a number that none is stored with.
        """
        ...

    def save_readers(self, readers: Iterable[Reader]) -> Sequence[Reader]:
        """Keep many new readers in few conversations."""
        ...

    def save_address(self, address: Address) -> Address:
        """Keep an address: a new one if it has no number, else in place of the one with that number.

        :return: as it is kept now.
        :raises store.errors.Conflict: another reader or address has that target.
        :raises store.errors.NotFound: it has a number that none is stored with.
        """
        ...

    def save_addresses(self, addresses: Iterable[Address]) -> Sequence[Address]:
        """Keep many new addresses in few conversations."""
        ...

    def stop_address(self, number: int, said: str, at: datetime) -> Address:
        """Send nothing to an address any more: its deliveries that are pending or uncertain are suppressed and its
        waiting promises dropped, all in this transaction. One that is stopped already keeps its words.

        :param said: why, in words.
        :return: as it is kept now.
        :raises store.errors.NotFound: there is none.
        """
        ...

    def remove_address(self, number: int) -> None:
        """Forget an address with everything promised and delivered there.

        :raises store.errors.NotFound: there is none.
        """
        ...

    def hand_over(self, number: int, reader: int) -> Address:
        """Make an address another reader's, under the same number. What was promised and delivered there is forgotten,
        but for the confirmations: they stay counted.

        :return: as it is kept now.
        :raises store.errors.NotFound: there is no such address or reader.
        """
        ...

    def record_bounce(self, bounce: Bounce) -> None:
        """Remember that a mail came back."""
        ...

    def suppress(self, target: str, suppression: Suppression) -> None:
        """Never send to this mail address again; one that is suppressed stays as it was.

        :param suppression: its digest is not looked at.
        """
        ...

    def unsuppress(self, target: str) -> bool:
        """Allow it again. :return: whether it had been suppressed."""
        ...

    def forget_reader(self, number: int) -> Forgotten:
        """Erase a reader: every row about them in every table, in this transaction. Suppressions stay, as hashes.

        :raises store.errors.NotFound: there is no such reader.
        """
        ...
