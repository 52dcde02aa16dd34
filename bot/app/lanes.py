"""Ways out, each at work for itself: what is slow by one, or for one reader, holds up no other."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager

from bot.app.outlets import Outlet
from bot.app.preparing import Prepared
from store.outbox import Claimed

AHEAD = 4
"""So many letters may wait for their flight before more are claimed: few, so that what must not wait long, and is
claimed first, leaves soon."""

FOR_ONE = 5
"""So many letters to one target are held at a time; no fewer than are claimed at once, or some would go to and fro."""


class Lane:
    """What is to leave by one way out. Letters to one target leave one after another, so that no place in flight is
    held by one that has to wait for the one before.
    """

    def __init__(self, outlet: Outlet) -> None:
        """Nothing is to leave yet."""
        self.claiming = asyncio.Lock()
        self._in_flight = asyncio.Semaphore(outlet.in_flight)
        self._most_ready = outlet.in_flight + AHEAD
        self._ready = 0
        self._room = asyncio.Event()
        self._room.set()
        self._waiting: deque[Prepared] = deque()
        self._dealt_with: set[str] = set()

    def add(self, prepared: Iterable[Prepared]) -> None:
        """These were claimed."""
        self._waiting.extend(prepared)

    def divide(self, claimed: Sequence[Claimed]) -> tuple[list[Claimed], list[Claimed]]:
        """Those to be dealt with, and those for whose targets enough is held."""
        held = Counter(self._dealt_with) + Counter(each.claimed.address.target for each in self._waiting)
        taken: list[Claimed] = []
        behind: list[Claimed] = []
        for each in claimed:
            (taken if held[each.address.target] < FOR_ONE else behind).append(each)
            held[each.address.target] += 1
        return taken, behind

    def next(self) -> Prepared | None:
        """The first of those to whose target nothing else is on its way."""
        return next((each for each in self._waiting if each.claimed.address.target not in self._dealt_with), None)

    @asynccontextmanager
    async def dealing_with(self, prepared: Prepared) -> AsyncIterator[None]:
        """It is on its way; no other to the same target is."""
        target = prepared.claimed.address.target
        self._waiting.remove(prepared)
        self._dealt_with.add(target)
        try:
            yield
        finally:
            self._dealt_with.remove(target)

    async def room(self) -> None:
        """Wait until hardly any waits for its flight."""
        await asyncio.sleep(0)  # those who are ready now count
        await self._room.wait()

    @asynccontextmanager
    async def flight(self) -> AsyncIterator[None]:
        """A place in flight, after those who were ready before."""
        self._count(1)
        try:
            async with self._in_flight:
                yield
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        self._ready += more
        (self._room.set if self._ready < self._most_ready else self._room.clear)()


async def together(work: Iterable[Coroutine[None, None, None]]) -> None:
    """Do all of it at once. When one fails, or all is called off, the others are called off and come to their end.

    :raises BaseException: what the first that failed has raised.
    """
    try:
        async with asyncio.TaskGroup() as group:
            for each in work:
                group.create_task(each)
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
