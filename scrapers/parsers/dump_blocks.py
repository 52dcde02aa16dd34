"""The blocks of a page dump: what stands between blank lines, and what kind of thing it is. Pure.

A dump is the plain text of a Hugging Face papers page: the header's furniture, then for each paper a title, an
abstract, and on some pages three lines more: ``  • 4 authors`` or ``google Google``, ``·``, ``Oct 21, 2025 5``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scrapers.dates import PrintedDate, parse_month_day
from scrapers.text import MAX_NAME, clean_text, parse_count

_NOTHING = " \t\v\f\u00a0\u200b\u2060\ufeff"
_MIDDLE_DOTS = frozenset("·∙⋅‧•")
_LONGEST_META_LINE = 200

_STRONG_FURNITURE = re.compile(
    r"get trending papers in your email inbox(?: once a day)?!?|by ?ak and the research community", re.IGNORECASE
)
_COMMUNITY = re.compile(r"by ?ak and the research community", re.IGNORECASE)
_FURNITURE = re.compile(
    r"new|subscribe|(?:daily|weekly|monthly|trending) papers|-? ?(?:daily|weekly|monthly)", re.IGNORECASE
)
_AUTHORS = re.compile(r"(?:[•◦*-] ?)?(?P<count>[0-9][0-9,]{0,9}) authors?", re.IGNORECASE)
_ORGANIZATION = re.compile(r"(?P<handle>[A-Za-z0-9][A-Za-z0-9._-]{0,99}) (?P<name>.+)")
_DATE_LINE = re.compile(r"(?P<date>[A-Za-z]{3,9}\.? [0-9]{1,2}(?:, [0-9]{4})?)(?: (?P<comments>[0-9][0-9,]{0,9}))?")
_MARKS = re.compile(
    r"^[ \t]*+(?:get trending papers in your email inbox|by ?ak and the research community)[^\n]{0,40}$"
    r"|^[ \t]*+·[ \t]*+\s{1,20}(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6} [0-9]{1,2}\b",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines between blank lines. :ivar line: the number of the first, from 1. :ivar lines: bare, never empty."""

    line: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All lines as one."""
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Furniture:
    """A piece of the page's header.

    :ivar community: it is the line ``by AK and the research community``, the last one before an optional date.
    :ivar date: the header's date, where this piece is it.
    """

    line: int
    community: bool = False
    date: PrintedDate | None = None


@dataclass(frozen=True, slots=True)
class Meta:
    """The lines behind an abstract.

    :ivar comments: 0 where the date line has no number; ``None`` where there is no date line.
    :ivar flaw: what could not be read of it, or the empty string.
    """

    line: int
    text: str
    author_count: int | None = None
    organization: str | None = None
    organization_handle: str | None = None
    date: PrintedDate | None = None
    comments: int | None = None
    flaw: str = ""


def looks_like_dump(text: str) -> bool:
    """Whether the header of a papers page, or the lines behind an abstract, are anywhere in the text."""
    return _MARKS.search(text.replace("\r\n", "\n").replace("\r", "\n")) is not None


def split_blocks(text: str) -> Iterator[Block]:
    """The blocks of a text, whatever its line ends; white space at the ends of lines means nothing."""
    lines: list[str] = []
    start = 1
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        bare = line.strip(_NOTHING)
        if bare:
            if not lines:
                start = number
            lines.append(bare)
        elif lines:
            yield Block(start, tuple(lines))
            lines = []
    if lines:
        yield Block(start, tuple(lines))


def understood_blocks(text: str) -> Iterator[Block | Furniture | Meta]:
    """The blocks as what they are; those that remain a :class:`Block` are titles, abstracts, or unknown."""
    in_header = False
    for block in _joined(split_blocks(text)):
        for part in _parts(block, in_header=in_header):
            in_header = isinstance(part, Furniture)
            yield part


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """With the lines behind an abstract put together again where blank lines came between them."""
    waiting: list[Block] = []
    for block in blocks:
        continues = waiting and len(waiting) < 3 and _continues_meta(waiting[-1], block)  # noqa: PLR2004  # three lines
        if waiting and not continues:
            yield _one(waiting)
            waiting = []
        waiting.append(block)
    if waiting:
        yield _one(waiting)


def _one(blocks: list[Block]) -> Block:
    return Block(blocks[0].line, tuple(line for block in blocks for line in block.lines))


def _continues_meta(before: Block, block: Block) -> bool:
    if block.lines[0] in _MIDDLE_DOTS:
        return (
            len(before.lines) == 1 and len(before.lines[0]) <= _LONGEST_META_LINE and not is_furniture(before.lines[0])
        )
    return (
        before.lines[-1] in _MIDDLE_DOTS and len(block.lines) == 1 and _DATE_LINE.fullmatch(block.lines[0]) is not None
    )


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the header of a papers page."""
    return (_STRONG_FURNITURE.fullmatch(line) or _FURNITURE.fullmatch(line)) is not None


