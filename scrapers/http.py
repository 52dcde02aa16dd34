"""The one seam to the web. Nothing else here speaks HTTP.

Every request goes through the gate (:mod:`scrapers.gate`), waits in its host's line (:mod:`scrapers.pacing`), keeps to
robots.txt (:mod:`scrapers.robots`), takes no more than fits (:mod:`scrapers.bodies`) and ends in time. Redirects are
followed by hand, so that all of this holds for each of them.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag, urljoin

import httpx
import stamina
import stamina.instrumentation

from scrapers.addresses import shown
from scrapers.bodies import PAGE, Bounds
from scrapers.errors import BadAnswer, ForbiddenAddress, ServerFailed, Unreachable
from scrapers.exchange import Answer, Pacing, Request, Validators
from scrapers.gate import Gate
from scrapers.pacing import Lines, OnWait, Waiting, line_of
from scrapers.robots import BOUNDS, Robots
from scrapers.wire import Asker, Hop, Time, Wire

DEADLINE = 30.0
"""Seconds that a request may take on the wire, redirects and further attempts included, waiting in line not."""

ATTEMPTS = 3
MAX_REDIRECTS = 5

_HOLD_LONGER = 15.0
_FIRST_PAUSE = 1.0


@dataclass(slots=True)
class _Journey:
    """One request on its way, over all its hops and attempts. :ivar pause: seconds to rest before the next attempt."""

    waiting: Waiting
    time: Time
    attempts: int = 0
    pause: float = 0.0


class WebClient:
    """The web, asked politely: a :class:`scrapers.exchange.Web`. For one event loop; close it in the end."""

    def __init__(
        self,
        *,
        contact: str,
        pacing: Pacing,
        gate: Gate,
        clock: Callable[[], datetime],
        version: str,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        tokens: Mapping[str, str] | None = None,
        chance: Callable[[], float] = random.random,
        transport: httpx.AsyncBaseTransport | None = None,
        deadline: float = DEADLINE,
        robots: bool = True,
        on_wait: OnWait = lambda _line, _until: None,
    ) -> None:
        """:param contact: how those who run a site reach us: a mail address or URL; may be empty.

        :param clock: aware, UTC. :param sleep: all waiting goes through it.
        :param version: our own. :param tokens: by host, sent to exactly that host, over https alone.
        :param chance: from 0 to below 1, for pauses that do not all end at once.
        :param transport: in place of connections through the gate; the gate then only sees addresses as written.
        :param deadline: seconds on the wire, see :data:`DEADLINE`. :param robots: whether robots.txt is asked for.
        :param on_wait: hears of every wait for a host when it begins.
        """
        agent = f"Paperround/{version} ({f'+{_plain(contact)}' if contact else 'no contact given'})"
        self._wire = Wire(Asker(agent=agent, tokens=dict(tokens or {})), gate, pacing, clock, transport)
        self._gate = gate
        self._chance = chance
        self._deadline = deadline
        self._robots = Robots(clock) if robots else None
        self._lines = Lines(pacing, clock, sleep, hold=deadline + _HOLD_LONGER, on_wait=on_wait)
        # By itself stamina tells structlog of every failure, and structlog prints it; who asked is told by the error.
        stamina.instrumentation.set_on_retry_hooks(())

    async def __aenter__(self) -> Self:
        """The client itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Close it."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._wire.aclose()

    async def get(self, request: Request) -> Answer:
        """The answer; see :meth:`scrapers.exchange.Web.get`.

        :raises scrapers.errors.FetchError: one of its subclasses says what went wrong.
        """
        journey = _Journey(Waiting(shown(request.address)), Time(self._deadline, self._deadline))
        async for attempt in stamina.retry_context(on=self._another(journey), attempts=ATTEMPTS, timeout=None):
            with attempt:
                await self._rest(journey, request)
                return await self._follow(journey, request, PAGE, self._robots)
        raise AssertionError  # pragma: no cover - the last attempt returns or raises

    def _another(self, journey: _Journey) -> Callable[[Exception], bool | float]:
        """Whether a failure may pass, so that asking again is worth it; stamina counts, the pause is ours."""

        def another(error: Exception) -> bool | float:
            journey.attempts += 1
            journey.pause = _FIRST_PAUSE * 2 ** (journey.attempts - 1) + self._chance()
            may_pass = isinstance(error, Unreachable | ServerFailed)
            if not may_pass or journey.time.left <= 0 or journey.pause > journey.waiting.left:
                return False
            return 0.0

        return another

    async def _rest(self, journey: _Journey, request: Request) -> None:
        if journey.pause:
            line = line_of(self._gate.place_of(request.address))
            await self._lines.rest(line, journey.pause, journey.waiting)

    async def _follow(self, journey: _Journey, request: Request, bounds: Bounds, robots: Robots | None) -> Answer:
        """The answer, each redirect followed. :param robots: ``None`` for a robots.txt itself."""

        async def ask_for(address: str) -> bytes:
            asked = Request(address=address, accept="text/plain", gap=request.gap)
            return (await self._follow(journey, asked, BOUNDS, None)).body

        hop = Hop(request.address, self._gate.place_of(request.address), shown(request.address))
        for _ in range(MAX_REDIRECTS + 1):
            delay = await robots.delay(hop.place, hop.address, ask_for) if robots else 0.0
            gap = max(request.gap, delay)
            async with self._lines.place(line_of(hop.place), gap, journey.waiting), journey.time.running(hop.shown):
                answer = await self._wire.ask(hop, _asked_of(hop, request), bounds)
            if isinstance(answer, Answer):
                return replace(answer, seconds=self._deadline - journey.time.left)
            hop = self._next_hop(hop, answer)
        raise BadAnswer(
            shown(request.address),
            f"It redirects more than {MAX_REDIRECTS} times.",
            "Open the address in a browser, and configure the one it ends at.",
        )

    def _next_hop(self, hop: Hop, location: str) -> Hop:
        try:
            address = urldefrag(urljoin(hop.address, location)).url
        except ValueError as error:
            raise BadAnswer(hop.shown, "It redirects to something that is no address.") from error
        to = shown(address, query=False)
        try:
            return Hop(address, self._gate.place_of(address), to)
        except ForbiddenAddress as error:
            raise ForbiddenAddress(hop.shown, f"It redirects to {to}: {error.what}", error.hint) from error


def _asked_of(hop: Hop, request: Request) -> Request:
    """The request as this hop gets it: the validators of another page would make it say that nothing changed."""
    known_here = hop.address == (request.validated_at or request.address)
    return request if known_here else replace(request, validators=Validators())


def _plain(contact: str) -> str:
    """A contact as a comment of a header field may hold it (RFC 9110, section 5.6.5)."""
    return "".join(character for character in contact if " " < character <= "~" and character not in "()\\")
