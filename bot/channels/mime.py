"""A letter as the bytes of a mail (RFC 5322, RFC 2045). Pure, but for the time stamp of a signature.

Written out here and not with :mod:`email`: the same letter gives the same bytes on every version of Python, addresses
of pages are never folded in the middle or encoded, and no character of a title can end a line. Everything is ASCII with
CRLF line ends, so that no server has a reason to change it; nothing in it can be taken for the end of the mail.
"""

import re
from dataclasses import dataclass
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote

from bot.channels.addresses import BadAddress, mail_address
from bot.channels.encoded import ascii_body, display_name, unstructured
from bot.channels.signing import Dkim
from bot.channels.types import Letter
from store.outbox import DeliveryKind

MAX_LOCAL = 64
"""Bytes before the ``@`` (RFC 5321, section 4.5.3.1.1)."""

_BREAKS = re.compile(r"[\r\n\0]")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")
_LANGUAGE = re.compile(r"[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*")
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")
_PAGE = re.compile(r"https?://[!-;=?-~]{1,900}")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_OURS = re.compile(
    r"from|to|b?cc|sender|reply-to|subject|date|message-id|list-(id|unsubscribe|unsubscribe-post)|auto-submitted|"
    r"x-auto-response-suppress|feedback-id|mime-version|content-.*|dkim-signature|return-path|received|resent-.*",
    re.IGNORECASE,
)

Headers = list[tuple[str, str]]


