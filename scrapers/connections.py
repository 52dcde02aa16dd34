"""The connections to hosts: one for each line, and only few that wait for the next request."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import httpcore
import httpx

from scrapers.connecting import KEEP_ALIVE

MOST_IDLE = 16
"""So many connections are kept for another request. Hosts can be made up without end, descriptors cannot."""


@dataclass(slots=True)
class _Kept:
    """A connection. :ivar users: how many use it now. :ivar used_at: when it was last used, in seconds of the loop."""

    transport: httpx.AsyncBaseTransport
    users: int = 0
    used_at: float = 0.0


class Connections:
    """Connections by line. For one event loop; close them in the end."""

    def __init__(self, connect: Callable[[], httpx.AsyncBaseTransport], most_idle: int = MOST_IDLE) -> None:
        """:param connect: makes one. :param most_idle: so many wait for another request; those used last stay."""
        self._connect = connect
        self._most_idle = most_idle
        self._kept: dict[str, _Kept] = {}

    @asynccontextmanager
    async def to(self, line: str) -> AsyncIterator[httpx.AsyncBaseTransport]:
        """The connection of that line, for the length of the block."""
        kept = self._kept.get(line)
        if kept is None:
            kept = self._kept[line] = _Kept(self._connect())
        kept.users += 1
        try:
            yield kept.transport
        finally:
            kept.users -= 1
            kept.used_at = asyncio.get_running_loop().time()
            for transport in self._taken_out(kept.used_at):
                await _close(transport)

    async def aclose(self) -> None:
        """Close all of them."""
        kept, self._kept = list(self._kept.values()), {}
        for each in kept:
            await _close(each.transport)

    def _taken_out(self, now: float) -> list[httpx.AsyncBaseTransport]:
        """Those that waited for too long, and those that are too many; they are nobody's any more."""
        idle = sorted((each.used_at, line) for line, each in self._kept.items() if not each.users)
        out = [
            line
            for place, (used_at, line) in enumerate(reversed(idle))
            if place >= self._most_idle or now - used_at > KEEP_ALIVE
        ]
        return [self._kept.pop(line).transport for line in out]


async def _close(transport: httpx.AsyncBaseTransport) -> None:
    with suppress(OSError, httpcore.NetworkError):  # it is gone already
        await transport.aclose()
