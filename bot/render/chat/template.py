"""How a reader wants a paper of a list to be written: text with fields and a few tags, never code. Pure.

``<b>{title}</b>``, a line feed, ``{score} for {profile}: {why}``. A field stands there once at most, the title always.
A line whose fields are all empty is left out. Of what stands between them nothing is a link.
"""

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from bot.core.said import Said, said
from bot.render.chat.markup import unlinked
from bot.render.words import blanked, shorten

FIELDS = ("title", "link", "score", "why", "authors", "abstract", "date", "sources", "profile")
TAGS = ("b", "i", "u", "s", "code", "blockquote")
"""A ``blockquote`` is folded if it is long. In ``code`` nothing else may stand, and nothing there is a link."""
MAX_TEMPLATE = 1_000
"""The longest template, in characters."""
MAX_TEXT = 200
"""The most of it that is neither field nor tag, in characters as UTF-16 counts them."""
MAX_TAGS = 6
"""The most pairs of tags."""

_PIECE = re.compile(r"<(?P<end>/?)(?P<tag>[^<>{}]*)>|\{(?P<field>[^<>{}]*)\}|(?P<lone>[<{])")
_SHOWN = 20
"""Of what is wrong so many characters are shown."""


class BadTemplate(ValueError):
    """A template that cannot be used. The message, a :class:`bot.core.said.Said`, says why and where."""


class Kind(Enum):
    """What a piece of a template is."""

    TEXT = "text"
    FIELD = "field"
    START = "start"
    END = "end"


class Piece(NamedTuple):
    """A piece of a template. :ivar value: the text, or the name of the field or tag."""

    kind: Kind
    value: str


def check_template(text: str) -> None:
    """Whether a template can be used.

    :raises BadTemplate: it cannot.
    """
    _parsed(text)


def fill(template: str, values: Mapping[str, tuple[str, str]]) -> str:
    """A paper as the template says.

    :param values: of every field the HTML, and the HTML without links; empty if there is nothing to say.
    :raises BadTemplate: the template cannot be used.
    """
    lines, in_code = [], False
    for pieces in _parsed(template):
        fields = [piece.value for piece in pieces if piece.kind is Kind.FIELD]
        mute = bool(fields) and not any(values[name][0] for name in fields)
        made = []
        for kind, value in pieces:
            if kind is Kind.START or kind is Kind.END:
                in_code = kind is Kind.START and value == "code"
                made.append(_tag(kind, value))
            elif not mute:
                made.append(values[value][in_code] if kind is Kind.FIELD else unlinked(value))
        if (line := "".join(made)) or not mute:
            lines.append(line)
    return _without_empty("\n".join(lines).strip())


def _tag(kind: Kind, name: str) -> str:
    if kind is Kind.END:
        return f"</{name}>"
    return "<blockquote expandable>" if name == "blockquote" else f"<{name}>"


def _without_empty(markup: str) -> str:
    """The HTML without tags around nothing, and without the lines they stood in alone."""
    count = 1
    while count:
        markup, count = re.subn(r"<([a-z]+)(?: expandable)?></\1>\n?", "", markup)
    return markup.strip()


@lru_cache(256)
def _parsed(text: str) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of a template, line by line.

    :raises BadTemplate: it cannot be used.
    """
    if len(text) > MAX_TEMPLATE:
        raise BadTemplate(said("A template has at most %(most)s characters.", most=MAX_TEMPLATE))
    text = "\n".join(map(blanked, text.strip().splitlines()))
    pieces: list[Piece] = []
    at = 0
    for found in _PIECE.finditer(text):
        pieces += _text(text[at : found.start()])
        pieces.append(_piece(found, pieces))
        at = found.end()
    pieces += _text(text[at:])
    _check(pieces)
    return _lines(pieces)


def _text(text: str) -> Sequence[Piece]:
    return [Piece(Kind.TEXT, text)] if text else []


def _piece(found: re.Match[str], before: Sequence[Piece]) -> Piece:
    """The field or tag that was found, if it may stand behind these."""
    field, tag = found["field"], found["tag"]
    if field is not None:
        if field not in FIELDS:
            raise BadTemplate(_unknown(found))
        if Piece(Kind.FIELD, field) in before:
            raise BadTemplate(said("%(field)s stands there twice; once is enough.", field=found[0]))
        return Piece(Kind.FIELD, field)
    if tag not in TAGS:
        raise BadTemplate(_unknown(found))
    opened, place = _open(before), found.start() + 1
    if found["end"]:
        if opened[-1:] != [tag]:
            raise BadTemplate(said("%(tag)s, character %(place)s, ends nothing.", tag=found[0], place=place))
        return Piece(Kind.END, tag)
    # In code nothing is marked up, and of the others only a quotation may hold code.
    outer = [each for each in opened if each in (tag, "code") or (tag == "code" and each != "blockquote")]
    if outer:
        what = {"tag": found[0], "place": place, "outer": f"<{outer[-1]}>"}
        raise BadTemplate(said("%(tag)s, character %(place)s, cannot stand within %(outer)s.", **what))
    return Piece(Kind.START, tag)


def _open(pieces: Sequence[Piece]) -> list[str]:
    """The tags that are open behind these, the last one last."""
    opened: list[str] = []
    for kind, value in pieces:
        if kind is Kind.START:
            opened.append(value)
        elif kind is Kind.END:
            opened.pop()
    return opened


def _unknown(found: re.Match[str]) -> Said:
    """What can be used instead of what cannot."""
    lone, place = bool(found["lone"]), found.start() + 1
    what = shorten(found.string[found.start() : found.end() + (_SHOWN if lone else 0)], _SHOWN)
    if what.startswith("{"):
        fields = " ".join(f"{{{name}}}" for name in FIELDS)
        return said(
            "%(what)s, character %(place)s, is no field. These are: %(fields)s", what=what, place=place, fields=fields
        )
    tags = " ".join(f"<{name}>" for name in TAGS)
    return said("%(what)s, character %(place)s, cannot be used. These can: %(tags)s", what=what, place=place, tags=tags)


def _check(pieces: Sequence[Piece]) -> None:
    """Whether everything is closed, short enough, and names the paper."""
    if opened := _open(pieces):
        raise BadTemplate(said("<%(tag)s> is not closed: put </%(tag)s> behind it.", tag=opened[-1]))
    if Piece(Kind.FIELD, "title") not in pieces:
        raise BadTemplate(said("It lacks {title}, without which nobody knows which paper it is."))
    if sum(piece.kind is Kind.START for piece in pieces) > MAX_TAGS:
        raise BadTemplate(said("It has more than %(most)s pairs of tags.", most=MAX_TAGS))
    text = "".join(piece.value for piece in pieces if piece.kind is Kind.TEXT)
    if len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        raise BadTemplate(said("Without fields and tags it has more than %(most)s characters.", most=MAX_TEXT))


def _lines(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], ...]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *others = piece.value.split("\n") if piece.kind is Kind.TEXT else [piece.value]
        lines[-1].append(Piece(piece.kind, first))
        lines += [[Piece(piece.kind, other)] for other in others]
    return tuple(map(tuple, lines))
