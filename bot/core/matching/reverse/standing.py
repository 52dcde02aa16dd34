"""All profiles with what they are worth by certain word statistics: one half of a kernel's problem."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from bot.core.matching.degrees import AT_MOST_FOR_AVERAGE, FOR_EVERYTHING, FULL
from bot.core.matching.reverse.columns import Numbers, Table
from bot.core.matching.reverse.weights import Weights


class Slots(NamedTuple):
    """What the profiles ask for, profile by profile.

    :ivar starts: where those of each profile begin; one more than there are profiles.
    :ivar features: what is asked for.
    """

    starts: Numbers
    features: Numbers


@dataclass(frozen=True, eq=False)
class Standing:
    """The profiles of an index; none of its columns is shared with it.

    :ivar wishes: and, for each, in ``worths`` what it is worth (float64, whole numbers).
    :ivar required, excluded: as the plan of a profile says.
    :ivar learned: what counts for or against a paper besides, and in ``nudges`` how much, in tenths of a point.
    :ivar for_average, for_everything: per profile, the factors of :func:`bot.core.matching.degrees.tenths`.
    :ivar least: per profile, the least score that counts, in tenths of a point …
    :ivar typed_least: … and without what was learned: the least one for those profiles that have learned.
    :ivar top: per profile, how many matches count at most; 0 for all.
    """

    wishes: Slots
    worths: Numbers
    required: Slots
    excluded: Slots
    learned: Slots
    nudges: Numbers
    for_average: Numbers
    for_everything: Numbers
    least: Numbers
    typed_least: Numbers
    top: Numbers

    def with_minimum(self, tenths: int) -> "Standing":
        """The same with this least score for all profiles, and all their matches."""
        least = np.full_like(self.least, tenths)
        typed_least = np.where(np.diff(self.learned.starts) > 0, 1, least).astype(np.uint16)
        return replace(self, least=least, typed_least=typed_least, top=np.zeros_like(self.top))


def standing(
    profiles: Table, wishes: Table, required: Table, excluded: Table, learned: Table, weights: Weights
) -> Standing:
    """The profiles in these tables."""
    count = len(profiles)
    worths = _worths(wishes, count, weights)
    totals = np.bincount(wishes.view("owner"), weights=worths, minlength=count)
    one = 1.0 / np.maximum(float(FULL) * totals, 1.0)
    wish_slots, learned_slots = _slots(wishes, count), _slots(learned, count)
    least = profiles.view("least").copy()
    return Standing(
        wishes=wish_slots,
        worths=worths,
        required=_slots(required, count),
        excluded=_slots(excluded, count),
        learned=learned_slots,
        nudges=learned.view("tenths").copy(),
        for_average=AT_MOST_FOR_AVERAGE * np.diff(wish_slots.starts) * one,
        for_everything=FOR_EVERYTHING * one,
        least=least,
        typed_least=np.where(np.diff(learned_slots.starts) > 0, 1, least).astype(np.uint16),
        top=profiles.view("top").copy(),
    )


def _worths(wishes: Table, profiles: int, weights: Weights) -> Numbers:
    """As :func:`bot.core.matching.specificity.worths`, for all."""
    owner, typed = wishes.view("owner"), wishes.view("typed")
    weight = wishes.view("weight").astype(np.int64)
    specific, gauged = weights.specificity[typed], weights.gauged[typed]
    sure = np.bincount(owner, weights=weight * gauged, minlength=profiles).astype(np.int64)
    total = np.bincount(owner, weights=weight * gauged * specific, minlength=profiles).astype(np.int64)
    average = total // np.maximum(sure, 1)
    replaced = ~gauged & (specific > 0) & (sure[owner] > 0)
    result: Numbers = (weight * np.where(replaced, average[owner], specific)).astype(np.float64)
    return result


def _slots(table: Table, profiles: int) -> Slots:
    counts = np.bincount(table.view("owner"), minlength=profiles)
    return Slots(np.concatenate(([0], np.cumsum(counts))), table.view("feature").copy())
