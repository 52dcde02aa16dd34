"""Plain text in columns: how wide text is and where its lines break. Pure, without any library for terminals."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=4096)
def _width_of(character: str) -> int:
    # Unicode Standard Annex 11: wide and full-width characters take two columns. A variation selector 16 (U+FE0F) can
    # turn the character before it into a wide one, so it counts for the column it may add.
    if character == "\ufe0f":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def width_of(text: str) -> int:
    """How many columns a printable text takes in a fixed-width font; an emoji sequence may count for more."""
    return sum(map(_width_of, text))


def wrap(text: str, width: int, first: str = "", rest: str = "") -> str:
    """Lines of at most ``width`` columns, joined by line feeds, without white space at their ends.

    Words longer than a line are cut, but web addresses never are.

    :param first: what the first line begins with; counts as part of it.
    :param rest: what every other line begins with.
    """
    lines: list[str] = []
    line, used = first, width_of(first)
    begun = False
    for piece in _pieces(text, max(1, width - max(width_of(first), width_of(rest)))):
        size = width_of(piece)
        if begun and used + 1 + size > width:
            lines.append(line.rstrip())
            line, used, begun = rest, width_of(rest), False
        line += f" {piece}" if begun else piece
        used += size + begun
        begun = True
    lines.append(line.rstrip())
    return "\n".join(lines)


def _pieces(text: str, room: int) -> Iterator[str]:
    """The words of a text, those wider than ``room`` in parts that fit."""
    for word in text.split():
        if word.startswith("https://") or width_of(word) <= room:
            yield word
            continue
        part, used = "", 0
        for character in word:
            size = _width_of(character)
            if part and used + size > room:
                yield part
                part, used = "", 0
            part += character
            used += size
        yield part
