"""An SMTP server on this machine that keeps what it is sent, and fails in any phase of the dialogue when told to.

    with SmtpSink() as sink:
        ...  # send to sink.url
        [mail] = sink.messages
        sink.fail("RCPT", "450 4.2.1 Later, please")

It is aiosmtpd in a thread of its own. Clients reach it as ``sink.url``; where it speaks TLS, they trust it with
``sink.trusting``.
"""

import asyncio
import socket
import threading
from types import TracebackType
from typing import Self
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.bot.channels.certificates import GOOD, server_context, trusting
from tests.bot.channels.smtp_dialogue import DROP, PHASES, TIMEOUT, Connection, Received

__all__ = ["DROP", "PHASES", "TIMEOUT", "Received", "SmtpSink"]


class SmtpSink:
    """The server. What it keeps may be read from any thread."""

    def __init__(
        self, *, tls: str = "none", login: tuple[str, str] | None = None, names: str = GOOD, smtputf8: bool = True
    ) -> None:
        """:param tls: ``none``, ``starttls`` or ``implicit``. :param login: who is let in; ``None``: everyone.
        :param names: those in its certificate.
        """
        self.tls = tls
        self.login = login
        self.smtputf8 = smtputf8
        self.messages: list[Received] = []
        self.received = threading.Event()
        """Set when there is a message."""
        self.commands: list[str] = []
        """The first word of every command, of all connections."""
        self.connections = 0
        self.wire = bytearray()
        """All that clients said, decrypted."""
        self.refuse: dict[str, str] = {}
        """Answers to RCPT by recipient."""
        self.context = server_context(names) if tls != "none" else None
        self.trusting = trusting(names) if tls != "none" else None
        self._failing: dict[str, tuple[str, int]] = {}
        self._sessions: set[asyncio.BaseTransport] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="smtp sink", daemon=True)
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)  # so that an unread body stays unsent
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    @property
    def url(self) -> str:
        """Where it is, as ``PAPERROUND_SMTP_URL`` says it."""
        login = f"{quote(self.login[0], safe='')}:{quote(self.login[1], safe='')}@" if self.login else ""
        return f"smtp://{login}127.0.0.1:{self.port}/?tls={self.tls}"

    def fail(self, phase: str, how: str, *, times: int = 1_000_000) -> None:
        """From now on fail in this phase: :data:`TIMEOUT`, :data:`DROP`, or with an answer like ``550 5.1.1 Who?``."""
        assert phase in PHASES
        self._failing[phase] = (how, times)

    def mend(self) -> None:
        """Fail no more."""
        self._failing.clear()

    def drop_all(self) -> None:
        """Cut every connection, as a server does that is restarted or finds them idle."""
        done = threading.Event()

        def drop() -> None:
            for transport in list(self._sessions):
                transport.close()
            done.set()

        self._loop.call_soon_threadsafe(drop)
        done.wait(10)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self.stopped.set)
        self._thread.join(10)
        assert not self._thread.is_alive()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.stopped = asyncio.Event()
        self._empty = asyncio.Event()
        implicit = self.context if self.tls == "implicit" else None
        server = await self._loop.create_server(lambda: Connection(self), sock=self._socket, ssl=implicit)
        self._ready.set()
        await self.stopped.wait()
        server.close()
        for transport in list(self._sessions):
            if isinstance(transport, asyncio.Transport):
                transport.abort()
        if self._sessions:
            await self._empty.wait()

    def how(self, phase: str) -> str | None:
        """How to fail in this phase, if at all."""
        how, times = self._failing.get(phase, ("", 0))
        if times:
            self._failing[phase] = (how, times - 1)
        return how if times else None

    def admit(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, said: object) -> AuthResult:
        """Whether a login is the right one."""
        assert isinstance(said, LoginPassword)
        return AuthResult(success=self.login == (said.login.decode(), said.password.decode()), handled=False)

    def opened(self, transport: asyncio.BaseTransport) -> None:
        self.connections += 1
        self._sessions.add(transport)

    def closed(self, transport: asyncio.BaseTransport) -> None:
        self._sessions.discard(transport)
        if not self._sessions and self.stopped.is_set():
            self._empty.set()
