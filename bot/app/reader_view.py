"""What there is to see of readers: asked in one block, nothing left to look up. Decides nothing."""

from collections import Counter
from dataclasses import dataclass

from store.api import Store
from store.outbox import Delivery, Promise
from store.profiles import StoredProfile
from store.readers import Address, Reader

SHOWN_DELIVERIES = 10
"""So many of the last deliveries are looked at."""


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A reader in a list of them. :ivar profiles: how many they have."""

    reader: Reader
    addresses: tuple[Address, ...]
    profiles: int


@dataclass(frozen=True, slots=True)
class ReaderView:
    """Everything about a reader at a glance.

    :ivar waiting: what was promised and not gathered into a message yet, by number.
    :ivar deliveries: the last ones, the last first.
    """

    reader: Reader
    addresses: tuple[Address, ...]
    profiles: tuple[StoredProfile, ...]
    waiting: tuple[Promise, ...] = ()
    deliveries: tuple[Delivery, ...] = ()

    def told_at(self, profile: StoredProfile) -> tuple[Address, ...]:
        """Where a profile is told now: those of its addresses that are open."""
        return tuple(each for each in self.addresses if each.is_open and _is_chosen(profile, each))


def list_readers(store: Store) -> tuple[ReaderRow, ...]:
    """All readers, by number."""
    with store.reading() as catalog:
        addresses: dict[int, list[Address]] = {}
        for address in catalog.addresses():
            addresses.setdefault(address.reader, []).append(address)
        profiles = Counter(profile.reader for profile in catalog.profiles())
        return tuple(
            ReaderRow(reader, tuple(addresses.get(reader.number, ())), profiles[reader.number])
            for reader in catalog.readers()
        )


def view_reader(store: Store, number: int) -> ReaderView:
    """Everything about a reader.

    :raises store.errors.NotFound: there is none of that number.
    """
    with store.reading() as catalog:
        return ReaderView(
            reader=catalog.reader(number),
            addresses=tuple(catalog.addresses(number)),
            profiles=tuple(catalog.profiles_of(number)),
            waiting=tuple(catalog.promises(reader=number)),
            deliveries=tuple(catalog.deliveries(reader=number, limit=SHOWN_DELIVERIES)),
        )


def _is_chosen(profile: StoredProfile, address: Address) -> bool:
    return not profile.addresses or address.number in profile.addresses
