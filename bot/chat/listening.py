"""Hears of what happens in chats: by asking Telegram again and again, each answer kept before the next question, which
acknowledges it (https://core.telegram.org/bots/api#getupdates).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.app.receiving import Received, keep_updates
from store.api import Store

POLL = 25.0
"""Seconds for which Telegram keeps a question open while nothing happens."""


class Source(Protocol):
    """Whom to ask."""

    async def get_updates(self, offset: int | None, wait: float, /) -> Sequence[Mapping[str, Any]]:
        """Updates from that number on; earlier ones are acknowledged by asking. Waits for one for that many seconds.

        :raises bot.channels.types.DeliveryError: there is no answer.
        """
        ...


class Listener:
    """Asks for one bot."""

    def __init__(
        self,
        source: Source,
        store: Store,
        bot: int,
        chat_of: Callable[[Mapping[str, Any]], int | None],
        clock: Callable[[], datetime],
    ) -> None:
        """:param bot: its number. :param chat_of: in which chat an update happened. :param clock: gives now, UTC."""
        self._source = source
        self._store = store
        self._bot = bot
        self._chat_of = chat_of
        self._clock = clock

    async def once(self, wait: float = POLL) -> int:
        """Ask once, and keep what is answered.

        :param wait: seconds for which the answer may be waited for.
        :return: how many updates were new.
        :raises bot.channels.types.DeliveryError: there is no answer.
        :raises store.errors.DatabaseError: what was answered could not be kept, and will be told again.
        """
        with self._store.receiving() as inbox:
            last = inbox.last_update(self._bot)
        told = await self._source.get_updates(None if last is None else last + 1, wait)
        received = [Received(int(each["update_id"]), self._chat_of(each), each) for each in told]
        return keep_updates(self._store, self._bot, received, self._clock()) if received else 0
