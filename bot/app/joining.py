"""A reader's further mail address: it becomes theirs when its owner says so, and not before.

Until then nothing of it is kept with the reader who asked: not on their page, not in their copy, not in their count. So
they learn nothing about it, whether it is free, someone else's, or one that wants no mail; and it is not reserved. What
was asked stands in the letter's link alone. Asked again, another letter is posted, as seldom as any of its kind.
"""

from datetime import datetime

from bot.app.confirming import JOIN, LINKS, accept, ask_to_confirm, post_letter
from bot.app.profile_addresses import is_topic
from bot.app.reader_addresses import MAX_ADDRESSES
from bot.app.reader_rules import AddressTaken, ReaderRefused, checked_target
from bot.app.signup import free_name, is_but_signed_up
from bot.core.said import said
from store.api import Reading, Store, Writing
from store.outbox import Delivery
from store.readers import Address, Reader, Way


def ask_to_join(store: Store, reader: int, mail: str, now: datetime) -> Delivery | None:
    """Post the question to a mail address whether its owner is this reader. One that is confirmed elsewhere gets the
    link to the settings it belongs to, where its owner can remove it.

    :param reader: who asks, by number.
    :param mail: as typed.
    :param now: aware, UTC.
    :return: the letter that was posted, if any. Not for the eyes of whoever asked.
    :raises ReaderRefused: it is no mail address, they have it, or have too many already.
    :raises store.errors.NotFound: there is no such reader.
    """
    with store.writing() as catalog:
        known = address_to_ask(catalog, reader, mail, now)
        if known is None:
            return None
        if known.reader == reader:
            return ask_to_confirm(catalog, known, now)
        return post_letter(catalog, known, LINKS if known.confirmed_at else f"{JOIN} {reader}", now)


def address_to_ask(catalog: Writing, reader: int, mail: str, now: datetime) -> Address | None:
    """The address whose owner is to be asked whether they are this reader; one that nobody has is made known.

    :param reader: who asks, by number. :param mail: as typed.
    :return: ``None`` if it may not be written to by anyone.
    :raises ReaderRefused: it is no mail address, they have it, or have too many already.
    :raises store.errors.NotFound: there is no such reader.
    """
    target = checked_target(Way.MAIL, mail)
    asks = catalog.reader(reader)
    known = catalog.address_at(Way.MAIL, target)
    if known is not None and known.reader == reader:
        if known.confirmed_at or known.stopped:
            raise ReaderRefused(said("%(target)s is your address already.", target=target))
        return known
    require_room(catalog, reader)
    if catalog.suppression(target):
        return None
    return known or _waiting(catalog, asks, target, now)


def join(store: Store, address: int, reader: int, now: datetime) -> Reader:
    """The owner of an address says that they are this reader. Once is enough.

    :param address: its number.
    :param reader: who asked, by number.
    :return: the reader.
    :raises AddressTaken: it was confirmed elsewhere meanwhile.
    :raises ReaderRefused: they have too many addresses by now.
    :raises store.errors.NotFound: the address or the reader is not known any more.
    """
    with store.writing() as catalog:
        known, joined = catalog.address(address), catalog.reader(reader)
        if known.reader != joined.number:
            if known.confirmed_at:
                raise AddressTaken(known.reader, said("Remove it in the settings it belongs to, then add it again."))
            require_room(catalog, reader)
            before = catalog.reader(known.reader)
            is_left = is_but_signed_up(catalog, before, known.target)
            known = catalog.hand_over(address, reader)
            if is_left:
                catalog.forget_reader(before.number)
        return accept(catalog, known, now)


def require_room(catalog: Reading, reader: int) -> None:
    """Whether a reader may have one more address. The topics of a group do not count.

    :raises ReaderRefused: they may not.
    """
    if sum(not is_topic(each) for each in catalog.addresses(reader)) >= MAX_ADDRESSES:
        raise ReaderRefused(
            said("You have %(most)s addresses, as many as there may be. Remove one first.", most=MAX_ADDRESSES)
        )


def _waiting(catalog: Writing, asks: Reader, target: str, now: datetime) -> Address:
    """A reader of its own for an address that nobody has, without a profile: forgotten with it if nobody confirms."""
    alone = Reader(name=free_name(catalog, target), created_at=now, language=asks.language, timezone=asks.timezone)
    number = catalog.save_reader(alone).number
    return catalog.save_address(Address(reader=number, way=Way.MAIL, target=target, created_at=now))
