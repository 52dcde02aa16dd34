"""Mail, sent to a real server."""

import asyncio

import pytest

from bot.channels.mail import IDLE, MAILS_PER_CONNECTION, PATIENCE, MailChannel
from bot.channels.quota import Exhausted, per_second
from bot.channels.smtp_url import parse_smtp_url
from bot.channels.types import Refused, Unusable
from store.readers import Way
from tests.bot.channels.certificates import OTHER, trusting
from tests.bot.channels.letters import ADA, SENDER, Clock, channel, letter, outcome, read, send, send_all
from tests.bot.channels.smtp_sink import SmtpSink

LOGIN = ("ada@example.org", "tr0ub/4?d@r %")


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
def test_a_letter_arrives_by_every_kind_of_connection(tls):
    with SmtpSink(tls=tls, login=LOGIN) as sink:
        sending = channel(sink)
        assert sending.way is Way.MAIL
        assert send(sending) is None
        [mail] = sink.messages
        assert (mail.sender, mail.recipients) == ("papers@example.org", (ADA,))
        assert read(mail.content)["Message-ID"] == letter().message_id
        assert ("STARTTLS" in sink.commands) == (tls == "starttls")


def test_many_letters_go_through_one_connection_that_is_renewed_now_and_then():
    with SmtpSink() as sink:
        count = MAILS_PER_CONNECTION + 5
        assert send_all(channel(sink), *[(f"a{number}@example.net", letter()) for number in range(count)]) == (
            [None] * count
        )
        assert sink.connections == 2
        assert [mail.recipients for mail in sink.messages] == [(f"a{number}@example.net",) for number in range(count)]


def test_a_connection_that_the_server_cut_is_made_anew_without_a_word():
    async def run(sending, sink):
        await sending.send(ADA, letter())
        sink.drop_all()
        await sending.send(ADA, letter())
        sink.fail("MAIL", "421 4.4.2 timeout exceeded", times=1)
        await sending.send(ADA, letter())
        await sending.close()
        await sending.close()

    with SmtpSink() as sink:
        asyncio.run(run(channel(sink), sink))
        assert (len(sink.messages), sink.connections) == (3, 3)


def test_an_idle_connection_is_left_before_the_server_leaves_it():
    async def run(sending, clock):
        await sending.send(ADA, letter())
        clock.time += IDLE - 1
        await sending.send(ADA, letter())
        clock.time += IDLE + 1
        await sending.send(ADA, letter())
        await sending.close()

    with SmtpSink() as sink:
        clock = Clock()
        asyncio.run(run(channel(sink, clock=clock), clock))
        assert (len(sink.messages), sink.connections) == (3, 2)


def test_after_a_refused_recipient_the_connection_is_reset_and_goes_on():
    with SmtpSink() as sink:
        sink.refuse["eve@example.net"] = "550 5.1.1 Who?"
        refused, taken = send_all(channel(sink), ("eve@example.net", letter()), (ADA, letter()))
        assert isinstance(refused, Refused)
        assert taken is None
        assert sink.connections == 1
        assert sink.commands.count("RSET") == 1
        assert [mail.recipients for mail in sink.messages] == [(ADA,)]


def test_several_at_once_take_turns():
    async def run(sending):
        sent = await asyncio.gather(*(outcome(sending.send(f"a{number}@example.net", letter())) for number in range(9)))
        await sending.close()
        return sent

    with SmtpSink() as sink:
        assert asyncio.run(run(channel(sink))) == [None] * 9
        assert (len(sink.messages), sink.connections) == (9, 1)
        assert all(len(mail.recipients) == 1 for mail in sink.messages)


