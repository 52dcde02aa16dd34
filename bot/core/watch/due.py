"""When a source is looked at next. Pure: the clock and chance are arguments."""

from datetime import datetime, timedelta

from bot.core.backoff import DELAYS
from bot.core.timing.zones import exists, instant, zone
from bot.core.watch.types import FetchTiming

MOST_JITTER = 0.05
"""The part of an interval by which it may be longer, so that many copies of this program do not ask in step."""

HURRIED = timedelta(hours=1)
"""The wait where something is still to come of the last look: a day that is over and not yet known to be complete."""

_DOUBLINGS = 5
"""After so many an hour is longer than a day."""

_REACH = 3
"""Days among which there is a time of day for sure: today may be past, and a place can lack a day altogether."""


def next_due(
    timing: FetchTiming, every: timedelta, now: datetime, *, jitter: float = 0, hurry: bool = False
) -> datetime:
    """The next regular look, later than ``now``; UTC.

    A time of day that the clocks skip is taken at the end of the gap, one that comes twice the first time.

    :param every: between two looks, where the timing names no times of day.
    :param now: when the last look ended, or when the looks that were missed are noticed: they are not made up for.
    :param jitter: chance, 0 to 1; 1 makes the interval longer by :data:`MOST_JITTER`. Times of day are kept exactly.
    :param hurry: whether to look again after :data:`HURRIED`, should the regular look be later.
    :raises bot.core.timing.BadTiming: the timing's time zone is not known here.
    """
    longer = 1 + MOST_JITTER * min(max(jitter, 0), 1)
    regular = _next_time_of_day(timing, now) if timing.at else now + every * longer
    return min(regular, now + HURRIED) if hurry else regular


def _next_time_of_day(timing: FetchTiming, now: datetime) -> datetime:
    place = zone(timing.zone)
    today = now.astimezone(place).date()
    minutes = sorted({at.hour * 60 + at.minute for at in timing.at})
    days = (today + timedelta(days=step) for step in range(_REACH + 1))
    looks = (instant(day, minute, place) for day in days if exists(day, place) for minute in minutes)
    return min(at for at in looks if at > now)


def retry_due(
    failures: int, every: timedelta, now: datetime, not_before: datetime | None = None, *, refused: bool = False
) -> datetime:
    """The next look after a failed one: 5 minutes later, then 15 minutes, an hour, and so on up to a day. A host that
    refused us is not asked sooner than it usually is, and each time it refuses again only after twice as long.

    :param failures: how many looks in a row failed, from 1.
    :param every: the regular interval; no wait is longer than it.
    :param now: when the last look failed.
    :param not_before: until when the host wants to be left alone, as it said; this alone makes the wait longer.
    :param refused: whether the host does not want this program.
    """
    if refused:
        due = now + _refused_wait(failures, every)
    else:
        due = now + min(DELAYS[min(max(failures, 1), len(DELAYS)) - 1], every)
    return due if not_before is None else max(due, not_before)


def _refused_wait(failures: int, every: timedelta) -> timedelta:
    shortest = max(every, HURRIED)
    return max(shortest, min(shortest * (1 << min(max(failures, 1) - 1, _DOUBLINGS)), DELAYS[-1]))
