"""How Telegram reads the HTML of a message (https://core.telegram.org/bots/api#html-style); errors in its words."""

import re
import unicodedata
from dataclasses import dataclass, replace

MAX_ENTITIES = 100
KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
SCHEMES = ("http://", "https://", "tg://")
_ENTITY = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]*)))?""")
_TAG_NAME = re.compile(r"[^\s>]*")
_END_NAME = re.compile(r"[^\s>]*\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DROPPED = re.compile(r"[\r\u2028-\u202e]")
_STYLES = frozenset(["bold", "italic", "underline", "strikethrough", "spoiler"])


class UnreadableMarkup(Exception):
    """Telegram cannot read it. The message is what it says behind ``can't parse entities:``."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch that is marked up. :ivar offset: in UTF-16 units, as :ivar length: is."""

    kind: str
    offset: int
    length: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of it.

    :ivar text: as people see it. :ivar entities: the outer ones before the inner ones.
    :ivar complaints: what Telegram mends in silence, so that the message looks other than was meant.
    """

    text: str
    entities: tuple[Entity, ...] = ()
    complaints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    kind: str
    offset: int
    begin: int
    url: str


def units(text: str) -> int:
    """How long a text is in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_invisible(text: str) -> bool:
    """Whether nothing of it can be seen."""
    return all(unicodedata.category(sign) in ("Cc", "Cf", "Zs", "Zl", "Zp") or sign == "\u2800" for sign in text)


def parse_plain(text: str) -> Parsed:
    """Text without markup, cleaned as Telegram does."""
    return Parsed(_DROPPED.sub("", _CONTROL.sub(" ", text)).strip())


def parse_html(markup: str) -> Parsed:
    """Text and entities.

    :raises UnreadableMarkup: it cannot be read.
    """
    reader = _Reader(markup)
    reader.read()
    text = "".join(reader.text)
    blank = units(text) - units(text.lstrip())
    end = units(text.strip())
    moved = (replace(each, offset=each.offset - blank) for each in reader.entities)
    entities = tuple(sorted((e for e in moved if 0 <= e.offset < end), key=lambda e: (e.offset, -e.length)))
    if len(entities) > MAX_ENTITIES:
        reader.complaints.append(f"{len(entities)} entities: all beyond {MAX_ENTITIES} are dropped")
    return Parsed(text.strip(), entities, tuple(reader.complaints))


