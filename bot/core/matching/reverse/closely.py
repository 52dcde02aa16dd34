"""Terms and papers that must be looked at closely, many at once: :mod:`bot.core.matching.evidence` in bulk."""

from typing import NamedTuple

import numpy as np

from bot.core.matching.degrees import (
    DERIVED_PERCENT,
    FULL,
    LEAST_DEGREE,
    NEAR_PERCENT,
    NEAR_SLACK,
    SCATTERED_PERCENT,
    TITLE,
)
from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.day import Day
from bot.core.matching.reverse.features import Aspect, Features
from bot.core.matching.reverse.lookup import Pairs, spread
from bot.core.matching.reverse.near import ABSTRACT, FIELD_UNITS, SATURATION
from bot.core.matching.reverse.spans import Arcs, Spans, complete, follow
from bot.core.matching.reverse.weights import Weights


class Looked(NamedTuple):
    """What came out.

    :ivar values: per pair: a degree, or 1 and 0.
    :ivar unclear: per pair, whether it must be looked at one by one instead.
    """

    values: Numbers
    unclear: Numbers


class _Parts(NamedTuple):
    """The groups of words of pairs whose phrase may be scattered: of which pair, which words, and their share."""

    pair: Numbers
    first: Numbers
    after: Numbers
    share: Numbers


def look(features: Features, weights: Weights, arcs: Arcs, day: Day, pairs: Pairs, leaf: Numbers) -> Looked:
    """How well the paper of each pair answers its term.

    :param leaf: per pair; each can be looked at in bulk.
    """
    clues = features.clues
    steps = follow(day, arcs, leaf, pairs.papers, list(features.strings.texts))
    field = clues.leaves.view("field")[leaf]
    steps = type(steps)(*(column[_in_field(day, steps.first, field[steps.pair])] for column in steps))
    words = clues.leaves.view("words")[leaf].astype(np.int64)
    whole, unclear_wholes = complete(day, steps, words, np.zeros(len(leaf), np.int64))
    parts = _parts(features, weights, leaf)
    part_of = _within(parts, steps.pair, steps.start, steps.after)
    grouped, unclear_groups = complete(
        day, type(steps)(part_of[0], *(c[part_of[1]] for c in steps[1:])), parts.after, parts.first
    )
    mentions, near = _together(day, whole, grouped, parts, words)
    degrees = SATURATION[np.minimum(mentions, TITLE)].astype(np.int64)
    degrees = np.maximum(degrees, _scattered(day, grouped, parts, len(leaf)))
    aspect = features.nodes.view("aspect")[pairs.features]
    contained = np.zeros(len(leaf), bool)
    contained[whole.pair] = True
    values = np.select([aspect == Aspect.DEGREE, aspect == Aspect.CONTAINED], [degrees, contained], contained | near)
    unclear = np.zeros(len(leaf), bool)
    unclear[unclear_wholes] = unclear[parts.pair[unclear_groups]] = True
    return Looked(values.astype(np.uint16), unclear)


def _in_field(day: Day, word: Numbers, field: Numbers) -> Numbers:
    result: Numbers = (field == 0) | (day.fields[word] == field)
    return result


def _parts(features: Features, weights: Weights, leaf: Numbers) -> _Parts:
    leaves, groups = features.clues.leaves, features.clues.groups
    scattering = np.flatnonzero(leaves.view("scatters")[leaf])
    of_leaf = groups.view("leaf")
    begin = np.searchsorted(of_leaf, leaf[scattering], side="left")
    counts = np.searchsorted(of_leaf, leaf[scattering], side="right") - begin
    group = spread(begin, counts)
    first, after = groups.view("first")[group].astype(np.int64), groups.view("after")[group].astype(np.int64)
    return _Parts(np.repeat(scattering, counts), first, after, weights.shares[group])


def _within(parts: _Parts, pair: Numbers, start: Numbers, after: Numbers) -> tuple[Numbers, Numbers]:
    """To which group of its pair each step belongs: the group, and the step."""
    begin = np.searchsorted(parts.pair, pair, side="left")
    counts = np.searchsorted(parts.pair, pair, side="right") - begin
    step = np.repeat(np.arange(len(pair)), counts)
    group = spread(begin, counts)
    inside = (parts.first[group] <= start[step]) & (after[step] <= parts.after[group])
    return group[inside], step[inside]


