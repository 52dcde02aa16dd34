"""A stand-in of Telegram in which something happens while it is asked, and time that passes only while all wait."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from queue import Queue
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.channels.telegram.calling import Clocks
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.governor import Call as Request
from bot.channels.telegram.governor import Governor
from store.api import Store
from store.chats import Flood
from tests.telegram.calls import Call
from tests.telegram.clock import Clock
from tests.telegram.cloud import BOT, FIRST_UPDATE
from tests.telegram.queue import UpdateQueue, Webhook
from tests.telegram.server import Served
from tests.telegram.stand_in import TOKEN, Rates, StandIn

UNLIMITED = Rates(second=100_000, chat=100_000, group=100_000)
"""For tests that are about something else: what a process remembered dies with it."""
Pause = Callable[[float], Awaitable[None]]
"""Waits so many seconds."""
ASKED, TAKEN = "asked", "taken"
"""Phases of a message: before and after Telegram has it, and before it says so."""
_QUIET = 25
"""So many rounds of the loop in which nothing happens show that all wait."""


class ActingStandIn(StandIn):
    """The Bot API, in which something happens when a message comes."""

    def __init__(self, clock: Callable[[], datetime] | None = None, rates: Rates | None = None) -> None:
        """:param clock: what time it is; ``None``: as on the wall."""
        super().__init__(rates=rates) if clock is None else super().__init__(clock, rates)
        self._acting = _Acting(self.cloud, TOKEN)
        self.served = self._acting
        self.proxied = ProxiedQueue(FIRST_UPDATE)
        self.cloud.queue = self.proxied
        self._victims: Queue[int] = Queue()

    def act_in(self, phase: str, occurrence: int, act: Callable[[], object]) -> None:
        """When a phase has come so often, this happens."""
        self._acting.acts[phase] = (occurrence, act)

    def act_always(self, phase: str, act: Callable[[], object]) -> None:
        """Whenever a phase comes, this happens."""
        self._acting.always[phase] = act

    def kill_in(self, phase: str, occurrence: int) -> None:
        """When the phase has come so often, the victim is killed."""
        self.act_in(phase, occurrence, lambda: os.kill(self._victims.get(timeout=10), signal.SIGKILL))

    def talks_to(self, process: int) -> None:
        """Who is to be killed."""
        self._victims.put(process)


class ProxiedQueue(UpdateQueue):
    """Updates that reach a webhook through a proxy, as they do where one speaks TLS for the pages.

    :ivar behind: where the pages themselves are. :ivar on_taken: happens as soon as an update was taken.
    """

    behind = ""

    def __init__(self, first: int) -> None:
        super().__init__(first)
        self.on_taken: Callable[[], object] = list

    async def _bring(self, client: httpx.AsyncClient, webhook: Webhook, update: dict[str, Any]) -> bool:
        passed_on = replace(webhook, url=self.behind + urlsplit(webhook.url).path)
        taken = await super()._bring(client, passed_on, update)
        if taken:
            self.on_taken()
        return taken


class _Acting(Served):
    """What is served, with what happens meanwhile."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.acts: dict[str, tuple[int, Callable[[], object]]] = {}
        self.always: dict[str, Callable[[], object]] = {}

    async def answer(self, token: str, call: Call) -> tuple[int, bytes] | None:
        """See :meth:`Served.answer`."""
        if call.method != "sendMessage":
            return await super().answer(token, call)
        await self._act(ASKED)
        answer = await super().answer(token, call)
        await self._act(TAKEN)
        return answer

    async def _act(self, phase: str) -> None:
        if phase in self.always:
            self.always[phase]()
        if phase not in self.acts:
            return
        left, act = self.acts.pop(phase)
        if left > 1:
            self.acts[phase] = (left - 1, act)
        else:
            await asyncio.to_thread(act)


class CountingGovernor(Governor):
    """A governor that knows how many requests are under way."""

    under_way = 0

    def begin(self, call: Request, now: float, at: datetime) -> float:
        """See :meth:`Governor.begin`."""
        wait = super().begin(call, now, at)
        self.under_way += wait <= 0
        return wait

    def end(self, call: Request, now: float) -> None:
        """See :meth:`Governor.end`."""
        super().end(call, now)
        self.under_way -= 1


class Waiting:
    """What waits in one event loop: when all do and no request is under way, it is as late as the first waits for."""

    def __init__(self, clock: Clock, governor: CountingGovernor) -> None:
        """:param clock: goes by our waiting. :param governor: knows what is under way."""
        self._clock = clock
        self._governor = governor
        self._waits: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._count = 0
        self._mover: asyncio.Task[None] | None = None

    async def pause(self, seconds: float) -> None:
        """Wait so long."""
        self._count += 1
        woken = asyncio.get_running_loop().create_future()
        until = self._clock() + timedelta(seconds=max(seconds, 0.001))
        heappush(self._waits, (until, self._count, woken))
        if self._mover is None or self._mover.done():
            self._mover = asyncio.create_task(self._move())
        await woken

    async def _move(self) -> None:
        while self._waits:
            await self._nothing_happens()
            until, _, woken = heappop(self._waits)
            if not woken.done():
                self._clock.until(until)
                woken.set_result(None)

    async def _nothing_happens(self) -> None:
        quiet = 0
        while quiet < _QUIET:
            await asyncio.sleep(0.0005 if self._governor.under_way else 0)
            quiet = 0 if self._governor.under_way else quiet + 1


def client_of(telegram: StandIn, store: Store, clock: Clock) -> tuple[TelegramClient, Pause]:
    """The client of a process that begins now, in this event loop; and how one waits there."""
    with store.receiving() as inbox:
        governor = CountingGovernor(BOT)
        governor.remember(inbox.floods(BOT, clock()))

    def keep_flood(flood: Flood) -> None:
        with store.receiving() as inbox:
            inbox.keep_flood(flood)

    waiting = Waiting(clock, governor)
    clocks = Clocks(now=clock, seconds=lambda: clock().timestamp(), pause=waiting.pause)
    return TelegramClient(TOKEN, governor, keep_flood, api_url=telegram.url, clocks=clocks), waiting.pause
