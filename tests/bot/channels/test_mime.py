"""A letter as the bytes of a mail."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bounce_mail import TOKEN_LENGTH
from bot.channels.mime import MailSender, Unsendable, compose
from store.outbox import DeliveryKind
from tests.bot.channels.letters import ADA, SENDER, letter, read

ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=300)  # even what UTF-8 cannot say
ONE_LINE = ANY_TEXT.filter(lambda text: not set(text) & set("\r\n\0"))


def content(**changes):
    return compose(letter(**changes), ADA, SENDER).content


def test_a_digest_says_who_it_is_from_what_it_is_and_how_to_leave():
    mail = read(content())
    assert mail["From"] == "Paperround <papers@example.org>"
    assert mail["To"] == ADA
    assert mail["Subject"] == "Pigeons sort letters, and 6 more"
    assert parsedate_to_datetime(mail["Date"]) == datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert mail["Message-ID"] == "<digest-1@papers.example.org>"
    assert mail["List-Id"] == "<paperround.papers.example.org>"
    assert mail["List-Unsubscribe"] == (
        "<https://papers.example.org/unsubscribe/WzFd.c2lnbmVk>, <mailto:papers@example.org?subject=unsubscribe>"
    )
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Feedback-ID"] == "digest:en:paperround"
    assert mail["Content-Language"] == "en"


def test_it_has_a_text_and_a_page_the_page_last():
    mail = read(content(text="Grüße\n", html="<p>Grüße</p>\n"))
    assert mail.get_content_type() == "multipart/alternative"
    text, page = mail.iter_parts()
    assert (text.get_content_type(), text.get_content().strip()) == ("text/plain", "Grüße")
    assert (page.get_content_type(), page.get_content().strip()) == ("text/html", "<p>Grüße</p>")


def test_without_a_page_it_is_plain_text():
    mail = read(content(html=""))
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content() == letter().text.replace("\n", "\r\n")


def test_without_pages_leaving_is_by_mail_alone_and_not_by_one_click():
    mail = read(content(unsubscribe=None))
    assert mail["List-Unsubscribe"] == "<mailto:papers@example.org?subject=unsubscribe>"
    assert mail["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    ("sender", "bounce_to", "by_mail"),
    [
        ("papers@example.org", None, "papers@example.org?subject=unsubscribe%20mfxgi2lb"),
        ("papers@example.org", "bounces@example.org", "bounces+mfxgi2lb@example.org?subject=unsubscribe"),
        ("a&b=c%@example.org", None, "a%26b%3Dc%25@example.org?subject=unsubscribe%20mfxgi2lb"),
        ("jürgen@example.org", None, "j%C3%BCrgen@example.org?subject=unsubscribe%20mfxgi2lb"),
    ],
)
def test_a_mail_to_unsubscribe_says_whom(sender, bounce_to, by_mail):
    kept = replace(SENDER, address=sender, bounce_to=bounce_to)
    page = "https://papers.example.org/unsubscribe/x"
    octets = compose(letter(unsubscribe=page, leave_token="mfxgi2lb"), ADA, kept).content  # noqa: S106 - of a test
    assert f"List-Unsubscribe: <{page}>,\r\n <mailto:{by_mail}>\r\n".encode() in octets


@pytest.mark.parametrize("bounce_to", [None, "bounces@example.org"])
def test_the_longest_headers_for_unsubscribing_are_within_what_a_line_may_have(bounce_to):
    host = ".".join(["h" * 60] * 3)
    kept = replace(SENDER, address=f"{'p' * 64}@{host}", bounce_to=bounce_to and f"{'b' * 23}@{host}")
    page = f"https://papers.example.org/unsubscribe/{'x' * 860}"
    octets = compose(letter(unsubscribe=page, leave_token="x" * TOKEN_LENGTH), ADA, kept).content
    assert all(len(line) <= 998 for line in octets.split(b"\r\n"))
    assert read(octets)["List-Unsubscribe"].startswith(f"<{page}>, <mailto:")


@pytest.mark.parametrize("bounce_to", [None, "bounces@example.org"])
@pytest.mark.parametrize("token", ["a\r\nBcc: eve@example.net", "a>, <https://evil.example", "a&b"])
def test_no_token_to_unsubscribe_ends_its_header(token, bounce_to):
    with suppress(Unsendable):
        mail = read(compose(letter(leave_token=token), ADA, replace(SENDER, bounce_to=bounce_to)).content)
        assert mail["Bcc"] is None
        assert mail["List-Unsubscribe"].count("<") == mail["List-Unsubscribe"].count(">") == 2
        assert "&" not in mail["List-Unsubscribe"]


def test_one_click_is_promised_for_https_alone():
    mail = read(content(unsubscribe="http://localhost:8000/unsubscribe/x"))
    assert "http://localhost:8000/unsubscribe/x" in mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] is None


def test_a_confirmation_is_of_no_list():
    mail = read(content(kind=DeliveryKind.CONFIRMATION))
    assert mail["List-Unsubscribe"] is mail["List-Unsubscribe-Post"] is mail["List-Id"] is None
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_long_link_is_neither_folded_nor_encoded():
    page = f"https://papers.example.org/unsubscribe/{'Wz' * 400}"
    assert f"List-Unsubscribe: <{page}>,\r\n <mailto:".encode() in content(unsubscribe=page)


@pytest.mark.parametrize(
    "name", ["Paper, round", 'The "Round"', "Zeitungsträger", "配達", "=?utf-8?q?x?=", "a" * 200, "x\\"]
)
def test_the_senders_name_is_read_as_it_was_written(name):
    mail = read(compose(letter(), ADA, replace(SENDER, name=name)).content)
    [address] = mail["From"].addresses
    # Python puts a blank between encoded words, which RFC 2047 has away.
    assert address.display_name.replace(" ", "") == name.replace(" ", "")
    assert address.addr_spec == "papers@example.org"


def test_a_nameless_sender_is_an_address_alone():
    assert read(compose(letter(), ADA, MailSender(address="a@example.org")).content)["From"] == "a@example.org"


@pytest.mark.parametrize(
    ("target", "recipient", "international"),
    [
        ("ada@example.net", "ada@example.net", False),
        ("Ada.Lovelace+papers@Example.NET", "Ada.Lovelace+papers@example.net", False),
        ("ada@münchen.example", "ada@xn--mnchen-3ya.example", False),
        ("jürgen@example.net", "jürgen@example.net", True),
    ],
)
def test_a_domain_is_written_in_ascii_and_what_stands_before_it_as_it_is(target, recipient, international):
    mail = compose(letter(), target, SENDER)
    assert (mail.recipient, mail.international) == (recipient, international)
    assert f"To: {recipient}\r\n".encode() in mail.content
    assert mail.content.isascii() is not international


@pytest.mark.parametrize(
    ("bounce_to", "token", "envelope"),
    [
        (None, None, "papers@example.org"),
        (None, "mfxgi2lb", "papers@example.org"),
        ("bounces@example.org", None, "bounces@example.org"),
        ("bounces@example.org", "mfxgi2lb", "bounces+mfxgi2lb@example.org"),
    ],
)
def test_the_envelope_says_which_delivery_comes_back(bounce_to, token, envelope):
    mail = compose(letter(bounce_token=token), ADA, replace(SENDER, bounce_to=bounce_to))
    assert mail.sender == envelope
    assert b"bounces" not in mail.content


@pytest.mark.parametrize("token", ["", "a b", "a@b", "a>b", "ä", "x" * 60, "a\r\nb"])
def test_a_token_that_fits_into_no_address_is_refused(token):
    with pytest.raises(Unsendable, match="bounce token"):
        compose(letter(bounce_token=token), ADA, replace(SENDER, bounce_to="bounces@example.org"))


@pytest.mark.parametrize(
    "end", ["\r", "\n", "\r\n", "\0", "\r\nBcc: eve@example.net", "\r\n\r\n.\r\nMAIL FROM:<eve@example.net>"]
)
@pytest.mark.parametrize(
    "field", ["subject", "message_id", "language", "unsubscribe", "header", "target", "name", "address"]
)
def test_a_line_break_or_a_null_character_is_refused_wherever_it_stands(field, end):
    with pytest.raises(Unsendable):
        compose_with(field, end)


def compose_with(field, end):
    """A mail in which something ends so."""
    match field:
        case "target":
            return compose(letter(), ADA + end, SENDER)
        case "name":
            return compose(letter(), ADA, replace(SENDER, name=f"Paper{end}round"))
        case "address":
            return compose(letter(), ADA, replace(SENDER, address=SENDER.address + end))
        case "header":
            return compose(letter(headers={"X-Day": f"one{end}"}), ADA, SENDER)
    return compose(letter(**{field: getattr(letter(), field) + end}), ADA, SENDER)


@pytest.mark.parametrize(
    "target", ["", "ada", "a@b@c", "Ada <ada@example.net>", "ada@example.net,eve@example.net", "<ada@example.net>"]
)
def test_what_is_not_one_address_is_refused(target):
    with pytest.raises(Unsendable):
        compose(letter(), target, SENDER)


def test_further_headers_are_added_but_none_of_ours_is_replaced():
    assert read(content(headers={"X-Slot": "digest – eins"}))["X-Slot"] == "digest – eins"
    for name in ("Bcc", "to", "List-Unsubscribe", "Content-Type", "X Y", "X:", "", "Ünder"):
        with pytest.raises(Unsendable, match="no header"):
            content(headers={name: "x"})


@given(text=ANY_TEXT, html=ANY_TEXT, subject=ONE_LINE)
def test_whatever_a_letter_says_it_is_short_ascii_lines_and_is_read_as_it_was_written(text, html, subject):
    octets = content(text=text, html=html, subject=subject)
    assert octets.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n|\0", octets)
    assert all(len(line) <= 998 for line in octets.split(b"\r\n"))
    mail = read(octets)
    parts = list(mail.iter_parts()) if mail.is_multipart() else [mail]
    for part, written in zip(parts, (text, html) if html else (text,), strict=True):
        got = part.get_payload(decode=True)
        assert isinstance(got, bytes)
        assert lines(got.decode()) == lines(written.encode("utf-8", "replace").decode())
    assert mail["Subject"].split() == subject.encode("utf-8", "replace").decode().split()
    assert len(mail.keys()) == len(read(content()).keys()) + (0 if mail.is_multipart() else 1)


def lines(text):
    """Without the line ends at the end: the last one is the boundary's."""
    return re.split(r"\r\n|\r|\n", text.rstrip("\r\n"))


@given(subject=ONE_LINE)
def test_the_same_letter_gives_the_same_bytes(subject):
    assert content(subject=subject) == content(subject=subject)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("pigeons sort letters\n" * 20, "quoted-printable"), ("鳩は手紙を色で分ける\n" * 20, "base64")],
)
def test_a_body_is_encoded_in_the_shorter_way(text, encoding):
    octets = content(text=text, html="")
    assert f"Content-Transfer-Encoding: {encoding}".encode() in octets
    assert len(octets) < len(text.encode()) * 1.5 + 800
