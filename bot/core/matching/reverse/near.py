"""Two words beside or near each other: found in bulk, counted as :mod:`bot.core.matching.evidence` counts them."""

from typing import NamedTuple

import numpy as np

from bot.core.matching.degrees import (
    DERIVED_PERCENT,
    LISTED,
    MENTION,
    NEAR_PERCENT,
    NEAR_SLACK,
    SATURATED,
    TITLE,
)
from bot.core.matching.reverse.clues import PAIR_WORDS
from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.day import Day
from bot.core.matching.reverse.lookup import Lookup

SATURATION = np.array(SATURATED, np.uint16)
FIELD_UNITS = np.array([0, TITLE, MENTION, LISTED], np.int64)
"""What a mention is worth, by the number of its field."""

ABSTRACT = 2
"""The number of the abstract."""

PAIR_WINDOW = PAIR_WORDS + NEAR_SLACK
"""Two words are near each other if they and those between are at most so many."""


class Neighbours(NamedTuple):
    """Pairs of words of the same text, a few words apart.

    :ivar left, right: the earlier and the later, as positions in the columns of the day.
    :ivar apart: how far, in positions of the text.
    """

    left: Numbers
    right: Numbers
    apart: Numbers


class WordPairs(NamedTuple):
    """Phrases of two words, item by item.

    :ivar rows: where their outcome belongs.
    :ivar stems, bases: two columns each: the numbers of stem and uninflected word.
    :ivar fields: in which field alone they are looked for; 0 for all.
    """

    rows: Numbers
    stems: Numbers
    bases: Numbers
    fields: Numbers


def neighbours(day: Day, window: int, known: Numbers) -> Neighbours:
    """All pairs at most so far apart.

    :param known: per word of the day, whether it can be part of a pair.
    """
    where = np.flatnonzero(known)
    lefts, rights, gaps = [], [], []
    for step in range(1, window + 1):
        # Between two words that count may stand others that do not, so ``step`` bounds the distance from below.
        left, right = where[:-step], where[step:]
        apart = day.positions[right] - day.positions[left]
        near = (day.texts[left] == day.texts[right]) & (apart <= window)
        if not near.any():
            break
        lefts.append(left[near])
        rights.append(right[near])
        gaps.append(apart[near])
    empty = np.empty(0, np.int64)
    return Neighbours(*(np.concatenate(each) if each else empty for each in (lefts, rights, gaps)))


def together(day: Day, found: Neighbours, pairs: WordPairs, base: int, papers: int) -> tuple[Numbers, Numbers, Numbers]:
    """How fully papers answer phrases of two words that stand together or near each other in them.

    :param base: above every number of a word.
    :return: rows, papers and degrees.
    """
    index = np.arange(len(pairs.rows))
    lookup = Lookup(pairs.stems[:, 0].astype(np.int64) * base + pairs.stems[:, 1], index)
    close = found.apart < PAIR_WINDOW
    left, right, apart = found.left[close], found.right[close], found.apart[close].astype(np.int64)
    stems = day.stems.astype(np.int64)
    forward, [phrase_forward] = lookup.join(stems[left] * base + stems[right])
    backward, [phrase_backward] = lookup.join(stems[right] * base + stems[left])
    phrase = np.concatenate((phrase_forward, phrase_backward))
    first = np.concatenate((left[forward], right[backward]))
    second = np.concatenate((right[forward], left[backward]))
    apart = np.concatenate((apart[forward], apart[backward]))
    fits = (pairs.fields[phrase] == 0) | (pairs.fields[phrase] == day.fields[first])
    phrase, first, second, apart = phrase[fits], first[fits], second[fits], apart[fits]
    whole = (second == first + 1) & (apart == 1)
    later = np.maximum(first, second)
    derived = (day.bases[first] != pairs.bases[phrase, 0]) | (day.bases[second] != pairs.bases[phrase, 1])
    return _counted(day, pairs.rows[phrase], first, later, apart, whole, derived, papers)


def _counted(
    day: Day,
    rows: Numbers,
    first: Numbers,
    later: Numbers,
    apart: Numbers,
    whole: Numbers,
    derived: Numbers,
    papers: int,
) -> tuple[Numbers, Numbers, Numbers]:
    order = np.lexsort((later, apart, ~whole, day.texts[first], rows))
    rows, first, whole, derived = rows[order], first[order], whole[order], derived[order]
    text, field = day.texts[first].astype(np.int64), day.fields[first]
    begins = np.ones(len(rows), bool)
    begins[1:] = (rows[1:] != rows[:-1]) | (text[1:] != text[:-1])
    group = np.cumsum(begins) - 1
    begin = np.flatnonzero(begins)
    percent = np.where(derived, DERIVED_PERCENT, 100)
    worth = FIELD_UNITS[field] * percent // 100
    # Side by side somewhere in the text: in an abstract every such place counts, else the best. Nowhere: the nearest.
    beside = np.where(whole, worth, 0)
    added = np.bincount(group, weights=beside, minlength=len(begin)).astype(np.int64)
    best = np.maximum.reduceat(beside, begin) if len(begin) else added
    near = FIELD_UNITS[field[begin]] * (NEAR_PERCENT * percent[begin] // 100) // 100
    counted = np.where(whole[begin], np.where(field[begin] == ABSTRACT, added, best), near)
    keys, inverse = np.unique(rows[begin].astype(np.int64) * papers + day.papers[first[begin]], return_inverse=True)
    mentions = np.bincount(inverse, weights=counted, minlength=len(keys)).astype(np.int64)
    return keys // papers, keys % papers, SATURATION[np.minimum(mentions, TITLE)]
