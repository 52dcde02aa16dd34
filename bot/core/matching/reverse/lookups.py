"""The tables of the features, sorted for joining."""

import numpy as np

from bot.core.matching.patterns import MAX_MEANING
from bot.core.matching.reverse.clues import UNKNOWN, Shape
from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.features import Features
from bot.core.matching.reverse.lookup import Lookup
from bot.core.matching.reverse.spans import RANKS, Arcs
from bot.core.matching.reverse.weights import Weights


class Lookups:
    """The tables of the features, sorted for joining; as they were when this was made."""

    def __init__(self, features: Features, weights: Weights) -> None:
        """:param weights: bring clues of their own."""
        clues = features.clues
        self.base = len(features.strings) + 1
        self.units = Lookup(clues.units.view("stem"), np.arange(len(clues.units)))
        singles = clues.singles
        self.singles = Lookup(
            np.concatenate((singles.view("word"), weights.singles[:, 0])),
            np.concatenate((singles.view("feature"), weights.singles[:, 1])),
        )
        adjacent = clues.adjacent
        self.adjacent = Lookup(
            self.key(
                np.concatenate((adjacent.view("a"), weights.adjacent[:, 0])),
                np.concatenate((adjacent.view("b"), weights.adjacent[:, 1])),
            ),
            np.concatenate((adjacent.view("feature"), weights.adjacent[:, 2])),
        )
        near = clues.near
        self.near = Lookup(
            self.key(near.view("a"), near.view("b")), near.view("feature").copy(), near.view("window").copy()
        )
        self.window = int(near.view("window").max(initial=0))
        self.names = Lookup(clues.names.view("word"), clues.names.view("feature"))
        self.groups_of_unit = Lookup(clues.groups.view("unit"), clues.groups.view("leaf"))
        self.group_starts = np.searchsorted(clues.groups.view("leaf"), np.arange(len(clues.leaves) + 1))
        self.in_pairs = self._in_pairs(features)
        self.arcs = _all_arcs(features, weights)
        self.leaf_of = np.full(len(features), UNKNOWN, np.int64)
        self.leaf_of[clues.leaves.view("feature")] = np.arange(len(clues.leaves))
        self.in_bulk = clues.leaves.view("batch") != 0
        self.in_bulk[self.arcs.leaf[self.arcs.rank >= RANKS]] = False

    def key(self, left: Numbers, right: Numbers) -> Numbers:
        """One number for two words."""
        return left.astype(np.int64) * self.base + right

    def _in_pairs(self, features: Features) -> Numbers:
        """Per word, whether it matters what stands near it; the last is that of no word."""
        clues = features.clues
        result = np.zeros(len(features.strings) + 1, bool)
        result[clues.near.view("a")] = result[clues.near.view("b")] = True
        pairs = clues.leaves.view("shape")[clues.groups.view("leaf")] == Shape.PAIR
        result[clues.units.view("stem")[clues.groups.view("unit")[pairs]]] = True
        return result


def _all_arcs(features: Features, weights: Weights) -> Arcs:
    """Those of the clues, and those that come from acronyms, by leaf."""
    table, learned = features.clues.arcs, weights.arcs
    words = np.full((len(table) + len(learned), MAX_MEANING), UNKNOWN, np.int32)
    words[: len(table), 0], words[: len(table), 1] = table.view("a"), table.view("b")
    words[len(table) :] = learned[:, 5:]
    leaf, start, after, rank, special = (
        np.concatenate((table.view(name), learned[:, column]))
        for column, name in enumerate(("leaf", "start", "after", "rank", "special"))
    )
    base = np.concatenate((table.view("base"), np.full(len(learned), UNKNOWN, np.int32)))
    order = np.argsort(leaf, kind="stable")
    return Arcs(*(column[order] for column in (leaf, start, after, words, rank, base, special)))
