"""Letters to send, and a channel to send them through."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from bot.channels.mail import MailChannel
from bot.channels.mime import MailSender
from bot.channels.quota import per_second
from bot.channels.smtp_url import parse_smtp_url
from bot.channels.types import DeliveryError, Letter
from store.outbox import DeliveryKind
from tests.bot.channels.smtp_sink import SmtpSink

SENDER = MailSender(address="papers@example.org", name="Paperround", list_host="papers.example.org")
ADA = "ada@example.net"


def letter(**changes: Any) -> Letter:
    """A digest."""
    usual: dict[str, Any] = {
        "kind": DeliveryKind.DIGEST,
        "message_id": "<digest-1@papers.example.org>",
        "date": datetime(2026, 11, 1, 8, tzinfo=UTC),
        "subject": "Pigeons sort letters, and 6 more",
        "text": "Pigeons sort letters by colour.\nThey are fast.\n",
        "html": "<p>Pigeons sort letters by <b>colour</b>.</p>\n",
        "unsubscribe": "https://papers.example.org/unsubscribe/WzFd.c2lnbmVk",
    }
    return Letter(**(usual | changes))


def channel(sink: SmtpSink, *, options: str = "", sender: MailSender = SENDER, **changes: Any) -> MailChannel:
    """A channel to this server. :param options: more for its address, ``&timeout=1``."""
    usual: dict[str, Any] = {"quota": per_second(1_000_000), "context": sink.trusting}
    return MailChannel(parse_smtp_url(sink.url + options), sender, **(usual | changes))


def read(content: bytes) -> EmailMessage:
    """A mail as mail programs understand it."""
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    return mail


def send_all(sending: MailChannel, *mails: tuple[str, Letter]) -> list[DeliveryError | None]:
    """What became of each, sent one after another in an event loop of its own."""

    async def run() -> list[DeliveryError | None]:
        try:
            return [await outcome(sending.send(target, mail)) for target, mail in mails]
        finally:
            await sending.close()

    return asyncio.run(run())


def send(sending: MailChannel, target: str = ADA, mail: Letter | None = None) -> DeliveryError | None:
    """What became of one."""
    return send_all(sending, (target, mail or letter()))[0]


async def outcome(sent: Awaitable[None]) -> DeliveryError | None:
    """The error, or ``None`` if it was taken."""
    try:
        await sent
    except DeliveryError as error:
        return error
    return None


class Clock:
    """A clock that is set by hand, and a sleep that sets it."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        """No time passes but on this clock."""
        self.slept.append(seconds)
        self.time += seconds
