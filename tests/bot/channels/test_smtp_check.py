"""Whether mail can be sent, step by step, and what to do if not."""

import asyncio
import time
from dataclasses import replace

import pytest

from bot.channels.signing import Dkim
from bot.channels.smtp_check import MailCheck
from bot.channels.smtp_url import parse_smtp_url
from bot.channels.steps import Step
from tests.bot.channels.certificates import OTHER, trusting
from tests.bot.channels.keys import private_key
from tests.bot.channels.letters import ADA, SENDER, letter
from tests.bot.channels.smtp_sink import DROP, TIMEOUT, SmtpSink

NAMES = ["letter", "name", "connection", "greeting", "encryption", "login", "sender", "recipient", "mail"]


def walk(sink, *, url=None, target=ADA, sending=True, sender=SENDER, context=None):
    """The steps, as told while they were taken."""
    told: list[Step] = []
    check = MailCheck(
        parse_smtp_url(url or sink.url),
        sender,
        clock=time.monotonic,
        context=context or sink.trusting,
        on_step=told.append,
    )
    steps = asyncio.run(check.run(target, letter(), send=sending))
    assert list(steps) == told
    return steps


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
def test_where_all_is_well_every_step_is_shown_and_a_mail_arrives(tls):
    with SmtpSink(tls=tls, login=("ada", "secret")) as sink:
        steps = walk(sink)
        assert [step.name for step in steps] == NAMES
        assert all(step.seconds >= 0 and not step.hint for step in steps)
        assert [step.ok for step in steps] == [
            None if step.name == "encryption" and tls == "none" else True for step in steps
        ]
        assert any("TLSv1" in step.said and "good until" in step.said for step in steps) == (tls != "none")
        assert [mail.recipients for mail in sink.messages] == [(ADA,)]


def test_without_sending_it_stops_before_the_mail():
    with SmtpSink() as sink:
        steps = walk(sink, sending=False)
        assert [(step.name, step.ok) for step in steps[-2:]] == [("recipient", True), ("mail", None)]
        assert not sink.messages
        assert "DATA" not in sink.commands


def test_a_name_is_looked_up():
    with SmtpSink() as sink:
        steps = walk(sink, url=sink.url.replace("127.0.0.1", "localhost"))
        assert "localhost is " in steps[1].said
        assert "127.0.0.1" in steps[1].said


@pytest.mark.parametrize(
    ("phase", "how", "step", "hint"),
    [
        ("connect", "554 5.7.1 listed", "connection", "does not want mail from this machine"),
        ("connect", DROP, "connection", "firewall"),
        ("connect", TIMEOUT, "connection", "firewall"),
        ("EHLO", "421 busy", "greeting", "passes"),
        ("STARTTLS", "454 TLS not available", "encryption", "passes"),
        ("AUTH", "535 5.7.8 no", "login", "Check user and password"),
        ("AUTH", "454 4.7.0 try later", "login", "passes"),
        ("MAIL", "553 5.7.1 not owned by user", "sender", "does not let this login send as mail_from"),
        ("MAIL", "451 4.7.1 rate limit exceeded", "sender", "mail_per_second"),
        ("RCPT", "554 5.7.1 Relay access denied", "recipient", "sends nothing on for strangers"),
        ("RCPT", "550 5.1.1 User unknown", "recipient", "no such mailbox"),
        ("RCPT", "450 4.2.0 Greylisted", "recipient", "makes strangers wait"),
        ("RCPT", "550 5.4.5 Daily sending quota exceeded", "recipient", "mail_per_hour"),
        ("RCPT", "552 5.2.2 full", "recipient", "The mailbox is full"),
        ("dot", "550 5.7.26 unauthenticated", "mail", "SPF, DKIM and DMARC"),
        ("dot", "554 spam detected", "mail", "SPF, DKIM and DMARC"),
        ("dot", TIMEOUT, "mail", "timeout=1 "),
    ],
)
def test_every_known_failure_ends_the_walk_and_says_what_to_do(phase, how, step, hint):
    with SmtpSink(tls="starttls", login=("ada", "secret")) as sink:
        sink.fail(phase, how)
        steps = walk(sink, url=f"{sink.url}&timeout=0.5" if how == TIMEOUT else None)
        assert [each.name for each in steps] == NAMES[: NAMES.index(step) + 1]
        assert all(each.ok for each in steps[:-1])
        assert steps[-1].ok is False
        assert hint in steps[-1].hint
        assert all(each.said.isprintable() and "secret" not in each.said for each in steps)


@pytest.mark.parametrize(
    ("server", "tls", "step", "hint"),
    [
        ("none", "starttls", "encryption", "tls=none"),
        ("none", "implicit", "connection", "another tls"),
        ("starttls", "implicit", "connection", "another tls"),
    ],
)
def test_the_wrong_kind_of_encryption_is_recognised(server, tls, step, hint):
    with SmtpSink(tls=server) as sink:
        url = sink.url.replace(f"tls={server}", f"tls={tls}")
        steps = walk(sink, url=url, context=sink.trusting or trusting())
        assert (steps[-1].name, steps[-1].ok) == (step, False)
        assert hint in steps[-1].hint
        assert not sink.messages


def test_a_plain_client_at_an_encrypted_port_is_told_so():
    with SmtpSink(tls="implicit") as sink:
        last = walk(sink, url=sink.url.replace("tls=implicit", "tls=none&timeout=0.5"))[-1]
        assert (last.name, last.ok) == ("connection", False)
        assert "another tls" in last.hint


@pytest.mark.parametrize(
    ("names", "trusts", "hint"), [(OTHER, OTHER, "another name"), ("IP:127.0.0.1", OTHER, "SSL_CERT_FILE")]
)
def test_a_certificate_that_is_not_to_be_trusted_is_explained(names, trusts, hint):
    with SmtpSink(tls="starttls", names=names) as sink:
        last = walk(sink, context=trusting(trusts))[-1]
        assert (last.name, last.ok) == ("encryption", False)
        assert hint in last.hint


def test_a_login_that_is_demanded_or_not_offered_is_explained():
    with SmtpSink(login=("ada", "secret")) as sink:
        last = walk(sink, url=sink.url.replace("ada:secret@", ""))[-1]
        assert (last.name, last.ok) == ("sender", False)
        assert "Put user and password into smtp_url" in last.hint


def test_nobody_at_the_port_is_explained():
    with SmtpSink() as sink:
        url = sink.url
    last = walk(sink, url=url)[-1]
    assert (last.name, last.ok) == ("connection", False)
    assert "Usual ports are 587 and 465" in last.hint


def test_a_key_that_cannot_sign_ends_it_before_anyone_is_asked():
    with SmtpSink() as sink:
        steps = walk(sink, sender=replace(SENDER, dkim=Dkim(domain="example.org", selector="s", key="no key")))
        assert [(step.name, step.ok) for step in steps] == [("letter", False)]
        assert "openssl genrsa" in steps[0].said
        assert not sink.connections
        signed = walk(sink, sender=replace(SENDER, dkim=Dkim(domain="example.org", selector="s1", key=private_key())))
        assert "signed with DKIM by example.org, selector s1" in signed[0].said
