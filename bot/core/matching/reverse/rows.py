"""How well each paper of a day answers each feature: everything that profiles are scored from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.matching.analysis import AnalysedPaper
from bot.core.matching.reverse.clues import PAIR_WORDS, Shape
from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.day import day_of
from bot.core.matching.reverse.features import Aspect, Features, Node
from bot.core.matching.reverse.looking import Asked, look_closely, to_look_at
from bot.core.matching.reverse.lookups import Lookups
from bot.core.matching.reverse.near import PAIR_WINDOW, WordPairs, neighbours, together
from bot.core.matching.reverse.units import UnitDegrees, scattered
from bot.core.matching.reverse.weights import Weights
from bot.core.matching.statistics import Statistics


@dataclass(frozen=True, eq=False)
class Rows:
    """The outcome of all features on a day.

    :ivar row: per feature its row; 0, which is 0 throughout, for all that no paper has.
    :ivar values: rows × papers: degrees, or 1 and 0.
    """

    row: Numbers
    values: Numbers


def rows_of(
    features: Features, weights: Weights, lookups: Lookups, papers: Sequence[AnalysedPaper], statistics: Statistics
) -> Rows:
    """The rows of all features, of which most are empty."""
    day = day_of(papers, features.strings)
    near = neighbours(day, max(lookups.window, PAIR_WINDOW), lookups.in_pairs[day.stems])
    asked = Asked(features, weights, lookups, statistics, day, near)
    leaf, degrees = _by_words(asked)
    of_leaf = features.clues.leaves.view("feature")[leaf]
    pairs = to_look_at(asked)
    alive = np.unique(np.concatenate((of_leaf, pairs.features)))
    row = np.zeros(len(features), np.int32)
    row[alive] = np.arange(1, len(alive) + 1)
    row, count = _with_compounds(features, row, len(alive) + 1)
    values = np.zeros((count, len(papers)), np.uint16)
    values[row[of_leaf]] = degrees
    look_closely(asked, pairs, row, values)
    _combine(features, values, row)
    return Rows(row, values)


def _by_words(asked: Asked) -> tuple[Numbers, Numbers]:
    """The leaves of which a word occurs, and their degrees by single words, and by two beside or near each other."""
    clues, lookups = asked.features.clues, asked.lookups
    units = UnitDegrees(clues, asked.day, lookups.units)
    occurring = np.flatnonzero(units.row[:-1] < len(units.degrees(0)) - 1)
    _, [leaf] = lookups.groups_of_unit.join(occurring)
    leaf = np.unique(leaf)
    leaf = leaf[clues.leaves.view("shape")[leaf] != Shape.NOTHING]
    first, shapes = lookups.group_starts[leaf], clues.leaves.view("shape")[leaf]
    fields, unit = clues.leaves.view("field")[leaf], clues.groups.view("unit")
    degrees = np.zeros((len(leaf), asked.papers), np.uint16)
    words = shapes == Shape.WORD
    for field in np.unique(fields[words]).tolist():
        mine = np.flatnonzero(words & (fields == field))
        degrees[mine] = units.degrees(field)[units.row[unit[first[mine]]]]
    aspects = asked.features.nodes.view("aspect")[clues.leaves.view("feature")[leaf]]
    yes_or_no = words & (aspects != Aspect.DEGREE)
    degrees[yes_or_no] = degrees[yes_or_no] > 0
    phrases = np.flatnonzero(~words)
    degrees[phrases] = _by_scattered_words(asked, units, leaf[phrases], fields[phrases])
    pairs = np.flatnonzero(shapes == Shape.PAIR)
    both = unit[first[pairs, np.newaxis] + np.arange(PAIR_WORDS)]
    word_pairs = WordPairs(pairs, clues.units.view("stem")[both], clues.units.view("base")[both], fields[pairs])
    row, paper, degree = together(asked.day, asked.neighbours, word_pairs, lookups.base, asked.papers)
    np.maximum.at(degrees, (row, paper), degree)
    return leaf, degrees


def _by_scattered_words(asked: Asked, units: UnitDegrees, leaf: Numbers, fields: Numbers) -> Numbers:
    first, after = asked.lookups.group_starts[leaf], asked.lookups.group_starts[leaf + 1]
    counts = after - first
    group = np.arange(int(counts.max(initial=0)))
    there = group < counts[:, np.newaxis]
    which = np.where(there, first[:, np.newaxis] + group, 0)
    shares = np.where(there, asked.weights.shares[which], 0)
    return scattered(units, units.row[asked.features.clues.groups.view("unit")[which]], shares, fields)


def _with_compounds(features: Features, row: Numbers, count: int) -> tuple[Numbers, int]:
    """Rows for the compounds that some paper may answer."""
    table = features.nodes
    node, level, left, right = (table.view(name) for name in ("node", "level", "left", "right"))
    for height in range(1, int(level.max(initial=0)) + 1):
        here = np.flatnonzero(level == height)
        one, other = row[left[here]] > 0, row[right[here]] > 0
        kind = node[here]
        lives = np.select([kind == Node.LEAST, kind == Node.GREATEST], [one & other, one | other], default=one)
        alive = here[lives]
        row[alive] = np.arange(count, count + len(alive))
        count += len(alive)
    return row, count


def _combine(features: Features, values: Numbers, row: Numbers) -> None:
    table = features.nodes
    node, level, left, right = (table.view(name) for name in ("node", "level", "left", "right"))
    for height in range(1, int(level.max(initial=0)) + 1):
        here = np.flatnonzero((level == height) & (row > 0))
        for kind in Node:
            mine = here[node[here] == kind]
            one, other = values[row[left[mine]]], values[row[right[mine]]]
            if kind is Node.LEAST:
                values[row[mine]] = np.minimum(one, other)
            elif kind is Node.GREATEST:
                values[row[mine]] = np.maximum(one, other)
            elif kind is Node.UNLESS:
                values[row[mine]] = np.where(other > 0, 0, one)
