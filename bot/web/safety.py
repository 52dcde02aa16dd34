"""What holds for every answer, errors too: safe headers, a bound on what is sent to us and on how long it takes."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 64 * 1024
"""Bytes a request's body may have."""

BODY_WITHIN = 10.0
"""Seconds in which all of it must have come."""

SAFE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
"""On every answer. The addresses of the pages are secrets: they go to no other site and into no index."""

CACHE = "Cache-Control"
NEVER_KEEP = "no-store"

_log = logging.getLogger("paperround.web")


class TooLarge(Exception):
    """The body is larger than its page takes."""


class Safety:
    """ASGI middleware around everything. A page gets a request when it is there as a whole."""

    def __init__(
        self,
        app: ASGIApp,
        fault: Callable[[Scope, int], Response],
        body_within: float = BODY_WITHIN,
        larger: Mapping[str, int] | None = None,
    ) -> None:
        """:param fault: the page for a status. :param body_within: seconds.

        :param larger: the paths whose bodies may have more bytes than :data:`MAX_BODY`, and how many.
        """
        self._app = app
        self._fault = fault
        self._body_within = body_within
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return None
        started = False

        async def safely(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _make_safe(MutableHeaders(scope=message))
            await send(message)

        async def refuse(status: int) -> None:
            answer = self._fault(scope, status)
            answer.headers["Connection"] = "close"  # what is still to come will not be read
            await answer(scope, receive, safely)

        try:
            async with asyncio.timeout(self._body_within):
                body = await _whole_body(scope, receive, self._larger.get(scope["path"], MAX_BODY))
        except TimeoutError:
            return await refuse(408)
        except TooLarge:
            return await refuse(413)
        if body is None:  # they have gone
            return None
        try:
            await self._app(scope, _replayed(body, receive), safely)
        except Exception:  # noqa: BLE001 - whatever it was, the next visitor is to be served
            _log.exception("A page failed: %s %s", scope["method"], page_of(scope["path"]))
            if not started:
                await self._fault(scope, 500)(scope, receive, safely)


def page_of(path: str) -> str:
    """A path without its token, for the log: ``/settings/***/export``."""
    parts = path[:200].split("/")
    return "/".join(part if part.isascii() and part.replace(".", "").isalpha() else "***" for part in parts if part)


def _make_safe(headers: MutableHeaders) -> None:
    for name, value in SAFE_HEADERS.items():
        headers[name] = value
    headers.setdefault(CACHE, NEVER_KEEP)


async def _whole_body(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """The body; ``None`` if the connection was closed before its end.

    :param most: bytes it may have.
    :raises TooLarge: it is, or says that it will be.
    """
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > most:
            raise TooLarge
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > most:
            raise TooLarge
        if not message.get("more_body", False):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    waiting = [body]

    async def replay() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replay
