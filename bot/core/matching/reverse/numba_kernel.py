"""The same with a compiled loop (numba, the extra ``scale``): profile by profile, paper by paper that answers it."""

from collections.abc import Callable

import numpy as np
from numba import njit

from bot.core.matching.degrees import AT_MOST_FOR_AVERAGE, ROUNDING
from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.problem import Found, Problem

PROFILES = 1 << 14
"""So many profiles are worked on at a time."""


def numba_kernel(problem: Problem, first: int, after: int) -> Found:
    """See :class:`bot.core.matching.reverse.problem.Kernel`."""
    counts, papers, scores = [], [], []
    room = np.empty(0, np.uint16), np.empty(0, np.uint16)
    for begin in range(first, after, PROFILES):
        end = min(begin + PROFILES, after)
        bound = _COUNT(
            problem.standing.wishes.starts, problem.standing.wishes.features, problem.row, problem.starts, begin, end
        )
        if bound >= len(room[0]):  # one place is written that may not count
            room = np.empty(2 * bound + 1, np.uint16), np.empty(2 * bound + 1, np.uint16)
        count = np.empty(end - begin, np.int64)
        total = _COMPUTE(*_arguments(problem), begin, end, count, *room)
        counts.append(count)
        papers.append(room[0][:total].copy())
        scores.append(room[1][:total].copy())
    if not counts:
        return Found(np.empty(0, np.int64), *room)
    return Found(np.concatenate(counts), np.concatenate(papers), np.concatenate(scores))


def _arguments(problem: Problem) -> tuple[Numbers, ...]:
    return (
        *problem.standing.wishes,
        problem.standing.worths,
        *problem.standing.required,
        *problem.standing.excluded,
        problem.standing.for_average,
        problem.standing.for_everything,
        problem.standing.typed_least,
        problem.row,
        problem.values,
        problem.starts,
        problem.papers,
        problem.degrees,
    )


def _bound(starts: Numbers, features: Numbers, row: Numbers, row_starts: Numbers, first: int, after: int) -> int:
    """How many matches there can be at most."""
    bound = 0
    for slot in range(starts[first], starts[after]):
        mine = row[features[slot]]
        bound += row_starts[mine + 1] - row_starts[mine]
    return bound


def _score(  # noqa: C901, PLR0917 - one loop over flat columns is what makes it fast
    wish_starts: Numbers,
    wish_features: Numbers,
    worths: Numbers,
    required_starts: Numbers,
    required_features: Numbers,
    excluded_starts: Numbers,
    excluded_features: Numbers,
    for_average: Numbers,
    for_everything: Numbers,
    least: Numbers,
    row: Numbers,
    values: Numbers,
    row_starts: Numbers,
    row_papers: Numbers,
    row_degrees: Numbers,
    first: int,
    after: int,
    counts: Numbers,
    papers: Numbers,
    scores: Numbers,
) -> int:
    count = values.shape[1]
    answered = np.zeros(count)
    tenths = np.zeros(count, np.uint16)
    total = 0
    for profile in range(first, after):
        begun = total
        touched = False
        for slot in range(wish_starts[profile], wish_starts[profile + 1]):
            mine = row[wish_features[slot]]
            if mine != 0:
                touched = True
                worth = worths[slot]
                for place in range(row_starts[mine], row_starts[mine + 1]):
                    answered[row_papers[place]] += worth * row_degrees[place]
        if touched:
            average, everything = for_average[profile], for_everything[profile]
            for paper in range(count):
                value = answered[paper]
                answered[paper] = 0.0
                tenths[paper] = np.uint16(min(AT_MOST_FOR_AVERAGE, average * value) + everything * value + ROUNDING)
            for slot in range(required_starts[profile], required_starts[profile + 1]):
                there = values[row[required_features[slot]]]
                for paper in range(count):
                    tenths[paper] *= there[paper] != 0
            for slot in range(excluded_starts[profile], excluded_starts[profile + 1]):
                there = values[row[excluded_features[slot]]]
                for paper in range(count):
                    tenths[paper] *= there[paper] == 0
            lowest = least[profile]
            for paper in range(count):
                # Written in any case and kept if it counts: a jump that is hard to foresee would cost more.
                papers[total] = paper
                scores[total] = tenths[paper]
                total += tenths[paper] >= lowest
        counts[profile - first] = total - begun
    return total


_compiled = njit(nogil=True, cache=True)
_COUNT: Callable[..., int] = _compiled(_bound)
_COMPUTE: Callable[..., int] = _compiled(_score)
