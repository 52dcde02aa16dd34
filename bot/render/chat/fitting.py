"""How much of papers fits into a message for a chat. Pure.

A message that is too long is shortened step by step: first abstracts, then why papers were chosen, then titles.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from bot.render.chat.looks import Look
from bot.render.chat.markup import size_of


class Shape(NamedTuple):
    """How much is shown, in characters.

    :ivar abstract: of an abstract; 0 for none. :ivar why: of why a profile asked for a paper; 0 for nothing of it.
    :ivar facts: of authors, date and the like. :ivar title: of a title.
    :ivar around: of what stands around the papers, in units of UTF-16.
    """

    abstract: int
    why: int
    facts: int
    title: int
    around: int = 1_500


_LEAST = Shape(abstract=0, why=0, facts=0, title=60, around=500)

LIST = (
    *(Shape(abstract, 200, 160, 200) for abstract in (700, 500, 400, 300, 200, 120, 0)),
    *(Shape(0, why, 100, 200) for why in (120, 60, 0)),
    *(Shape(0, 0, 40, title) for title in (140, 100)),
    _LEAST,
)
"""The steps by which a page of papers is shortened."""

CHANNEL = Shape(abstract=0, why=100, facts=100, title=160)
"""How much there is of each paper where as many as fit are shown at once."""

CARD = (
    *(Shape(abstract, 600, 400, 400) for abstract in (3_000, 2_000, 1_200, 700, 300, 0)),
    *(Shape(0, why, 200, 400) for why in (200, 80, 0)),
    _LEAST,
)
"""The steps by which a single paper is shortened."""


def fitted(render: Callable[[Look, Shape], str], look: Look, shapes: Sequence[Shape]) -> str:
    """The largest of a message's shapes that fits. Where none does with the reader's template, the layout takes its
    place: of that the least always fits.
    """
    looks = (look, replace(look, template="")) if look.template else (look,)
    made = ""
    for each, shape in product(looks, shapes):
        if size_of(made := render(each, shape)).fits:
            break
    return made


def kept(lines: Iterable[str], units: int) -> tuple[str, ...]:
    """The first of these lines of HTML: so many that they are no longer than this altogether.

    Of 100 units they have at most three entities and 800 bytes.
    """
    found: list[str] = []
    for line in lines:
        size = size_of("\n".join((*found, line)))
        if size.units > units or size.entities * 100 > units * 3 or size.bytes > units * 8:
            break
        found.append(line)
    return tuple(found)


def in_blocks(*blocks: Iterable[str]) -> tuple[str, ...]:
    """Lines of HTML in blocks, with an empty line between two. Empty lines within a block are left out."""
    found: list[str] = []
    for lines in blocks:
        block = list(filter(None, lines))
        found += ["", *block] if found and block else block
    return tuple(found)
