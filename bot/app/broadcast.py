"""What the operator tells all chats: kept once, and posted to each like everything else, so that it is sent once,
however often anything crashes, and at Telegram's pace.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from bot.app.profile_addresses import is_topic
from bot.core.said import said
from store.api import Reading, Store
from store.chats import Notice
from store.outbox import Delivery, DeliveryKind, Gathered
from store.readers import Address, Way

MAX_NOTICE = 3_000
"""Characters of what all chats are told."""

_AT_ONCE = 200
"""So many messages are posted in one transaction."""


class NoticeRefused(ValueError):
    """It cannot be told to all. The message says why."""


def keep_notice(store: Store, text: str, now: datetime) -> tuple[Notice, int]:
    """Keep what all chats are to be told; nobody is told yet.

    :param now: aware, UTC.
    :return: it, and to how many chats it would go.
    :raises NoticeRefused: there is nothing to tell, or too much.
    """
    text = text.strip()
    if not text:
        raise NoticeRefused(said("There is nothing to tell."))
    if len(text) > MAX_NOTICE:
        raise NoticeRefused(
            said("That has %(count)s characters; at most %(most)s will do.", count=len(text), most=MAX_NOTICE)
        )
    with store.writing() as catalog:
        return catalog.save_notice(Notice(text=text, at=now)), sum(1 for _ in _addresses(catalog))


def post_notice(store: Store, number: int, now: datetime) -> int | None:
    """Post it to every chat that may be written to, to each once however often this is asked.

    :param now: aware, UTC.
    :return: to how many chats it was posted now; ``None`` if there is no such notice.
    """
    with store.reading() as catalog:
        if catalog.notice(number) is None:
            return None
        addresses = list(_addresses(catalog))
    posted = 0
    for begin in range(0, len(addresses), _AT_ONCE):
        letters = [_letter(each, number, now) for each in addresses[begin : begin + _AT_ONCE]]
        with store.writing() as catalog:
            posted += len(catalog.gather(letters))
    return posted


def _addresses(catalog: Reading) -> Iterator[Address]:
    """One for each reader who reads in a chat: the main room before its topics."""
    chats = (each for each in catalog.addresses() if each.way is Way.CHAT and each.is_open)
    for _, its in groupby(sorted(chats, key=lambda each: (each.reader, is_topic(each), each.number)), _reader_of):
        yield next(its)


def _reader_of(address: Address) -> int:
    return address.reader


def _letter(address: Address, number: int, now: datetime) -> Gathered:
    return Gathered(
        delivery=Delivery(
            reader=address.reader,
            address=address.number,
            kind=DeliveryKind.NOTICE,
            slot=f"notice {number}",
            created_at=now,
            not_before=now,
        )
    )
