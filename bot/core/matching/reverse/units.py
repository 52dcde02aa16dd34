"""Single words in bulk: how fully each paper answers each unit, and phrases whose words are scattered."""

import numpy as np

from bot.core.matching.degrees import (
    DERIVED_PERCENT,
    FULL,
    LEAST_DEGREE,
    LISTED,
    MENTION,
    SCATTERED_PERCENT,
    TITLE,
)
from bot.core.matching.reverse.clues import UNKNOWN, Clues
from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.day import Day
from bot.core.matching.reverse.lookup import Lookup
from bot.core.matching.reverse.near import SATURATION

_FIELDS = 4
_CHUNK = 1 << 20


class UnitDegrees:
    """The degrees of the units that occur on a day, 0–1000.

    :ivar row: per unit its row in the tables; the last one, which is 0 throughout, for all that do not occur.
    """

    def __init__(self, clues: Clues, day: Day, lookup: Lookup) -> None:
        """:param lookup: the units by the number of their stem."""
        papers = len(day.analysed)
        known = np.flatnonzero(day.stems != UNKNOWN)
        met, [unit] = lookup.join(day.stems[known])
        word = known[met]
        alive, local = np.unique(unit, return_inverse=True)
        self.row = np.full(len(clues.units) + 1, len(alive), np.int64)
        self.row[alive] = np.arange(len(alive))
        self._shape = (len(alive) + 1, papers)
        as_typed = day.bases[word] == clues.units.view("base")[unit]
        cell = local * papers + day.papers[word]
        fields = day.fields[word]
        typed = [self._count(cell[as_typed & (fields == field)]) for field in range(1, _FIELDS)]
        derived = [self._count(cell[~as_typed & (fields == field)]) for field in range(1, _FIELDS)]
        title, listed = (
            np.where(typed[field] > 0, unit_worth, np.where(derived[field] > 0, _derived(unit_worth), 0))
            for field, unit_worth in ((0, TITLE), (2, LISTED))
        )
        abstract = typed[1] * MENTION + derived[1] * _derived(MENTION)
        self._mentions = (title + abstract + listed, title, abstract, listed)
        self._degrees: dict[int, Numbers] = {}

    def degrees(self, field: int) -> Numbers:
        """Per row and paper; only what stands in the field, or in all for 0."""
        if field not in self._degrees:
            self._degrees[field] = SATURATION[np.minimum(self._mentions[field], TITLE)]
        return self._degrees[field]

    def _count(self, cells: Numbers) -> Numbers:
        rows, papers = self._shape
        return np.bincount(cells, minlength=rows * papers).reshape(self._shape)


def _derived(worth: int) -> int:
    return worth * DERIVED_PERCENT // 100


def scattered(units: UnitDegrees, rows: Numbers, shares: Numbers, fields: Numbers) -> Numbers:
    """The degrees of phrases by their scattered words: :func:`bot.core.matching.degrees.scattered` for many.

    :param rows: phrases × groups, rows of the units; those of phrases with fewer groups are filled up with any row …
    :param shares: … and a share of 0.
    :param fields: per phrase.
    :return: phrases × papers.
    """
    papers = units.degrees(0).shape[1]
    result = np.zeros((len(rows), papers), np.uint16)
    step = max(1, _CHUNK // max(1, papers))
    for field in np.unique(fields).tolist():
        degrees = units.degrees(field)
        mine = np.flatnonzero(fields == field)
        for begin in range(0, len(mine), step):
            part = mine[begin : begin + step]
            result[part] = _scattered(degrees, rows[part], shares[part])
    return result


def _scattered(degrees: Numbers, rows: Numbers, shares: Numbers) -> Numbers:
    shape = (len(rows), degrees.shape[1])
    covered, answered = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for group in range(rows.shape[1]):
        degree = degrees[rows[:, group]].astype(np.int64)
        share = shares[:, group, np.newaxis]
        covered += share * (degree > 0)
        answered += share * degree
    total = shares.sum(axis=1, dtype=np.int64)[:, np.newaxis]
    result = SCATTERED_PERCENT * covered * answered // (100 * total * total)
    result[result < LEAST_DEGREE] = 0
    degrees_found: Numbers = np.minimum(result, FULL).astype(np.uint16)
    return degrees_found
