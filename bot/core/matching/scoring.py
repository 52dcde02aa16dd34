"""How well a paper answers a profile, from 0 to 100, on a scale that means the same for every profile.

A keyword's *worth* is its weight times its specificity (:mod:`bot.core.matching.specificity`); what is found of it is
that times its degree (:mod:`bot.core.matching.answers`). How these make a score, and what follows from it, is said in
:func:`bot.core.matching.degrees.tenths`. Everything asked for, in the title, makes 100.

This is the definition of the score. :mod:`bot.core.matching.reverse` computes the same numbers in bulk.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.core.matching.analysis import AnalysedPaper, analyse
from bot.core.matching.answers import Answer, contains, find_answer, is_present
from bot.core.matching.degrees import MOST_LEARNED, nudge, tenths
from bot.core.matching.evidence import Evidence, find_evidence
from bot.core.matching.keyword_syntax import print_keyword
from bot.core.matching.plan import Plan, Wish, plan_of
from bot.core.matching.specificity import worths
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Field, Form, Keyword, Match, Place, Profile, Reason

__all__ = ["AnalysedPaper", "analyse", "score"]

_MOST = 1000
"""A score of 100 in tenths of a point."""


@dataclass(frozen=True, slots=True)
class _Finding:
    """Something that speaks for a paper, or against it.

    :ivar value: its share beside others of its kind.
    :ivar cause: of what was learned.
    """

    keyword: str
    evidence: tuple[Evidence, ...]
    value: int
    cause: str | None = None


def score(profile: Profile, paper: AnalysedPaper, statistics: Statistics) -> Match:
    """How well the paper answers the profile, and why. A pure function of its arguments.

    :param statistics: of the papers known so far, this one preferably among them.
    """
    plan = plan_of(profile)
    for keyword in plan.excluded:
        if contains(keyword.sought, paper, statistics):
            return Match(0.0, excluded_by=print_keyword(keyword))
    for keyword in plan.required:
        if not is_present(keyword.sought, paper, statistics):
            return Match(0.0, lacks=print_keyword(keyword))
    worth = statistics.remembered(
        ("worths", plan),
        lambda: worths([(wish.keyword.weight, wish.keyword.sought) for wish in plan.wishes], statistics),
    )
    found = []
    for wish, worth_of_it in zip(plan.wishes, worth, strict=True):
        answer = _answer(wish, paper, statistics) if worth_of_it else None
        if answer:
            found.append(_Finding(print_keyword(wish.keyword), answer[1], worth_of_it * answer[0]))
    if not found:
        return Match(0.0)
    typed = tenths(sum(finding.value for finding in found), sum(worth), len(worth))
    learned = _learned(plan, paper, statistics) if typed else []
    return _explained(typed, found, learned)


def _answer(wish: Wish, paper: AnalysedPaper, statistics: Statistics) -> Answer | None:
    """How fully a wish is answered; what only its other spelling finds is found as an acronym."""
    answer = find_answer(wish.sought, paper, statistics)
    if answer is None or wish.sought is wish.keyword.sought:
        return answer
    own = find_answer(wish.keyword.sought, paper, statistics)
    if own and own[0] >= answer[0]:
        return own
    return answer[0], tuple(replace(evidence, form=Form.ACRONYM) for evidence in answer[1])


def _learned(plan: Plan, paper: AnalysedPaper, statistics: Statistics) -> list[_Finding]:
    found = []
    for adjustment in plan.learned:
        evidence = find_evidence(adjustment.sought, paper, statistics)
        value = nudge(adjustment.points, evidence.degree) if evidence else 0
        if evidence and value:
            keyword = print_keyword(Keyword(adjustment.sought))
            found.append(_Finding(keyword, (evidence,), value, adjustment.cause))
    return found


def _explained(typed: int, found: Sequence[_Finding], learned: Sequence[_Finding]) -> Match:
    """The match whose points add up to its score."""
    wanted = sum(finding.value for finding in learned)
    total = max(0, min(_MOST, typed + max(-MOST_LEARNED, min(MOST_LEARNED, wanted))))
    if not total:
        return Match(0.0)
    points = [*zip(found, _shared_out(typed, found), strict=True)]
    gains = [finding for finding in learned if finding.value > 0]
    losses = [finding for finding in learned if finding.value < 0]
    gained, lost = sum(finding.value for finding in gains), -sum(finding.value for finding in losses)
    surplus = gained - lost - (total - typed)  # above 0: gains were cut; below: losses
    points += zip(gains, _shared_out(gained - max(0, surplus), gains), strict=True)
    shares = _shared_out(lost + min(0, surplus), losses)
    points += ((finding, -tenth) for finding, tenth in zip(losses, shares, strict=True))
    reasons = [_reason(finding, tenth) for finding, tenth in points if tenth]
    reasons.sort(key=lambda reason: (-reason.points, reason.keyword))
    return Match(total / 10, tuple(reasons))


def _shared_out(total: int, findings: Sequence[_Finding]) -> list[int]:
    """The total in whole parts, by value.

    What is left after rounding down goes to the largest remainders (Hamilton's method); equal ones by keyword.
    """
    sum_of_values = sum(abs(finding.value) for finding in findings)
    parts = [divmod(total * abs(finding.value), sum_of_values) for finding in findings]
    left = total - sum(whole for whole, _ in parts)
    ranked = sorted(range(len(parts)), key=lambda number: (-parts[number][1], findings[number].keyword))
    favoured = set(ranked[:left])
    return [whole + (number in favoured) for number, (whole, _) in enumerate(parts)]


def _reason(finding: _Finding, tenth: int) -> Reason:
    first = finding.evidence[0]
    words = dict.fromkeys(word for evidence in finding.evidence for word in evidence.words)
    return Reason(
        keyword=finding.keyword,
        field=first.field,
        points=tenth / 10,
        words=tuple(words),
        form=first.form,
        places=_merged(place for evidence in finding.evidence for place in evidence.places),
        learned=finding.cause,
    )


def _merged(places: Iterable[Place]) -> tuple[Place, ...]:
    """Rising, the title first, without overlaps."""
    merged: list[Place] = []
    for place in sorted(places, key=lambda place: (place.field is not Field.TITLE, place.start, place.end)):
        last = merged[-1] if merged else None
        if last and last.field is place.field and place.start < last.end:
            merged[-1] = Place(last.field, last.start, max(last.end, place.end))
        else:
            merged.append(place)
    return tuple(merged)
