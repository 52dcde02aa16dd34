"""Understanding mail that comes back: bounces, complaints, and requests to unsubscribe. Pure.

Standard reports (RFC 3464, RFC 6533, RFC 5965), the plain text of servers that write none (qmail, older Exim), and
complaints that are our mail attached to a letter which calls itself one (Microsoft). Warnings that a mail is late,
answers that people's programs send by themselves, receipts and all other mail are no bounces. Whose mail it was the
tokens say, and they are signed; what the text says is believed only of those.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from bot.channels.smtp_answers import Answer, is_about_us, no_mailbox, says_no_mailbox
from bot.mail_parts import Part, read_fields, read_part, walk
from store.readers import BounceKind

TOKEN_LENGTH = 40
"""Characters of a token, base32."""

MAX_SAID = 300
"""Characters kept of what the other side said."""

MAX_TOKENS = 20
"""Candidates that are handed on."""

_TOKEN = re.compile(rf"\+([a-z2-7]{{{TOKEN_LENGTH}}})(?=[@=])", re.IGNORECASE)
_LEAVING = re.compile(rf"\bunsubscribe\s+([a-z2-7]{{{TOKEN_LENGTH}}})\b", re.IGNORECASE)
_STATUS = re.compile(r"(?<![\d.])([245])\.([0-7])\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)[ -]")

_REPORTS = frozenset(("message/delivery-status", "message/global-delivery-status"))
_ORIGINALS = frozenset(
    ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
)
_NO_COMPLAINTS = frozenset(("not-spam", "auth-failure"))
_ENVELOPE = ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "return-path", "resent-to")

_MACHINE = re.compile(r"(?:^|[\s<\"])(?:mailer-daemon|postmaster|mail-daemon|mdaemon)(?:@|[\s>\"]|$)", re.IGNORECASE)
_BOUNCED = re.compile(
    r"qmail-send program|created automatically by mail delivery software|could ?n[o']t be delivered|"
    r"(?:could|was) not (?:be )?delivered|unable to deliver|wasn't able to deliver|undeliver(?:able|ed)|"
    r"delivery (?:has )?(?:failed|failure|status notification|to the following)|returned to sender|returned mail|"
    r"failure notice",
    re.IGNORECASE,
)
_DELAYED = re.compile(r"\bdelay(?:ed)?\b", re.IGNORECASE)
_NOT_YET = re.compile(r"has not yet been delivered|will be retried|still being retried", re.IGNORECASE)
_COMPLAINT = re.compile(r"\b(?:complaint|(?:abuse|spam|junk) report)\b", re.IGNORECASE)
_COPY = re.compile(
    r"^-{2,}+.{0,40}(?:below this line|this is a copy|original message|returned message)", re.IGNORECASE | re.MULTILINE
)
_MAX_TEXT = 100_000
_MAX_PARTS = 100
_MAX_LINES = 10


@dataclass(frozen=True, slots=True)
class BounceReport:
    """What a message says of one of ours.

    :ivar tokens: what may be the token of the delivery, in small letters, the likeliest first; none of them checked.
    :ivar status: the code of RFC 3463, as ``5.1.1``; empty if there is none.
    :ivar said: what the other side said, one line; may name the recipient's address.
    :ivar about_us: the mail was refused for who sent it or what was in it; the address is not at fault.
    """

    kind: BounceKind
    tokens: tuple[str, ...]
    status: str
    said: str
    about_us: bool = False


def read_bounce(message: bytes) -> BounceReport | None:
    """What a message says of one of ours; ``None`` if it is no bounce.

    :param message: as it came, however damaged; what is beyond :data:`bot.mail_parts.MAX_MAIL` is not looked at.
    """
    mail = read_part(message)
    parts = list(islice(walk(mail), _MAX_PARTS))
    reported = next((part for part in parts if part.media_type in _REPORTS), None)
    complaint = next((part for part in parts if part.media_type == "message/feedback-report"), None)
    if complaint:
        found = _complaint(complaint)
    elif reported:
        found = _report(reported)
    elif any(part.media_type == "message/disposition-notification" for part in parts):
        found = None
    else:
        found = _attached(mail, parts) or _plain(mail, parts)
    if found is None:
        return None
    kind, status, said = found
    about_us = kind is BounceKind.SOFT and is_about_us(Answer(0, status, said))
    return BounceReport(kind, _tokens(parts), status, _one_line(said), about_us)


def read_leaving(message: bytes) -> tuple[str, ...]:
    """What may be the token of an address that is to be unsubscribed: from the address the message was sent to, or
    from its subject. In small letters, none of them checked.
    """
    mail = read_part(message)
    found = dict.fromkeys(each[1].lower() for each in _LEAVING.finditer(mail.value("subject")))
    found |= dict.fromkeys(each[1].lower() for text in _envelope(mail) for each in _TOKEN.finditer(text))
    return tuple(islice(found, MAX_TOKENS))


_Found = tuple[BounceKind, str, str]


def _complaint(part: Part) -> _Found | None:
    fields = dict(reversed(read_fields(part.text)))
    kind = fields.get("feedback-type", "").strip().lower()
    if not kind or kind in _NO_COMPLAINTS:
        return None
    return BounceKind.COMPLAINT, "", f"{kind} reported by {fields.get('user-agent') or 'the recipient'}"


def _attached(mail: Part, parts: list[Part]) -> _Found | None:
    """A complaint without a report: our mail, with its token, attached to a letter that says what it is."""
    subject = mail.value("subject")
    if _COMPLAINT.search(subject) and any(_TOKEN.search(part.text[:_MAX_TEXT]) for part in parts if _is_original(part)):
        return BounceKind.COMPLAINT, "", subject
    return None


def _report(part: Part) -> _Found | None:
    """Of the recipients the one that failed: ours had but one, a list behind it may add. One that is delayed may still
    get it.
    """
    for group in re.split(r"\n[ \t]*\n", part.text[:_MAX_TEXT]):
        fields = dict(reversed(read_fields(group)))
        if fields.get("action", "").partition("(")[0].strip().lower() == "failed":
            status = _STATUS.search(fields.get("status", ""))
            reported = status[0] if status else ""
            diagnostic = fields.get("diagnostic-code", "")
            said = diagnostic.partition(";")[2] or diagnostic
            return _judged(said, reported)
    return None


def _plain(mail: Part, parts: list[Part]) -> _Found | None:
    """Without a report: only a mail server's own words, and not the copy of our mail behind them. An empty envelope
    sender alone is no server: people's programs have it too, and say that they are gone.
    """
    failed = mail.value("x-failed-recipients")
    if not failed and not _MACHINE.search(f"{mail.value('from')} {mail.value('sender')}"):
        return None
    text = next((part.text for part in parts if part.media_type == "text/plain"), "")[:_MAX_TEXT]
    copy = _COPY.search(text)
    words = text[: copy.start()] if copy else text
    subject = mail.value("subject")
    if _DELAYED.search(subject) or _NOT_YET.search(words):
        return None
    if not (failed or _BOUNCED.search(subject) or _BOUNCED.search(words)):
        return None
    kind, status, said = _judged(_telling(words))
    return kind, status, said or subject


def _judged(said: str, reported: str = "") -> _Found:
    """:param said: what a server said, in somebody's report. :param reported: the report's own code, as ``5.0.0``."""
    said = _one_line(said)
    reply, status = _REPLY.search(said), _STATUS.search(said)
    own = status[0] if status else ""
    # Who gave up for now knows that; else who refused knows best why.
    known = reported if reported.startswith("4") or not own or own.endswith(".0.0") else own
    answer = Answer(int(reply[1]) if reply else 0, known or own, said)
    return BounceKind.HARD if no_mailbox(answer) else BounceKind.SOFT, answer.status, said or answer.status


def _telling(words: str) -> str:
    """The first line that tells why, and what follows it; empty if there is none."""
    lines = words.splitlines()
    for place, line in enumerate(lines):
        if _STATUS.search(line) or _REPLY.search(line) or says_no_mailbox(line):
            return " ".join(takewhile(str.strip, lines[place : place + _MAX_LINES]))
    return ""


def _tokens(parts: list[Part]) -> tuple[str, ...]:
    """From the envelope first, then the report, then what was returned."""
    found: dict[str, None] = {}
    for text in _places(parts):
        for token in _TOKEN.finditer(text):
            found.setdefault(token[1].lower())
            if len(found) == MAX_TOKENS:
                return tuple(found)
    return tuple(found)


def _places(parts: list[Part]) -> Iterator[str]:
    yield from _envelope(parts[0])
    bodies = [part for part in parts if not part.media_type.startswith("multipart/")]
    for part in sorted(bodies, key=_is_original):
        yield part.text[:_MAX_TEXT]


def _envelope(mail: Part) -> Iterator[str]:
    for name in _ENVELOPE:
        yield from mail.values(name)


def _is_original(part: Part) -> bool:
    return part.media_type in _ORIGINALS


def _one_line(said: str) -> str:
    shown = "".join(each if each.isprintable() else " " for each in said[: 4 * MAX_SAID])
    return " ".join(shown.split())[:MAX_SAID]
