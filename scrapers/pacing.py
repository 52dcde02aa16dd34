"""One host, one request at a time, and a pause after each: how requests wait for their place."""

import asyncio
import logging
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
_SAME = timedelta(seconds=1)
"""What ends so shortly after what was said is not said anew."""

OnWait = Callable[[str, datetime], None]
"""Hears that a host (see :func:`line_of`) is waited for, and until when; aware, UTC."""


def _unheard(_line: str, _until: datetime) -> None:
    """Nobody wants to hear of waits."""


REMEMBERED = timedelta(hours=24)
"""A line at which nobody stood for so long is forgotten; what its host wants, the next request says again."""


_log = logging.getLogger(__name__)


def line_of(place: Place) -> str:
    """The host as pacing knows it: name and port, the usual port left out. All hosts of arXiv are one."""
    if place.host == _ARXIV or place.host.endswith(f".{_ARXIV}"):
        return _ARXIV
    return place.authority


def least_gap(line: str) -> float:
    """Seconds there must be between two requests, whoever asks."""
    return _ARXIV_GAP if line == _ARXIV else 0.0


@dataclass(slots=True)
class _Line:
    """Requests for one host. :ivar turn: whoever has it asks. :ivar standing: how many have it or wait for it.

    :ivar gap: the longest pause that was ever asked for, in seconds.
    """

    turn: asyncio.Lock
    gap: float
    used_at: datetime
    standing: int = 0


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
        on_wait: OnWait = _unheard,
    ) -> None:
        """:param hold: seconds after which others may take a place that was never given back.

        :param on_wait: hears of every wait when it begins.
        """
        self._pacing = pacing
        self._clock = clock
        self._sleep = sleep
        self._hold = hold
        self._on_wait = on_wait
        # Within a process nobody need look whether it is free: they stand in line, first come, first served.
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def place(self, line: str, gap: float, waiting: Waiting) -> AsyncIterator[None]:
        """Wait for the host's only place and keep it for the length of the block.

        :param gap: seconds after it; the longest that was asked for counts, until nobody asked for :data:`REMEMBERED`.
        :raises scrapers.errors.AskedTooOften: it would take longer than the request may wait.
        """
        self._forget()
        known = self._lines.setdefault(line, _Line(asyncio.Lock(), least_gap(line), self._clock()))
        gap = known.gap = max(gap, known.gap)
        known.standing += 1
        try:
            async with known.turn:
                await self._wait(line, gap, waiting)
                try:
                    yield
                finally:
                    self._pacing.release(line, self._clock(), gap=gap)
        finally:
            known.standing -= 1
            known.used_at = self._clock()

    async def rest(self, line: str, seconds: float, waiting: Waiting) -> None:
        """Leave a host that failed alone for a while, before it is asked again."""
        until = self._clock() + timedelta(seconds=seconds)
        _log.info("%s did not answer as it should; it is asked again at %s UTC", line, f"{until:%H:%M:%S}")
        self._on_wait(line, until)
        waiting.left -= seconds
        await self._sleep(seconds)

    def _forget(self) -> None:
        """Hosts can be made up without end."""
        before = self._clock() - REMEMBERED
        for line in [name for name, each in self._lines.items() if not each.standing and each.used_at < before]:
            del self._lines[line]

    async def _wait(self, line: str, gap: float, waiting: Waiting) -> None:
        told: datetime | None = None
        while True:
            now = self._clock()
            again = self._pacing.reserve(line, now, gap=gap, hold=self._hold)
            if again is None:
                return
            seconds = max((again - now).total_seconds(), _SHORTEST)
            if seconds > waiting.left:
                raise _not_now(waiting.address, line, again)
            if told is None or again - told > _SAME:
                told = again
                self._on_wait(line, again)
                if seconds > gap + _SAME.total_seconds():  # the pause between two requests is no news
                    _log.info("waiting for %s until %s UTC", line, f"{again:%H:%M:%S}")
            seconds = min(seconds, _LOOK_AGAIN)
            _log.debug("waiting %.2f s for %s, which may be asked again %s", seconds, line, again.isoformat())
            waiting.left -= seconds
            await self._sleep(seconds)


def _not_now(address: str, line: str, until: datetime) -> AskedTooOften:
    return AskedTooOften(
        address,
        f"{line} is left alone until {until:%Y-%m-%d %H:%M:%S} UTC.",
        until,
        "Nothing was asked; the next look after that asks again.",
    )
