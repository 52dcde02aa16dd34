"""The pages on the network: uvicorn, with deadlines for those who are slow, and without a log of tokens."""

import asyncio
import socket
from ipaddress import ip_network
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.web.safety import CACHE, NEVER_KEEP, SAFE_HEADERS

HEADER_WITHIN = 10.0
"""Seconds in which a request's header must have come as a whole, from the beginning of the connection or the end of
the request before."""

ANSWER_WITHIN = 60.0
"""Seconds in which an answer must have been made and taken."""

MAX_HEADER = 16 * 1024
"""Bytes."""


class DeadlineProtocol(H11Protocol):
    """HTTP/1.1 of which every stage has a deadline. Those of uvicorn end with the first byte of a header."""

    header_within = HEADER_WITHIN
    answer_within = ANSWER_WITHIN

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        """Somebody is there: they have until the deadline to say what they want."""
        self._deadline: asyncio.TimerHandle | None = None
        super().connection_made(transport)
        self._by(self.header_within)

    def data_received(self, data: bytes) -> None:
        """Bytes have come. A request that is complete has the time of an answer."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before and not self.cycle.response_complete:
            self._by(self.answer_within)

    def on_response_complete(self) -> None:
        """The answer is out: the next request has the time of a header."""
        self._by(self.header_within)
        current = self.cycle
        super().on_response_complete()
        if self.cycle is not current and not self.cycle.response_complete:  # it was there already
            self._by(self.answer_within)

    def connection_lost(self, exc: Exception | None) -> None:
        """They have gone."""
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """What was sent is no HTTP."""
        headers = {
            **SAFE_HEADERS,
            CACHE: NEVER_KEEP,
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(msg)),
            "Connection": "close",
        }
        lines = ["HTTP/1.1 400 Bad Request", *(f"{name}: {value}" for name, value in headers.items()), "", msg]
        self.transport.write("\r\n".join(lines).encode("ascii"))
        self.transport.close()

    def _by(self, seconds: float) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        # Not close: that waits for one who does not read until everything is read.
        self._deadline = self.loop.call_later(seconds, self.transport.abort)


class PageServer(uvicorn.Server):
    """uvicorn that ends well when it is told to end."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal; uvicorn's own would raise it again when all is done, so that the process failed."""
        del frame
        self.force_exit = self.should_exit and sig == 2  # noqa: PLR2004 - Ctrl+C a second time
        self.should_exit = True


def page_server(
    app: ASGIApp, trusted: str | None = None, protocol: type[DeadlineProtocol] = DeadlineProtocol
) -> PageServer:
    """A server of the pages.

    :param trusted: addresses or networks of proxies whose ``X-Forwarded-For`` is believed, separated by commas.
    :raises ValueError: one of them is neither. The message says which. uvicorn would trust nobody for it, in silence.
    """
    for each in (trusted or "").split(","):
        if each.strip():
            ip_network(each.strip())
    config = uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        interface="asgi3",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=trusted is not None,
        forwarded_allow_ips=trusted or "",
        timeout_keep_alive=int(HEADER_WITHIN),
        timeout_graceful_shutdown=int(HEADER_WITHIN),
        h11_max_incomplete_event_size=MAX_HEADER,
    )
    return PageServer(config)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens.

    :param port: 0 for any.
    :raises OSError: the address is not ours, or the port is taken or forbidden.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)
