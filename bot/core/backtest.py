"""What a profile would have brought: papers scored and counted by day, by threshold and by keyword. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import NamedTuple

from bot.core.days import rising
from bot.core.matching.analysis import analyse
from bot.core.matching.explanation import Explanation, explain
from bot.core.matching.language import print_keyword
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Match, Profile, Role
from bot.core.trial import DatedPaper, Outcome, Questions, reaches, tried
from bot.core.vocabulary import UnknownWord, Vocabulary
from store.records import Paper

THRESHOLDS = tuple(float(threshold) for threshold in range(20, 100, 10))
"""What a reader is shown beside the profile's own threshold."""

SHOWN = 3
"""So many of the best papers and so many of those just below the threshold are named."""

NEARLY_ALL = 0.5
"""A keyword found in such a share of the papers, or a profile that such a share answers, tells none from the others."""

FEW = 0.1
"""Such a share of the papers is what a reader can be expected to want."""

FEWEST = 10
"""Shares of fewer papers say nothing."""


class Day(NamedTuple):
    """A day on which papers came: how many, and how many of them reached the threshold."""

    day: str
    papers: int
    matched: int


class Reached(NamedTuple):
    """How many papers reach a threshold. :ivar per_day: per day on which papers came; ``None`` if no day is known."""

    threshold: float
    papers: int
    per_day: float | None


class RankedPaper(NamedTuple):
    """A paper and how well it answers the profile."""

    paper: Paper
    match: Match


@dataclass(frozen=True, slots=True)
class KeywordTally:
    """What one keyword did.

    :ivar keyword: in normal form.
    :ivar papers: in how many papers it was found at all; for an excluded one, how many it kept out.
    :ivar fully: in how many of them not only as some of its words, scattered.
    :ivar spared: for an excluded one, how many of those papers would have reached the threshold without exclusions.
    :ivar unknown: its words that occur in none of the papers.
    """

    keyword: str
    role: Role
    papers: int
    fully: int
    spared: int
    unknown: tuple[UnknownWord, ...]


@dataclass(frozen=True, slots=True)
class Backtest:
    """What the profile would have brought.

    :ivar papers: how many papers were looked at.
    :ivar days: those on which papers came, rising; those without a year behind the others.
    :ivar matched: how many papers reach the threshold.
    :ivar undated: how many of all papers have no day, and how many of these match.
    :ivar reached: for each threshold, rising, the profile's own among them.
    :ivar best: the best of those that reach it, the best first.
    :ivar nearest: the best of the others that scored at all, with what would have made them reach it.
    :ivar keywords: in the order of the profile.
    :ivar excluded: how many papers an exclusion kept out.
    :ivar lacking: how many of the others lack something required.
    :ivar scored: how many have a positive score.
    :ivar left_out: how many papers were not looked at because they are not of the days asked for.
    """

    profile: Profile
    papers: int
    days: tuple[Day, ...]
    matched: int
    undated: tuple[int, int]
    reached: tuple[Reached, ...]
    best: tuple[RankedPaper, ...]
    nearest: tuple[Explanation, ...]
    keywords: tuple[KeywordTally, ...]
    excluded: int
    lacking: int
    scored: int
    left_out: int = 0

    @property
    def per_day(self) -> float | None:
        """Matches per day on which papers came; ``None`` if no day is known."""
        return next(row.per_day for row in self.reached if row.threshold == self.profile.threshold)

    @property
    def hidden(self) -> int:
        """How many matches the profile's cap would have kept out of the digests."""
        return sum(max(0, day.matched - self.profile.top) for day in self.days) if self.profile.top else 0

    @property
    def everywhere(self) -> tuple[KeywordTally, ...]:
        """The keywords that are found, and not only in parts, in nearly every paper."""
        wanted = (tally for tally in self.keywords if tally.role is not Role.EXCLUDED)
        return tuple(tally for tally in wanted if self.is_nearly_all(tally.fully))

    @property
    def unheard(self) -> frozenset[str]:
        """The keywords, in normal form, with a word that occurs in none of the papers."""
        return frozenset(tally.keyword for tally in self.keywords if tally.unknown)

    @property
    def fitting(self) -> Reached | None:
        """The threshold to try instead, if the profile's own lets nothing through or nearly everything.

        Nothing: the highest that some paper reaches. Everything: the lowest that few reach, but still some.
        """
        some = [row for row in self.reached if row.papers]
        if not self.matched:
            return some[-1] if some else None
        if not self.is_nearly_all(self.matched):
            return None
        return next((row for row in some if row.papers <= FEW * self.papers), None)

    def is_nearly_all(self, papers: int) -> bool:
        """Whether so many of the papers are so large a share that nothing is chosen any more."""
        return self.papers >= FEWEST and papers >= NEARLY_ALL * self.papers


