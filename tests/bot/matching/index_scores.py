"""What an index says, in plain values."""

from collections.abc import Iterable, Mapping, Sequence

from bot.core.matching.index import ProfileIndex
from bot.core.matching.reverse.matches import Matches
from bot.core.matching.scoring import AnalysedPaper, score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Profile

Scores = dict[tuple[int, int], int]
"""By number of the profile and place of the paper, the score in tenths of a point; without those that are 0."""


def indexed(profiles: Iterable[Profile]) -> ProfileIndex:
    """An index of these profiles, numbered from 0."""
    index = ProfileIndex()
    for number, profile in enumerate(profiles):
        index.add(number, profile)
    return index


def scores_of(matches: Matches) -> Scores:
    """All matches; none may be there twice."""
    pairs = list(zip(matches.numbers.tolist(), matches.papers.tolist(), strict=True))
    scores = dict(zip(pairs, matches.tenths.tolist(), strict=True))
    assert len(scores) == len(pairs) == len(matches)
    return scores


def told(profiles: Mapping[int, Profile], papers: Sequence[AnalysedPaper], statistics: Statistics) -> Scores:
    """What the readable scorer tells of: what reaches the threshold, the best of it first, equal ones as they came."""
    found: Scores = {}
    for number, profile in profiles.items():
        scored = [(place, score(profile, paper, statistics).score) for place, paper in enumerate(papers)]
        reached = [(place, points) for place, points in scored if points and points >= profile.threshold]
        reached.sort(key=lambda pair: -pair[1])
        found |= {(number, place): round(10 * points) for place, points in reached[: profile.top]}
    return found