def test_one_that_is_called_off_leaves_no_half_mail_behind():
    async def run(sending, sink):
        sink.fail("dot", "timeout", times=1)
        task = asyncio.create_task(sending.send("first@example.net", letter()))
        assert await asyncio.to_thread(sink.received.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await sending.send(ADA, letter())
        await sending.close()

    with SmtpSink() as sink:
        asyncio.run(run(channel(sink), sink))
        assert [mail.recipients for mail in sink.messages] == [("first@example.net",), (ADA,)]
        assert sink.connections == 2


def test_without_starttls_nothing_is_sent_not_even_the_login():
    with SmtpSink(login=LOGIN) as sink:
        error = send(MailChannel(parse_smtp_url(sink.url.replace("none", "starttls")), SENDER, per_second(99)))
        assert isinstance(error, Unusable)
        assert error.retry_after is None
        assert "does not offer STARTTLS" in str(error)
        assert not sink.messages
        assert sink.commands == ["EHLO"]


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
@pytest.mark.parametrize(
    ("names", "trusts", "said"),
    [
        (OTHER, OTHER, "another name"),
        ("IP:127.0.0.1", OTHER, "SSL_CERT_FILE"),
    ],
)
def test_a_server_that_cannot_show_who_it_is_gets_nothing(tls, names, trusts, said):
    with SmtpSink(tls=tls, login=LOGIN, names=names) as sink:
        error = send(channel(sink, context=trusting(trusts)))
        assert isinstance(error, Unusable)
        assert error.retry_after is None
        assert said in str(error)
        assert not sink.messages
        assert "AUTH" not in sink.commands


def test_by_default_only_those_are_trusted_whom_the_machine_trusts():
    with SmtpSink(tls="implicit") as sink:
        assert isinstance(send(channel(sink, context=None)), Unusable)
        assert not sink.messages


def test_a_wrong_password_is_for_a_person_to_mend():
    with SmtpSink(login=LOGIN) as sink:
        error = send(MailChannel(parse_smtp_url(sink.url.replace("4%3F", "5%3F")), SENDER, per_second(99)))
        assert isinstance(error, Unusable)
        assert error.retry_after is None
        assert "Check user and password" in str(error)
        assert "tr0ub" not in str(error)


def test_an_address_with_other_letters_needs_a_server_that_takes_them():
    with SmtpSink() as sink:
        assert send(channel(sink), "jürgen@example.net") is None
        [mail] = sink.messages
        assert mail.recipients == ("jürgen@example.net",)
        assert "SMTPUTF8" in mail.options
    with SmtpSink(smtputf8=False) as sink:
        refused, taken = send_all(channel(sink), ("jürgen@example.net", letter()), ("a@münchen.example", letter()))
        assert isinstance(refused, Refused)
        assert "SMTPUTF8" in str(refused)
        assert refused.bounce is None
        assert taken is None
        assert sink.messages[0].recipients == ("a@xn--mnchen-3ya.example",)


def test_a_quota_is_waited_for_before_anything_is_in_flight():
    async def run(sending, count):
        for _ in range(count):
            await sending.ready()
            await sending.send(ADA, letter())
        await sending.close()

    clock = Clock()
    with SmtpSink() as sink:
        asyncio.run(run(channel(sink, quota=per_second(0.2), clock=clock, sleep=clock.sleep), 3))
        assert clock.slept == [5, 5]
        assert len(sink.messages) == 3


def test_a_wait_that_takes_too_long_is_left_to_those_who_come_later():
    clock = Clock()
    with SmtpSink() as sink:
        sending = channel(sink, quota=per_second(1 / (PATIENCE + 1)), clock=clock, sleep=clock.sleep)
        taken, over = send_all(sending, (ADA, letter()), (ADA, letter()))
        assert taken is None
        assert isinstance(over, Exhausted)
        assert over.retry_after == PATIENCE + 1
        assert len(sink.messages) == 1
        clock.time += PATIENCE + 1
        assert send(sending) is None


def test_what_no_mail_can_be_made_of_is_refused_before_the_server_is_asked():
    with SmtpSink() as sink:
        sent = send_all(channel(sink), ("no address", letter()), (ADA, letter(subject="a\r\nBcc: eve@example.net")))
        assert all(isinstance(error, Refused) and error.bounce is None for error in sent)
        assert sink.connections == 0
