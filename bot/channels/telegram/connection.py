"""One bot's connections to the Bot API (https://core.telegram.org/bots/api), through python-telegram-bot."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from telegram import Bot

from bot.channels.telegram.calling import Caller, Clocks, confirmed
from bot.channels.telegram.errors import BadToken
from bot.channels.telegram.governor import Call, Governor, Kind
from bot.channels.telegram.requests import Requests
from bot.channels.telegram.types import Identity
from bot.channels.types import Unusable
from store.chats import Flood

TELEGRAM = "https://api.telegram.org"
"""Where the Bot API is, unless one runs one's own."""

CONNECTIONS = 64
"""So many requests are made at a time; questions for updates apart."""

FREE = Call(Kind.FREE)
"""A request that counts for no limit."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds: to connect, for an answer to go on, for a request to go on, and for all of it.

    :ivar file: for all of a request with a file.
    """

    connect: float = 5.0
    read: float = 15.0
    write: float = 15.0
    whole: float = 20.0
    file: float = 60.0


def bot_number(token: str) -> int:
    """The number of the bot that a token is for.

    :raises bot.channels.types.Unusable: it is no token.
    """
    found = re.fullmatch(r"([0-9]{1,18}):[A-Za-z0-9_-]+", token)
    if found is None:
        raise Unusable("PAPERROUND_TELEGRAM_TOKEN is no token: one looks like 123456:ABC-DEF1234ghIkl.")
    return int(found[1])


class Connection:
    """One bot, in one event loop."""

    def __init__(
        self,
        token: str,
        governor: Governor,
        keep_flood: Callable[[Flood], None],
        *,
        api_url: str = TELEGRAM,
        timeouts: Timeouts | None = None,
        clocks: Clocks | None = None,
    ) -> None:
        """Nothing is asked yet.

        :param token: appears in no message and no log. :param governor: shared by all that use the token.
        :param keep_flood: remembers who is to be left alone, for the next process.
        :param api_url: methods are under ``/bot<token>/`` there, files under ``/file/bot<token>/``.
        :raises bot.channels.types.Unusable: it is no token.
        """
        bot_number(token)
        self._timeouts = timeouts or Timeouts()
        self._governor = governor
        self._caller = Caller(governor, keep_flood, clocks or Clocks())
        times = {"connect": self._timeouts.connect, "read": self._timeouts.read, "write": self._timeouts.write}
        self._requests = Requests(connections=CONNECTIONS, **times)
        self._polling = Requests(connections=2, **times)
        base = api_url.rstrip("/")
        self._updates_url = f"{base}/bot{token}/getUpdates"
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._requests,
            get_updates_request=self._polling,
        )

    async def me(self) -> Identity:
        """Who the bot is."""
        user = await self._caller.call(FREE, self._bot.get_me, self._timeouts.whole)
        return Identity(user.id, user.username or "", user.full_name)

    async def close(self) -> None:
        """Let go of connections. Closing twice is harmless."""
        await self._requests.shutdown()
        await self._polling.shutdown()

    async def _asked(self, request: Callable[[], Awaitable[_T]]) -> _T:
        """Make a request that counts for no limit."""
        return await self._call(FREE, request, self._timeouts.whole)

    async def _call(self, call: Call, request: Callable[[], Awaitable[_T]], whole: float) -> _T:
        """Make a request when its turn has come. :param whole: seconds that it may take."""
        try:
            return await self._caller.call(call, request, whole)
        except BadToken as failure:
            raise await confirmed(failure, self.me) from None
