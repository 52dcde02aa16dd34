"""How well a paper answers a profile, from 0 to 100, on a scale that means the same for every profile.

A keyword's *worth* is its weight times its specificity (:func:`~bot.core.matching.evidence.specificity`); what is found
of it is that times its degree (:func:`~bot.core.matching.evidence.find_evidence`).

Keywords are alternatives: nobody expects all of ten in one paper. So a profile is taken to *expect* one keyword of the
worth its keywords have on average, a third of a second one, a ninth of a third one, and so on: one and a half at most.
The score is four fifths how much of what is expected was found, at most all of it, and one fifth how much of everything
was found. Everything asked for, in the title, makes 100.

It follows that the order of the keywords never matters, that doubling all weights changes nothing, and that a further
keyword which a paper answers in full never lowers its score. Proof of the last: let A be the worth of n keywords, E
of it found (E <= A), and T = A c(n) / n expected, where c(n) / n falls with n. One more keyword of worth a makes E +
a of E and at most T (A + a) / A of T; and (E + a) / (A + a) >= E / A.
"""

import math
from collections.abc import Sequence

from bot.core.matching.analysis import AnalysedPaper, analyse
from bot.core.matching.evidence import Evidence, contains, find_evidence, specificity
from bot.core.matching.keyword_syntax import print_keyword
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Keyword, Match, Profile, Reason

__all__ = ["AnalysedPaper", "analyse", "score"]

EXPECTED_SHARE = 0.8
"""How much of the score is for what is expected; the rest is for everything that was asked for."""

NEXT_SHARE = 1 / 3
"""Of each further keyword so much of the one before is expected."""

_TENTHS = 1000
"""A score of 100 in tenths of a point."""


def score(profile: Profile, paper: AnalysedPaper, statistics: Statistics) -> Match:
    """How well the paper answers the profile, and why. A pure function of its arguments.

    :param statistics: of the papers known so far, this one preferably among them.
    """
    for keyword in profile.keywords:
        if keyword.excluded and contains(keyword, paper):
            return Match(0.0, (), print_keyword(keyword))
    wanted = [keyword for keyword in profile.keywords if not keyword.excluded]
    worths = [keyword.weight * specificity(keyword, statistics) for keyword in wanted]
    found: list[tuple[Keyword, Evidence, float]] = []
    for keyword, worth in zip(wanted, worths, strict=True):
        evidence = find_evidence(keyword, paper, statistics)
        if evidence:
            found.append((keyword, evidence, worth * evidence.degree))
    answered = math.fsum(value for _, _, value in found)
    if not answered:
        return Match(0.0)
    share = EXPECTED_SHARE * min(1.0, answered / _expected(worths)) + (1 - EXPECTED_SHARE) * answered / math.fsum(
        worths
    )
    return _explained(round(_TENTHS * min(1.0, share)), found)


def _expected(worths: Sequence[float]) -> float:
    keywords = (1 - NEXT_SHARE ** len(worths)) / (1 - NEXT_SHARE)
    return math.fsum(worths) / len(worths) * keywords


def _explained(tenths: int, found: Sequence[tuple[Keyword, Evidence, float]]) -> Match:
    """The match of that score, shared out among the keywords so that their points add up to it.

    What is left after rounding down goes to the largest remainders (Hamilton's method); equal ones by keyword.
    """
    answered = math.fsum(value for _, _, value in found)
    quotas = sorted(
        ((tenths * value / answered, print_keyword(keyword), evidence) for keyword, evidence, value in found),
        key=lambda quota: (-(quota[0] % 1), quota[1]),
    )
    left = tenths - sum(math.floor(quota) for quota, _, _ in quotas)
    reasons = [
        Reason(keyword, evidence.field, (math.floor(quota) + (rank < left)) / 10, evidence.words)
        for rank, (quota, keyword, evidence) in enumerate(quotas)
    ]
    reasons.sort(key=lambda reason: (-reason.points, reason.keyword))
    return Match(tenths / 10, tuple(reason for reason in reasons if reason.points))
