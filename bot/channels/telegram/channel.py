"""The way out to Telegram's chats: each letter is one message, behind all that somebody waits for."""

import html
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.channels.quota import Exhausted
from bot.channels.telegram.calling import BULK_PATIENCE
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.types import Place
from bot.channels.telegram.wording import cut
from bot.channels.types import ChatMessage, Letter, NotNow, Refused
from store.readers import Way

ELSEWHERE = "Another process sends by Telegram."
"""Why a process does not: no failure, for what waits is sent there."""


class TelegramChannel:
    """Sends what the chats were promised. A :class:`bot.channels.types.Channel`."""

    way = Way.CHAT

    def __init__(
        self, client: TelegramClient, holds: Callable[[datetime], bool], clock: Callable[[], datetime]
    ) -> None:
        """:param holds: whether this process is the one to send, see :mod:`bot.channels.telegram.lease`.

        :param clock: gives now, aware, UTC.
        """
        self._client = client
        self._holds = holds
        self._clock = clock
        self._waits: set[datetime] = set()

    async def ready(self) -> None:
        """Whether this process may send.

        :raises bot.channels.quota.Exhausted: another one does.
        """
        if not self._holds(self._clock()):
            raise Exhausted(ELSEWHERE)

    async def turn(self, target: str) -> None:
        """Wait until a message may be sent there, with nothing in flight.

        :raises bot.channels.types.NotNow: not for a while. :raises bot.channels.types.Refused: it is no chat.
        :raises bot.channels.quota.Exhausted: nothing to any chat for a while.
        """
        pause = self._client.pause(self._clock())
        if pause > BULK_PATIENCE:
            raise Exhausted(f"Telegram wants to be left alone for {pause:.0f} seconds.", retry_after=pause)
        try:
            await self._client.ready(_place(target))
        except NotNow as error:
            self._note(error)
            raise

    async def send(self, target: str, letter: Letter) -> None:
        """Send a letter to a chat.

        :param target: its number, or ``number/topic``.
        :raises bot.channels.types.DeliveryError: Telegram has not taken it, or nobody knows.
        """
        try:
            await self._client.send(_place(target), letter.chat or _plain(letter), bulk=True)
        except NotNow as error:
            self._note(error)
            raise

    def again(self, now: datetime) -> datetime | None:
        """When what had to wait for its turn may be sent, that which waits least; ``None`` if nothing has to.

        :param now: aware, UTC.
        """
        self._waits = {until for until in self._waits if until > now}
        return min((*self._waits, *self._client.floods(now)), default=None)

    async def close(self) -> None:
        """Let go of connections. Closing twice is harmless."""
        await self._client.close()

    def _note(self, error: NotNow) -> None:
        self._waits.add(self._clock() + timedelta(seconds=error.wait))


def _place(target: str) -> Place:
    try:
        return Place.of(target)
    except ValueError as error:
        raise Refused("The address is no chat of Telegram's.") from error


def _plain(letter: Letter) -> ChatMessage:
    """What a letter says that nobody wrote for a chat."""
    text = cut(letter.text.strip() or letter.subject)
    return ChatMessage(html=html.escape(text), plain=text)
