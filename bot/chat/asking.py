"""From the threads in which handlers run to the event loop in which Telegram is talked to, and back."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextvars import ContextVar, copy_context
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ParamSpec, TypeVar

from bot.channels.telegram.types import Room, Telegram
from bot.channels.types import Later, Uncertain

KNOWN_FOR = timedelta(seconds=60)
"""So long an answer to who administrates a chat is believed."""
PATIENCE = 30.0
"""Seconds a handler waits for Telegram."""
THREADS = 16
"""So many handlers run at a time. They wait for Telegram, and to ask it takes a thread of the event loop's own, to look
up its address; so they have threads of their own, more than :mod:`bot.chat.runner` asks for at once.
"""
MAX_KNOWN = 10_000
"""So many answers are remembered at a time."""

_HANDLERS = ThreadPoolExecutor(THREADS, thread_name_prefix="chat")

_P = ParamSpec("_P")
_T = TypeVar("_T")
_LOOP: ContextVar[asyncio.AbstractEventLoop] = ContextVar("loop")


async def in_thread(function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Run a function in a thread, from which it may ask Telegram through :class:`AskingTelegram`.

    Cancelled, it waits for the function's end: a thread cannot be stopped, and what it uses has to last as long.
    """
    loop = asyncio.get_running_loop()
    _LOOP.set(loop)
    under_way = loop.run_in_executor(_HANDLERS, partial(copy_context().run, function, *args, **kwargs))
    try:
        return await asyncio.shield(under_way)
    except asyncio.CancelledError:
        await asyncio.wait([under_way])
        raise


class AskingTelegram:
    """What handlers may ask Telegram, see :class:`bot.chat.types.Asking`. Only within :func:`in_thread`."""

    def __init__(self, telegram: Telegram, clock: Callable[[], datetime]) -> None:
        """:param clock: gives now, aware, UTC."""
        self._telegram = telegram
        self._clock = clock
        self._known: dict[tuple[int, int], tuple[datetime, bool]] = {}

    def is_administrator(self, chat: int, person: int) -> bool:
        """Whether a person administrates a group or channel; what was answered is believed for :data:`KNOWN_FOR`."""
        now = self._clock()
        asked, answer = self._known.get((chat, person), (None, False))
        if asked is None or now - asked >= KNOWN_FOR:
            answer = self._wait(self._telegram.is_administrator(chat, person))
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            self._known[chat, person] = now, answer
        return answer

    def file(self, file_id: str, limit: int) -> bytes:
        """What somebody sent."""
        return self._wait(self._telegram.file(file_id, limit))

    def room(self, chat: int | str) -> Room:
        """What Telegram says of a chat."""
        return self._wait(self._telegram.room(chat))

    @staticmethod
    def _wait(asked: Coroutine[Any, Any, _T]) -> _T:
        answer = asyncio.run_coroutine_threadsafe(asked, _LOOP.get())
        try:
            return answer.result(PATIENCE)
        except Uncertain as error:  # who only asks may ask again
            raise Later(str(error)) from error
        except TookTooLong as error:
            answer.cancel()
            raise Later("Telegram does not answer.") from error
