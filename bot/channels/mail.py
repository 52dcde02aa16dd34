"""The way out by mail: one connection to one mail server, kept while there is something to send."""

import asyncio
import re
import ssl
import time
from collections.abc import Awaitable, Callable

from bot.channels.mime import Mail, MailSender, Unsendable, compose
from bot.channels.quota import Exhausted, Window
from bot.channels.signing import BadDkim
from bot.channels.smtp_answers import Cause, SmtpTrouble, delivery_error
from bot.channels.smtp_hints import hint
from bot.channels.smtp_session import SmtpSession, trusted
from bot.channels.smtp_url import MAX_TIMEOUT, SmtpServer
from bot.channels.types import DeliveryError, Letter, Refused, Unusable
from store.readers import Way

PATIENCE = 60.0
"""So many seconds a quota is waited for; longer, and the way out is unusable until then."""

IDLE = 30.0
"""After so many seconds without a mail the connection is made anew: servers drop idle ones when they like."""

MAILS_PER_CONNECTION = 100
"""Then it is made anew: many servers allow no more."""

CLOSING = 421
"""The answer of a server that ends the connection (RFC 5321, section 3.8)."""


class MailChannel:
    """Sends letters by mail, one at a time.

    :ivar longest: seconds a :meth:`send` takes at most, the quota included.
    """

    def __init__(
        self,
        server: SmtpServer,
        sender: MailSender,
        quota: Window,
        *,
        context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """:param quota: how many mails this process may send in a stretch of time.

        :param context: whom to trust; ``None``: those whom the machine trusts.
        :param clock: seconds, never going back; the quota's times are its. :param sleep: waits so many seconds.
        """
        self._server = server
        self._sender = sender
        self._quota = quota
        self._context = context or trusted(server)
        self._clock = clock
        self._sleep = sleep
        self._work = min(server.timeout * 1.5, MAX_TIMEOUT)
        self._session: SmtpSession | None = None
        self._turn = asyncio.Lock()
        self.longest = self._work + PATIENCE

    @property
    def way(self) -> Way:
        """Mail."""
        return Way.MAIL

    async def ready(self) -> None:
        """Wait until the quota lets one more mail leave; nothing is in flight then.

        :raises bot.channels.quota.Exhausted: that takes longer than :data:`PATIENCE`.
        """
        async with self._turn:
            await self._await_quota()

    async def send(self, target: str, letter: Letter) -> None:
        """Send a letter to a mail address; returning means that the mail server has taken it.

        :raises bot.channels.types.DeliveryError: it has not, or nobody knows.
        """
        async with self._turn:
            mail = self._composed(target, letter)
            await self._await_quota()
            self._quota.note(self._clock())
            try:
                await self._deliver(mail)
            except SmtpTrouble as trouble:
                error = delivery_error(trouble, hint(trouble, self._server))
                raise _without_address(error, mail.recipient) from None  # the trouble's words hold the address

    async def close(self) -> None:
        """Take leave of the server. Closing twice is harmless."""
        async with self._turn:
            if self._session is not None:
                await self._session.quit()
                self._session = None

    def _composed(self, target: str, letter: Letter) -> Mail:
        try:
            return compose(letter, target, self._sender)
        except Unsendable as error:
            raise Refused(f"No mail can be made of it: {error}") from error
        except BadDkim as error:
            raise Unusable(str(error)) from error

    async def _await_quota(self) -> None:
        wait = self._quota.wait(self._clock())
        if wait > PATIENCE:
            raise Exhausted(f"mail_per_second allows the next mail in {wait:.0f} seconds.", retry_after=wait)
        if wait > 0:
            await self._sleep(wait)

    async def _deliver(self, mail: Mail) -> None:
        session = await self._ready(mail, self._clock() + self._work)
        try:
            await session.recipient(mail)
            await session.hand_over(mail)
        except SmtpTrouble:
            await self._doubt(session)
            raise
        self._session = session

    async def _ready(self, mail: Mail, deadline: float) -> SmtpSession:
        """A connection on which the sender was named. Whoever has it gives it back when all went well."""
        session, self._session = self._session, None
        if session is not None:
            session.deadline = deadline
            if self._is_fresh(session) and await self._takes(session, mail):
                return session
            await session.quit()
        session = SmtpSession(self._server, self._clock, deadline=deadline, context=self._context)
        await session.open()
        try:
            await session.sender(mail)
        except SmtpTrouble:
            await self._doubt(session)
            raise
        return session

    async def _takes(self, session: SmtpSession, mail: Mail) -> bool:
        """Whether a connection that was idle goes on. Many are gone by then, which is no trouble worth a word."""
        try:
            await session.sender(mail)
        except SmtpTrouble as trouble:
            gone = trouble.answer is None or trouble.answer.code == CLOSING
            if gone and trouble.cause is not Cause.NOT_OFFERED:
                return False
            await self._doubt(session)
            raise
        return True

    def _is_fresh(self, session: SmtpSession) -> bool:
        idle = self._clock() - session.used_at
        return session.is_open and 0 <= idle <= IDLE and session.mails < MAILS_PER_CONNECTION

    async def _doubt(self, session: SmtpSession) -> None:
        """After trouble: a server that still answers is asked to forget the mail; any other is left."""
        if not session.is_open:
            return
        try:
            await session.reset()
        except SmtpTrouble:
            session.close()
        else:
            self._session = session


def _without_address(error: DeliveryError, address: str) -> DeliveryError:
    """Servers repeat the address, and errors are logged: there it must not stand."""
    address = re.escape(address)
    error.args = tuple(re.sub(address, "…", str(each), flags=re.IGNORECASE) for each in error.args)
    return error
