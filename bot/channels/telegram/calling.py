"""Requests that wait for their turn, and whose failures say what they mean."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from telegram.error import TelegramError

from bot.channels.telegram.errors import BadToken, meaning
from bot.channels.telegram.governor import Call, Governor, Kind
from bot.channels.types import DeliveryError, Later, NotNow, Uncertain
from store.chats import Flood
from store.errors import StoreError

REPLY_PATIENCE = 20.0
"""Seconds that a message somebody waits for may wait for its turn."""

BULK_PATIENCE = 2.0
"""The same for one that nobody waits for: in that time others could be sent."""

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """What time it is, and how it is waited.

    :ivar now: aware, UTC. :ivar seconds: never going back. :ivar pause: waits so many seconds.
    """

    now: Callable[[], datetime] = _now
    seconds: Callable[[], float] = time.monotonic
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep


class Caller:
    """Makes requests of one bot, in one event loop, as the governor allows."""

    def __init__(self, governor: Governor, keep_flood: Callable[[Flood], None], clocks: Clocks) -> None:
        """:param keep_flood: remembers who is to be left alone, for the next process."""
        self._governor = governor
        self._keep_flood = keep_flood
        self._clocks = clocks

    async def turn(self, call: Call) -> None:
        """Wait until a request may be made, without making it.

        :raises bot.channels.types.NotNow: that takes too long.
        """
        await self._turn(call, self._governor.wait)

    async def turn_of(self, call: Call) -> None:
        """The same as far as its chat is concerned, whatever is asked about others.

        :raises bot.channels.types.NotNow: that takes too long.
        """
        await self._turn(call, self._governor.wait_of_chat)

    async def call(self, call: Call, request: Callable[[], Awaitable[_T]], whole: float) -> _T:
        """Make a request when its turn has come.

        :param whole: seconds that it may take.
        :raises bot.channels.types.DeliveryError: it failed. :raises NotModified, NoSuchMessage: likewise.
        """
        await self._turn(call, self._governor.begin)
        try:
            async with asyncio.timeout(whole):
                return await request()
        except TimeoutError:
            failure: Exception = Uncertain("Telegram did not answer in time.")
        except TelegramError as error:
            failure = meaning(error)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            failure = Uncertain(f"Telegram's answer cannot be understood ({type(error).__name__}).")
        finally:
            self._governor.end(call, self._clocks.seconds())
        if call.kind is Kind.FREE and isinstance(failure, Uncertain):
            failure = Later(str(failure))  # what sends nothing may as well be asked twice
        if isinstance(failure, NotNow) and call.kind is not Kind.FREE:
            self._flooded(call, failure)
        raise failure  # without the library's, whose words may hold the address, and with it the token

    async def _turn(self, call: Call, asked: Callable[[Call, float, datetime], float]) -> None:
        patience = BULK_PATIENCE if call.bulk else REPLY_PATIENCE
        while (wait := asked(call, self._clocks.seconds(), self._clocks.now())) > 0:
            if wait > patience:  # a short wait may be followed by another, if others were quicker: somebody goes on
                raise NotNow("It waits for its turn at Telegram.", wait)
            await self._clocks.pause(wait)

    def _flooded(self, call: Call, failure: NotNow) -> None:
        for flood in self._governor.told(call.chat, failure.wait, self._clocks.now()):
            who = "a chat" if flood.chat is not None else "all chats"
            _log.warning("Telegram wants %s left alone until %s", who, flood.until.isoformat(timespec="seconds"))
            try:
                self._keep_flood(flood)
            except StoreError as error:  # this process knows it
                _log.warning("That could not be kept: %s", error)


async def confirmed(failure: BadToken, me: Callable[[], Awaitable[object]]) -> DeliveryError:
    """What it means that the token is not known: it may be somebody in between who says so.

    :param me: asks Telegram who the bot is.
    :return: the same, if Telegram knows it nowhere; else that it was not taken.
    """
    try:
        await me()
    except BadToken:
        return failure
    except DeliveryError as error:
        return Later(f"{failure} Whether that is so cannot be asked: {error}")
    return Later("Something between here and Telegram refused it, but the token is right.")