class _Reader:
    def __init__(self, markup: str) -> None:
        self.markup = _DROPPED.sub("", _CONTROL.sub(" ", markup))
        self.at = 0
        self.text: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []
        self.complaints: list[str] = []

    def read(self) -> None:
        while self.at < len(self.markup):
            if self.markup[self.at] != "<":
                self._sign()
            elif self.markup[self.at + 1 : self.at + 2] == "/":
                self._end()
            else:
                self._start()
        if self.open:
            raise UnreadableMarkup(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')

    def _sign(self) -> None:
        sign, after = self.markup[self.at], self.at + 1
        if sign == "&":
            sign, after = self._reference(self.at)
        elif sign == ">":
            self.complaints.append("a > that is not escaped")
        self.text.append(sign)
        self.offset += units(sign)
        self.at = after

    def _reference(self, at: int) -> tuple[str, int]:
        found = _ENTITY.match(self.markup, at)
        if found is None:
            self.complaints.append(f"an & that is not escaped: {self.markup[at : at + 12]!r}")
            return "&", at + 1
        decimal, hexadecimal, name = found.groups()
        number = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
        return (_NAMED[name] if name else chr(min(number, 0x10FFFF))), found.end()

    def _offset_of(self, at: int) -> int:
        return len(self.markup[:at].encode("utf-8", "surrogatepass"))

    def _start(self) -> None:
        begin = self.at
        name = _TAG_NAME.match(self.markup, begin + 1)
        assert name is not None
        if name.end() == len(self.markup):
            raise UnreadableMarkup(f"Unclosed start tag at byte offset {self._offset_of(begin)}")
        tag = name.group().lower()
        if tag not in KINDS and tag != "span":
            raise UnreadableMarkup(f'Unsupported start tag "{tag}" at byte offset {self._offset_of(begin)}')
        attributes = self._attributes(tag, begin, name.end())
        kind = self._kind(tag, attributes, begin)
        self._nest(kind)
        self.open.append(_Open(tag, kind, self.offset, len(self.text), attributes.get("href", "")))

    def _attributes(self, tag: str, begin: int, at: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while self.markup[at : at + 1] != ">":
            if not self.markup[at:].strip():
                raise UnreadableMarkup(f'Unclosed start tag "{tag}" at byte offset {self._offset_of(begin)}')
            if self.markup[at:].lstrip().startswith(">"):
                at = self.markup.index(">", at)
                break
            attribute = _ATTRIBUTE.match(self.markup, at)
            if attribute is None:
                raise UnreadableMarkup(
                    f'Empty attribute name in the tag "{tag}" at byte offset {self._offset_of(begin)}'
                )
            name, *values = attribute.groups()
            raw = next((value for value in values if value is not None), "")
            found[name.lower()] = self._value(raw)
            at = attribute.end()
            if self.markup[at : at + 1] in ("'", '"') and self.markup[at - 1] == "=":
                raise UnreadableMarkup(f'Unclosed start tag "{tag}" at byte offset {self._offset_of(begin)}')
            if self.markup[at : at + 1] not in (">", "") and not self.markup[at].isspace():
                raise UnreadableMarkup(f"Unexpected end of name token at byte offset {self._offset_of(at)}")
        self.at = at + 1
        return found

    @staticmethod
    def _value(raw: str) -> str:
        inner = _Reader(raw.replace("<", "&lt;"))
        inner.read()
        return "".join(inner.text)

    def _kind(self, tag: str, attributes: dict[str, str], begin: int) -> str:
        if tag == "span":
            if attributes.get("class") != "tg-spoiler":
                where = self._offset_of(begin)
                raise UnreadableMarkup(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
            return "spoiler"
        if tag == "blockquote" and "expandable" in attributes:
            return "expandable_blockquote"
        return KINDS[tag]

    def _nest(self, kind: str) -> None:
        around = {each.kind for each in self.open}
        quote = "blockquote" in kind
        if (
            (quote and any("blockquote" in each for each in around))
            or (around & {"code", "pre"} and not (kind == "code" and around == {"pre"}))
            or (kind not in _STYLES and not quote and kind in around)
            or (quote and around - _STYLES)
        ):
            self.complaints.append(f"{kind} within {', '.join(sorted(around))}")

    def _end(self) -> None:
        begin = self.at
        if not self.open:
            raise UnreadableMarkup(f"Unexpected end tag at byte offset {self._offset_of(begin)}")
        found = _END_NAME.match(self.markup, begin + 2)
        assert found is not None
        if self.markup[found.end() : found.end() + 1] != ">":
            raise UnreadableMarkup(f"Unclosed end tag at byte offset {self._offset_of(begin)}")
        name, opened = found.group().strip().lower(), self.open.pop()
        if name and name != opened.tag:
            where = self._offset_of(begin)
            raise UnreadableMarkup(
                f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{name}>"'
            )
        self.at = found.end() + 1
        if self.offset > opened.offset:
            self._mark(opened)
        else:
            self.complaints.append(f"nothing within {opened.kind}")

    def _mark(self, opened: _Open) -> None:
        url = opened.url
        if opened.kind == "text_link":
            url = url or "".join(self.text[opened.begin :])
            if not url.lower().startswith(SCHEMES):
                self.complaints.append(f"a link that leads nowhere: {url[:60]!r}")
                return
        self.entities.append(Entity(opened.kind, opened.offset, self.offset - opened.offset, url))
