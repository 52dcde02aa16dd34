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
from dataclasses import dataclass
from types import TracebackType
from typing import AnyStr, Self
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, syntax

from tests.bot.channels.certificates import GOOD, server_context, trusting

PHASES = ("connect", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "body", "dot")
"""Where it can fail: ``DATA`` is the command, ``body`` is in the middle of the message, ``dot`` is after its end."""

TIMEOUT, DROP = "timeout", "drop"
"""How it can fail besides with an answer: it says nothing any more, or cuts the connection."""


@dataclass(frozen=True, slots=True)
class Received:
    """A mail. :ivar content: its bytes without dot-stuffing. :ivar options: of MAIL."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    options: tuple[str, ...]


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
        server = await self._loop.create_server(lambda: _Connection(self), sock=self._socket, ssl=implicit)
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


class _Connection(SMTP):
    """aiosmtpd, with a way to fail before each of its steps."""

    def __init__(self, sink: SmtpSink) -> None:
        starttls = sink.tls == "starttls"
        super().__init__(
            _Handler(),
            hostname="sink.test",
            ident="ESMTP",
            tls_context=sink.context if starttls else None,
            auth_require_tls=starttls,
            authenticator=sink.admit,
            enable_SMTPUTF8=sink.smtputf8,
        )
        self.sink = sink
        self._greeted = False
        self._opened: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._opened is None:  # else it is the same one, TLS having begun
            self._opened = transport
            self.sink.opened(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._opened is not None:
            self.sink.closed(self._opened)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        self.sink.wire += data
        super().data_received(data)

    async def push(self, status: AnyStr) -> None:
        if not self._greeted:
            self._greeted = True
            if await self._failed("connect"):
                return
        await super().push(status)

    async def _failed(self, phase: str) -> bool:
        if phase != "connect":
            self.sink.commands.append(phase)
        how = self.sink.how(phase)
        if how is not None:
            await self.give_up(how)
        return how is not None

    async def give_up(self, how: str) -> None:
        """Fail as told."""
        if how == DROP and isinstance(self._opened, asyncio.Transport):
            self._opened.abort()
        if how in {TIMEOUT, DROP}:
            await self.sink.stopped.wait()  # cancelled when the connection goes
        await super().push(how)
        if how.startswith("421"):
            self._close()

    def _close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    @syntax("EHLO hostname")
    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd finds it by this name
        if not await self._failed("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802 - as above
        if not await self._failed("EHLO"):
            await super().smtp_HELO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 - as above
        if not await self._failed("STARTTLS"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 - as above
        if not await self._failed("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 - as above
        if self.sink.login and not (self.session and self.session.authenticated):
            await super().push("530 5.7.0 Authentication required")
        elif not await self._failed("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802 - as above
        refused = self.sink.refuse.get(arg.partition("<")[2].partition(">")[0])
        if refused:
            await super().push(refused)
        elif not await self._failed("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802 - as above
        self.sink.commands.append("RSET")
        await super().smtp_RSET(arg)

    async def smtp_NOOP(self, arg: str) -> None:  # noqa: N802 - as above
        self.sink.commands.append("NOOP")
        await super().smtp_NOOP(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - as above
        if await self._failed("DATA"):
            return
        how = self.sink.how("body")
        if how is None:
            await super().smtp_DATA(arg)
            return
        await super().push("354 Go on")
        await self._reader.readexactly(10)
        await self.give_up(how)
        await self.give_up(DROP)  # what comes now are no commands


class _Handler:
    """What aiosmtpd asks what to do with a mail."""

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds it by this name
        self, server: _Connection, _session: Session, envelope: Envelope
    ) -> str:
        sink = server.sink
        how = sink.how("dot")
        if how not in {None, TIMEOUT, DROP}:
            return str(how)
        mail = Received(
            envelope.mail_from or "",
            tuple(envelope.rcpt_tos),
            envelope.original_content or b"",
            tuple(envelope.mail_options),
        )
        sink.messages.append(mail)  # it has it, whether it says so or not
        sink.received.set()
        if how:
            await server.give_up(how)
        return "250 2.0.0 Taken"
