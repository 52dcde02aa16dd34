"""What is to be thought of a source now. Pure.

First come the looks that had no answer, or none that could be used; only then what the answers say, which is
:mod:`bot.core.watch.verdict_days` for a source that has days and :mod:`bot.core.watch.verdict_news` for the others.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.core.watch.facts import UNANSWERED, Judgement, SourceFacts, judged, with_note
from bot.core.watch.verdict_days import judge_days
from bot.core.watch.verdict_news import judge_news
from store.watch import Look, LookResult, VerdictKind

FAILURES = 3
"""So many failed runs in a row are trouble, however close together."""

SHORTEST_TROUBLE = timedelta(hours=1)
"""Fewer failed runs are trouble after two intervals, and not before this."""

LONGEST_LATER = timedelta(hours=24)
"""A host that wants to be left alone for longer does not want us."""

_TROUBLES = {
    LookResult.BLOCKED: (VerdictKind.BLOCKED, "host"),
    LookResult.CHANGED: (VerdictKind.CHANGED, "page"),
    LookResult.PARTIAL: (VerdictKind.PARTIAL, "aside"),
}
"""What one look of the last run is enough for."""


def verdict(facts: SourceFacts, now: datetime) -> Judgement:
    """What is to be thought of a source.

    What counts is the last run; all looks of it, for a day that cannot be had or understood is trouble even if others
    can. A failed run or two between good ones are none: the source is judged by what was known before, with a note.

    :param now: aware, UTC.
    """
    found = _of_answers(facts, now)
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
    last = {look.result: look for look in facts.runs[0]}
    for result, (kind, why) in _TROUBLES.items():
        if look := last.get(result):
            since = facts.last_since(result)
            return judged(kind, why, since, at=since, papers=look.entries, said=look.said)
    for look in facts.runs[0]:
        failed = facts.failed_in_a_row(look)
        if look.day and facts.expects(date.fromisoformat(look.day)) and _is_failing(facts, failed, now):
            return _failed("day", failed, day=look.day)
    found = judge_days(facts, now) if facts.has_days else judge_news(facts, now)
    unanswered = next((look for look in facts.runs[0] if look.result in UNANSWERED), None)
    return with_note(found, "some failed", unanswered.said) if unanswered else found


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
