"""How specific every feature is by certain word statistics: computed once for each of their versions."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.core.matching.patterns import MAX_MEANING, Arc, Pattern, WordKind
from bot.core.matching.reverse.clues import CAPITALS, ELSEWHERE, UNKNOWN
from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.features import Aspect, Features, Node
from bot.core.matching.specificity import (
    CertainAcronyms,
    compiled,
    specificities,
    specificity,
)
from bot.core.matching.statistics import Statistics


@dataclass(frozen=True, eq=False)
class Weights:
    """What the word statistics say of the features of an index.

    :ivar version: of the statistics.
    :ivar features: for how many features it holds: those numbered below.
    :ivar specificity: per feature, in thousandths of a nat; 0 for what is not asked by degree.
    :ivar shares: per row of the clues' ``groups``, the specificity of that group.
    :ivar singles: word and feature: clues that come from acronyms which were learned.
    :ivar adjacent: two words and feature, likewise.
    :ivar arcs: leaf, start, after, rank, and up to six words: the arcs of these readings.
    """

    version: str
    features: int
    specificity: Numbers
    shares: Numbers
    singles: Numbers
    adjacent: Numbers
    arcs: Numbers


def weigh(features: Features, statistics: Statistics) -> Weights:
    """The weights of all features there are now."""
    clues = features.clues
    leaves, nodes = clues.leaves, features.nodes
    of_leaf = leaves.view("feature")
    words = leaves.view("words").astype(np.int64)
    longest = int(words.max(initial=0))
    squares = _squares(features, statistics)
    paths = np.full((len(leaves), longest + 2), np.inf)
    paths[np.arange(len(leaves)), words] = 0.0
    single = np.full((len(leaves), longest + 2), np.inf)
    leaf, start, after = (clues.arcs.view(name).astype(np.int64) for name in ("leaf", "start", "after"))
    for number in range(longest - 1, -1, -1):
        here = np.flatnonzero(start == number)
        np.minimum.at(paths[:, number], leaf[here], squares[here] + paths[leaf[here], after[here]])
        short = here[after[here] == number + 1]
        np.minimum.at(single[:, number], leaf[short], squares[short])
    result = np.zeros(len(nodes), np.int64)
    result[of_leaf] = _rounded(paths[:, 0])
    groups = clues.groups
    shares = _rounded(single[groups.view("leaf"), groups.view("first")])
    _correct(features, statistics, result, shares)
    _combine(features, result)
    singles, adjacent, arcs = _learned(features, statistics)
    return Weights(statistics.version, len(nodes), result, shares, singles, adjacent, arcs)


def _rounded(squares: Numbers) -> Numbers:
    finite = np.where(np.isfinite(squares), squares, 0.0)
    result: Numbers = np.maximum(1, np.rint(1000 * np.sqrt(finite)).astype(np.int64))
    return result


def _squares(features: Features, statistics: Statistics) -> Numbers:
    """Per arc, the sum of its words' squared inverse document frequencies."""
    arcs = features.clues.arcs
    first, second = arcs.view("a"), arcs.view("b")
    used = np.unique(np.concatenate((first, second[second != UNKNOWN])))
    idf = np.zeros(len(features.strings) + 1)
    texts = features.strings.texts
    idf[used] = [statistics.idf(texts[number]) for number in used.tolist()]
    squared = idf * idf
    squared[-1] = 0.0  # that of no second word
    result: Numbers = squared[first] + squared[second]
    return result


def _correct(features: Features, statistics: Statistics, result: Numbers, shares: Numbers) -> None:
    """Ask the readable code for the leaves that the tables do not describe, and set those that are asked otherwise."""
    leaves, groups = features.clues.leaves, features.clues.groups
    of_leaf, aspects = leaves.view("feature"), features.nodes.view("aspect")
    exotic = (leaves.view("exotic") != 0) | (leaves.view("field") == ELSEWHERE) | (leaves.view("words") == 0)
    starts = np.searchsorted(groups.view("leaf"), np.arange(len(leaves) + 1))
    for leaf in np.flatnonzero(exotic & (aspects[of_leaf] == Aspect.DEGREE)).tolist():
        feature = int(of_leaf[leaf])
        term = features.term(feature)
        result[feature] = specificity(term, statistics)
        if starts[leaf + 1] > starts[leaf]:
            parts = specificities(compiled(term, statistics), statistics)
            shares[starts[leaf] : starts[leaf + 1]] = parts[1:]
    result[aspects != Aspect.DEGREE] = 0
    result[0] = 0


def _combine(features: Features, result: Numbers) -> None:
    """From the leaves up, as :func:`bot.core.matching.specificity.specificity` does."""
    table = features.nodes
    node, level = table.view("node"), table.view("level")
    for height in range(1, int(level.max(initial=0)) + 1):
        here = np.flatnonzero((level == height) & (table.view("aspect") == Aspect.DEGREE))
        left, right = result[table.view("left")[here]], result[table.view("right")[here]]
        least = np.minimum(left, right)
        commoner = np.where(least == 0, np.maximum(left, right), least)
        together = np.rint(np.sqrt((left * left + right * right).astype(float))).astype(np.int64)
        result[here] = np.select(
            [node[here] == Node.GREATEST, node[here] == Node.LEAST], [commoner, together], default=left
        )


def _learned(features: Features, statistics: Statistics) -> tuple[Numbers, Numbers, Numbers]:
    """Clues for the readings of terms that come from acronyms, and these readings."""
    strings = features.strings
    singles: list[tuple[int, int]] = []
    adjacent: list[tuple[int, int, int]] = []
    rows: list[list[int]] = []
    leaf_of = {feature: leaf for leaf, feature in enumerate(features.clues.leaves.view("feature").tolist())}
    for feature in sorted(_affected(features, statistics)):
        pattern = compiled(features.term(feature), statistics)
        for start, rank, arc in _learned_arcs(pattern):
            numbers = [strings.number(word.text) for word in arc.words]
            if len(numbers) == 1:
                singles.append((numbers[0], feature))
            else:
                adjacent.append((numbers[0], numbers[1], feature))
            special = CAPITALS if arc.words[0].kind is WordKind.ACRONYM else 0
            padded = [*numbers, *[UNKNOWN] * (MAX_MEANING - len(numbers))]
            rows.append([leaf_of[feature], start, arc.after, rank, special, *padded])
    return (
        np.array(singles, np.int32).reshape(-1, 2),
        np.array(adjacent, np.int32).reshape(-1, 3),
        np.array(rows, np.int32).reshape(-1, 5 + MAX_MEANING),
    )


def _learned_arcs(pattern: Pattern) -> Iterator[tuple[int, int, Arc]]:
    for start, arcs in enumerate(pattern.arcs):
        for rank, arc in enumerate(arcs):
            if arc.learned:
                yield start, rank, arc


def _affected(features: Features, statistics: Statistics) -> set[int]:
    """The leaves in which an acronym may be read otherwise, or some more."""
    certain = CertainAcronyms(statistics)
    senses = [(short, long) for short, long in statistics.definitions if long in set(certain.meanings_of(short))]
    mains = features.clues.mains
    order = np.argsort(mains.view("word"), kind="stable")
    word, feature = mains.view("word")[order], mains.view("feature")[order]

    def with_word(text: str) -> set[int]:
        [number] = features.strings.numbers([text])
        first, after = np.searchsorted(word, (number, number + 1))
        return set(feature[first:after].tolist()) if number != UNKNOWN else set()

    found: set[int] = set()
    for short, long in senses:
        found |= with_word(short)
        found |= set.intersection(*(with_word(stem) for stem in dict.fromkeys(long)))
    return found
