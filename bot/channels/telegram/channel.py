"""The way out to Telegram's chats: each letter is one message, behind all that somebody waits for."""

import html
from collections.abc import Callable
from datetime import datetime

from bot.channels.quota import Exhausted
from bot.channels.telegram.calling import BULK_PATIENCE
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.errors import Unreachable
from bot.channels.telegram.types import Place
from bot.channels.telegram.wording import cut
from bot.channels.types import ChatMessage, DeliveryError, Letter, Refused, Uncertain, Unusable
from store.readers import Way

ELSEWHERE = "Another process sends by Telegram."
"""Why a process does not: no failure, for what waits is sent there."""

TROUBLED = 20.0
"""Seconds after which it is worth asking whether Telegram answers again."""


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
        self._in_doubt = True

    async def ready(self) -> None:
        """Wait until one more message may be sent, to whichever chat.

        :raises bot.channels.quota.Exhausted: another process sends, or nothing may be sent for a while.
        :raises bot.channels.types.Unusable: Telegram does not answer.
        """
        if not self._holds(self._clock()):
            raise Exhausted(ELSEWHERE)
        pause = self._client.pause(self._clock())
        if pause > BULK_PATIENCE:
            raise Exhausted(f"Telegram wants to be left alone for {pause:.0f} seconds.", retry_after=pause)
        if self._in_doubt:
            await self._look()
        await self._client.turn()

    async def turn(self, target: str) -> None:
        """Wait until a message may be sent there, with nothing in flight.

        :raises bot.channels.types.NotNow: not for a while. :raises bot.channels.types.Refused: it is no chat.
        """
        await self._client.turn_of(_place(target))

    async def send(self, target: str, letter: Letter) -> None:
        """Send a letter to a chat.

        :param target: its number, or ``number/topic``.
        :raises bot.channels.types.DeliveryError: Telegram has not taken it, or nobody knows.
        """
        try:
            await self._client.send(_place(target), letter.chat or _plain(letter), bulk=True)
        except Unreachable as error:
            self._in_doubt = True
            raise Unusable(str(error), retry_after=TROUBLED) from error
        except Uncertain:
            self._in_doubt = True
            raise

    async def _look(self) -> None:
        """Ask a question that changes nothing: a message that Telegram does not answer may have arrived, and is not
        repeated for ever.
        """
        try:
            await self._client.me()
        except Unusable:
            raise
        except DeliveryError as error:
            raise Unusable(str(error), retry_after=TROUBLED) from error
        self._in_doubt = False

    def again(self, now: datetime) -> datetime | None:
        """When Telegram may be asked again by whom it told to wait, the first of them; ``None``: it told nobody.

        :param now: aware, UTC.
        """
        return min(self._client.floods(now), default=None)

    async def close(self) -> None:
        """Let go of connections. Closing twice is harmless."""
        await self._client.close()


def _place(target: str) -> Place:
    try:
        return Place.of(target)
    except ValueError as error:
        raise Refused("The address is no chat of Telegram's.") from error


def _plain(letter: Letter) -> ChatMessage:
    """What a letter says that nobody wrote for a chat."""
    text = cut(letter.text.strip() or letter.subject)
    return ChatMessage(html=html.escape(text), plain=text)
