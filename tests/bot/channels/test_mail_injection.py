"""Titles, names and addresses that would like to be more than one mail."""

import random
import re

from bot.channels.types import Refused
from tests.bot.channels.letters import ADA, channel, letter, read, send_all
from tests.bot.channels.smtp_sink import SmtpSink

PIECES = (
    "\r\n.\r\n", "\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\0", "\r\n", "\n", "\r", "\n\n", ".", "..", ".\n",
    "MAIL FROM:<eve@example.com>\r\n", "RCPT TO:<eve@example.com>\r\n", "DATA\r\n", "QUIT\r\n", "RSET\r\n",
    "Bcc: eve@example.com\r\n", "To: eve@example.com", "Subject: other\r\n", "Content-Type: text/html\r\n\r\n",
    "--=_", "=?utf-8?q?=0d=0aBcc:_eve@example.com?=", "=0D=0A.=0D=0A", "\u2028", "\u2029", "\x85", "\x0b", "\x0c",
    "\x1c", "\x1e", "\ud800", "\ufeff", "\u202e", "嘊嘍", "<script>alert(1)</script>", "' OR 1=1", "{0.__class__}",
    "%s%n", "é", "鳩", "😀", " ", "\t", "x" * 1200, "=", "From ",
)  # fmt: skip


def hostile_titles():
    chance = random.Random(6)
    return ["".join(chance.choices(PIECES, k=chance.randrange(1, 9))) for _ in range(1000)]


def test_a_thousand_hostile_titles_each_are_one_mail_to_one_recipient():
    titles = hostile_titles()
    letters = [
        letter(
            message_id=f"<{number}@papers.example.org>",
            subject=re.sub(r"[\r\n\0]", " ", title),
            text=f"{title}\n{title}",
            html=f"<p>{title}</p>" if number % 3 else "",
        )
        for number, title in enumerate(titles)
    ]
    with SmtpSink() as sink:
        assert send_all(channel(sink), *[(ADA, each) for each in letters]) == [None] * 1000
        assert len(sink.messages) == 1000
        assert {(mail.sender, mail.recipients) for mail in sink.messages} == {("papers@example.org", (ADA,))}
        usual = set(read(sink.messages[0].content).keys()) | {"Content-Transfer-Encoding"}
        for number, mail in enumerate(sink.messages):
            got = read(mail.content)
            assert got["Message-ID"] == f"<{number}@papers.example.org>"
            assert set(got.keys()) <= usual
            assert len(got.keys()) == len(set(got.keys()))
            assert got["To"] == ADA
        wire = bytes(sink.wire)
        assert not re.search(rb"\r(?!\n)|(?<!\r)\n|\0", wire)
        assert all(len(line) <= 998 for line in wire.split(b"\r\n"))
        hello, *commands, good_bye = said(wire)
        assert hello.startswith("EHLO ")
        assert [
            re.sub(r" SIZE=\d+", "", command) for command in commands if not command.startswith(("EHLO ", "QUIT"))
        ] == [
            "MAIL FROM:<papers@example.org>",
            "RCPT TO:<ada@example.net>",
            "DATA",
        ] * 1000
        assert good_bye == "QUIT"


def said(wire):
    """The commands in all that a client said: what stands between DATA and a point alone is none."""
    commands, in_mail = [], False
    for line in wire.decode().removesuffix("\r\n").split("\r\n"):
        if not in_mail:
            commands.append(line)
        in_mail = line == "DATA" if not in_mail else line != "."
    return commands


def test_a_title_with_a_line_end_in_the_subject_is_refused_and_nothing_is_sent():
    broken = [title for title in hostile_titles() if re.search(r"[\r\n\0]", title)]
    assert len(broken) > 300
    with SmtpSink() as sink:
        for error in send_all(channel(sink), *[(ADA, letter(subject=title)) for title in broken]):
            assert isinstance(error, Refused)
            assert "line break" in str(error)
        assert not sink.connections


def test_a_hostile_address_is_refused_and_nothing_is_sent():
    targets = [f"{title}@example.net" for title in hostile_titles() if re.search(r"[\r\n\0 <>,]", title)]
    with SmtpSink() as sink:
        for error in send_all(channel(sink), *[(target, letter()) for target in targets]):
            assert isinstance(error, Refused)
            assert str(error).isprintable()
        assert not sink.connections


def test_lines_that_begin_with_a_point_arrive_as_they_were():
    text = ".\n..\n.hidden\n...\nend.\n.\n"
    with SmtpSink() as sink:
        assert send_all(channel(sink), (ADA, letter(text=text, html=""))) == [None]
        [mail] = sink.messages
        assert read(mail.content).get_payload(decode=True) == text.replace("\n", "\r\n").encode()
        assert b"\r\n..hidden\r\n" in sink.wire
