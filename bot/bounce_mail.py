"""Understanding mail that comes back: bounces, warnings of delay, and complaints. Pure.

Standard reports (RFC 3464, RFC 6533, RFC 5965), and the plain text of servers that write none (qmail, older Exim).
Answers that people's programs send by themselves, receipts and all other mail are no bounces. Whose mail it was the
tokens say, and they are signed; what the text says is believed only of those.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bot.mail_parts import Part, read_fields, read_part, walk
from store.readers import BounceKind

TOKEN_LENGTH = 40
"""Characters of a token, base32."""

MAX_SAID = 300
"""Characters kept of what the other side said."""

MAX_TOKENS = 20
"""Candidates that are handed on."""

_TOKEN = re.compile(rf"\+([a-z2-7]{{{TOKEN_LENGTH}}})(?=[@=])", re.IGNORECASE)
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45])\d\d[ -]")
# About the message, our server, or the way there; not about the mailbox. Full (5.2.2), too large, no route, policy.
_NOT_THE_MAILBOX = re.compile(r"5\.(?:1\.[78]|2\.[23]|3\.\d+|4\.(?!1\b)\d+|6\.\d+|7\.\d+)")

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
_DELAYED = re.compile(r"delayed|has not yet been delivered|will be retried|still being retried", re.IGNORECASE)
_NO_MAILBOX = re.compile(
    r"no (?:such )?(?:user|mailbox|recipient|address)\b|(?:user|mailbox|recipient|address)[^.\n]{0,30}"
    r"(?:unknown|not found|does(?: not|n't) exist|unavailable|disabled)|"
    r"unknown (?:user|recipient|local part)|unrouteable",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"^-{2,}+.{0,40}(?:below this line|this is a copy|original message|returned message)", re.IGNORECASE | re.MULTILINE
)
_MAX_TEXT = 100_000
_MAX_PARTS = 100


@dataclass(frozen=True, slots=True)
class BounceReport:
    """What a message says of one of ours.

    :ivar tokens: what may be the token of the delivery, in small letters, the likeliest first; none of them checked.
    :ivar status: the code of RFC 3463, as ``5.1.1``; empty if there is none.
    :ivar said: what the other side said, one line; may name the recipient's address.
    """

    kind: BounceKind
    tokens: tuple[str, ...]
    status: str
    said: str


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
        found = _plain(mail, parts)
    if found is None:
        return None
    kind, status, said = found
    return BounceReport(kind, _tokens(parts), status, _one_line(said))


_Found = tuple[BounceKind, str, str]


def _complaint(part: Part) -> _Found | None:
    fields = dict(reversed(read_fields(part.text)))
    kind = fields.get("feedback-type", "").strip().lower()
    if not kind or kind in _NO_COMPLAINTS:
        return None
    return BounceKind.COMPLAINT, "", f"{kind} reported by {fields.get('user-agent') or 'the recipient'}"


def _report(part: Part) -> _Found | None:
    """Of the recipients the one that failed; else one that is delayed. Ours had but one, a list behind it may add."""
    found: _Found | None = None
    for group in re.split(r"\n[ \t]*\n", part.text[:_MAX_TEXT]):
        fields = dict(reversed(read_fields(group)))
        action = fields.get("action", "").partition("(")[0].strip().lower()
        status = _STATUS.search(fields.get("status", ""))
        code = status[0] if status else ""
        said = fields.get("diagnostic-code", "").partition(";")[2] or fields.get("diagnostic-code", "") or code
        if action == "failed":
            code = _code_in(said) if not code or (code.endswith(".0.0") and _STATUS.search(said)) else code
            return _kind_of(code, said), code, said
        if action == "delayed" and not found:
            found = BounceKind.SOFT, code, said or "delayed"
    return found


def _plain(mail: Part, parts: list[Part]) -> _Found | None:
    """Without a report: only a mail server's own words, and not the copy of our mail behind them."""
    machine = bool(_MACHINE.search(f"{mail.value('from')} {mail.value('sender')}"))
    answered = mail.value("auto-submitted").lower().startswith("auto-replied")
    if not machine and (answered or mail.value("return-path").strip() != "<>"):
        return None
    text = next((part.text for part in parts if part.media_type == "text/plain"), "")[:_MAX_TEXT]
    copy = _COPY.search(text)
    words = text[: copy.start()] if copy else text
    subject = mail.value("subject")
    delayed = machine and _DELAYED.search(subject)
    if not (delayed or mail.value("x-failed-recipients") or _BOUNCED.search(subject) or _BOUNCED.search(words)):
        return None
    status = _STATUS.search(words)
    code = status[0] if status else ""
    said = _telling_line(words) or subject
    if delayed:
        return BounceKind.SOFT, code, said
    known = code or _code_in(words)
    if not known and _NO_MAILBOX.search(words):
        return BounceKind.HARD, "", said
    return _kind_of(known, words) if known else BounceKind.SOFT, code, said


def _code_in(said: str) -> str:
    """A code of RFC 3463 for a reply that has none: ``5.0.0`` for a 5xx."""
    status, reply = _STATUS.search(said), _REPLY.search(said)
    return status[0] if status else f"{reply[1]}.0.0" if reply else ""


def _kind_of(status: str, said: str) -> BounceKind:
    """Hard if it is about the mailbox and for good; that some servers say in words and call it policy."""
    if not status.startswith("5"):
        return BounceKind.SOFT
    if not _NOT_THE_MAILBOX.match(status) or (status.startswith("5.7.") and _NO_MAILBOX.search(said)):
        return BounceKind.HARD
    return BounceKind.SOFT


def _telling_line(words: str) -> str:
    lines = [line.strip() for line in words.splitlines()]
    return next((line for line in lines if _STATUS.search(line) or _REPLY.search(line) or _NO_MAILBOX.search(line)), "")


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
    mail = parts[0]
    for name in _ENVELOPE:
        yield from mail.values(name)
    bodies = [part for part in parts if not part.media_type.startswith("multipart/")]
    for part in sorted(bodies, key=lambda part: part.media_type in _ORIGINALS):
        yield part.text[:_MAX_TEXT]


def _one_line(said: str) -> str:
    shown = "".join(each if each.isprintable() else " " for each in said[: 4 * MAX_SAID])
    return " ".join(shown.split())[:MAX_SAID]
