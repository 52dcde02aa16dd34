"""Scores in bulk with numpy alone: all that a day's papers answer is added up cell by cell, profile × paper."""

import numpy as np

from bot.core.matching.degrees import AT_MOST_FOR_AVERAGE, ROUNDING
from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.lookup import spread
from bot.core.matching.reverse.problem import Found, Problem
from bot.core.matching.reverse.standing import Slots

CELLS = 1 << 19
"""So many cells are worked on at a time: they fit into the processor's cache."""


def numpy_kernel(problem: Problem, first: int, after: int) -> Found:
    """See :class:`bot.core.matching.reverse.problem.Kernel`."""
    papers = problem.values.shape[1]
    step = max(1, CELLS // max(1, papers))
    parts = [_chunk(problem, begin, min(begin + step, after), papers) for begin in range(first, after, step)]
    if not parts:
        return Found(np.empty(0, np.int64), np.empty(0, np.uint16), np.empty(0, np.uint16))
    return Found(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _chunk(problem: Problem, first: int, after: int, papers: int) -> Found:
    begin, end = problem.standing.wishes.starts[first], problem.standing.wishes.starts[after]
    row = problem.row[problem.standing.wishes.features[begin:end]]
    live = np.flatnonzero(row)
    row = row[live]
    owner = np.repeat(np.arange(after - first), np.diff(problem.standing.wishes.starts[first : after + 1]))[live]
    start = problem.starts[row]
    length = problem.starts[row + 1] - start
    where = spread(start, length)
    cell = np.repeat(owner * papers, length)
    cell += problem.papers[where]
    value = np.repeat(problem.standing.worths[begin:end][live], length)
    value *= problem.degrees[where]
    # Of nothing at all bincount makes whole numbers.
    answered = np.bincount(cell, weights=value, minlength=(after - first) * papers).astype(np.float64, copy=False)
    _gate(problem.standing.required, problem, first, after, answered, wanted=True)
    _gate(problem.standing.excluded, problem, first, after, answered, wanted=False)
    hit = np.flatnonzero(answered)
    profile = hit // papers
    paper = (hit - profile * papers).astype(np.uint16)
    value = answered[hit]
    score = problem.standing.for_average[first:after][profile]
    score *= value
    np.minimum(score, AT_MOST_FOR_AVERAGE, out=score)
    value *= problem.standing.for_everything[first:after][profile]
    score += value
    score += ROUNDING
    tenths = score.astype(np.uint16)  # rounds down, as no score is below 0
    keep = tenths >= problem.standing.typed_least[first:after][profile]
    counts = np.bincount(profile[keep], minlength=after - first)
    return Found(counts, paper[keep], tenths[keep])


def _gate(slots: Slots, problem: Problem, first: int, after: int, answered: Numbers, *, wanted: bool) -> None:
    """Forget the papers without what is required, or with what is excluded."""
    begin, end = slots.starts[first], slots.starts[after]
    if begin == end:
        return
    counts = np.diff(slots.starts[first : after + 1])
    owner = np.repeat(np.arange(after - first), counts)
    rank = np.arange(end - begin) - (slots.starts[first:after] - begin)[owner]
    row = problem.row[slots.features[begin:end]]
    table = answered.reshape(after - first, -1)
    for number in range(int(counts.max())):
        mine = rank == number
        there = problem.values[row[mine]] > 0
        table[owner[mine]] *= there if wanted else ~there
