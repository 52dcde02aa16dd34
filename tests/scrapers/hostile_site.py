"""A web site on this machine that answers as it is told, badly if need be, and remembers who asked what and when.

    with HostileSite() as site:
        site.answer("/feed", b"<rss>…", headers={"Content-Type": "text/xml"}, etag=True)
        site.answer("/feed", status=503, headers={"Retry-After": "60"}, times=2)   # the next two times, then as above
        site.answer("/slow", b"x" * 1000, drip=(1, 0.1))                           # a byte every tenth of a second
        site.route("/day", lambda seen: Reply(body=page_at(clock.now)))             # whatever a function says
        site.redirect("/old", "/new")
        ...  # ask for site.url("/feed"), with Gate(allowed=[site.authority])
        assert [seen.path for seen in site.requests] == ["/robots.txt", "/feed"]

A path may be given with its query (``/api?p=1``); one without stands for all queries. Where nobody said anything the
answer is 404, for ``/robots.txt`` too. It is plain asyncio in a thread of its own; everything may be called from any
thread, also while it serves. A port that nobody may ever reach, and bombs to serve, are in :mod:`tests.scrapers.traps`.
"""

import asyncio
import contextlib
import gzip
import hashlib
import socket
import ssl
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

_READ = 65_536


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came. :ivar at: when, by :func:`time.monotonic`. :ivar headers: names in small letters."""

    at: float
    method: str
    target: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        """The address without its query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> Mapping[str, str]:
        """What stands behind ``?``; of repeated names the last."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.target).query).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer.

    :ivar gzip: compress the body. :ivar etag: name the version, and answer 304 to those who have it.
    :ivar delay: seconds before anything is said. :ivar drip: so many bytes at once, so many seconds apart.
    :ivar cut: hang up after so many bytes of the body. :ivar hang_up: say nothing at all.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    gzip: bool = False
    etag: bool = False
    delay: float = 0.0
    drip: tuple[int, float] | None = None
    cut: int | None = None
    hang_up: bool = False


Route = Callable[[Seen], Reply]
_NOTHING = Reply(status=404, body=b"Nothing here.")


class HostileSite:
    """The site.

    :ivar requests: what it was asked so far. :ivar most_at_once: how many requests it had at a time.
    :ivar connections: how many were made so far.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        """It serves as a context manager. :param tls: with which it speaks TLS."""
        self._tls = tls
        self.requests: list[Seen] = []
        self.most_at_once = 0
        self.connections = 0
        self._now = 0
        self._routes: dict[str, Route] = {}
        self._next: dict[str, deque[Reply]] = defaultdict(deque)
        self._tasks: set[asyncio.Task[None]] = set()
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serving()), name="hostile site", daemon=True)

    @property
    def authority(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    def url(self, target: str = "/") -> str:
        """The address of a page of it."""
        return f"{'https' if self._tls else 'http'}://{self.authority}{target}"

    def answer(self, path: str, body: bytes = b"", *, times: int | None = None, **how: object) -> None:
        """Answer so from now on, or ``times`` times before anything else. :param how: fields of :class:`Reply`."""
        reply = Reply(body=body, **how)  # type: ignore[arg-type]
        if times is None:
            self._routes[path] = lambda _: reply
        else:
            self._next[path].extend([reply] * times)

    def route(self, path: str, route: Route) -> None:
        """Answer what a function says from now on."""
        self._routes[path] = route

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        """Send whoever asks elsewhere."""
        self.answer(path, status=status, headers={"Location": to})

    @property
    def open_connections(self) -> int:
        """How many connections there are now."""
        return len(self._tasks)

    def asked(self, path: str) -> list[Seen]:
        """The requests for one path."""
        return [seen for seen in self.requests if seen.path == path]

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    async def _serving(self) -> None:
        server = await asyncio.start_server(self._connected, sock=self._socket, ssl=self._tls)
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        await self._over.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self.connections += 1
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._exchange(reader, writer):
                    pass
        finally:
            writer.transport.abort() if writer.transport.get_write_buffer_size() else writer.close()
            self._tasks.discard(task)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request. :return: whether another may follow on this connection."""
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ", 2)
        pairs = (line.split(":", 1) for line in lines[1:] if line)
        seen = Seen(time.monotonic(), method, target, {name.lower(): text.strip() for name, text in pairs})
        self.requests.append(seen)
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            return await self._send(writer, _finished(self._reply(seen), seen))
        finally:
            self._now -= 1

    def _reply(self, seen: Seen) -> Reply:
        for path in (seen.target, seen.path):
            if self._next[path]:
                return self._next[path].popleft()
            if path in self._routes:
                return self._routes[path](seen)
        return _NOTHING

    async def _send(self, writer: asyncio.StreamWriter, reply: Reply) -> bool:
        await asyncio.sleep(reply.delay)
        if reply.hang_up:
            return False
        fields = "".join(f"{name}: {text}\r\n" for name, text in reply.headers.items())
        writer.write(f"HTTP/1.1 {reply.status} As told\r\n{fields}\r\n".encode("latin-1"))
        body = reply.body if reply.cut is None else reply.body[: reply.cut]
        step, pause = reply.drip or (_READ, 0.0)
        for at in range(0, len(body), step):
            writer.write(body[at : at + step])
            await writer.drain()
            await asyncio.sleep(pause)
        await writer.drain()
        return reply.cut is None


def _finished(reply: Reply, seen: Seen) -> Reply:
    """With the headers that follow from the rest, unless they were given."""
    headers = dict(reply.headers)
    if reply.gzip:
        reply = replace(reply, body=gzip.compress(reply.body, mtime=0))  # the same version at any time
        headers.setdefault("Content-Encoding", "gzip")
    if reply.etag:
        headers.setdefault("ETag", f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"')
    if headers.get("ETag") and seen.headers.get("if-none-match") == headers["ETag"]:
        return replace(reply, status=304, body=b"", headers={"ETag": headers["ETag"]})
    if "Transfer-Encoding" not in headers:
        headers.setdefault("Content-Length", str(len(reply.body)))
    return replace(reply, headers=headers)
