"""Which terms and papers must be looked at closely, and looking: in bulk, and one by one what remains."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.core.matching.evidence import contains, find_evidence, is_present
from bot.core.matching.reverse.closely import look
from bot.core.matching.reverse.clues import UNKNOWN
from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.day import Day
from bot.core.matching.reverse.features import Aspect, Features
from bot.core.matching.reverse.lookup import Pairs
from bot.core.matching.reverse.lookups import Lookups
from bot.core.matching.reverse.near import Neighbours
from bot.core.matching.reverse.weights import Weights
from bot.core.matching.scope import contradicted
from bot.core.matching.statistics import Statistics

STEPS = 1 << 23
"""So many words of terms times words of texts are worked on at a time."""


@dataclass(frozen=True, eq=False)
class Asked:
    """Everything a day's papers are asked for.

    :ivar neighbours: the words that stand near each other.
    """

    features: Features
    weights: Weights
    lookups: Lookups
    statistics: Statistics
    day: Day
    neighbours: Neighbours

    @property
    def papers(self) -> int:
        """How many there are."""
        return len(self.day.analysed)


def to_look_at(asked: Asked) -> Pairs:
    """The leaves and papers that must be looked at closely."""
    hits = list(_hits(asked))
    pairs = Pairs(
        np.concatenate([np.asarray(each.features, np.int64) for each in hits]),
        np.concatenate([np.asarray(each.papers, np.int64) for each in hits]),
    )
    return pairs.distinct(asked.papers)


def _hits(asked: Asked) -> Iterator[Pairs]:
    lookups, day, found = asked.lookups, asked.day, asked.neighbours
    met, [feature] = lookups.singles.join(day.stems)
    yield Pairs(feature, day.papers[met])
    beside = np.flatnonzero(np.diff(day.positions) == 1)
    beside = beside[day.texts[beside] == day.texts[beside + 1]]
    beside = beside[(day.stems[beside] != UNKNOWN) & (day.stems[beside + 1] != UNKNOWN)]
    met, [feature] = lookups.adjacent.join(lookups.key(day.stems[beside], day.stems[beside + 1]))
    yield Pairs(feature, day.papers[beside[met]])
    for one, other in ((found.left, found.right), (found.right, found.left)):
        met, [feature, window] = lookups.near.join(lookups.key(day.stems[one], day.stems[other]))
        close = found.apart[met] < window
        yield Pairs(feature[close], day.papers[one[met[close]]])
    met, [feature] = lookups.names.join(day.name_words)
    yield Pairs(feature, day.name_papers[met])
    yield from _by_prefix(asked)
    everywhere = asked.features.clues.everywhere.view("feature")
    yield Pairs(np.repeat(everywhere, asked.papers), np.tile(np.arange(asked.papers), len(everywhere)))


def _by_prefix(asked: Asked, *, names: bool = False) -> Iterator[Pairs]:
    """:param names: only those in names."""
    table, texts = asked.features.clues.prefixes, asked.features.strings.texts
    wanting_by_prefix: dict[tuple[int, int], list[int]] = {}
    columns = (table.view(name).tolist() for name in ("word", "names", "feature"))
    for word, in_names, feature in zip(*columns, strict=True):
        if in_names or not names:
            wanting_by_prefix.setdefault((word, in_names), []).append(feature)
    for (word, in_names), wanting in wanting_by_prefix.items():
        papers = list(asked.day.papers_with(texts[word], names=bool(in_names)))
        if papers:
            yield Pairs(np.repeat(wanting, len(papers)), np.tile(papers, len(wanting)))


def look_closely(asked: Asked, pairs: Pairs, row: Numbers, values: Numbers) -> None:
    """Look at all pairs at once, and at those of which that tells nothing certain one by one.

    :param row: per feature its row in ``values``, into which the outcome is written.
    """
    leaf = asked.lookups.leaf_of[pairs.features]
    batch = asked.lookups.in_bulk[leaf]
    batch &= ~_named(asked, pairs) & ~_contradicted(asked, pairs)
    _look_at_each(asked, _some(pairs, ~batch), row, values)
    for part in _parts(asked, _some(pairs, batch)):
        looked = look(
            asked.features, asked.weights, asked.lookups.arcs, asked.day, part, asked.lookups.leaf_of[part.features]
        )
        values[row[part.features], part.papers] = looked.values
        _look_at_each(asked, _some(part, looked.unclear), row, values)


def _some(pairs: Pairs, which: Numbers) -> Pairs:
    return Pairs(*(column[which] for column in pairs))


def _parts(asked: Asked, pairs: Pairs) -> Iterator[Pairs]:
    """Some pairs at a time, so that the steps through their texts fit into memory, whatever these are."""
    words = asked.features.clues.leaves.view("words")[asked.lookups.leaf_of[pairs.features]].astype(np.int64)
    lengths = np.bincount(asked.day.papers, minlength=asked.papers)
    steps = np.cumsum(words * lengths[pairs.papers])
    part = steps // STEPS
    for number in np.unique(part).tolist():
        yield _some(pairs, part == number)


def _named(asked: Asked, pairs: Pairs) -> Numbers:
    """Which pairs came about by a name."""
    met, [feature] = asked.lookups.names.join(asked.day.name_words)
    count = asked.papers
    named = feature.astype(np.int64) * count + asked.day.name_papers[met]
    prefixed = [each.features * count + each.papers for each in _by_prefix(asked, names=True)]
    return np.isin(pairs.features * count + pairs.papers, np.concatenate((named, *prefixed)))


def _contradicted(asked: Asked, pairs: Pairs) -> Numbers:
    """Which pairs are of a term with an acronym that the paper itself takes for something else."""
    day, singles, texts = asked.day, asked.weights.singles, asked.features.strings.texts
    used = np.flatnonzero(np.isin(day.stems, singles[:, 0]))
    meetings = np.unique(np.column_stack((day.papers[used], day.stems[used])), axis=0).tolist()
    papers = [paper for paper, word in meetings if contradicted(day.analysed[paper], texts[word], asked.statistics)]
    learned = np.zeros(len(asked.features), bool)
    learned[singles[:, 1]] = True
    result: Numbers = learned[pairs.features] & np.isin(pairs.papers, papers)
    return result


def _look_at_each(asked: Asked, pairs: Pairs, row: Numbers, values: Numbers) -> None:
    """Ask the readable code."""
    aspects = asked.features.nodes.view("aspect")
    for feature, number in zip(pairs.features.tolist(), pairs.papers.tolist(), strict=True):
        term, paper = asked.features.term(feature), asked.day.analysed[number]
        if aspects[feature] == Aspect.DEGREE:
            evidence = find_evidence(term, paper, asked.statistics)
            value = evidence.degree if evidence else 0
        else:
            is_so = contains if aspects[feature] == Aspect.CONTAINED else is_present
            value = int(is_so(term, paper, asked.statistics))
        values[row[feature], number] = value
