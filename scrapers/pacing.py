"""One host, one request at a time, and a pause after each: how requests wait for their place."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from scrapers.errors import AskedTooOften
from scrapers.exchange import Pacing
from scrapers.gate import Place

PATIENCE = 120.0
"""Seconds that a request waits for its places, all its hops and attempts together."""

_ARXIV = "arxiv.org"
_ARXIV_GAP = 3.0
"""arXiv's terms of use of its interfaces: no more than one request every three seconds, over one connection."""

_LOOK_AGAIN = 5.0
"""Seconds after which a place that another process holds is looked at again: it may be given back early."""

_SHORTEST = 0.05


def line_of(place: Place) -> str:
    """The host as pacing knows it: name and port, the usual port left out. All hosts of arXiv are one."""
    if place.host == _ARXIV or place.host.endswith(f".{_ARXIV}"):
        return _ARXIV
    return place.authority


def least_gap(line: str) -> float:
    """Seconds there must be between two requests, whoever asks."""
    return _ARXIV_GAP if line == _ARXIV else 0.0


@dataclass(slots=True)
class _Pace:
    free_at: datetime
    busy_until: datetime | None = None
    forbidden_until: datetime | None = None


class MemoryPacing:
    """Pacing that only this process knows of."""

    def __init__(self) -> None:
        """Nobody was asked yet."""
        self._paces: dict[str, _Pace] = {}

    def reserve(self, host: str, now: datetime, *, gap: float, hold: float) -> datetime | None:
        """See :meth:`scrapers.exchange.Pacing.reserve`."""
        pace = self._paces.setdefault(host, _Pace(now))
        later = [moment for moment in (pace.free_at, pace.busy_until, pace.forbidden_until) if moment and moment > now]
        if later:
            return max(later)
        pace.busy_until = now + timedelta(seconds=hold)
        pace.free_at = now + timedelta(seconds=gap)
        return None

    def release(self, host: str, now: datetime, *, gap: float) -> None:
        """See :meth:`scrapers.exchange.Pacing.release`."""
        pace = self._paces.setdefault(host, _Pace(now))
        pace.busy_until = None
        pace.free_at = max(pace.free_at, now + timedelta(seconds=gap))

    def forbid(self, host: str, until: datetime) -> None:
        """See :meth:`scrapers.exchange.Pacing.forbid`."""
        pace = self._paces.setdefault(host, _Pace(until))
        pace.forbidden_until = max(until, pace.forbidden_until or until)

    def forbidden_until(self, host: str, now: datetime) -> datetime | None:
        """See :meth:`scrapers.exchange.Pacing.forbidden_until`."""
        pace = self._paces.get(host)
        until = pace.forbidden_until if pace else None
        return until if until and until > now else None


@dataclass(slots=True)
class Waiting:
    """What one request has waited so far. :ivar address: for messages. :ivar left: seconds it may still wait."""

    address: str
    left: float = PATIENCE


class Lines:
    """Where requests wait for their hosts, one line for each."""

    def __init__(
        self,
        pacing: Pacing,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[object]],
        *,
        hold: float,
    ) -> None:
        """:param hold: seconds after which others may take a place that was never given back."""
        self._pacing = pacing
        self._clock = clock
        self._sleep = sleep
        self._hold = hold
        # Within a process nobody need look whether it is free: they stand in line, first come, first served.
        self._locks: dict[str, asyncio.Lock] = {}
        self._gaps: dict[str, float] = {}

    @asynccontextmanager
    async def place(self, line: str, gap: float, waiting: Waiting) -> AsyncIterator[None]:
        """Wait for the host's only place and keep it for the length of the block.

        :param gap: seconds after it; the longest that was ever asked for counts.
        :raises scrapers.errors.AskedTooOften: it would take longer than the request may wait.
        """
        gap = self._gaps[line] = max(gap, least_gap(line), self._gaps.get(line, 0.0))
        async with self._locks.setdefault(line, asyncio.Lock()):
            await self._wait(line, gap, waiting)
            try:
                yield
            finally:
                self._pacing.release(line, self._clock(), gap=gap)

    async def _wait(self, line: str, gap: float, waiting: Waiting) -> None:
        while True:
            now = self._clock()
            again = self._pacing.reserve(line, now, gap=gap, hold=self._hold)
            if again is None:
                return
            seconds = max((again - now).total_seconds(), _SHORTEST)
            if seconds > waiting.left:
                raise _not_now(waiting.address, line, again)
            seconds = min(seconds, _LOOK_AGAIN)
            waiting.left -= seconds
            await self._sleep(seconds)


def _not_now(address: str, line: str, until: datetime) -> AskedTooOften:
    return AskedTooOften(
        address,
        f"{line} is left alone until {until:%Y-%m-%d %H:%M:%S} UTC.",
        until,
        "Nothing was asked; the next look after that asks again.",
    )
