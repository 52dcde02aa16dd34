"""Joins: what in a day meets what in the index."""

from typing import NamedTuple

import numpy as np

from bot.core.matching.reverse.columns import Numbers


class Lookup:
    """Values by key, several values a key."""

    def __init__(self, keys: Numbers, *values: Numbers) -> None:
        """:param keys: in any order. :param values: as many of each as keys."""
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._values = [column[order] for column in values]

    def __len__(self) -> int:
        return len(self._keys)

    def join(self, keys: Numbers) -> tuple[Numbers, list[Numbers]]:
        """Every meeting of a key asked for and one that is there.

        :return: the position of the key in ``keys``, and the values that belong to it, of each kind.
        """
        distinct, inverse = np.unique(keys, return_inverse=True)
        first = np.searchsorted(self._keys, distinct, side="left")
        counts = (np.searchsorted(self._keys, distinct, side="right") - first)[inverse]
        met = np.flatnonzero(counts)
        which = spread(first[inverse][met], counts[met])
        return np.repeat(met, counts[met]), [column[which] for column in self._values]


def spread(starts: Numbers, counts: Numbers) -> Numbers:
    """``starts[0], starts[0] + 1, …`` (``counts[0]`` of them), then those from ``starts[1]``, and so on."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    result: Numbers = np.arange(total) + np.repeat(starts - (ends - counts), counts)
    return result


class Pairs(NamedTuple):
    """Features and papers that belong together, item by item."""

    features: Numbers
    papers: Numbers

    def distinct(self, papers: int) -> "Pairs":
        """Each once, by feature and paper.

        :param papers: how many there are.
        """
        keys = np.unique(self.features.astype(np.int64) * papers + self.papers)
        return Pairs(keys // papers, keys % papers)
