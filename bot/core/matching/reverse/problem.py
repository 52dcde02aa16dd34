"""What a kernel is given and what it gives back."""

from typing import NamedTuple, Protocol

import numpy as np

from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.rows import Rows
from bot.core.matching.reverse.standing import Standing


class Problem:
    """Profiles against the papers of a day.

    :ivar standing: the profiles.
    :ivar row: per feature its row.
    :ivar values: rows × papers: degrees, or 1 and 0.
    :ivar starts, papers, degrees: the same without zeros: those of a row begin at ``starts[row]``.
    """

    def __init__(self, standing: Standing, rows: Rows) -> None:
        """:param rows: how well the papers answer everything that is asked for."""
        self.standing = standing
        self.row = rows.row
        self.values = rows.values
        row, paper = np.nonzero(rows.values)
        self.starts = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(rows.values)))))
        self.papers = paper.astype(np.uint16)
        self.degrees = rows.values[row, paper]


class Found(NamedTuple):
    """The matches of some profiles that follow each other.

    :ivar counts: per profile, how many.
    :ivar papers: per match.
    :ivar tenths: per match, the score in tenths of a point.
    """

    counts: Numbers
    papers: Numbers
    tenths: Numbers


class Kernel(Protocol):
    """Computes the matches of the profiles from ``first`` to before ``after``: by profile, then by paper."""

    def __call__(self, problem: Problem, first: int, after: int) -> Found: ...
