"""``paperround test-mail`` as people and programs use it."""

import json

import pytest
from click.testing import CliRunner

from bot.cli.main import root
from tests.bot.channels.certificates import GOOD, certificate
from tests.bot.channels.keys import private_key
from tests.bot.channels.letters import ADA, read
from tests.bot.channels.smtp_sink import SmtpSink

KEY = "k" * 64


def run(sink, *arguments, **more):
    """The command. :param more: further settings."""
    environment = {
        "PAPERROUND_SMTP_URL": sink.url if sink else None,
        "PAPERROUND_MAIL_FROM": "Paperround <papers@example.org>",
    }
    environment |= {f"PAPERROUND_{name.upper()}": value for name, value in more.items()}
    return CliRunner(catch_exceptions=False, env=environment).invoke(root, ("test-mail", *arguments))


def test_every_step_is_shown_with_its_time_and_a_mail_arrives():
    with SmtpSink(login=("ada", "tr0ub4dor")) as sink:
        done = run(sink, ADA)
        assert done.exit_code == 0, done.output
        lines = done.stdout.splitlines()
        assert [line.split()[1] for line in lines[:9]] == [
            *("letter", "name", "connection", "greeting", "encryption", "login", "sender", "recipient", "mail")
        ]
        assert all(line[0] in "✓–" for line in lines[:9])
        assert all(line.endswith((" ms)", " s)")) for line in lines[:9])
        assert "tr0ub4dor" not in done.output
        [mail] = sink.messages
        got = read(mail.content)
        assert got["Subject"] == "A test mail of Paperround"
        assert got["List-Unsubscribe"] == "<mailto:papers@example.org?subject=unsubscribe>"


def test_it_says_what_could_be_better():
    with SmtpSink() as sink:
        shown = run(sink, ADA).stdout
        assert "Without public_url and secret_key" in shown
        assert "not signed with DKIM" in shown
        better = run(
            sink,
            ADA,
            public_url="https://papers.example.org",
            secret_key=KEY,
            dkim_selector="round",
            dkim_key=private_key(),
        )
        assert "better" not in better.stdout
        assert "signed with DKIM by example.org" in better.stdout
        assert b"DKIM-Signature" in sink.messages[1].content


def test_a_failure_is_exit_code_1_with_what_to_do():
    with SmtpSink() as sink:
        sink.refuse[ADA] = "550 5.1.1 Who?"
        done = run(sink, ADA)
        assert done.exit_code == 1
        assert "✗ recipient" in done.stdout
        assert "→ There is no such mailbox" in done.stdout


def test_json_says_the_same():
    with SmtpSink() as sink:
        said = json.loads(run(sink, ADA, "--json").stdout)
        assert said["ok"] is True
        assert [step["name"] for step in said["steps"]][-1] == "mail"
        assert len(said["advice"]) == 2
        sink.fail("MAIL", "553 5.7.1 not yours")
        done = run(sink, ADA, "--json")
        assert done.exit_code == 1
        said = json.loads(done.stdout)
        assert said["ok"] is False
        assert (said["steps"][-1]["name"], said["steps"][-1]["ok"]) == ("sender", False)
        assert "mail_from" in said["steps"][-1]["hint"]


def test_without_sending_nothing_is_sent():
    with SmtpSink() as sink:
        done = run(sink, ADA, "--no-send")
        assert done.exit_code == 0
        assert "nothing was sent" in done.stdout
        assert not sink.messages


def test_an_authority_named_in_ssl_cert_file_is_trusted():
    with SmtpSink(tls="starttls") as sink:
        assert run(sink, ADA).exit_code == 1
        done = CliRunner(
            catch_exceptions=False,
            env={
                "PAPERROUND_SMTP_URL": sink.url,
                "PAPERROUND_MAIL_FROM": "papers@example.org",
                "SSL_CERT_FILE": str(certificate(GOOD)),
            },
        ).invoke(root, ("test-mail", ADA))
        assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("arguments", "more", "said"),
    [
        (("nobody",), {}, "has no @"),
        (("ada@example.net\r\nBcc: eve@example.net",), {}, "blank or an invisible"),
        ((ADA,), {"smtp_url": None}, "'smtp_url' is not set"),
        ((ADA,), {"mail_from": None}, "'mail_from' is not set"),
        ((ADA,), {"smtp_url": "smtp://ada:tr0ub4dor@mail.example.org?tls=maybe"}, "tls=maybe"),
        ((ADA,), {"dkim_selector": "round"}, "dkim_key"),
    ],
)
def test_what_makes_no_sense_is_exit_code_2_with_words(arguments, more, said):
    with SmtpSink() as sink:
        done = run(sink, *arguments, **more)
        assert done.exit_code == 2
        assert said in done.stderr
        assert "tr0ub4dor" not in done.output
        assert not sink.connections
