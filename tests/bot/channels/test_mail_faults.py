"""A mail server that fails in every phase of the dialogue, in every way."""

import asyncio

import pytest

from bot.app.deliver import LEASE
from bot.channels.mail import PATIENCE
from bot.channels.smtp_url import MAX_TIMEOUT
from bot.channels.types import Later, Refused, Uncertain, Unusable
from tests.bot.channels.letters import ADA, channel, letter, read, send
from tests.bot.channels.smtp_sink import DROP, PHASES, TIMEOUT, SmtpSink

OPENING = ("connect", "EHLO", "STARTTLS", "AUTH")
WAYS = (TIMEOUT, DROP, "421 4.3.2 closing", "451 4.3.0 later", "554 5.3.0 never")


def patience(how):
    """Short where the server will say nothing, long where it will, so that a busy machine is not taken for one."""
    return "&timeout=0.5" if how == TIMEOUT else ""


def expected(phase, how):
    """What must be answered to the sender of the delivery."""
    if phase in OPENING:
        return Unusable
    if how in {TIMEOUT, DROP}:
        return Uncertain if phase == "dot" else Later
    if how.startswith("4"):
        return Later
    return Unusable if phase == "MAIL" else Refused


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase != "body"])
def test_in_every_phase_it_is_known_whether_the_mail_may_have_been_taken(phase, how):
    with SmtpSink(tls="starttls", login=("ada", "secret")) as sink:
        sink.fail(phase, how)
        error = send(channel(sink, options=patience(how)))
        assert type(error) is expected(phase, how)
        assert getattr(error, "bounce", None) is None
        if isinstance(error, Unusable):
            assert (error.retry_after is None) == how.startswith("5")
        taken = len(sink.messages)
        assert taken == (1 if isinstance(error, Uncertain) else 0)
        sink.mend()
        assert send(channel(sink)) is None
        assert len(sink.messages) == taken + 1
        assert len({read(mail.content)["Message-ID"] for mail in sink.messages}) == 1


@pytest.mark.parametrize("how", [TIMEOUT, DROP])
@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
def test_a_mail_that_is_not_yet_handed_over_whole_was_certainly_not_taken(tls, how):
    """The server stops reading in the middle: what is left stands in our own buffers, and its end was never sent."""
    with SmtpSink(tls=tls) as sink:
        sink.fail("body", how)
        long = letter(text="pigeons sort letters\n" * 400_000, html="")
        assert type(send(channel(sink, options="&timeout=1"), ADA, long)) is Later
        assert not sink.messages


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase not in OPENING and phase != "body"])
def test_trouble_with_one_mail_does_not_reach_the_next_on_the_same_channel(phase, how):
    async def run(sending, sink):
        await sending.send("first@example.net", letter())
        sink.fail(phase, how)
        with pytest.raises((Later, Refused, Uncertain, Unusable)):
            await sending.send("second@example.net", letter())
        sink.mend()
        await sending.send("third@example.net", letter())
        await sending.close()

    with SmtpSink() as sink:
        asyncio.run(run(channel(sink, options=patience(how)), sink))
        recipients = [mail.recipients for mail in sink.messages]
        assert recipients[0] == ("first@example.net",)
        assert recipients[-1] == ("third@example.net",)
        assert len(recipients) == (3 if phase == "dot" and how in {TIMEOUT, DROP} else 2)


def test_what_is_no_smtp_is_no_delivery():
    with SmtpSink() as sink:
        for phase, kind in (("connect", Unusable), ("EHLO", Unusable), ("RCPT", Later), ("dot", Uncertain)):
            sink.fail(phase, "HTTP/1.1 400 Bad Request")
            assert type(send(channel(sink))) is kind
            sink.mend()


def test_however_slow_a_server_and_however_small_the_quota_a_mail_is_done_before_its_lease_runs_out():
    with SmtpSink() as sink:
        for timeout in (1, 30, MAX_TIMEOUT):
            assert PATIENCE + channel(sink, options=f"&timeout={timeout}").longest < LEASE.total_seconds()


def test_nobody_at_all_and_a_name_without_an_address_are_said_in_words():
    with SmtpSink() as sink:
        gone = channel(sink)
    error = send(gone)
    assert isinstance(error, Unusable)
    assert "nobody answers at 127.0.0.1" in str(error)
    assert error.retry_after
