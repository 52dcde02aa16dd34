"""All profiles against one day's papers, at once.

:func:`bot.core.matching.scoring.score` defines the numbers; this computes the same ones. Explanations are computed
there too, for the few matches that are shown.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np

from bot.core.matching.analysis import AnalysedPaper
from bot.core.matching.reverse.columns import Table
from bot.core.matching.reverse.compiling import Compiled, Compiler
from bot.core.matching.reverse.features import NOTHING, Features
from bot.core.matching.reverse.kernels import kernel_called
from bot.core.matching.reverse.lookups import Lookups
from bot.core.matching.reverse.matches import Matches
from bot.core.matching.reverse.outcome import beside, capped, with_learned
from bot.core.matching.reverse.problem import Found, Kernel, Problem
from bot.core.matching.reverse.rows import Rows, rows_of
from bot.core.matching.reverse.standing import Standing, standing
from bot.core.matching.reverse.weights import Weights, weigh
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Profile

FORMAT = 1
"""Of the saved state. One of another format is not read but made anew from the profiles."""

PAPERS_AT_ONCE = 512
"""So many papers are matched at a time, which bounds the memory it takes."""

_REMOVED = -1
_SHARE = 1 << 16
_FEWEST_SHARES = 2
_FEWEST_HOLES = 1000
_NUMBERS = 1 << 63
_UNREACHED = 1001
_SLOT_TABLES = ("wishes", "required", "excluded", "learned")


class ProfileIndex:
    """Standing profiles, to be matched against papers. Not to be changed while it is being asked."""

    def __init__(self) -> None:
        """Without profiles."""
        self._features = Features()
        self._compiler = Compiler(self._features)
        self._profiles = Table({"number": "q", "least": "H", "top": "i"})
        self._wishes = Table({"owner": "i", "feature": "i", "typed": "i", "weight": "H"})
        self._required = Table({"owner": "i", "feature": "i"})
        self._excluded = Table({"owner": "i", "feature": "i"})
        self._learned = Table({"owner": "i", "feature": "i", "tenths": "h"})
        self._owners: dict[int, int] | None = {}
        self._removed = 0
        self._weights: Weights | None = None
        self._lookups: Lookups | None = None
        self._standing: Standing | None = None

    def __len__(self) -> int:
        return len(self._profiles) - self._removed

    def __contains__(self, number: int) -> bool:
        return number in self._rows()

    @property
    def nbytes(self) -> int:
        """Memory the tables take, in bytes."""
        own = (self._profiles, self._wishes, self._required, self._excluded, self._learned)
        return sum(table.nbytes for table in own) + self._features.nodes.nbytes + self._features.clues.nbytes

    def add(self, number: int, profile: Profile) -> None:
        """Add a profile, or put it in the place of the one with this number.

        :param number: how the caller calls it; not below 0.
        """
        self._add(number, self._compiler.from_profile(profile), profile.threshold, profile.top)

    def add_lines(self, number: int, keywords: Sequence[str], threshold: float, top: int | None) -> None:
        """The same for a profile as it is stored: its keywords in normal form.

        :raises bot.core.matching.language.ProfileSyntaxError: one of them is no keyword; nothing is changed.
        """
        self._add(number, self._compiler.from_lines(keywords), threshold, top)

    def remove(self, number: int) -> None:
        """Take a profile out.

        :raises KeyError: there is none with this number.
        """
        row = self._rows().pop(number)
        self._standing = None
        self._profiles.set("number", row, _REMOVED)
        for table in self._slot_tables():
            for slot in table.rows_with("owner", row):
                table.set("feature", slot, NOTHING)
        self._removed += 1
        if self._removed > max(len(self), _FEWEST_HOLES):
            self._close_gaps()

    def _close_gaps(self) -> None:
        """Let go of the rows of removed profiles, before they are more than the others."""
        stays = self._profiles.view("number") != _REMOVED
        moved = np.cumsum(stays) - 1
        self._profiles.restore({name: column[stays] for name, column in self._profiles.state().items()})
        for table in self._slot_tables():
            state = table.state()
            kept = stays[state["owner"]]
            state["owner"] = moved[state["owner"]].astype(np.int32)
            table.restore({name: column[kept] for name, column in state.items()})
        self._owners, self._removed = None, 0

    def _add(self, number: int, compiled: Compiled, threshold: float, top: int | None) -> None:
        if not 0 <= number < _NUMBERS:
            raise ValueError(f"The number of a profile is from 0 to 2^63 - 1, not {number}.")
        rows = self._rows()
        if number in rows:
            self.remove(number)
        row = len(self._profiles)
        rows[number] = row
        self._standing = None
        self._profiles.add(number, _tenths(threshold), top or 0)
        for wish in compiled.wishes:
            self._wishes.add(row, *wish)
        for feature in compiled.required:
            self._required.add(row, feature)
        for feature in compiled.excluded:
            self._excluded.add(row, feature)
        for feature, tenths in compiled.learned:
            self._learned.add(row, feature, tenths)

    def _rows(self) -> dict[int, int]:
        """Where each profile stands, by its number."""
        if self._owners is None:
            numbers = self._profiles.view("number").tolist()
            self._owners = {number: row for row, number in enumerate(numbers) if number != _REMOVED}
        return self._owners

    def _slot_tables(self) -> Iterator[Table]:
        return (getattr(self, f"_{name}") for name in _SLOT_TABLES)

    def prepare(self, statistics: Statistics) -> Standing:
        """Work out what depends on the word statistics, before the first question; it is kept until they change."""
        features = self._features
        weights = self._weights
        if weights is None or weights.version != statistics.version or weights.features != len(features):
            weights = self._weights = weigh(features, statistics)
            self._lookups = Lookups(features, weights)
            self._standing = None
        if self._standing is None:
            wishes, required, excluded, learned = self._slot_tables()
            self._standing = standing(self._profiles, wishes, required, excluded, learned, weights)
        return self._standing

    def match(
        self,
        papers: Sequence[AnalysedPaper],
        statistics: Statistics,
        *,
        kernel: str = "numpy",
        minimum: float | None = None,
    ) -> Matches:
        """All the matches of all profiles, at most ``top`` of each, with the scores of the readable scorer.

        :param kernel: ``numpy``, or ``numba`` (the extra ``scale``), which is faster; the numbers are the same.
        :param minimum: in place of every profile's own threshold and ``top``: a score from 0 to 100, 0 for every match.
        """
        compute = kernel_called(kernel)
        standing = self.prepare(statistics)
        if minimum is not None:
            standing = standing.with_minimum(_tenths(minimum))
        problems = [
            Problem(standing, self._rows_of(papers[first : first + PAPERS_AT_ONCE], statistics))
            for first in range(0, max(1, len(papers)), PAPERS_AT_ONCE)
        ]
        parts = _in_parallel(partial(_found, compute, problems), len(self._profiles))
        return Matches(self._profiles.view("number").copy(), parts)

    def _rows_of(self, papers: Sequence[AnalysedPaper], statistics: Statistics) -> Rows:
        if self._weights is None or self._lookups is None:
            raise RuntimeError("prepare() comes first")
        return rows_of(self._features, self._weights, self._lookups, papers, statistics)

    def state(self) -> dict[str, Any]:
        """A copy of everything, as columns and lists of text, to be saved."""
        tables = {name: table.state() for name, table in zip(_SLOT_TABLES, self._slot_tables(), strict=True)}
        weights = self._weights
        return {
            "format": FORMAT,
            "features": self._features.state(),
            "profiles": self._profiles.state(),
            "weights": weights and {name: getattr(weights, name) for name in Weights.__dataclass_fields__},
            **tables,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "ProfileIndex":
        """The index as it was.

        :raises KeyError: something is missing.
        :raises ValueError: it is of another format, or does not fit together.
        """
        if state["format"] != FORMAT:
            raise ValueError(f"This index was saved in format {state['format']}; this version reads {FORMAT}.")
        index = cls()
        index._features.restore(state["features"])
        index._profiles.restore(state["profiles"])
        for name, table in zip(_SLOT_TABLES, index._slot_tables(), strict=True):
            table.restore(state[name])
        index._owners = None
        index._removed = int((index._profiles.view("number") == _REMOVED).sum())
        if state["weights"]:
            index._weights = Weights(**state["weights"])
            index._lookups = Lookups(index._features, index._weights)
        return index

    @classmethod
    def build(cls, stored: Iterable[tuple[int, Sequence[str], float, int | None]]) -> "ProfileIndex":
        """An index of profiles as they are stored: number, keywords in normal form, threshold, ``top``."""
        index = cls()
        for number, keywords, threshold, top in stored:
            index.add_lines(number, keywords, threshold, top)
        return index


def _tenths(threshold: float) -> int:
    """The least score in tenths of a point that reaches a threshold; no match scores less than a tenth."""
    return min(max(1, int(np.ceil(round(10 * threshold, 6)))), _UNREACHED)


def _found(compute: Kernel, problems: Sequence[Problem], first: int, after: int) -> Found:
    """The matches of some profiles with all papers: with what they learned, and at most ``top`` of each."""
    parts = [with_learned(compute(problem, first, after), problem, first, after) for problem in problems]
    found = beside(parts, PAPERS_AT_ONCE) if len(parts) > 1 else parts[0]
    return capped(found, problems[0].standing.top[first:after])


def _in_parallel(work: Callable[[int, int], Found], profiles: int) -> list[Found]:
    """On all processors: the kernels let go of the interpreter while they compute."""
    shares = [(first, min(first + _SHARE, profiles)) for first in range(0, profiles, _SHARE)]
    if len(shares) < _FEWEST_SHARES:
        return [work(first, after) for first, after in shares]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda share: work(*share), shares))
