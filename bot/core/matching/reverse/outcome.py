"""From the scores of what was typed to the matches that count."""

from collections.abc import Sequence

import numpy as np

from bot.core.matching.degrees import FULL, MOST_LEARNED, MOST_TENTHS
from bot.core.matching.reverse.columns import Numbers
from bot.core.matching.reverse.lookup import spread
from bot.core.matching.reverse.problem import Found, Problem

_PAPER_BITS, _PROFILE_BITS = 32, 42


def with_learned(found: Found, problem: Problem, first: int, after: int) -> Found:
    """The matches with what their profiles learned: :func:`bot.core.matching.scoring.score` for many.

    :param first, after: whose matches they are.
    """
    slots = problem.standing.learned
    if slots.starts[first] == slots.starts[after]:
        return found
    profile = np.repeat(np.arange(first, after), found.counts)
    tenths = found.tenths.astype(np.int64)
    which = np.flatnonzero(slots.starts[profile + 1] > slots.starts[profile])
    nudges = _nudges(problem, profile[which], found.papers[which].astype(np.int64))
    tenths[which] = np.clip(tenths[which] + np.clip(nudges, -MOST_LEARNED, MOST_LEARNED), 0, MOST_TENTHS)
    keep = tenths >= problem.standing.least[profile]
    counts = np.bincount(profile[keep] - first, minlength=after - first)
    return Found(counts, found.papers[keep], tenths[keep].astype(np.uint16))


def _nudges(problem: Problem, profile: Numbers, paper: Numbers) -> Numbers:
    """Per match, what was learned moves its score, in tenths of a point."""
    slots = problem.standing.learned
    counts = slots.starts[profile + 1] - slots.starts[profile]
    total = np.zeros(len(profile), np.int64)
    for number in range(int(counts.max(initial=0))):
        mine = np.flatnonzero(counts > number)
        slot = slots.starts[profile[mine]] + number
        degree = problem.values[problem.row[slots.features[slot]], paper[mine]].astype(np.int64)
        full = problem.standing.nudges[slot].astype(np.int64)
        total[mine] += np.sign(full) * ((np.abs(full) * degree + FULL // 2) // FULL)
    return total


def beside(parts: Sequence[Found], papers: int) -> Found:
    """The matches with papers that follow each other, by profile.

    :param papers: how many each part but the last has.
    """
    counts = np.sum([part.counts for part in parts], axis=0)
    profile = np.concatenate([np.repeat(np.arange(len(part.counts)), part.counts) for part in parts])
    number = np.concatenate([part.papers.astype(np.int32) + papers * place for place, part in enumerate(parts)])
    order = np.argsort(profile, kind="stable")
    return Found(counts, number[order], np.concatenate([part.tenths for part in parts])[order])


def capped(found: Found, top: Numbers) -> Found:
    """At most so many matches of each profile: those with the highest scores, of equal ones the first.

    :param top: per profile; 0 for all.
    """
    over = (top > 0) & (found.counts > top)
    if not over.any():
        return found
    which = np.flatnonzero(over)
    counts = found.counts[which]
    mine = spread(np.cumsum(found.counts)[which] - counts, counts)
    profile = np.repeat(np.arange(len(which)), counts)
    # One number to sort by: the profile, then the score from above, then the paper.
    key = (profile << _PROFILE_BITS) | (MOST_TENTHS - found.tenths[mine].astype(np.int64) << _PAPER_BITS)
    order = np.argsort(key | found.papers[mine])
    rank = spread(np.zeros(len(which), np.int64), counts)
    keep = np.ones(len(found.papers), bool)
    keep[mine[order][rank >= top[which][profile]]] = False
    return Found(np.where(over, top, found.counts), found.papers[keep], found.tenths[keep])
