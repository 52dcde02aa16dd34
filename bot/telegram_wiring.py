"""As :mod:`bot.wiring`, of Telegram: the bot, and the way out to chats.

Imports stand inside the functions: a command pays (some tenths of a second) only for what it uses.
"""

import hashlib
import hmac
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.wiring import host_of, lacking, links, sending_policy
from store.api import Store
from store.errors import StoreError
from store.readers import Way

if TYPE_CHECKING:
    from bot.app.outlets import Outlet
    from bot.channels.telegram.calling import Clocks
    from bot.channels.telegram.client import TelegramClient
    from bot.channels.telegram.lease import TokenLease
    from bot.channels.types import Channel, Letter
    from store.chats import Flood

AT_ONCE = 64
"""So many letters to chats are dealt with at a time; most of them wait for their turn."""
IN_FLIGHT = 1
"""So many of them are under way: if this process dies, no more than that may arrive twice."""

_WEBHOOK = b"paperround webhook"


def webhook_secret(token: str) -> str:
    """What Telegram says with each call of our page: made of the token, so that there is no other secret to keep."""
    return hmac.new(token.encode(), _WEBHOOK, hashlib.sha256).hexdigest()


def telegram_client(
    settings: Settings, store: Store | None, clock: Callable[[], datetime], clocks: "Clocks | None" = None
) -> "TelegramClient":
    """The Bot API for this bot, in one event loop.

    :param store: is told whom Telegram wants left alone; ``None``: nobody is.
    :param clock: gives now, aware, UTC. :param clocks: how it is waited; ``None``: as time passes.
    :raises ValueError: there is no token.
    """
    from bot.channels.telegram.calling import Clocks  # noqa: PLC0415
    from bot.channels.telegram.client import TelegramClient  # noqa: PLC0415
    from bot.channels.telegram.governor import Governor  # noqa: PLC0415

    token, bot = settings.telegram_token, settings.bot_number
    if token is None or bot is None:
        raise ValueError(lacking(settings, Way.CHAT))

    def keep_flood(flood: "Flood") -> None:
        if store is not None:
            with store.receiving() as inbox:
                inbox.keep_flood(flood)

    return TelegramClient(
        token.reveal(), Governor(bot), keep_flood, api_url=settings.telegram_api_url, clocks=clocks or Clocks(now=clock)
    )


def token_lease(settings: Settings, store: Store, client: "TelegramClient", owner: str) -> "TokenLease":
    """Whether this process may use the token; when it becomes ours, the client learns whom to leave alone.

    :param owner: the process; no two share a name.
    """
    from bot.channels.telegram.lease import TokenLease  # noqa: PLC0415

    return TokenLease(store, settings.bot_number or 0, owner, client.remember)


def chat_outlet(
    settings: Settings, client: "TelegramClient", holds: Callable[[datetime], bool], clock: Callable[[], datetime]
) -> "Outlet":
    """The way out to chats.

    :param holds: whether this process may send by this bot at that time.
    """
    from bot.app.outlets import Outlet  # noqa: PLC0415
    from bot.channels.telegram.channel import TelegramChannel  # noqa: PLC0415
    from bot.render.chat.letters import chat_letter  # noqa: PLC0415

    channel, pages, host = TelegramChannel(client, holds, clock), links(settings), host_of(settings)
    return Outlet(
        channel,
        lambda edition: chat_letter(edition, pages, host),
        _no_question,
        ready=channel.ready,
        at_once=AT_ONCE,
        in_flight=IN_FLIGHT,
        turn=channel.turn,
        again=channel.again,
    )


def _no_question(*_about: object) -> "Letter":
    """A chat is its owner's, for they pressed Start there."""
    from bot.app.outlets import NotYet  # noqa: PLC0415

    raise NotYet("A chat need not be confirmed: its owner presses Start, or confirm it yourself.")


class _GivingBack:
    """A way out that lets another process have the token when it is closed."""

    def __init__(self, channel: "Channel", give_back: Callable[[], None]) -> None:
        self._channel = channel
        self._give_back = give_back
        self.way = channel.way
        self.send = channel.send

    async def close(self) -> None:
        with suppress(StoreError):  # then it runs out
            self._give_back()
        await self._channel.close()


def lone_chat_outlet(settings: Settings, store: Store, clock: Callable[[], datetime]) -> "Outlet":
    """The way out to chats, of a command that sends and ends. It sends if nobody else does by this bot."""
    from dataclasses import replace  # noqa: PLC0415

    client = telegram_client(settings, store, clock)
    lease = token_lease(settings, store, client, sending_policy(settings).owner)
    outlet = chat_outlet(settings, client, lease.holds, clock)
    return replace(outlet, channel=_GivingBack(outlet.channel, lease.give_back))