class Unsendable(ValueError):
    """A letter or an address that no mail can be made of. The message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSender:
    """Who the mail is from.

    :ivar address: ``papers@example.org``. :ivar name: what mail programs show; may be empty.
    :ivar list_host: the domain the list is called after (RFC 2919), of the pages or of the address; empty: the latter.
    :ivar bounce_to: where returned mail goes; ``None``: to ``address``.
    :ivar dkim: who signs; ``None`` if the mail server does, or nobody.
    :raises ValueError: one of them is no address or name.
    """

    address: str
    name: str = ""
    list_host: str = ""
    bounce_to: str | None = None
    dkim: Dkim | None = None

    def __post_init__(self) -> None:
        """Refuse what could not stand in a header."""
        for each in (self.address, self.bounce_to or self.address):
            if _BREAKS.search(each) or mail_address(each) != each:
                raise Unsendable(f"{each!r} is not a sender's address; write it like papers@example.org.")
        if _BREAKS.search(self.name):
            raise Unsendable("The sender's name has a line break or a null character in it.")
        if _BREAKS.search(self.list_host) or not self.list_host.isascii():
            raise Unsendable("The list's host is no name in ASCII.")

    @property
    def host(self) -> str:
        """The domain of the address."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail with its envelope.

    :ivar sender: where it returns to. :ivar content: with CRLF line ends, not dot-stuffed.
    :ivar international: whether it needs a server with SMTPUTF8 (RFC 6531).
    """

    sender: str
    recipient: str
    content: bytes
    international: bool


def compose(letter: Letter, target: str, sender: MailSender) -> Mail:
    """Write a letter to an address.

    :raises Unsendable: the address is none, or a header would have a line break or a null character in it.
    :raises bot.channels.signing.BadDkim: it cannot be signed.
    """
    recipient = _recipient(target)
    headers = [
        ("From", f"{display_name(sender.name)} <{sender.address}>" if sender.name else sender.address),
        ("To", recipient),
        *_own(letter),
        *_of_list(letter, sender),
        *_further(letter),
        ("MIME-Version", "1.0"),
    ]
    kind, body = _body(letter)
    headers += kind
    content = b"".join(f"{name}: {value}\r\n".encode() for name, value in headers) + b"\r\n" + body
    if sender.dkim:
        content = sender.dkim.sign(content, [name.lower() for name, _ in headers]) + content
    envelope = _envelope(letter, sender)
    return Mail(envelope, recipient, content, not (recipient + envelope + sender.address).isascii())


def _recipient(target: str) -> str:
    if _BREAKS.search(target):
        raise Unsendable("The address has a line break or a null character in it.")
    try:
        return mail_address(target)
    except BadAddress as error:
        raise Unsendable(str(error)) from error


def _own(letter: Letter) -> Headers:
    if _BREAKS.search(letter.subject):
        raise Unsendable("The subject has a line break or a null character in it.")
    if not _MESSAGE_ID.fullmatch(letter.message_id):
        raise Unsendable("The Message-ID is not of the form <…@…> in ASCII (RFC 5322, section 3.6.4).")
    if not _LANGUAGE.fullmatch(letter.language):
        raise Unsendable("The language is no tag like en or pt-BR.")
    return [
        ("Subject", unstructured(letter.subject, used=9)),
        ("Date", format_datetime(letter.date)),
        ("Message-ID", letter.message_id),
        ("Content-Language", letter.language),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("Feedback-ID", f"{letter.kind}:{letter.language}:paperround"),
    ]


def _of_list(letter: Letter, sender: MailSender) -> Headers:
    """What mail programs offer for unsubscribing: one click (RFC 8058) where there are pages, else a mail."""
    if letter.kind is DeliveryKind.CONFIRMATION or not letter.of_list:
        return []
    headers = [("List-Id", f"<paperround.{sender.list_host or sender.host}>")]
    by_mail = f"<{_leaving(letter, sender)}>"
    page = letter.unsubscribe
    if page is None:
        return [*headers, ("List-Unsubscribe", by_mail)]
    if not _PAGE.fullmatch(page):
        raise Unsendable("The address for unsubscribing is no web address in ASCII.")
    headers.append(("List-Unsubscribe", f"<{page}>,\r\n {by_mail}"))
    if page.startswith("https://"):
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers


def _leaving(letter: Letter, sender: MailSender) -> str:
    """Where a mail asks to unsubscribe (RFC 6068), and whom, in a token: where bounces are collected it is in the
    address, for some mail programs leave the subject out.
    """
    token, address, words = letter.leave_token, sender.address, "unsubscribe"
    if token is not None and sender.bounce_to is not None:
        address = _tagged(sender.bounce_to, token)
    elif token is not None:
        words = f"unsubscribe {token}"
    return f"mailto:{quote(address, safe='@+')}?subject={quote(words)}"


def _further(letter: Letter) -> Headers:
    headers = []
    for name, value in letter.headers.items():
        if not _HEADER_NAME.fullmatch(name) or _OURS.fullmatch(name):
            raise Unsendable(f"{name[:60]!r} is no header that a letter may add.")
        if _BREAKS.search(value):
            raise Unsendable(f"The header {name} has a line break or a null character in it.")
        headers.append((name, unstructured(value, used=len(name) + 2)))
    return headers


def _body(letter: Letter) -> tuple[Headers, bytes]:
    encoding, text = ascii_body(letter.text)
    plain: Headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", encoding)]
    if not letter.html:
        return plain, text
    encoding, html = ascii_body(letter.html)
    rich: Headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Transfer-Encoding", encoding)]
    # "=_" occurs neither in quoted-printable nor in base64 (RFC 2045, section 6.7).
    boundary = f"=_{sha256(letter.message_id.encode()).hexdigest()[:32]}"
    parts = b"".join(
        f"--{boundary}\r\n".encode()
        + b"".join(f"{name}: {value}\r\n".encode() for name, value in kind)
        + b"\r\n"
        + body
        for kind, body in ((plain, text), (rich, html))
    )
    whole: Headers = [("Content-Type", f'multipart/alternative;\r\n boundary="{boundary}"')]
    return whole, parts + f"--{boundary}--\r\n".encode()


def _envelope(letter: Letter, sender: MailSender) -> str:
    """Where the mail returns to; the token says which delivery it was (variable envelope return path)."""
    if sender.bounce_to is None:
        return sender.address
    if letter.bounce_token is None:
        return sender.bounce_to
    return _tagged(sender.bounce_to, letter.bounce_token)


def _tagged(address: str, token: str) -> str:
    """``bounces+TOKEN@example.org``."""
    local, _, host = address.rpartition("@")
    local = f"{local}+{token}"
    if not _TOKEN.fullmatch(token) or len(local.encode()) > MAX_LOCAL:
        raise Unsendable("The bounce token does not fit into an address; choose a shorter bounce_to.")
    return f"{local}@{host}"
