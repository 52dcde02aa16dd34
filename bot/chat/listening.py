"""Hears of what happens in chats: by asking Telegram again and again, each answer kept before the next question, which
acknowledges it (https://core.telegram.org/bots/api#getupdates).

To acknowledge a number is to acknowledge, and lose, all lower ones. That the highest is known does not mean that these
are: they may come by another way, and after a week of silence numbers begin anew anywhere. So only an answer that was
just given is acknowledged; what is heard twice is kept once.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.app.receiving import Received, keep_updates
from bot.channels.types import Uncertain
from store.api import Store

POLL = 25.0
"""Seconds for which Telegram keeps a question open while nothing happens."""
JUST = timedelta(minutes=1)
"""An answer that is older is not acknowledged, but heard again."""


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
        self._kept: tuple[int, datetime] | None = None

    async def once(self, wait: float = POLL) -> int:
        """Ask once, and keep what is answered.

        :param wait: seconds for which the answer may be waited for.
        :return: how many updates were new.
        :raises bot.channels.types.DeliveryError: there is no answer.
        :raises store.errors.DatabaseError: what was answered could not be kept, and will be told again.
        """
        offset = self._acknowledged()
        self._kept = None
        told = await self._source.get_updates(offset, wait)
        try:
            received = [Received(int(each["update_id"]), self._chat_of(each), each) for each in told]
        except (KeyError, TypeError, ValueError) as error:
            raise Uncertain("Telegram's answer cannot be understood.") from error
        if not received:
            return 0
        now = self._clock()
        new = await asyncio.to_thread(keep_updates, self._store, self._bot, received, now)
        self._kept = max(each.number for each in received), now
        return new

    def _acknowledged(self) -> int | None:
        """From which number on it is asked, so that what was kept just now is not told again."""
        if self._kept is None:
            return None
        highest, at = self._kept
        return highest + 1 if self._clock() - at < JUST else None
