"""What is to be thought of a source now. Pure.

First come the looks that had no answer, or none that could be used; only then what the answers say, which is
:mod:`bot.core.watch.verdict_days` for a source that has days and :mod:`bot.core.watch.verdict_news` for the others.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.core.watch.facts import UNANSWERED, Judgement, SourceFacts, judged, with_note
from bot.core.watch.verdict_days import judge_days
from bot.core.watch.verdict_news import judge_news
from bot.core.watch.words import BESIDES, NOTE, OLD_DAY, OTHER_DAY, TOO_FAR
from store.watch import Look, LookResult, VerdictKind

FAILURES = 3
"""So many failed runs in a row are trouble, however close together."""

SHORTEST_TROUBLE = timedelta(hours=1)
"""Fewer failed runs are trouble after two intervals, and not before this."""

LONGEST_OLD = timedelta(hours=24)
"""A day before today's that is in trouble for longer is a note on how the source is; it must not hide that for days."""

LONGEST_LATER = timedelta(hours=24)
"""A host that wants to be left alone for longer does not want us."""

_TROUBLES = {
    LookResult.BLOCKED: (VerdictKind.BLOCKED, "host"),
    LookResult.CHANGED: (VerdictKind.CHANGED, "page"),
    LookResult.PARTIAL: (VerdictKind.PARTIAL, "aside"),
}
"""What one look of the last run is enough for."""

_GRAVEST = (VerdictKind.BLOCKED, VerdictKind.CHANGED, VerdictKind.PARTIAL, VerdictKind.FAILED)
"""What counts of several troubles in one run."""


def verdict(facts: SourceFacts, now: datetime) -> Judgement:
    """What is to be thought of a source.

    What counts is the last run; all looks of it, for a day that cannot be had or understood is trouble even if others
    can. A failed run or two between good ones are none: the source is judged by what was known before, with a note.
    Nor is it trouble that something lies too far back to be caught up on: of a source that is well it is noted.

    :param now: aware, UTC.
    """
    found = _of_answers(facts, now)
    if facts.too_far and not found.kind.is_trouble and NOTE not in dict(found.numbers):
        found = with_note(found, TOO_FAR, facts.too_far)
    return found if found.since <= now else Judgement(found.kind, found.said, now, found.numbers)


def _of_answers(facts: SourceFacts, now: datetime) -> Judgement:
    if not facts.looks:
        return judged(VerdictKind.WAITING, "never", now)
    return _of_unanswered(facts, now) if facts.unanswered else _of_last(facts, now)


def _of_unanswered(facts: SourceFacts, now: datetime) -> Judgement:
    last, begun_at = facts.unanswered[0][0], facts.unanswered[-1][-1].begun_at
    if last.result is LookResult.LATER:
        if now - begun_at > LONGEST_LATER:
            return judged(VerdictKind.BLOCKED, "later", begun_at, at=begun_at, said=last.said)
        return judged(VerdictKind.WAITING, "later", begun_at, said=last.said)
    failed = [look for run in facts.unanswered for look in run if look.result is LookResult.FAILED]
    before = facts.before_failing()
    if _is_failing(facts, failed, now) or not before.looks:
        return _failed("answers", failed)
    return with_note(_of_answers(before, now), "failed", last.said)


def _of_last(facts: SourceFacts, now: datetime) -> Judgement:
    """What is to be thought after a run that was answered, at least in part."""
    found = judge_days(facts, now) if facts.has_days else judge_news(facts, now)
    troubles = [each for look in facts.runs[0] if (each := _of_look(facts, look, now))]
    troubles.sort(key=lambda each: _GRAVEST.index(each[1].kind))
    if present := [trouble for look, trouble in troubles if not _is_old(facts, look, trouble, now)]:
        return _together(present)
    if troubles:
        return with_note(found, OLD_DAY, troubles[0][0].said)
    if (other := _other_day(facts, found, now)) and other.said not in found.said:
        return with_note(found, OTHER_DAY, other.said)
    unanswered = next((look for look in facts.runs[0] if look.result in UNANSWERED), None)
    return with_note(found, "some failed", unanswered.said) if unanswered else found


def _together(troubles: Sequence[Judgement]) -> Judgement:
    """The first trouble, with a note of those of another kind. :param troubles: the gravest first."""
    others = {each.kind: each.said for each in reversed(troubles) if each.kind is not troubles[0].kind}
    return with_note(troubles[0], BESIDES, " ".join(reversed(others.values()))) if others else troubles[0]


def _of_look(facts: SourceFacts, look: Look, now: datetime) -> tuple[Look, Judgement] | None:
    """The trouble that one look of the last run is enough for, or that it shares with those before it; with the look
    that says what it is.
    """
    if look.result in _TROUBLES:
        kind, why = _TROUBLES[look.result]
        since = facts.last_since(look.result)
        return look, judged(kind, why, since, at=since, papers=look.entries, said=look.said)
    failed = facts.failed_in_a_row(look)
    if look.day and facts.expects(date.fromisoformat(look.day)) and _is_failing(facts, failed, now):
        return failed[0], _failed("day", failed, day=look.day)
    return None


def _other_day(facts: SourceFacts, found: Judgement, now: datetime) -> Look | None:
    """The look of the last run that asked for an expected day which is over and was answered with another one. If
    nothing newer is known, it is no proof that the source is well.
    """
    newest = max((day for day, known in facts.known.items() if known.entries), default=date.min)
    for look in facts.runs[0] if found.kind is not VerdictKind.FRESH else ():
        day = date.fromisoformat(look.day) if look.result is LookResult.OTHER_DAY and look.day else date.min
        if day > newest and facts.expects(day) and facts.over_at(day) <= now:
            return look
    return None


def _is_old(facts: SourceFacts, look: Look, trouble: Judgement, now: datetime) -> bool:
    """Whether trouble is one of a day before today's, for long. A host that refuses one day refuses us."""
    is_of_before = look.day not in (None, facts.today.isoformat()) and trouble.kind is not VerdictKind.BLOCKED
    return is_of_before and now - trouble.since > LONGEST_OLD


def _is_failing(facts: SourceFacts, failed: Sequence[Look], now: datetime) -> bool:
    """Whether looks that failed one after the other are trouble. :param failed: the newest first."""
    if not failed:
        return False
    lasts = now - failed[-1].begun_at > max(2 * facts.every, SHORTEST_TROUBLE)
    return lasts or _runs(failed) >= FAILURES


def _failed(why: str, failed: Sequence[Look], **numbers: str) -> Judgement:
    since = failed[-1].begun_at
    return judged(VerdictKind.FAILED, why, since, at=since, failures=_runs(failed), said=failed[0].said, **numbers)


def _runs(looks: Sequence[Look]) -> int:
    return len({look.run for look in looks})
