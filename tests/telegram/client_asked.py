"""A client of the real kind that asks the stand-in, by a clock that goes only when it waits."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.channels.telegram.calling import Clocks
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.connection import Timeouts, bot_number
from bot.channels.telegram.governor import Governor
from bot.channels.types import ChatMessage
from store.chats import Flood
from tests.telegram.clock import Clock
from tests.telegram.stand_in import StandIn

_T = TypeVar("_T")


def words(html: str, plain: str = "plain", **more: Any) -> ChatMessage:
    """A message."""
    return ChatMessage(html=html, plain=plain, **more)


@dataclass
class Asking:
    """Makes a client for each question. What was told of floods outlasts it, as it does a process.

    :ivar kept: that. :ivar timeouts: of the clients.
    """

    telegram: StandIn
    clock: Clock
    token: str = ""
    kept: list[Flood] = field(default_factory=list)
    timeouts: Timeouts = field(default_factory=Timeouts)

    def __call__(self, *questions: Callable[[TelegramClient], Awaitable[_T]], url: str = "") -> list[_T]:
        """The answers, one after the other, all of one client."""

        async def run() -> list[_T]:
            client = self.client(self.kept, url)
            try:
                return [await question(client) for question in questions]
            finally:
                await client.close()

        return asyncio.run(run())

    def client(
        self, floods: Iterable[Flood], url: str = "", keep_flood: Callable[[Flood], None] | None = None
    ) -> TelegramClient:
        """A client of a process that has just begun."""

        async def pause(seconds: float) -> None:
            self.clock.forward(seconds)
            await asyncio.sleep(0)

        token = self.token or self.telegram.token
        clocks = Clocks(now=self.clock, seconds=lambda: self.clock().timestamp(), pause=pause)
        governor = Governor(bot_number(token))
        governor.remember(floods)
        return TelegramClient(
            token,
            governor,
            keep_flood or self.kept.append,
            api_url=url or self.telegram.url,
            timeouts=self.timeouts,
            clocks=clocks,
        )
