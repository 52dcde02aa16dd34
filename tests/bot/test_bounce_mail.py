"""Understanding mail that comes back."""

import random
import time
from base64 import encodebytes
from quopri import encodestring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bounce_mail import MAX_SAID, MAX_TOKENS, TOKEN_LENGTH, BounceReport, read_bounce
from bot.mail_parts import MAX_MAIL, read_part, walk
from store.readers import BounceKind
from tests.bot.other_mail import NO_BOUNCES
from tests.bot.refusals import REFUSALS
from tests.bot.returned_mail import BOUNCES, CANDIDATE, EXIM, OURS, QMAIL, complaint, microsoft, report


def understood(message: str | bytes) -> BounceReport:
    found = read_bounce(message.encode() if isinstance(message, str) else message)
    assert found is not None
    return found


@pytest.mark.parametrize("about", BOUNCES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["unix", "wire"])
def test_a_bounce_is_understood(about: str, line_end: str) -> None:
    message, kind, status = BOUNCES[about]
    found = understood(message.replace("\n", line_end))
    assert (found.kind, found.status) == (BounceKind(kind), status)
    assert found.tokens[0] == CANDIDATE
    assert found.said


@pytest.mark.parametrize("said", REFUSALS)
def test_a_refusal_means_in_a_report_what_it_means_in_the_dialogue(said: str) -> None:
    kind = BounceKind.HARD if REFUSALS[said] else BounceKind.SOFT
    assert understood(report("5.0.0", said=said)).kind is kind
    assert understood(QMAIL.replace("Sorry, no mailbox here by that name. (#5.1.1)", said)).kind is kind


@pytest.mark.parametrize(
    ("said", "about_us"),
    [
        ("554 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org", True),
        ("550 5.7.26 This mail is unauthenticated", True),
        ("550 Message rejected as spam", True),
        ("550 Your host does not have a reverse entry", True),
        ("552 Mailbox full / quota exceeded", False),
        ("552 Message size exceeds fixed maximum message size", False),
        ("550 <spam@far.example>: User unknown", False),
        ("451 4.4.1 retry timeout exceeded", False),
    ],
)
def test_what_a_provider_holds_against_us_is_not_held_against_an_address(said: str, about_us: bool) -> None:
    assert understood(report("5.0.0", said=said)).about_us is about_us


@pytest.mark.parametrize("about", NO_BOUNCES)
def test_other_mail_is_no_bounce(about: str) -> None:
    assert read_bounce(NO_BOUNCES[about].encode("utf-8", "replace")) is None


def test_what_the_other_side_said_is_one_line_and_bounded() -> None:
    found = understood(report("5.1.1", said="550 5.1.1 a\x1b[31m\x00 \n  folded" + " x" * 1000))
    assert found.said.startswith("550 5.1.1 a [31m folded x x")
    assert found.said.isprintable()
    assert len(found.said) <= MAX_SAID
    assert understood(QMAIL).said == "Sorry, no mailbox here by that name. (#5.1.1)"
    assert understood(EXIM).said == "Unrouteable address"
    assert understood(complaint()).said == "abuse reported by FarFeedback/1.0"


def test_of_several_recipients_the_one_that_failed_counts() -> None:
    groups = "Action: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; bob@far.example\nAction: failed"
    assert understood(report("5.1.1").replace("Action: failed", groups)).kind is BounceKind.HARD
    both = report("5.1.1").replace("Action: failed", groups.replace("delivered", "delayed").replace("2.0", "4.0"))
    assert understood(both).kind is BounceKind.HARD


@pytest.mark.parametrize(
    "where",
    [
        f"bounces+{CANDIDATE}@papers.example",
        f"BOUNCES+{CANDIDATE.upper()}@PAPERS.EXAMPLE",
        f"SRS0=HHHH=TT=papers.example=bounces+{CANDIDATE}@relay.example",
        f"prvs=1234567890=bounces+{CANDIDATE}@papers.example",
        f"bounces+{CANDIDATE}=papers.example@relay.example",
    ],
)
def test_the_token_is_found_however_the_way_rewrote_the_address(where: str) -> None:
    message = report("5.1.1").replace(OURS, where)
    assert understood(message).tokens == (CANDIDATE,)


@pytest.mark.parametrize("place", ["To", "Delivered-To", "X-Original-To", "Envelope-To"])
def test_the_token_is_found_in_the_envelope_of_the_report(place: str) -> None:
    bare = report("5.1.1").replace(OURS, "bounces@papers.example")
    assert understood(bare).tokens == ()
    assert understood(f"{place}: <{OURS}>\n{bare}").tokens == (CANDIDATE,)


def test_the_token_is_found_in_what_was_returned_also_encoded() -> None:
    bare = report("5.1.1").replace(OURS, "bounces@papers.example")
    returned = f"Return-Path: <{OURS}>\n".encode()
    plain = "Content-Type: text/rfc822-headers\n\n"
    assert plain in bare
    for name, encoded in (("base64", encodebytes(returned)), ("quoted-printable", encodestring(returned))):
        head = f"Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: {name}\n\n"
        assert understood(bare.replace(plain, head + encoded.decode())).tokens == (CANDIDATE,), name


