"""Whether mail can be sent, step by step: what ``paperround test-mail`` shows. The steps are those of real mail."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable

from bot.channels.mime import Mail, MailSender, Unsendable, compose
from bot.channels.signing import BadDkim
from bot.channels.smtp_answers import Cause, Phase, SmtpTrouble
from bot.channels.smtp_hints import hint
from bot.channels.smtp_session import SmtpSession
from bot.channels.smtp_url import SmtpServer, Tls
from bot.channels.steps import Step
from bot.channels.types import Letter


class MailCheck:
    """Goes through the steps until one fails."""

    def __init__(
        self,
        server: SmtpServer,
        sender: MailSender,
        *,
        clock: Callable[[], float],
        context: ssl.SSLContext | None = None,
        on_step: Callable[[Step], None] = lambda _: None,
    ) -> None:
        """:param clock: seconds, never going back. :param context: whom to trust; ``None``: whom the machine trusts.

        :param on_step: told of each step when it is done.
        """
        self._server = server
        self._sender = sender
        self._clock = clock
        self._on_step = on_step
        self._session = SmtpSession(server, clock, deadline=float("inf"), context=context)
        self._steps: list[Step] = []

    async def run(self, target: str, letter: Letter, *, send: bool) -> tuple[Step, ...]:
        """The steps that were taken: the last one failed, or all went well.

        :param send: whether the letter is really sent; else the server is asked to forget it.
        """
        mail = self._letter(target, letter)
        if mail is None:
            return tuple(self._steps)
        try:
            for name, step in self._walk(mail, send=send):
                if not await self._took(name, step):
                    break
        finally:
            await self._session.quit()
        return tuple(self._steps)

    def _letter(self, target: str, letter: Letter) -> Mail | None:
        begun = self._clock()
        dkim = self._sender.dkim
        try:
            mail = compose(letter, target, self._sender)
        except (Unsendable, BadDkim) as error:
            self._note(Step("letter", ok=False, seconds=self._clock() - begun, said=str(error)))
            return None
        signed = f"signed with DKIM by {dkim.domain}, selector {dkim.selector}" if dkim else "not signed here"
        said = f"from {self._sender.address}, {len(mail.content):,} bytes, {signed}"
        self._note(Step("letter", ok=True, seconds=self._clock() - begun, said=said))
        return mail

    def _walk(self, mail: Mail, *, send: bool) -> list[tuple[str, Callable[[], Awaitable[str | None]]]]:
        return [
            ("name", self._name),
            ("connection", self._connection),
            ("greeting", self._greeting),
            ("encryption", self._encryption),
            ("login", self._login),
            ("sender", lambda: self._sender_named(mail)),
            ("recipient", lambda: self._recipient(mail)),
            ("mail", (lambda: self._mail(mail)) if send else self._forget),
        ]

    async def _took(self, name: str, step: Callable[[], Awaitable[str | None]]) -> bool:
        begun = self._clock()
        try:
            said = await step()
        except SmtpTrouble as trouble:
            what = str(trouble)
            self._note(Step(name, ok=False, seconds=self._clock() - begun, said=what, hint=hint(trouble, self._server)))
            return False
        left_out = said is None
        said = said or _LEFT_OUT[name]
        self._note(Step(name, ok=None if left_out else True, seconds=self._clock() - begun, said=said))
        return True

    def _note(self, step: Step) -> None:
        self._steps.append(step)
        self._on_step(step)

    async def _name(self) -> str:
        host = self._server.host
        try:
            return f"{ipaddress.ip_address(host)} is an address itself"
        except ValueError:
            pass
        loop = asyncio.get_running_loop()
        try:
            looked_up = loop.getaddrinfo(host, self._server.port, type=socket.SOCK_STREAM)
            found = await asyncio.wait_for(looked_up, self._server.timeout)
        except TimeoutError:
            raise SmtpTrouble(Phase.CONNECT, Cause.NO_HOST, f"the name {host} was not looked up in time.") from None
        except OSError as error:
            raise SmtpTrouble(Phase.CONNECT, Cause.NO_HOST, f"the name {host} has no address.") from error
        return f"{host} is {', '.join(dict.fromkeys(str(each[4][0]) for each in found))}"

    async def _connection(self) -> str:
        await self._session.connect()
        if self._server.tls is Tls.IMPLICIT:
            return f"connected to {self._server}, encrypted at once: {self._session.encryption}"
        return f"connected to {self._server}"

    async def _greeting(self) -> str:
        await self._session.hello()
        return "the server speaks SMTP"

    async def _encryption(self) -> str | None:
        if self._server.tls is not Tls.STARTTLS:
            return f"as said: {self._session.encryption}" if self._server.tls is Tls.IMPLICIT else None
        await self._session.encrypt()
        return self._session.encryption

    async def _login(self) -> str | None:
        if self._server.user is None:
            return None
        await self._session.login()
        return "the server knows user and password"

    async def _sender_named(self, mail: Mail) -> str:
        await self._session.sender(mail)
        return f"mail may be sent as {mail.sender}"

    async def _recipient(self, mail: Mail) -> str:
        await self._session.recipient(mail)
        return f"mail for {mail.recipient} is taken"

    async def _mail(self, mail: Mail) -> str:
        await self._session.hand_over(mail)
        return "a test mail was sent; look whether it arrives, and not among the unwanted"

    async def _forget(self) -> None:
        await self._session.reset()


_LEFT_OUT = {
    "encryption": "none, as smtp_url says: whoever is on the way can read the mail",
    "login": "none: smtp_url names no user",
    "mail": "nothing was sent",
}
