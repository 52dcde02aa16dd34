"""How good rankings and alerts are, against graded judgements: standard measures, by their definitions.

Equal scores are no order. Where a ranking has some, its figure is the mean over all orders of them, worked out exactly
(McSherry and Najork 2008, "Computing information retrieval performance measures efficiently in the presence of tied
scores", ECIR).
"""

import math
import random
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

DEPTH = 10
"""nDCG looks at so many places."""

RELEVANT = 2
"""The grade from which a paper is relevant, where relevant or not is all that is asked."""

RESAMPLES = 2000
"""How many times profiles are drawn for an interval."""

Scores = Mapping[str, float]
"""Per title, a score above 0; papers that are left out are neither ranked nor told of."""

Grades = Mapping[str, int]
"""Per title, 0 to 3; papers that are left out are of no use."""


def ndcg(scores: Scores, grades: Grades) -> float:
    """Normalised discounted cumulative gain of the first ten, 0–1.

    Gain 2^grade − 1 (Burges et al. 2005, "Learning to rank using gradient descent"), discount log2(place + 1), over
    that of the best ranking of the whole collection (Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation of
    IR techniques").

    :param grades: at least one above 0.
    """
    gained = 0.0
    place = 0
    for tied in _ranks(scores, grades):
        mean = sum(map(_gain, tied)) / len(tied)
        gained += mean * sum(_discount(place + number) for number in range(len(tied)))
        place += len(tied)
    best = sorted(grades.values(), reverse=True)
    return gained / sum(_gain(grade) * _discount(number) for number, grade in enumerate(best))


def average_precision(scores: Scores, grades: Grades) -> float:
    """The mean, over all relevant papers, of the precision at the place where each is found; 0–1.

    A relevant paper that is not found counts 0 (Buckley and Voorhees 2000, "Evaluating evaluation measure stability").

    :param grades: of at least one relevant paper.
    """
    precisions = 0.0
    found = place = 0
    for tied in _ranks(scores, grades):
        size, hits = len(tied), sum(grade >= RELEVANT for grade in tied)
        beside = (hits - 1) / (size - 1) if size > 1 else 0.0
        for number in range(size):
            precisions += hits / size * (found + 1 + number * beside) / (place + number + 1)
        found += hits
        place += size
    return precisions / relevant(grades)


def relevant(grades: Grades) -> int:
    """How many papers are relevant."""
    return sum(grade >= RELEVANT for grade in grades.values())


@dataclass(frozen=True, slots=True)
class Alerts:
    """What a reader is told of at a threshold.

    :ivar told: how many papers, of which ``hits`` are relevant, of ``wanted`` relevant ones in all.
    """

    threshold: float
    told: int
    hits: int
    wanted: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall (van Rijsbergen 1979, "Information Retrieval"), 0–1.

        Where nothing is relevant, 1 for silence and 0 for anything else.
        """
        if not self.wanted:
            return 0.0 if self.told else 1.0
        return 2 * self.hits / (self.told + self.wanted)


def alerts_at(threshold: float, scores: Scores, grades: Grades) -> Alerts:
    """What is told from this score on."""
    told = [grades.get(title, 0) for title, score in scores.items() if score >= threshold]
    return Alerts(threshold, len(told), sum(grade >= RELEVANT for grade in told), relevant(grades))


def leave_one_out(runs: Sequence[Mapping[str, Scores]], judged: Mapping[str, Grades]) -> dict[str, Alerts]:
    """What each profile is told by the run, at the threshold, that are best for all the *other* profiles.

    Best is the mean F1; of equally good thresholds the highest is taken, of equally good runs the first. So no
    profile's judgements decide its own threshold (Stone 1974, "Cross-validatory choice and assessment of statistical
    predictions").

    :param runs: usually one; several if something else is to be chosen in the same way.
    """
    choices = [_choices(run, judged) for run in runs]
    return {name: max((choice[name] for choice in choices), key=itemgetter(0))[1] for name in runs[0]}


def _choices(run: Mapping[str, Scores], judged: Mapping[str, Grades]) -> dict[str, tuple[float, Alerts]]:
    """For each profile the sum of the others' F1 at the threshold that is best for them, and what it is told there."""
    thresholds = sorted({score for scores in run.values() for score in scores.values()})
    thresholds.append(thresholds[-1] + 1 if thresholds else 1.0)  # never tell
    curves = {name: _f1_at_each(thresholds, run[name], judged[name]) for name in run}
    totals = [math.fsum(column) for column in zip(*curves.values(), strict=True)]
    chosen = {}
    for name, curve in curves.items():
        others = [round(total - own, 9) for total, own in zip(totals, curve, strict=True)]
        most, _, threshold = max(zip(others, range(len(others)), thresholds, strict=True))
        chosen[name] = most, alerts_at(threshold, run[name], judged[name])
    return chosen


def mean(values: Collection[float]) -> float:
    """:param values: at least one."""
    return math.fsum(values) / len(values)


def interval(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean (Efron 1979, "Bootstrap methods: another look at the jackknife").

    :param values: one of each profile, at least one; for the interval of a difference, the differences.
    """
    chance = random.Random(seed)  # noqa: S311 - an estimate, no secret
    means = sorted(mean(chance.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return means[round(0.025 * RESAMPLES)], means[round(0.975 * RESAMPLES) - 1]


def _ranks(scores: Scores, grades: Grades) -> list[list[int]]:
    """The grades of what is ranked, the best score first, those of equal scores together."""
    ranked = sorted(scores.items(), key=lambda scored: (-scored[1], scored[0]))
    return [[grades.get(title, 0) for title, _ in tied] for _, tied in groupby(ranked, key=lambda scored: scored[1])]


def _gain(grade: int) -> float:
    return float((1 << grade) - 1)


def _discount(place: int) -> float:
    """:param place: from 0."""
    return 1 / math.log2(place + 2) if place < DEPTH else 0.0


def _f1_at_each(thresholds: Sequence[float], scores: Scores, grades: Grades) -> list[float]:
    rising = sorted(scores.items(), key=lambda scored: scored[1])
    values = [score for _, score in rising]
    hits = [0]
    for title, _ in reversed(rising):
        hits.append(hits[-1] + (grades.get(title, 0) >= RELEVANT))
    wanted = relevant(grades)
    told = [len(values) - bisect_left(values, threshold) for threshold in thresholds]
    return [Alerts(at, number, hits[number], wanted).f1 for at, number in zip(thresholds, told, strict=True)]