def test_a_report_within_a_forwarding_wrapper_is_found() -> None:
    inner = report("5.1.1")
    head, _, body = inner.partition("MIME-Version: 1.0\n")
    wrapped = f"{head}Content-Type: multipart/mixed; boundary=outer\n\n--outer\n{body}\n--outer--\n"
    assert understood(wrapped).kind is BounceKind.HARD


def test_our_own_text_in_the_copy_says_nothing() -> None:
    assert understood(QMAIL.replace("(#5.1.1)", "")).kind is BounceKind.HARD
    assert understood(QMAIL.replace("Sorry, no mailbox here by that name. (#5.1.1)", "?")).kind is BounceKind.SOFT


def test_many_candidates_are_bounded() -> None:
    letters = random.Random(1)
    tokens = ("".join(letters.choices("abcdefgh234567", k=TOKEN_LENGTH)) for _ in range(1_000))
    addresses = ", ".join(f"bounces+{each}@papers.example" for each in tokens)
    assert len(understood(report("5.1.1").replace(f"To: {OURS}", f"To: {addresses}")).tokens) <= MAX_TOKENS


def _nested(depth: int) -> bytes:
    start = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return start.encode()


HOSTILE = {
    "deep": _nested(10_000),
    "many parts": b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\n\n" * 100_000,
    "many multiparts": (
        b"Content-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n" * 20_000
    ),
    "one long line": b"A" * (2 * MAX_MAIL),
    "many fields": b"To: x\n" * 300_000,
    "endless folding": b"To: x\n" + b" y\n" * 300_000,
    "colons": b":" * MAX_MAIL,
    "blanks": b"To:" + b" " * MAX_MAIL,
    "blank lines": b"\n" * MAX_MAIL,
    "blank line of blanks": b"To: x\n" + b" \t" * 500_000,
    "dashes": EXIM.encode().replace(b"------", b"-" * 500_000),
    "dashed lines": EXIM.encode().replace(b"------", b"--\n" * 300_000),
    "statuses": report("5.1.1", said="5.1." * 100_000).encode(),
    "groups": report("5.1.1").replace("Action: failed", "Action: x\n\n" * 100_000).encode(),
    "semicolons": b"Content-Type: multipart/mixed" + b"; " * 500_000,
    "quotes": b'Content-Type: multipart/mixed; boundary="' + b'\\"' * 500_000,
    "boundary of signs": b'Content-Type: multipart/mixed; boundary="(.*)*+[\\\n\n--(.*)*+[\\\n\nx',
    "bad charset": report("5.1.1").replace("us-ascii", "x-nonsense").encode() + b"\xff\xfe" * 1000,
    "bad base64": b"From: mailer-daemon@x\nSubject: failure notice\nContent-Transfer-Encoding: base64\n\n"
    + b"=a=" * 99_999,
    "words": b"From: mailer-daemon@x\nSubject: failure notice\n\n"
    + b"mailbox user address recipient unknown " * 25_000,
    "almost words": b"From: mailer-daemon@x\nSubject: failure notice\n\n" + b"user " * 200_000,
    "complaints": microsoft().replace("Hello", "+a" * 500_000).encode(),
    "plusses": report("5.1.1").encode().replace(b"Undelivered", b"+a" * 400_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_read_in_short_time(name: str) -> None:
    began = time.process_time()
    read_bounce(HOSTILE[name])
    assert time.process_time() - began < 2


@given(st.binary(max_size=3_000))
def test_no_bytes_make_it_fail(message: bytes) -> None:
    read_bounce(message)


@given(st.sampled_from(sorted(BOUNCES)), st.randoms(use_true_random=False), st.integers(1, 30))
def test_no_damage_to_a_bounce_makes_it_fail(about: str, chance: random.Random, times: int) -> None:
    message = bytearray(BOUNCES[about][0].encode())
    for _ in range(times):
        start = chance.randrange(len(message) or 1)
        piece = chance.choice(
            [b"", b"\n", b"\r", b"\0", b"--", b'"', b":", b"\xff", b"=\n", b"\n\n", b"multipart/mixed"]
        )
        message[start : start + chance.choice([0, 1, 5, 200])] = piece
    found = read_bounce(bytes(message))
    if found:
        assert found.said.isprintable()
        assert all(len(token) == TOKEN_LENGTH and token.islower() for token in found.tokens)


def test_a_mail_that_was_cut_off_anywhere_is_read() -> None:
    whole = BOUNCES["no such user"][0].encode()
    kinds = {found.kind if (found := read_bounce(whole[:end])) else None for end in range(0, len(whole), 7)}
    assert BounceKind.HARD in kinds


def test_parts_are_those_of_the_message() -> None:
    parts = list(walk(read_part(report("5.1.1").encode())))
    assert [part.media_type for part in parts] == [
        "multipart/report",
        "text/plain",
        "message/delivery-status",
        "text/rfc822-headers",
    ]
