"""Which days of a source are asked for, and when one of them is complete. Pure.

A day is not complete because it was fetched: its listing fills for hours. It is complete when it is over and several
looks found nothing more in it.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta

from store.watch import ListingDay, Look, LookResult

STILL_LOOKS = 2
"""So many looks in a row must find a day as it was before it is taken for complete."""

MOST_DAYS = 366
"""The farthest back that anyone may ask for, in days."""

NOT_THERE = 3
"""A day on which nothing is expected is asked for no more after so many answers that do not have it."""

_NO_SUCH_PAGE = frozenset((404, 410))
_NO_ANSWER = frozenset((LookResult.FAILED, LookResult.LATER, LookResult.BLOCKED))

_DAY = timedelta(days=1)


def after_look(
    known: ListingDay | None,
    *,
    source: str,
    day: date,
    entries: int,
    now: datetime,
    over_at: datetime,
    settled: timedelta,
) -> ListingDay:
    """What is known of a day after a look that was understood, or that found the page unchanged.

    It is complete once it has been over for so long, did not grow for so long, and :data:`STILL_LOOKS` looks in a row
    found it so: what came late in the day may still be added when it is over. A day that grows afterwards is open
    again. A listing that shrinks did not grow, and is remembered at its longest.

    :param known: what was known before.
    :param entries: how many papers the listing has; of a page that is unchanged, as many as were known.
    :param over_at: when nothing is added to the day any more, as a rule.
    :param settled: for how long a day must have been over, and still.
    """
    if known is None or entries > known.entries:
        first_at = now if known is None else known.first_at
        return ListingDay(
            source=source, day=day.isoformat(), first_at=first_at, grown_at=now, looked_at=now, entries=entries
        )
    still = known.still + 1
    complete = now >= max(over_at, known.grown_at) + settled and still >= STILL_LOOKS
    return ListingDay(
        source=source,
        day=known.day,
        first_at=known.first_at,
        grown_at=known.grown_at,
        looked_at=max(known.looked_at, now),
        entries=known.entries,
        still=still,
        complete_at=(known.complete_at or now) if complete else None,
    )


def days_to_ask(
    known: Sequence[ListingDay],
    *,
    today: date,
    since: date | None = None,
    catch_up: int,
    first_day: date | None = None,
    left: Collection[date] = (),
) -> tuple[date, ...]:
    """The days whose listings are to be asked for: the newest first, then what is missing before it, oldest first.

    A day is missing if it was never understood or is not complete. A source of which nothing is known is asked for its
    newest day and the one before; it is not a reason to fetch years. A day that is still open after ``catch_up`` days
    is left as it is.

    :param known: all days that are known of the source; those before its first one were never watched.
    :param today: the newest day that has begun at the source.
    :param since: the operator asks for the days from then on; they decide, not ``catch_up``. At most
        :data:`MOST_DAYS` back.
    :param catch_up: so many days before the newest are looked after.
    :param first_day: before it the source has none.
    :param left: days that are asked for no more, see :func:`days_left`; the newest is asked for all the same.
    """
    first = _first_wanted(known, today, since, catch_up)
    if first_day is not None and first_day > today:
        return ()
    complete = {entry.day for entry in known if entry.complete_at is not None}
    before = _days(max(first, first_day or first), today)
    missing = (day for day in before if day.isoformat() not in complete and (since is not None or day not in left))
    return (today, *missing)


def _first_wanted(known: Sequence[ListingDay], today: date, since: date | None, catch_up: int) -> date:
    if since is not None:
        return max(since, _back(today, MOST_DAYS))
    back = min(max(catch_up, 0), MOST_DAYS)
    if not known:
        return _back(today, min(back, 1))
    return max(_back(today, back), _watched_from(known))


def _watched_from(known: Sequence[ListingDay]) -> date:
    """The first day that was ever asked for: the one before the newest of then, be it that it could not be had."""
    begun_at = min(entry.first_at for entry in known)
    newest_then = max(date.fromisoformat(entry.day) for entry in known if entry.first_at == begun_at)
    return min(date.fromisoformat(min(entry.day for entry in known)), _back(newest_then, 1))


def _back(day: date, days: int) -> date:
    return day - min(timedelta(days=days), day - date.min)


def _days(first: date, end: date) -> Iterator[date]:
    """The days from the first up to, not including, the end."""
    return (first + timedelta(days=step) for step in range((end - first).days))


def days_left(looks: Sequence[Look], *, weekdays: frozenset[int], holidays: frozenset[date]) -> frozenset[date]:
    """The days that need not be asked for again: nothing is expected of them, and :data:`NOT_THERE` times at least the
    answer was about another day, or that there is no such page; never anything else.

    :param looks: at the source, in any order; those that had no answer say nothing about a day.
    :param weekdays: on which papers are expected, Monday being 0. :param holidays: on which they are not.
    """
    answers: dict[date, list[bool]] = {}
    for look in looks:
        is_missing = look.result is LookResult.OTHER_DAY or look.status in _NO_SUCH_PAGE
        if look.day is not None and (is_missing or look.result not in _NO_ANSWER):
            answers.setdefault(date.fromisoformat(look.day), []).append(is_missing)
    return frozenset(
        day
        for day, missing in answers.items()
        if all(missing) and len(missing) >= NOT_THERE and not is_expected(day, weekdays=weekdays, holidays=holidays)
    )


def is_expected(day: date, *, weekdays: frozenset[int], holidays: frozenset[date]) -> bool:
    """Whether papers are expected on a day: it is one of the weekdays (Monday being 0) and no holiday."""
    return day.weekday() in weekdays and day not in holidays
