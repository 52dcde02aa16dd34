"""The bot at work: hears what happens, answers it, and does so in one process at a time for each token.

Telegram lets one alone ask for updates, and counts what is sent by one token together; so whoever holds the token's
lease does both, and a process that does not lead holds it not.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Protocol

from bot.channels.telegram.types import Identity
from bot.channels.types import DeliveryError, Unusable
from store.api import Store
from store.errors import StoreError
from store.watch import Incident

SUBJECT = "telegram"
"""What an incident is about that keeps the bot from hearing or answering."""

STANDING_BY = 0.5
"""Seconds between two looks whether this process leads."""
LOOKED_AGAIN = 1.0
"""Seconds after which it is looked for what another process may have kept, or what was put off."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds after a failure, twice as long with each in a row."""
PATIENCE = timedelta(minutes=5)
"""A failure that goes on for so long is somebody's to know."""

_log = logging.getLogger(__name__)

Pause = Callable[[float], Awaitable[None]]


class Working(Protocol):
    """Deals with what was kept."""

    async def work_off(self) -> int:
        """Deal with all that may be dealt with now. :return: how much that was."""
        ...


class Hearing(Protocol):
    """Hears of what happens."""

    async def once(self) -> int:
        """Wait for something new for a while. :return: how much there was."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """With what the bot is at work.

    :ivar may: whether this process is the one to do it now; asked often.
    :ivar introduce: says who the bot is and sets what Telegram shows of it; raises ``DeliveryError``.
    :ivar listener: ``None`` if Telegram comes by itself. :ivar worker: makes what answers, once it is known who we are.
    :ivar pause: waits so many seconds.
    """

    store: Store
    may: Callable[[], bool]
    introduce: Callable[[], Awaitable[Identity]]
    listener: Hearing | None
    worker: Callable[[Identity], Working]
    clock: Callable[[], datetime]
    pause: Pause = asyncio.sleep


class Serving:
    """One bot, in one event loop."""

    def __init__(self, means: Means) -> None:
        """Nothing is asked yet."""
        self._means = means
        self._new = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._trouble = Trouble(means.store, means.clock)

    def heard(self) -> None:
        """Something new was kept: it is looked at now. From whichever thread."""
        self._loop.call_soon_threadsafe(self._new.set)

    async def run(self, stop: Event) -> None:
        """Hear and answer until told to stop. What is not answered by then stays kept."""
        tasks = [asyncio.create_task(self._serve())]
        try:
            while not stop.is_set() and not tasks[0].done():
                await asyncio.wait(tasks, timeout=0.1)
        finally:
            tasks[0].cancel()
            await asyncio.wait(tasks)
        if not tasks[0].cancelled():
            tasks[0].result()

    async def _serve(self) -> None:
        while True:
            identity = await self._introduced()
            _log.info("Telegram: this is @%s", identity.username)
            worker = self._means.worker(identity)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._answer(worker))
                if self._means.listener is not None:
                    group.create_task(self._hear(self._means.listener))

    async def _introduced(self) -> Identity:
        waits = Waits()
        while True:
            await self._leading()
            try:
                identity = await self._means.introduce()
            except (DeliveryError, StoreError) as error:
                self._went_wrong(error)
                await self._means.pause(waits.after(error))
            else:
                self._trouble.went_well()
                return identity

    async def _hear(self, listener: Hearing) -> None:
        waits = Waits()
        while True:
            await self._leading()
            try:
                new = await listener.once()
            except (DeliveryError, StoreError) as error:
                self._went_wrong(error)
                await self._means.pause(waits.after(error))
                continue
            waits = Waits()
            self._trouble.went_well()
            if new:
                self._new.set()

    async def _answer(self, worker: Working) -> None:
        waits = Waits()
        while True:
            await self._leading()
            self._new.clear()
            try:
                done = await worker.work_off()
            except (DeliveryError, StoreError) as error:
                self._went_wrong(error)
                await self._means.pause(waits.after(error))
                continue
            waits = Waits()
            if not done:
                await self._something_new()

    def _went_wrong(self, error: Exception) -> None:
        """What fails because another process has taken over is no trouble."""
        if self._may():
            self._trouble.went_wrong(error)

    async def _something_new(self) -> None:
        waiting = asyncio.create_task(self._new.wait())
        timer = asyncio.ensure_future(self._means.pause(LOOKED_AGAIN))
        try:
            await asyncio.wait((waiting, timer), return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            timer.cancel()

    async def _leading(self) -> None:
        while not self._may():
            await self._means.pause(STANDING_BY)

    def _may(self) -> bool:
        try:
            return self._means.may()
        except StoreError as error:
            _log.warning("Telegram waits for the database: %s", error)
            return False


class Waits:
    """Seconds to wait after failures in a row."""

    def __init__(self) -> None:
        """None was yet."""
        self._next = FIRST_WAIT

    def after(self, error: Exception) -> float:
        """How long to wait after one more."""
        wait, self._next = self._next, min(2 * self._next, LONGEST_WAIT)
        asked = getattr(error, "retry_after", None)
        if isinstance(error, Unusable) and asked is None:
            return LONGEST_WAIT  # somebody must mend something first
        return max(wait, float(asked or 0.0))


class Trouble:
    """Keeps an incident for the operator: once when it begins, once when it is over."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        """:param clock: gives now, aware, UTC."""
        self._store = store
        self._clock = clock
        self._since: datetime | None = None
        self._may_be_open = True  # of an earlier process

    def went_wrong(self, error: Exception) -> None:
        """Telegram did not answer as it should, or the database did not."""
        now = self._clock()
        if self._since is None:
            self._since = now
            _log.warning("Telegram: %s", error)
        lasting = isinstance(error, Unusable) or now - self._since >= PATIENCE
        if not isinstance(error, DeliveryError) or not lasting:
            return
        try:
            with self._store.writing() as catalog:
                self._may_be_open = True
                incident = Incident(subject=SUBJECT, kind="cannot be used", said=str(error), began_at=self._since)
                catalog.open_incident(incident)
        except StoreError as failure:
            _log.warning("That Telegram cannot be used could not be written down: %s", failure)

    def went_well(self) -> None:
        """It did."""
        if self._since is not None:
            _log.info("Telegram answers again.")
        self._since = None
        if not self._may_be_open:
            return
        try:
            with self._store.writing() as catalog:
                catalog.end_incident(SUBJECT, self._clock())
        except StoreError as failure:
            _log.warning("That Telegram can be used again could not be written down: %s", failure)
        else:
            self._may_be_open = False
