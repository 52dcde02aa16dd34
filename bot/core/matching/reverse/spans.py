"""Where words of many terms stand side by side in many papers: :func:`bot.core.matching.search.find_spans` in bulk.

A term is a graph of arcs (:mod:`bot.core.matching.patterns`). Every arc that a day's texts can follow anywhere is found
once; then, for each pair of term and paper, arcs are joined end to end until the words are complete. What the tables
cannot decide is named, so that it can be looked at one by one.
"""

from typing import NamedTuple

import numpy as np

from bot.core.matching.folding import has_capitals
from bot.core.matching.patterns import HYPHENS
from bot.core.matching.reverse.clues import HYPHENATED, UNKNOWN
from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.day import Day
from bot.core.matching.reverse.lookup import Lookup
from bot.core.matching.spelling import is_pronounceable

RANKS = 64
"""So many arcs of one start can be told apart."""


class Arcs(NamedTuple):
    """Arcs of leaves, item by item.

    :ivar leaf: whose; rising.
    :ivar start, after: from which word of the term to which.
    :ivar words: one column for each word of the text it leads over; −1 where it has fewer.
    :ivar rank: among the arcs with the same start: the first that fits is taken.
    :ivar base: of an arc that is the word as typed, its uninflected form; else −1.
    :ivar special: see :data:`bot.core.matching.reverse.clues.HYPHENATED`.
    """

    leaf: Numbers
    start: Numbers
    after: Numbers
    words: Numbers
    rank: Numbers
    base: Numbers
    special: Numbers


class Steps(NamedTuple):
    """Arcs followed in a text, item by item: of which pair, from which word of the term to which, over which words of
    the day, with which rank, whether as typed, and whether over a derived word.
    """

    pair: Numbers
    start: Numbers
    after: Numbers
    first: Numbers
    last: Numbers
    rank: Numbers
    typed: Numbers
    derived: Numbers


class Spans(NamedTuple):
    """Words found side by side, item by item: in which pair, over which words of the day, and whether derived ones."""

    pair: Numbers
    first: Numbers
    last: Numbers
    derived: Numbers


