"""Passwords, keys and readers' addresses stand in no log and in no error, however talkative Python is made."""

import asyncio
import base64
import logging
import traceback
from dataclasses import replace

import pytest

from bot.channels.mail import MailChannel
from bot.channels.quota import per_second
from bot.channels.signing import Dkim
from bot.channels.smtp_url import parse_smtp_url
from bot.channels.types import DeliveryError
from tests.bot.channels.keys import private_key
from tests.bot.channels.letters import SENDER, channel, letter
from tests.bot.channels.smtp_sink import DROP, PHASES, SmtpSink

READER = "ada.lovelace@reader.example"
PASSWORD = "tr0ub4dor&3"  # noqa: S105 - of nobody
SECRETS = (
    PASSWORD,
    base64.b64encode(PASSWORD.encode()).decode(),
    base64.b64encode(f"\0ada\0{PASSWORD}".encode()).decode(),
    READER,
)


async def traced(sending):
    """All that a traceback of the error would show."""
    try:
        await sending.send(READER.upper(), letter())
    except DeliveryError as error:
        return "".join(traceback.format_exception(error)) + repr(error)
    finally:
        await sending.close()
    return ""


@pytest.fixture
def everything(caplog):
    """All that is logged by whoever, the server of the test left out."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    yield caplog
    logging.getLogger("mail.log").setLevel(logging.NOTSET)


@pytest.mark.parametrize("how", [f"451 4.3.0 {READER} later", f"550 5.1.1 <{READER.upper()}>: {READER} unknown", DROP])
@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase not in {"body", "STARTTLS"}])
def test_no_failure_tells_a_password_or_a_readers_address(phase, how, everything):
    with SmtpSink(login=("ada", PASSWORD)) as sink:
        sink.fail(phase, how)
        shown = asyncio.run(traced(channel(sink)), debug=True)
        assert "Error" in shown or "bot.channels.types" in shown
        for secret in SECRETS:
            assert secret.lower() not in (shown + everything.text).lower()


def test_neither_does_success_nor_a_channel_that_is_printed(everything):
    sender = replace(SENDER, dkim=Dkim(domain="example.org", selector="round", key=private_key()))
    with SmtpSink(login=("ada", PASSWORD)) as sink:
        server = parse_smtp_url(sink.url)
        sending = MailChannel(server, sender, per_second(9))
        shown = asyncio.run(traced(sending), debug=True) + repr(sending) + repr(server) + repr(sender) + everything.text
        assert len(sink.messages) == 1
    for secret in (*SECRETS, *private_key().splitlines()[1:4]):
        assert secret.lower() not in shown.lower()