def _together(day: Day, whole: Spans, grouped: Spans, parts: _Parts, words: Numbers) -> tuple[Numbers, Numbers]:
    """Per pair: mentions side by side, or near in the texts where there are none; and whether there are such."""
    texts = len(day.folded)
    mentions = np.zeros(len(words), np.int64)
    key = whole.pair * texts + day.texts[whole.first]
    cells, inverse = np.unique(key, return_inverse=True)
    worth = FIELD_UNITS[day.fields[whole.first]] * np.where(whole.derived, DERIVED_PERCENT, 100) // 100
    np.add.at(mentions, cells // texts, _counted(day, whole.first, worth, inverse, len(cells)))
    near = np.zeros(len(words), bool)
    pair = parts.pair[grouped.pair]
    elsewhere = ~np.isin(pair * texts + day.texts[grouped.first], cells)
    columns = tuple(c[elsewhere] for c in (pair, grouped.pair, grouped.first, grouped.last, grouped.derived))
    found, worth = _near(day, columns, parts, words)
    np.add.at(mentions, found, worth)
    near[found] = True
    return mentions, near


def _counted(day: Day, first: Numbers, worth: Numbers, cell: Numbers, cells: int) -> Numbers:
    """What the mentions of each cell are worth: in an abstract all, else the best."""
    added = np.bincount(cell, weights=worth, minlength=cells).astype(np.int64)
    best, field = np.zeros(cells, np.int64), np.zeros(cells, np.int64)
    np.maximum.at(best, cell, worth)
    field[cell] = day.fields[first]
    return np.where(field == ABSTRACT, added, best)


def _near(day: Day, columns: tuple[Numbers, ...], parts: _Parts, words: Numbers) -> tuple[Numbers, Numbers]:
    """Pairs with all their groups near together in a text, and what that is worth: as ``find_nearest`` finds it."""
    order = np.lexsort((columns[1], columns[3], columns[2], columns[0]))
    pair, group, first, last, derived = (column[order] for column in columns)
    index = np.arange(len(pair))
    text = day.texts[first].astype(np.int64)
    fresh = np.ones(len(pair), bool)
    fresh[1:] = (pair[1:] != pair[:-1]) | (text[1:] != text[:-1])
    begin = np.maximum.accumulate(np.where(fresh, index, 0))
    begins = np.searchsorted(parts.pair, np.arange(len(words)))
    number = group - begins[pair]
    groups = np.bincount(parts.pair, minlength=len(words))[pair]
    oldest, complete_now, any_derived = index.copy(), np.ones(len(pair), bool), np.zeros(len(pair), bool)
    for each in range(int(groups.max(initial=0))):
        # The latest place of this group up to here, if there was one in this text.
        latest = np.maximum.accumulate(np.where(number == each, index, -1))
        counts = groups > each
        complete_now &= ~counts | (latest >= begin)
        latest = np.maximum(latest, 0)
        oldest = np.where(counts, np.minimum(oldest, latest), oldest)
        any_derived |= counts & derived[latest]
    width = day.positions[last] - day.positions[first[oldest]] + 1
    at = np.flatnonzero(complete_now & (width <= words[pair] + NEAR_SLACK))
    at = at[np.lexsort((at, width[at], begin[at]))]
    best = np.ones(len(at), bool)
    best[1:] = begin[at[1:]] != begin[at[:-1]]
    at = at[best]
    percent = np.where(any_derived[at], DERIVED_PERCENT, 100)
    return pair[at], FIELD_UNITS[day.fields[first[at]]] * (NEAR_PERCENT * percent // 100) // 100


def _scattered(day: Day, grouped: Spans, parts: _Parts, pairs: int) -> Numbers:
    """The degrees by scattered words: :func:`bot.core.matching.degrees.scattered`."""
    texts = len(day.folded)
    worth = FIELD_UNITS[day.fields[grouped.first]] * np.where(grouped.derived, DERIVED_PERCENT, 100) // 100
    cells, inverse = np.unique(grouped.pair * texts + day.texts[grouped.first], return_inverse=True)
    mentions = np.zeros(len(parts.pair), np.int64)
    np.add.at(mentions, cells // texts, _counted(day, grouped.first, worth, inverse, len(cells)))
    degree = SATURATION[np.minimum(mentions, TITLE)].astype(np.int64)
    covered, answered, total = (
        np.bincount(parts.pair, weights=weights, minlength=pairs).astype(np.int64)
        for weights in (parts.share * (degree > 0), parts.share * degree, parts.share)
    )
    result = SCATTERED_PERCENT * covered * answered // np.maximum(1, 100 * total * total)
    return np.where(result < LEAST_DEGREE, 0, np.minimum(result, FULL))