def _parts(block: Block, *, in_header: bool) -> Iterator[Block | Furniture | Meta]:
    """A block, taken apart where the page's furniture, or the lines behind an abstract, are stuck to something."""
    position = 0
    lines = block.lines
    while position < len(lines):
        line = lines[position]
        date = parse_month_day(line) if in_header else None
        if not (is_furniture(line) or date):
            break
        yield Furniture(block.line + position, _COMMUNITY.fullmatch(line) is not None, date)
        in_header = True
        position += 1
    if position == len(lines):
        return
    while (first := _meta_start(lines, position)) is not None:
        if first > position:
            yield _fragment_or_text(block.line + position, lines[position:first])
        yield _meta(block.line + first, lines[first : first + 3])
        position = first + 3
    if position < len(lines):
        yield _fragment_or_text(block.line + position, lines[position:])


def _meta_start(lines: tuple[str, ...], start: int) -> int | None:
    """Where, from ``start`` on, the next three lines stand that can only be those behind an abstract."""
    for position in range(start + 1, len(lines) - 1):
        is_dot = lines[position] in _MIDDLE_DOTS
        if is_dot and _DATE_LINE.fullmatch(lines[position + 1]) and len(lines[position - 1]) <= _LONGEST_META_LINE:
            return position - 1
    return None


def _fragment_or_text(line: int, lines: tuple[str, ...]) -> Block | Meta:
    return _fragment(line, lines) or Block(line, lines)


def _meta(line: int, lines: tuple[str, ...]) -> Meta:
    who, _, when = lines
    date_line = _DATE_LINE.fullmatch(when)
    date = parse_month_day(date_line["date"]) if date_line else None
    comments = parse_count(date_line["comments"] or "0") if date_line else None
    flaw = "" if date else f'"{clean_text(when, 40)}" is no day of any calendar'
    text = " ".join(lines)
    authors = _AUTHORS.fullmatch(who)
    if authors:
        return Meta(line, text, author_count=parse_count(authors["count"]), date=date, comments=comments, flaw=flaw)
    organization = _ORGANIZATION.fullmatch(who)
    return Meta(
        line,
        text,
        organization=clean_text(organization["name"] if organization else who, MAX_NAME) or None,
        organization_handle=organization["handle"] if organization else None,
        date=date,
        comments=comments,
        flaw=flaw,
    )


def _fragment(line: int, lines: tuple[str, ...]) -> Meta | None:
    """A part of the lines behind an abstract, whose other part was lost; ``None`` if it is something else."""
    if len(lines) > 3 or any(len(part) > _LONGEST_META_LINE for part in lines):  # noqa: PLR2004  # three lines
        return None
    authors = _AUTHORS.fullmatch(lines[0])
    date_line = _DATE_LINE.fullmatch(lines[-1])
    date = parse_month_day(date_line["date"]) if date_line else None
    if not (
        authors or lines[0].startswith("•") or any(part in _MIDDLE_DOTS for part in lines) or (date and len(lines) == 1)
    ):
        return None
    return Meta(
        line,
        " ".join(lines),
        author_count=parse_count(authors["count"]) if authors else None,
        flaw='expected are three lines, "  • 4 authors" or an organisation, "·", and a date; a part of them is missing',
    )