def follow(day: Day, arcs: Arcs, pair_leaf: Numbers, pair_paper: Numbers, texts: list[str]) -> Steps:
    """Every arc of every pair that its paper lets one follow.

    :param pair_leaf, pair_paper: the pairs.
    :param texts: words by number.
    """
    used = np.isin(arcs.leaf, pair_leaf)
    arcs = Arcs(*(column[used] for column in arcs))
    kinds, kind = np.unique(np.column_stack((arcs.words, arcs.special)), axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    where, first, last = _occurrences(day, kinds, texts)
    papers = len(day.analysed)
    by_kind = Lookup(where.astype(np.int64) * papers + day.papers[first], first, last)
    occurring = np.zeros(len(kinds), bool)
    occurring[where] = True
    live = np.flatnonzero(occurring[kind])
    pair, [arc] = Lookup(arcs.leaf[live], live).join(pair_leaf)
    met, [first, last] = by_kind.join(kind[arc].astype(np.int64) * papers + pair_paper[pair])
    pair, arc = pair[met], arc[met]
    typed = arcs.rank[arc] == 0
    based = arcs.base[arc] != UNKNOWN
    return Steps(
        pair=pair,
        start=arcs.start[arc].astype(np.int64),
        after=arcs.after[arc].astype(np.int64),
        first=first,
        last=last,
        rank=arcs.rank[arc].astype(np.int64),
        typed=typed,
        derived=typed & based & (day.bases[first] != arcs.base[arc]),
    )


def _occurrences(day: Day, kinds: Numbers, texts: list[str]) -> tuple[Numbers, Numbers, Numbers]:
    """Of each kind of arc (its words, and what is special), the first and last word of the day where it stands."""
    words, special = kinds[:, :-1], kinds[:, -1]
    place, [which] = Lookup(words[:, 0], np.arange(len(kinds))).join(day.stems)
    last = place.copy()
    for number in range(1, words.shape[1]):
        further = words[which, number] != UNKNOWN
        there = _continues(day, last, words[which, number])
        keep = ~further | there
        place, which, last = place[keep], which[keep], (last + further)[keep]
    keep = np.ones(len(place), bool)
    for number in np.flatnonzero(special[which]).tolist():
        fits = _hyphenated if special[which[number]] == HYPHENATED else _in_capitals
        keep[number] = fits(day, int(place[number]), texts[int(words[which[number], 0])])
    return which[keep], place[keep], last[keep]


def _continues(day: Day, last: Numbers, word: Numbers) -> Numbers:
    """Whether this word follows, no end of a sentence between."""
    result: Numbers = _goes_on(day, last) & (day.stems[np.minimum(last + 1, len(day.stems) - 1)] == word)
    return result


def _goes_on(day: Day, last: Numbers) -> Numbers:
    """Whether any word follows, no end of a sentence between."""
    following = np.minimum(last + 1, len(day.stems) - 1)
    same = (following > last) & (day.texts[following] == day.texts[last])
    result: Numbers = same & (day.positions[following] == day.positions[last] + 1)
    return result


def _hyphenated(day: Day, place: int, _word: str) -> bool:
    text, number = day.text_of(place)
    return text.text[text.spans[number][1] : text.spans[number + 1][0]] in HYPHENS


def _in_capitals(day: Day, place: int, word: str) -> bool:
    if not is_pronounceable(word):
        return True
    text, number = day.text_of(place)
    return text.words[number] == word and has_capitals(text.printed(number))


def complete(day: Day, steps: Steps, goal: Numbers, begin: Numbers) -> tuple[Spans, Numbers]:
    """The spans that lead from one word of the term to another.

    :param begin, goal: per pair, from which to which; spans that begin elsewhere are not looked for.
    :return: and the pairs whose spans overlap, or were found in a way of which it cannot be said whether it is derived.
    """
    words = int(goal.max(initial=0)) + 1
    tokens = len(day.stems)
    key = (steps.pair.astype(np.int64) * words + np.minimum(steps.start, words - 1)) * tokens + steps.first
    inside = steps.after <= goal[steps.pair]
    onward = Lookup(key[inside], np.flatnonzero(inside))
    state = np.flatnonzero(inside & (steps.start == begin[steps.pair]))
    pair, number, first, last = steps.pair[state], steps.after[state], steps.first[state], steps.last[state]
    rank, typed, derived = steps.rank[state], steps.typed[state], steps.derived[state]
    done: list[tuple[Numbers, ...]] = []
    depth = 1
    while len(pair):
        complete_now = number == goal[pair]
        if complete_now.any():
            # Paths of different length are compared word by word, so a short one is filled up on the right.
            scaled = rank * (RANKS ** max(0, 10 - depth))
            done.append(tuple(c[complete_now] for c in (pair, first, last, scaled, typed, derived)))
        going = np.flatnonzero(~complete_now)
        going = going[_goes_on(day, last[going])]
        asked = (pair[going].astype(np.int64) * words + number[going]) * tokens + last[going] + 1
        met, [step] = onward.join(asked)
        going = going[met]
        pair, first = pair[going], first[going]
        rank = rank[going] * RANKS + steps.rank[step]
        typed, derived = typed[going] & steps.typed[step], derived[going] | steps.derived[step]
        number, last = steps.after[step], steps.last[step]
        depth += 1
    empty = (np.empty(0, np.int64),) * 4 + (np.empty(0, bool),) * 2
    columns = [np.concatenate(column) for column in zip(*done, strict=True)] if done else list(empty)
    return _first_of_each(columns, goal - begin, day)


def _first_of_each(columns: list[Numbers], words: Numbers, day: Day) -> tuple[Spans, Numbers]:
    """Of the paths from one place the one that would be tried first."""
    pair, first, last, rank, typed, derived = columns
    order = np.lexsort((rank, first, pair))
    pair, first, last, typed, derived = (column[order] for column in (pair, first, last, typed, derived))
    fresh = np.ones(len(pair), bool)
    fresh[1:] = (pair[1:] != pair[:-1]) | (first[1:] != first[:-1])
    pair, first, last, typed, derived = (column[fresh] for column in (pair, first, last, typed, derived))
    same = (pair[1:] == pair[:-1]) & (day.texts[first[1:]] == day.texts[first[:-1]])
    overlapping = pair[1:][same & (first[1:] <= last[:-1])]
    as_long = last - first + 1 == words[pair]
    unclear = pair[as_long & ~typed & (words[pair] > 1)]
    derived = derived & as_long & typed
    return Spans(pair, first, last, derived), np.unique(np.concatenate((overlapping, unclear)))
