"""The outcome of a reverse search, in columns: fifty million matches are no objects."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.problem import Found


class Block(NamedTuple):
    """The matches of some profiles.

    :ivar profiles: their numbers; those without a match are among them.
    :ivar counts: how many matches each has.
    :ivar papers: per match, its place among the papers that were asked for, from 0; rising within a profile.
    :ivar tenths: per match, the score in tenths of a point, 1–1000.
    """

    profiles: Numbers
    counts: Numbers
    papers: Numbers
    tenths: Numbers


class Matches:
    """Which papers reach which profiles, by profile in the order in which they were added, then by paper.

    It is kept in blocks, as it was computed; ``numbers``, ``papers``, ``tenths`` and ``scores`` put them together into
    one column when they are first asked for.
    """

    def __init__(self, profiles: Numbers, parts: Sequence[Found]) -> None:
        """:param profiles: all their numbers. :param parts: one after the other, for all of them."""
        self._profiles = profiles
        self._parts = parts

    def __len__(self) -> int:
        return sum(len(part.papers) for part in self._parts)

    def blocks(self) -> Iterator[Block]:
        """The matches, some thousand profiles at a time."""
        first = 0
        for part in self._parts:
            after = first + len(part.counts)
            yield Block(self._profiles[first:after], *part)
            first = after

    @cached_property
    def numbers(self) -> Numbers:
        """Per match, the number of its profile."""
        return _joined([np.repeat(block.profiles, block.counts) for block in self.blocks()], np.int64)

    @cached_property
    def papers(self) -> Numbers:
        """Per match, the place of its paper."""
        return _joined([part.papers for part in self._parts], np.uint16)

    @cached_property
    def tenths(self) -> Numbers:
        """Per match, the score in tenths of a point."""
        return _joined([part.tenths for part in self._parts], np.uint16)

    @property
    def scores(self) -> Numbers:
        """Per match, the score, 0–100."""
        return self.tenths / 10


def _joined(parts: Sequence[Numbers], kind: type[np.generic]) -> Numbers:
    return np.concatenate(parts) if parts else np.empty(0, kind)
