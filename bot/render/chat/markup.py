"""Telegram's HTML: made, measured, and made plain again. Pure.

What may stand in it: https://core.telegram.org/bots/api#html-style. A message has at most 4,096 characters as UTF-16
counts them after its markup was read, 100 entities, and 32,768 bytes as it is sent.
"""

import html
import re
import unicodedata
from typing import NamedTuple

from bot.channels.types import ChatMessage, Keyboard
from bot.render.words import printable

MAX_UNITS = 4_096
MAX_ENTITIES = 100
MAX_BYTES = 32_768

MAX_ADDRESS = 1_000
"""The longest address of a link, in bytes as it stands in a message."""

_TAG = re.compile(r"<(/?)([a-z-]+)[^<>]*>")
# What Telegram makes a link of by itself: addresses, names of hosts, mail addresses, mentions.
_LIKE_A_LINK = re.compile(r"://|[\w)\]]\.[^\W\d_]{2}|@\w")
# In these it makes no further link of anything.
_LINKED = re.compile(r"<(a|code|pre)\b[^<>]*>.*?</\1>", re.DOTALL)
# Behind these a character that nobody sees keeps Telegram from making something of them that can be tapped: a mention,
# a command, a tag; and the same for links.
_LIVE = re.compile(r"(?<![\w/])[@/#$](?=\w)")
_LINK = re.compile(r":(?=//)|(?<=[\w)\]])\.(?=[^\W\d_]{2})|@(?=\w)")
_LIVE_OR_LINK = re.compile(rf"{_LIVE.pattern}|{_LINK.pattern}")
_JOINER = "\u2060"
_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))
_MARKS = frozenset("\u061c\u200e\u200f")
_ISOLATE, _END = "\u2068", "\u2069"


class Size(NamedTuple):
    """How much a message has.

    :ivar units: characters as UTF-16 counts them, without markup.
    :ivar entities: stretches that are marked up, and what may be taken for a web address: rather one too many.
    :ivar bytes: as UTF-8, with markup.
    """

    units: int
    entities: int
    bytes: int

    @property
    def fits(self) -> bool:
        """Whether Telegram takes it."""
        return self.units <= MAX_UNITS and self.entities <= MAX_ENTITIES and self.bytes <= MAX_BYTES


def escaped(text: str) -> str:
    """Untrusted text as it stands in HTML: cleaned to one line, with nothing that could be markup."""
    return html.escape(printable(text), quote=True)


def foreign(text: str, *, links: bool = False) -> str:
    """What a paper says of itself, as it stands in HTML: nothing in it can be tapped, and if it is written from right
    to left, in part or as a whole, nothing around it is reordered.

    :param links: whether web addresses in it can be tapped nevertheless.
    """
    live = _LIVE if links else _LIVE_OR_LINK
    clean = _parted(live, printable(text))
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT or char in _MARKS for char in clean):
        clean = f"{_ISOLATE}{clean}{_END}"
    return html.escape(clean, quote=True)


def unlinked(text: str) -> str:
    """Text of several lines as it stands in HTML, in which Telegram makes a link of nothing.

    :param text: without control characters.
    """
    return html.escape(_parted(_LINK, text), quote=True)


def bold(text: str) -> str:
    """Untrusted text in bold; nothing for nothing."""
    return f"<b>{clean}</b>" if (clean := escaped(text)) else ""


def italic(text: str) -> str:
    """Untrusted text in italics; nothing for nothing."""
    return f"<i>{clean}</i>" if (clean := escaped(text)) else ""


def code(text: str) -> str:
    """Untrusted text to be copied with a tap; nothing for nothing."""
    return f"<code>{clean}</code>" if (clean := escaped(text)) else ""


def block(text: str) -> str:
    """Untrusted lines to be copied with a tap; nothing for nothing."""
    clean = "\n".join(map(escaped, text.splitlines())).strip()
    return f"<pre>{clean}</pre>" if clean else ""


def link(text: str, address: str) -> str:
    """Untrusted text that leads to an ``https`` address; the text alone if it is none."""
    return linked(escaped(text), address)


def linked(inner: str, address: str) -> str:
    """HTML that leads to an address; the HTML alone if nothing may lead there."""
    return f'<a href="{html.escape(address, quote=True)}">{inner}</a>' if inner and can_link(address) else inner


def can_link(address: str) -> bool:
    """Whether a link may lead to an address: it is ``https``, and not very long."""
    return address.startswith("https://") and len(html.escape(address, quote=True).encode()) <= MAX_ADDRESS


def quote(inner: str, *, folded: bool = False) -> str:
    """A block quotation. :param inner: HTML. :param folded: shows its beginning until it is tapped."""
    return f"<blockquote{' expandable' if folded else ''}>{inner}</blockquote>" if inner else ""


def plain_of(markup: str) -> str:
    """The HTML without its markup, as people would read it."""
    return html.unescape(_TAG.sub("", markup))


def size_of(markup: str) -> Size:
    """How much a message of this HTML has."""
    plain = plain_of(markup)
    found = len(_LIKE_A_LINK.findall(plain_of(_LINKED.sub("", markup))))
    entities = sum(not end for end, _ in _TAG.findall(markup)) + found
    return Size(len(plain.encode("utf-16-le", "surrogatepass")) // 2, entities, len(markup.encode()))


def message(markup: str, keyboard: Keyboard = (), *, silent: bool = False) -> ChatMessage:
    """A message of this HTML.

    :raises ValueError: it is longer than Telegram takes, or empty.
    """
    if not (markup := markup.strip()) or not size_of(markup).fits:
        raise ValueError(f"No message for Telegram: {size_of(markup)}")
    return ChatMessage(html=markup, plain=plain_of(markup), keyboard=keyboard, silent=silent)


def _parted(signs: re.Pattern[str], text: str) -> str:
    return signs.sub(lambda found: found[0] + _JOINER, text)
