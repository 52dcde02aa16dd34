"""Lists that are too long for one page: which part of them a page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

MAX_SHOWN = 200
"""Entries of a list on one page."""

_Entry = TypeVar("_Entry")


@dataclass(frozen=True, slots=True)
class Part(Generic[_Entry]):
    """A part of a list.

    :ivar back: how many entries to skip to see those before; ``None`` if there are none. :ivar on: likewise, after.
    """

    entries: Sequence[_Entry]
    back: int | None
    on: int | None


def part_of(whole: Sequence[_Entry], skip: int) -> Part[_Entry]:
    """What is shown of a list.

    :param skip: how many entries came on the pages before; beyond the end: the last page.
    """
    last = (len(whole) - 1) // MAX_SHOWN * MAX_SHOWN if whole else 0
    begin = min(skip // MAX_SHOWN * MAX_SHOWN, last)
    end = begin + MAX_SHOWN
    return Part(whole[begin:end], begin - MAX_SHOWN if begin else None, end if end < len(whole) else None)
