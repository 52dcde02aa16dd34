"""One connection to a mail server, step by step, over aiosmtplib. Every failure says in which step and why.

The steps are taken one by one, and not by the library's ``send_message``, for two reasons. A mail that was handed over
but for its last line was certainly not taken, one whose last line was sent may have been: the line in between must be
drawn here. And ``paperround test-mail`` shows the same steps that real mail takes.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import aiosmtplib

from bot.channels.mime import Mail
from bot.channels.smtp_answers import Cause, Phase, SmtpTrouble, read_answer
from bot.channels.smtp_client import Client, cause_of, write_all
from bot.channels.smtp_url import SmtpServer, Tls

GOOD_BYE = 2.0
"""Seconds a server has to answer QUIT."""

_GO_ON = 354
_REFUSALS = range(400, 600)
_DOTS = re.compile(rb"^\.", re.MULTILINE)
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+", re.IGNORECASE)


def trusted(server: SmtpServer) -> ssl.SSLContext | None:
    """The authorities that the machine trusts, names checked; nothing without TLS. Takes some milliseconds."""
    return None if server.tls is Tls.NONE else ssl.create_default_context()


class SmtpSession:
    """A connection. Belongs to one event loop; one thing at a time.

    :ivar used_at: when a mail last left through it, by the clock. :ivar mails: how many did.
    :ivar deadline: until then the steps may take; each at most the server's timeout.
    """

    def __init__(
        self, server: SmtpServer, clock: Callable[[], float], *, deadline: float, context: ssl.SSLContext | None = None
    ) -> None:
        """:param clock: seconds, never going back. :param context: whom to trust; ``None``: :func:`trusted`."""
        self.server = server
        self.deadline = deadline
        self.used_at = clock()
        self.mails = 0
        self._clock = clock
        self._context = context or trusted(server)
        self._writer: asyncio.StreamWriter | None = None
        self._client = Client(
            hostname=server.host,
            port=server.port,
            local_hostname=server.local_hostname,
            use_tls=server.tls is Tls.IMPLICIT,
            start_tls=False,  # done here, step by step
            tls_context=self._context,
        )

    @property
    def is_open(self) -> bool:
        """Whether the connection is there, as far as is known."""
        return self._client.is_connected

    @property
    def encryption(self) -> str:
        """How the connection is encrypted, and until when the server's certificate is good; for people."""
        tls = self._client.get_transport_info("ssl_object") if self.is_open else None
        if tls is None:
            return "not encrypted"
        return f"{tls.version()}, certificate good until {tls.getpeercert().get('notAfter', 'who knows')}"

    async def open(self) -> None:
        """All steps up to the login.

        :raises SmtpTrouble: one failed; the connection is closed.
        """
        await self.connect()
        await self.hello()
        if self.server.tls is Tls.STARTTLS:
            await self.encrypt()
        if self.server.user is not None:
            await self.login()

    async def connect(self) -> None:
        """Reach the server, with implicit TLS encrypted, and hear its greeting.

        :raises SmtpTrouble: it failed; so in all steps.
        """
        with self._step(Phase.CONNECT):
            await self._client.connect(timeout=self._left())

    async def hello(self) -> None:
        """Say who we are, and hear what the server can."""
        with self._step(Phase.HELLO):
            await self._client.ehlo(hostname=self._own_name(), timeout=self._left())

    async def encrypt(self) -> None:
        """STARTTLS, and say again who we are (RFC 3207)."""
        if not self._client.supports_extension("starttls"):
            self.close()
            raise SmtpTrouble(Phase.TLS, Cause.NOT_OFFERED, "the server does not offer STARTTLS.")
        self._no_buffer()  # under TLS it cannot be reached any more
        with self._step(Phase.TLS):
            await self._client.starttls(tls_context=self._context, timeout=self._left())
        await self.hello()

    async def login(self) -> None:
        """Log in, by whatever the server offers."""
        if not self._client.supports_extension("auth") or not self._client.supported_auth_methods:
            self.close()
            raise SmtpTrouble(Phase.LOGIN, Cause.NOT_OFFERED, "the server offers no login by password.")
        user, password = (self.server.user or "").encode(), self.server.password.encode()
        with self._step(Phase.LOGIN):
            await self._client.login(user, password, timeout=self._left())

    async def envelope(self, mail: Mail) -> None:
        """Name sender and recipient."""
        await self.sender(mail)
        await self.recipient(mail)

    async def sender(self, mail: Mail) -> None:
        """Name where the mail returns to, and its size."""
        options = []
        if mail.international:
            if not self._client.supports_extension("smtputf8"):
                said = "the server takes no addresses with other letters than ASCII before the @."
                raise SmtpTrouble(Phase.SENDER, Cause.NOT_OFFERED, said)
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        if self._client.supports_extension("size"):
            options.append(f"SIZE={len(mail.content)}")
        with self._step(Phase.SENDER):
            await self._client.mail(mail.sender, options=options, encoding="utf-8", timeout=self._left())

    async def recipient(self, mail: Mail) -> None:
        """Name who it is for."""
        with self._step(Phase.RECIPIENT):
            await self._client.rcpt(mail.recipient, encoding="utf-8", timeout=self._left())

    async def hand_over(self, mail: Mail) -> None:
        """Send the mail itself; returning means that the server has taken it.

        :raises SmtpTrouble: nobody knows whether it was taken if, and only if, the phase is ``END`` and there is no
            answer.
        """
        with self._step(Phase.DATA):
            answer = await self._client.execute_command(b"DATA", timeout=self._left())
            if answer.code != _GO_ON:
                raise aiosmtplib.SMTPDataError(answer.code, answer.message)
        with self._step(Phase.BODY):
            protocol, writer = self._client.protocol, self._stream()
            if protocol is None:
                raise aiosmtplib.SMTPServerDisconnected("Connection lost")
            await asyncio.wait_for(write_all(writer, _DOTS.sub(b"..", mail.content)), self._left())
            protocol.write(b".\r\n")  # it may be taken from here on; if this fails, it was not sent
        with self._step(Phase.END):
            answer = await protocol.read_response(timeout=self._left())
            if answer.code // 100 != 2:  # noqa: PLR2004 - 2yz is yes
                raise aiosmtplib.SMTPDataError(answer.code, answer.message)
        self.used_at = self._clock()
        self.mails += 1

    async def reset(self) -> None:
        """Forget sender and recipient."""
        with self._step(Phase.SENDER):
            await self._client.rset(timeout=self._left())

    async def quit(self) -> None:
        """Take leave, and close. Never fails."""
        with suppress(aiosmtplib.SMTPException, OSError):
            await self._client.quit(timeout=GOOD_BYE)
        self.close()

    def close(self) -> None:
        """Cut the connection."""
        self._client.close()
        self._writer = None

    def _left(self) -> float:
        return max(0.001, min(self.server.timeout, self.deadline - self._clock()))

    def _own_name(self) -> str:
        """Ours in EHLO: the machine's, or its address if it has no whole name (RFC 5321, section 4.1.4). No look-up:
        that could take longer than the mail.
        """
        name = self.server.local_hostname or socket.gethostname()
        if self.server.local_hostname or _NAME.fullmatch(name):
            return name
        address = str(self._client.get_transport_info("sockname")[0]).partition("%")[0]
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    def _stream(self) -> asyncio.StreamWriter:
        """What tells when all that was written has left for the network."""
        protocol, transport = self._client.protocol, self._no_buffer()
        if protocol is None or transport is None:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        if self._writer is None:
            self._writer = asyncio.StreamWriter(transport, protocol, None, asyncio.get_running_loop())
        return self._writer

    def _no_buffer(self) -> asyncio.WriteTransport | None:
        """Have writers wait until what they wrote has left, not only until there is room for more."""
        transport = self._client.transport
        if not isinstance(transport, asyncio.WriteTransport):
            return None
        transport.set_write_buffer_limits(high=1)
        return transport

    @contextmanager
    def _step(self, phase: Phase) -> Iterator[None]:
        try:
            yield
        except aiosmtplib.SMTPResponseException as error:
            if error.code not in _REFUSALS:
                self.close()
                raise SmtpTrouble(phase, Cause.GARBLED, "the server said what is no SMTP.") from error
            answer = read_answer(error.code, error.message)
            if phase in {Phase.CONNECT, Phase.HELLO, Phase.TLS, Phase.LOGIN}:
                self.close()
            raise SmtpTrouble(phase, Cause.ANSWER, f"the server answered: {answer}", answer) from error
        except (OSError, aiosmtplib.SMTPException) as error:
            self.close()
            cause, said = cause_of(error, self.server, phase)
            raise SmtpTrouble(phase, cause, said) from error
        except BaseException:
            self.close()  # nobody knows how far it came
            raise
