"""One question on the wire and its answer: who asks, what is sent, what of the answer is taken, and by when."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from ssl import SSLContext
from typing import cast

import httpx

from scrapers.addresses import shown
from scrapers.bodies import ACCEPT_ENCODING, UNUSUAL_RATIO, Body, Bounds
from scrapers.connecting import GatedTransport, failures_of
from scrapers.connections import Connections
from scrapers.courtesy import Asked, is_redirect, refusal, rest_wanted
from scrapers.errors import BadAnswer, ForbiddenAddress, Unreachable
from scrapers.exchange import Answer, Pacing, Request
from scrapers.gate import Gate, Place
from scrapers.pacing import line_of

_CONNECT = 10.0
_LONGEST_VALIDATOR = 1_000
_LONGEST_LENGTH = 12
_HTTPS_PORT = 443
_WITHOUT_TOKEN = timedelta(hours=1)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hop:
    """One address on the way. :ivar shown: as messages name it."""

    address: str
    place: Place
    shown: str


@dataclass(slots=True)
class Time:
    """The time one request has on the wire, over all its hops and attempts, in seconds."""

    whole: float
    left: float

    @asynccontextmanager
    async def running(self, where: str) -> AsyncIterator[None]:
        """What happens within counts. :raises scrapers.errors.Unreachable: the time is used up."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(self.left):
                yield
        except TimeoutError as error:
            raise Unreachable(
                where, f"It did not answer in full within {self.whole:g} seconds.", "The next look asks again."
            ) from error
        finally:
            self.left -= loop.time() - began


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks. :ivar agent: the ``User-Agent``. :ivar tokens: by host, for exactly that host, over https alone."""

    agent: str
    tokens: Mapping[str, str]


class Wire:
    """Sends questions, each over the one connection of its line."""

    def __init__(
        self,
        asker: Asker,
        gate: Gate,
        pacing: Pacing,
        clock: Callable[[], datetime],
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        """:param pacing: is told where a host wants to be left alone.

        :param transport: instead of the gated ones; closed like them.
        """
        self._asker = asker
        self._pacing = pacing
        self._clock = clock
        self._given = transport
        self._refused: dict[str, datetime] = {}  # by host, when it refused its token
        self._connections = Connections(lambda: GatedTransport(gate, self._certificates))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._connections.aclose()
        if self._given:
            await self._given.aclose()

    async def ask(self, hop: Hop, request: Request, bounds: Bounds) -> Answer | str:
        """The answer, or where it redirects to.

        :raises scrapers.errors.FetchError: there is none that may be used.
        """
        where, loop = shown(hop.address, query=False), asyncio.get_running_loop()
        begun = loop.time()
        _log.debug("asking %s%s", where, " for what has changed" if request.validators else "")
        with failures_of(hop.shown):
            line = line_of(hop.place)
            async with nullcontext(self._given) if self._given else self._connections.to(line) as transport:
                try:
                    response = await transport.handle_async_request(self._question(hop, request))
                except (ForbiddenAddress, Unreachable) as error:  # of the gate, which knows host and port alone
                    raise type(error)(hop.shown, error.what, error.hint) from error
                size = 0
                try:
                    answer = await self._read(response, hop, request, bounds)
                    size = len(answer.body) if isinstance(answer, Answer) else 0
                    return answer
                finally:
                    ms = (loop.time() - begun) * 1000
                    _log.debug("%s: status %d, %d bytes, %.0f ms", where, response.status_code, size, ms)
                    await response.aclose()

    async def _read(self, response: httpx.Response, hop: Hop, request: Request, bounds: Bounds) -> Answer | str:
        headers = {name: text for name, text in response.headers.items() if name != "set-cookie"}
        status = response.status_code
        rest = rest_wanted(status, headers, self._clock())
        if rest:
            self._pacing.forbid(line_of(hop.place), rest)
        if status == httpx.codes.UNAUTHORIZED and self._token(hop):
            return self._without_token(hop)
        if is_redirect(status):
            if headers.get("location"):
                return headers["location"]
            raise BadAnswer(hop.shown, f"It redirects (status {status}) and does not say where to.")
        refused = refusal(status, headers, Asked(hop.shown, hop.place.authority, bool(request.validators)), rest)
        if refused:
            raise refused
        body = await _body(response, hop, headers, bounds)
        return Answer(address=hop.address, status=status, headers=headers, body=body, received_at=self._clock())

    def _question(self, hop: Hop, request: Request) -> httpx.Request:
        headers = {"User-Agent": self._asker.agent, "Accept": request.accept, "Accept-Encoding": ACCEPT_ENCODING}
        known = {"If-None-Match": request.validators.etag, "If-Modified-Since": request.validators.last_modified}
        headers |= {
            name: text for name, text in known.items() if text.isascii() and 0 < len(text) <= _LONGEST_VALIDATOR
        }
        if token := self._token(hop):
            headers["Authorization"] = f"Bearer {token}"
        try:
            # Whatever this library makes of the address: who is asked is who was checked.
            url = httpx.URL(hop.address).copy_with(host=hop.place.host, port=hop.place.port)
        except httpx.InvalidURL as error:
            raise ForbiddenAddress(hop.shown, "This is no address of the web.") from error
        # Between two bytes there may be as much time as there is for all of them, which is watched elsewhere.
        timeout = httpx.Timeout(None, connect=_CONNECT)
        return httpx.Request("GET", url, headers=headers, extensions={"timeout": timeout.as_dict()})

    def _token(self, hop: Hop) -> str:
        """The token that goes along; empty if none does."""
        place = hop.place
        there = place.scheme == "https" and place.port == _HTTPS_PORT
        refused = place.host in self._refused and self._clock() < self._refused[place.host] + _WITHOUT_TOKEN
        return self._asker.tokens.get(place.host, "") if there and not refused else ""

    def _without_token(self, hop: Hop) -> str:
        """Where to ask instead: there again. What anybody may read must not be missed for a token that ran out."""
        self._refused[hop.place.host] = self._clock()
        _log.warning(
            "%s refuses the token that is configured for it (status 401); it is asked without it for an hour. "
            "Replace the token, or remove it.",
            hop.place.host,
        )
        return hop.address

    @cached_property
    def _certificates(self) -> SSLContext:
        return httpx.create_ssl_context(trust_env=False)


async def _body(response: httpx.Response, hop: Hop, headers: Mapping[str, str], bounds: Bounds) -> bytes:
    stream = cast("httpx.AsyncByteStream", response.stream)  # raw: what the response itself reads, it decodes
    chunks = cast("AsyncGenerator[bytes, None]", aiter(stream))
    if response.status_code == httpx.codes.NOT_MODIFIED:
        # It has no body, and headers that speak of the one it would have; read to its end, the connection is kept.
        async with aclosing(chunks):
            return b"".join([chunk async for chunk in chunks])
    # Of a chunked body the length says nothing (RFC 9112, section 6.3).
    length = "" if "transfer-encoding" in headers else headers.get("content-length", "")
    declared = int(length) if length.isascii() and length.isdigit() and len(length) <= _LONGEST_LENGTH else None
    body = Body(hop.shown, headers.get("content-encoding", ""), declared, bounds)
    async with aclosing(chunks):
        async for chunk in chunks:
            body.take(chunk)
            if body.full:
                break
    if body.ratio > UNUSUAL_RATIO:
        _log.warning("%s grew to %d times its size by decoding, which is unusual", hop.shown, body.ratio)
    return body.whole()
