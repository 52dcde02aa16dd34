"""What is to be thought of a source whose listings are of one day each, and which answers. Pure."""

from datetime import date, datetime
from itertools import groupby, takewhile

from bot.core.watch.facts import UNANSWERED, Judgement, SourceFacts, judged
from bot.core.watch.judging import FEWEST_COUNTS, TRAILING, is_partial, usual_count
from store.watch import Look, LookResult, VerdictKind

OTHER_DAYS = 2
"""After so many runs in a row that were answered with another day, an expected day that is over is trouble."""

STALLED_DAYS = 2
"""So many expected days in a row without a paper are a source that does not go on."""

OFTEN_EMPTY = 4
"""A source is often empty if one of so many expected days is."""

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NOTHING = frozenset((LookResult.OTHER_DAY, LookResult.EMPTY))


def judge_days(facts: SourceFacts, now: datetime) -> Judgement:
    """What its days say; the newest that is expected counts first.

    :param now: aware, UTC.
    """
    today, begun_at = facts.today, facts.begun_at(facts.today)
    entries, is_over = _entries(facts, today), now >= facts.today_over_at
    if facts.expects(today) and entries and not _is_little(facts, today):
        return _fresh(facts, today)
    if trouble := _trouble(facts, _days_over(facts, now)):
        return trouble
    if not facts.expects(today):  # what came counts more than what was expected
        return _fresh(facts, today) if entries else quiet_day(facts, begun_at)
    if is_over:
        return judged(VerdictKind.QUIET, "empty day", facts.today_over_at, day=today)
    if entries:
        return _count(facts, VerdictKind.WAITING, "day", today, begun_at)
    return judged(VerdictKind.WAITING, "nothing", begun_at, day=today)


def _trouble(facts: SourceFacts, over: list[date]) -> Judgement | None:
    """What is wrong with the expected days that are over, unless it is usual with this source.

    :param over: rising.
    """
    if over and (trouble := _other_day(facts, over[-1])):
        return trouble
    empty = list(takewhile(lambda day: not _entries(facts, day), reversed(over)))
    if not over or len(empty) == len(over):  # what never had any papers has not stopped
        return None
    usually_empty = _longest_empty(facts, empty[-1]) if empty else 0
    if len(empty) >= max(STALLED_DAYS, 2 * usually_empty + 1) and not _entries(facts, facts.today):
        since = facts.over_at(empty[-1])
        return judged(VerdictKind.STALLED, "days", since, days=len(empty), day=empty[0])
    if not usually_empty and _is_little(facts, over[-1]):
        little = list(takewhile(lambda day: _is_little(facts, day), reversed(over)))
        return _count(facts, VerdictKind.PARTIAL, "day", over[-1], facts.over_at(little[-1]))
    return None


def _other_day(facts: SourceFacts, day: date) -> Judgement | None:
    """That an expected day which is over goes on being answered with another one, unless the source has gone on since
    or often has nothing for a day.
    """
    other = _answered_with_another(facts, day)
    has_gone_on = any(known.entries and later > day for later, known in facts.known.items())
    if len({look.run for look in other}) < OTHER_DAYS or has_gone_on or _longest_empty(facts, day):
        return None
    since = max(facts.over_at(day), other[-1].begun_at)
    return judged(VerdictKind.STALLED, "other day", since, day=day, said=other[0].said)


def _answered_with_another(facts: SourceFacts, day: date) -> list[Look]:
    """The last looks at a day of which nothing is known, as far as they were answered with another day; the newest
    first. Those that had no answer do not count.
    """
    of_day = (look for look in facts.looks if look.day == day.isoformat() and look.result not in UNANSWERED)
    return [] if _entries(facts, day) else list(takewhile(lambda look: look.result is LookResult.OTHER_DAY, of_day))


def _longest_empty(facts: SourceFacts, before: date) -> int:
    """How many expected days in a row were empty before that day, at most; 0 if the source is not often empty."""
    counts = _earlier(facts, before)[-TRAILING:]
    if len(counts) < FEWEST_COUNTS or counts.count(0) * OFTEN_EMPTY < len(counts):
        return 0
    return max(len(list(days)) for count, days in groupby(counts) if count == 0)


def quiet_day(facts: SourceFacts, begun_at: datetime) -> Judgement:
    """Quiet, because nothing is expected of today."""
    if facts.today in facts.holidays and facts.today.weekday() in facts.weekdays:
        return judged(VerdictKind.QUIET, "holiday", begun_at, day=facts.today)
    return judged(VerdictKind.QUIET, "weekday", begun_at, day=facts.today, weekday=_WEEKDAYS[facts.today.weekday()])


def usual_of_day(facts: SourceFacts, day: date) -> float | None:
    """How many papers an expected day before this one usually has; ``None`` if too few are known.

    Only complete days count.
    """
    return usual_count(_earlier(facts, day))


def _earlier(facts: SourceFacts, day: date) -> list[int]:
    known = facts.known.items()
    return [of.entries for earlier, of in known if earlier < day and of.complete_at and facts.expects(earlier)]


def _days_over(facts: SourceFacts, now: datetime) -> list[date]:
    """The expected days that are over and of which something is known, rising."""
    asked = {date.fromisoformat(look.day) for look in facts.looks if look.day and look.result in _NOTHING}
    days = sorted(day for day in asked | set(facts.known) if day <= facts.today)
    return [day for day in days if facts.expects(day) and facts.over_at(day) <= now]


def _entries(facts: SourceFacts, day: date) -> int:
    known = facts.known.get(day)
    return known.entries if known else 0


def _is_little(facts: SourceFacts, day: date) -> bool:
    usual = usual_of_day(facts, day)
    return usual is not None and is_partial(_entries(facts, day), usual)


def _fresh(facts: SourceFacts, day: date) -> Judgement:
    known = facts.known[day]
    # What is usual on other days is not usual on one of which nothing is expected.
    why = "day" if facts.expects(day) and usual_of_day(facts, day) is not None else "first days"
    return _count(facts, VerdictKind.FRESH, why, day, known.first_at)


def _count(facts: SourceFacts, kind: VerdictKind, why: str, day: date, since: datetime) -> Judgement:
    usual = usual_of_day(facts, day)
    numbers = {} if usual is None else {"usual": usual}
    return judged(kind, why, since, papers=_entries(facts, day), day=day, **numbers)
