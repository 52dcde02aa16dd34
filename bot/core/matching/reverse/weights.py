"""How specific every feature is by certain word statistics: computed once for each of their versions."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.core.matching.patterns import MAX_MEANING, Arc, Pattern, WordKind
from bot.core.matching.reverse.clues import CAPITALS, ELSEWHERE, MOST_WORDS, UNKNOWN
from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.features import Aspect, Features, Node
from bot.core.matching.specificity import (
    CertainAcronyms,
    compiled,
    is_gauged,
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
    :ivar gauged: per feature, whether that rests on anything counted.
    :ivar shares: per row of the clues' ``groups``, the specificity of that group.
    :ivar singles: word and feature: clues that come from acronyms which were learned.
    :ivar adjacent: two words and feature, likewise.
    :ivar arcs: leaf, start, after, rank, and up to six words: the arcs of these readings.
    """

    version: str
    features: int
    specificity: Numbers
    gauged: Numbers
    shares: Numbers
    singles: Numbers
    adjacent: Numbers
    arcs: Numbers


def weigh(features: Features, statistics: Statistics) -> Weights:
    """The weights of all features there are now."""
    leaves, groups = features.clues.leaves, features.clues.groups
    of_leaf = leaves.view("feature")
    paths, single, known = _shortest(features, statistics)
    result, gauged = np.zeros(len(features), np.int64), np.zeros(len(features), bool)
    result[of_leaf] = _rounded(paths[:, 0])
    gauged[of_leaf] = known[:, 0]
    shares = _rounded(single[groups.view("leaf"), np.minimum(groups.view("first"), MOST_WORDS)])
    _correct(features, statistics, result, gauged, shares)
    _combine(features, result, gauged)
    learned = _learned(features, statistics)
    return Weights(statistics.version, len(features), result, gauged, shares, *learned)


def _shortest(features: Features, statistics: Statistics) -> tuple[Numbers, Numbers, Numbers]:
    """Per leaf and word: the least sum of squares to the end; of this word alone; whether known words lead to the end.

    Leaves of too many words are left out.
    """
    clues = features.clues
    words = clues.leaves.view("words").astype(np.int64)
    shape = len(clues.leaves), MOST_WORDS + 1
    paths, single, reaches = np.full(shape, np.inf), np.full(shape, np.inf), np.zeros(shape, bool)
    short = np.flatnonzero(words <= MOST_WORDS)
    paths[short, words[short]] = 0.0
    reaches[short, words[short]] = True
    leaf, start, after = (clues.arcs.view(name).astype(np.int64) for name in ("leaf", "start", "after"))
    squares, known = _squares(features, statistics)
    for number in range(MOST_WORDS - 1, -1, -1):
        here = np.flatnonzero((start == number) & (words[leaf] <= MOST_WORDS))
        np.minimum.at(paths[:, number], leaf[here], squares[here] + paths[leaf[here], after[here]])
        np.logical_or.at(reaches[:, number], leaf[here], known[here] & reaches[leaf[here], after[here]])
        alone = here[after[here] == number + 1]
        np.minimum.at(single[:, number], leaf[alone], squares[alone])
    return paths, single, reaches


def _rounded(squares: Numbers) -> Numbers:
    finite = np.where(np.isfinite(squares), squares, 0.0)
    result: Numbers = np.maximum(1, np.rint(1000 * np.sqrt(finite)).astype(np.int64))
    return result


def _squares(features: Features, statistics: Statistics) -> tuple[Numbers, Numbers]:
    """Per arc, the sum of its words' squared inverse document frequencies, and whether all its words are known."""
    arcs = features.clues.arcs
    first, second = arcs.view("a"), arcs.view("b")
    used = np.unique(np.concatenate((first, second[second != UNKNOWN])))
    squared, known = np.zeros(len(features.strings) + 1), np.ones(len(features.strings) + 1, bool)
    texts = [features.strings.texts[number] for number in used.tolist()]
    idf = np.array([statistics.idf(text) for text in texts])
    squared[used] = idf * idf
    known[used] = [statistics.knows(text) for text in texts]
    squared[-1] = 0.0  # that of no second word
    return squared[first] + squared[second], known[first] & known[second]


def _correct(features: Features, statistics: Statistics, result: Numbers, gauged: Numbers, shares: Numbers) -> None:
    """Ask the readable code for the leaves that the tables do not describe, and set those that are asked otherwise."""
    leaves, groups = features.clues.leaves, features.clues.groups
    of_leaf, aspects = leaves.view("feature"), features.nodes.view("aspect")
    words = leaves.view("words")
    exotic = (leaves.view("exotic") != 0) | (leaves.view("field") == ELSEWHERE) | (words == 0) | (words > MOST_WORDS)
    starts = np.searchsorted(groups.view("leaf"), np.arange(len(leaves) + 1))
    for leaf in np.flatnonzero(exotic & (aspects[of_leaf] == Aspect.DEGREE)).tolist():
        feature = int(of_leaf[leaf])
        term = features.term(feature)
        result[feature] = specificity(term, statistics)
        gauged[feature] = is_gauged(term, statistics)
        if starts[leaf + 1] > starts[leaf]:
            parts = specificities(compiled(term, statistics), statistics)
            shares[starts[leaf] : starts[leaf + 1]] = parts[1:]
    result[aspects != Aspect.DEGREE] = 0
    result[0] = 0


def _combine(features: Features, result: Numbers, gauged: Numbers) -> None:
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
        one, other = gauged[table.view("left")[here]], gauged[table.view("right")[here]]
        gauged[here] = np.select(
            [node[here] == Node.GREATEST, node[here] == Node.LEAST], [one | other, one & other], default=one
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
