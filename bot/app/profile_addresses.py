"""Where a profile is told: which of its reader's addresses."""

from collections.abc import Sequence

from bot.app.reader_rules import ReaderRefused
from bot.core.said import said
from store.api import Reading
from store.profiles import StoredProfile
from store.readers import Address, Reader, Way


def is_topic(address: Address) -> bool:
    """Whether an address is a topic of a group, rather than a chat or another way out."""
    return address.way is Way.CHAT and "/" in address.target


def told_at(catalog: Reading, reader: Reader, old: StoredProfile | None) -> tuple[int, ...]:
    """Where a profile is told if nobody says: where it was; a new one everywhere, but in no topic of a group."""
    if old is not None:
        return old.addresses
    addresses = list(catalog.addresses(reader.number))
    usual = tuple(each.number for each in addresses if not is_topic(each))
    return () if len(usual) == len(addresses) else usual


def own_addresses(catalog: Reading, reader: Reader, numbers: Sequence[int]) -> tuple[int, ...]:
    """Addresses of a reader, by number, each once.

    :raises ReaderRefused: one of them is not theirs.
    """
    theirs = {address.number for address in catalog.addresses(reader.number)}
    if not theirs.issuperset(numbers):
        raise ReaderRefused(said("A profile can be told at its reader's own addresses only."))
    return tuple(dict.fromkeys(numbers))
