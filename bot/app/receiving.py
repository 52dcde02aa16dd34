"""What happened in chats is kept before Telegram is told that we know, so that a crash loses nothing."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from store.api import Store
from store.chats import Update


class Received(NamedTuple):
    """An update as it came. :ivar number: its ``update_id``. :ivar chat: where it happened; ``None`` if in no chat."""

    number: int
    chat: int | None
    body: Mapping[str, Any]


def keep_updates(store: Store, bot: int, received: Iterable[Received], now: datetime) -> int:
    """Keep what happened, each update once, however often it is told.

    :param bot: the number of the bot that was told. :param now: aware, UTC.
    :return: how many were new.
    :raises store.errors.DatabaseError: nothing was kept; it must not be acknowledged.
    """
    with store.receiving() as inbox:
        return sum(
            inbox.keep_update(
                # Escaped, for a database may not take every character that people can type.
                Update(bot=bot, number=each.number, chat=each.chat, body=json.dumps(each.body), received_at=now)
            )
            for each in received
        )
