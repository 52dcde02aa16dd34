"""Readers' addresses: added, confirmed, taken away."""

from datetime import datetime

from bot.app.confirming import ask_to_confirm
from bot.app.reader_rules import AddressTaken, ReaderRefused, checked_target, shown_target
from bot.core.said import said
from store.api import Reading, Store, Writing
from store.readers import Address, BounceKind, Reader, Way

MAX_ADDRESSES = 20
"""A reader has at most so many."""

_WHAT_CAME_BACK = {
    BounceKind.HARD: said("mail to it came back: there is no such mailbox"),
    BounceKind.SOFT: said("mail to it came back several times"),
    BounceKind.COMPLAINT: said("its owner reported our mail as unwanted"),
}


def add_address(store: Store, reader: int, way: Way, target: str, now: datetime, *, confirmed: bool) -> Address:
    """Give a reader one more address. One for mail that is not confirmed is asked by a mail whether it is theirs; the
    other ways out are open at once, so only the operator may be let choose them.

    :param target: as typed.
    :param confirmed: the operator knows that it is theirs.
    :raises ReaderRefused: it is none, nothing may be sent there, or they have it or too many already.
    :raises AddressTaken: another reader has it.
    :raises store.errors.NotFound: there is no such reader.
    """
    with store.writing() as catalog:
        return new_address(catalog, catalog.reader(reader), way, target, now, confirmed=confirmed)


def new_address(catalog: Writing, reader: Reader, way: Way, target: str, now: datetime, *, confirmed: bool) -> Address:
    """As :func:`add_address`, within a block."""
    # The console is everyone's: each has it under a target of their own.
    clean = f"reader {reader.number}" if way is Way.CONSOLE else checked_target(way, target)
    _refuse_known(catalog, reader, way, clean)
    opened = confirmed or way is not Way.MAIL
    address = catalog.save_address(
        Address(reader=reader.number, way=way, target=clean, created_at=now, confirmed_at=now if opened else None)
    )
    if not opened:
        ask_to_confirm(catalog, address, now)
    return address


def remove_address(store: Store, reader: int, number: int) -> Address:
    """Take an address away with everything promised and delivered there. A profile that was told nowhere else is told
    nowhere now, rather than somewhere it was not meant for.

    :param number: the address's.
    :return: what was taken away.
    :raises ReaderRefused: it is not theirs.
    """
    with store.writing() as catalog:
        address = own_address(catalog, reader, number)
        catalog.remove_address(number)
    return address


def own_address(catalog: Reading, reader: int, number: int) -> Address:
    """A reader's address.

    :raises ReaderRefused: it is not theirs.
    """
    for address in catalog.addresses(reader):
        if address.number == number:
            return address
    raise ReaderRefused(said("That address is not there any more."))


def _refuse_known(catalog: Reading, reader: Reader, way: Way, target: str) -> None:
    known = catalog.address_at(way, target)
    if known is not None and known.reader == reader.number:
        raise ReaderRefused(said("%(target)s is their address already.", target=shown_target(way, target)))
    if known is not None:
        own = (
            said("Name a folder of their own, such as %(target)s/%(reader)s.", target=target, reader=reader.number)
            if way is Way.FILE
            else ""
        )
        raise AddressTaken(known.reader, own)
    suppression = catalog.suppression(target) if way is Way.MAIL else None
    if suppression is not None:
        what = said(
            "Nothing is sent to %(target)s any more: %(what)s.", target=target, what=_WHAT_CAME_BACK[suppression.kind]
        )
        mended = said(
            "If that is mended, the operator can let it in again: paperround bounce forgive %(target)s", target=target
        )
        raise ReaderRefused(said("%(what)s %(mended)s", what=what, mended=mended))
    if len(list(catalog.addresses(reader.number))) >= MAX_ADDRESSES:
        raise ReaderRefused(said("A reader has at most %(most)s addresses. Remove one first.", most=MAX_ADDRESSES))