def backtest(profile: Profile, papers: Iterable[DatedPaper], statistics: Statistics) -> Backtest:
    """Score every paper and count. A paper's analysis is let go of when the next one comes.

    :param papers: in any order.
    :param statistics: what they are scored with.
    """
    questions, vocabulary, outcomes = Questions.of(profile), Vocabulary(), []
    for dated in papers:
        vocabulary.add(dated.analysed)
        outcomes.append(tried(questions, dated, statistics))
    matching = [outcome for outcome in outcomes if reaches(outcome.match, profile.threshold)]
    days = _days(outcomes, matching)
    missed = [outcome for outcome in outcomes if 0 < outcome.match.score < profile.threshold]
    return Backtest(
        profile=profile,
        papers=len(outcomes),
        days=days,
        matched=len(matching),
        undated=(sum(outcome.day is None for outcome in outcomes), sum(outcome.day is None for outcome in matching)),
        reached=_reached(profile, outcomes, len(days)),
        best=_best(matching),
        nearest=tuple(explain(profile, analyse(ranked.paper), statistics) for ranked in _best(missed)),
        keywords=_tallies(profile, outcomes, vocabulary),
        excluded=sum(outcome.match.excluded_by is not None for outcome in outcomes),
        lacking=sum(outcome.match.excluded_by is None and outcome.match.lacks is not None for outcome in outcomes),
        scored=len(missed) + len(matching),
    )


def _days(outcomes: Sequence[Outcome], matching: Sequence[Outcome]) -> tuple[Day, ...]:
    came = Counter(outcome.day for outcome in outcomes if outcome.day is not None)
    matched = Counter(outcome.day for outcome in matching)
    return tuple(Day(day, came[day], matched[day]) for day in rising(came))


def _reached(profile: Profile, outcomes: Sequence[Outcome], days: int) -> tuple[Reached, ...]:
    rows = []
    for threshold in sorted({*THRESHOLDS, profile.threshold}):
        reaching = [outcome for outcome in outcomes if reaches(outcome.match, threshold)]
        dated = sum(outcome.day is not None for outcome in reaching)
        rows.append(Reached(threshold, len(reaching), dated / days if days else None))
    return tuple(rows)


def _best(outcomes: Iterable[Outcome]) -> tuple[RankedPaper, ...]:
    best = nsmallest(SHOWN, outcomes, key=lambda outcome: (-outcome.match.score, outcome.paper.key))
    return tuple(RankedPaper(outcome.paper, outcome.match) for outcome in best)


def _tallies(profile: Profile, outcomes: Sequence[Outcome], vocabulary: Vocabulary) -> tuple[KeywordTally, ...]:
    found = Counter(keyword for outcome in outcomes for keyword in outcome.found)
    fully = Counter(keyword for outcome in outcomes for keyword, whole in outcome.found.items() if whole)
    kept_out = Counter(keyword for outcome in outcomes for keyword in outcome.kept_out_by)
    spared = Counter(keyword for outcome in outcomes if outcome.spared for keyword in outcome.kept_out_by)
    tallies = []
    for keyword in profile.keywords:
        name = print_keyword(keyword)
        unknown = vocabulary.unknown(keyword.sought)
        if keyword.excluded:
            tally = KeywordTally(name, keyword.role, kept_out[name], kept_out[name], spared[name], unknown)
        else:
            tally = KeywordTally(name, keyword.role, found[name], fully[name], 0, unknown)
        tallies.append(tally)
    return tuple(tallies)
