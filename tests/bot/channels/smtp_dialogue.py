"""How the server of :mod:`tests.bot.channels.smtp_sink` speaks: aiosmtpd, with a way to fail in each of its steps."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, AnyStr

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

if TYPE_CHECKING:
    from tests.bot.channels.smtp_sink import SmtpSink

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


class Connection(SMTP):
    """aiosmtpd, with a way to fail before each of its steps."""

    def __init__(self, sink: "SmtpSink") -> None:
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
        self, server: Connection, _session: Session, envelope: Envelope
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
