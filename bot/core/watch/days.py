"""Which days of a source are asked for, and when one of them is complete. Pure.

A day is not complete because it was fetched: its listing fills for hours. It is complete when it is over and several
looks found nothing more in it. And where papers were to be expected it is doubted nevertheless if it has few or none.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from bot.core.watch.judging import is_partial, usual_count
from store.watch import ListingDay, Look, LookResult

STILL_LOOKS = 2
"""So many looks in a row must find a day as it was before it is taken for complete."""

MOST_DAYS = 366
"""The farthest back that anyone may ask for, in days."""

LONGEST_GAP = 31
"""So many days back at most is asked for what was missed while nobody understood the source; more, if anyone asks."""

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
    new: int = 0,
) -> ListingDay:
    """What is known of a day after a look that was understood, or that found the page unchanged.

    It is complete once it has been over for so long, did not grow for so long, and :data:`STILL_LOOKS` looks in a row
    found it so: what came late in the day may still be added when it is over. A day that grows afterwards is open
    again. A listing that shrinks did not grow, and is remembered at its longest; only one that lost more than half and
    is understood all the same (:data:`bot.core.watch.judging.NEW_NORMAL`) begins anew. One that brings a paper nobody
    knew has grown, however many it lost.

    :param known: what was known before.
    :param entries: how many papers the listing has; of a page that is unchanged, as many as were known.
    :param over_at: when nothing is added to the day any more, as a rule.
    :param settled: for how long a day must have been over, and still.
    :param new: how many of its papers nobody knew before this look.
    """
    if known is None or new or entries > known.entries or is_partial(entries, known.entries):
        longest = entries if known is None or is_partial(entries, known.entries) else max(entries, known.entries)
        first_at = now if known is None else known.first_at
        return ListingDay(
            source=source, day=day.isoformat(), first_at=first_at, grown_at=now, looked_at=now, entries=longest
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
    doubted: Collection[date] = (),
) -> tuple[date, ...]:
    """The days whose listings are to be asked for: the newest first, then what is missing before it, oldest first.

    A day is missing if it was never understood, is not complete, or is doubted. A source of which nothing is known is
    asked for its newest day and the one before; it is not a reason to fetch years. A day that is still open or doubted
    after ``catch_up`` days on which the source was understood is left as it is: outages do not count, but nothing
    is asked for that is older than :data:`LONGEST_GAP` days.

    :param known: all days that are known of the source; those before its first one were never watched.
    :param today: the newest day that has begun at the source.
    :param since: the operator asks for the days from then on, complete or not; they decide, not ``catch_up``. At most
        :data:`MOST_DAYS` back.
    :param catch_up: so many days before the newest are looked after; 0: none but a day that is known and not complete.
    :param first_day: before it the source has none.
    :param left: days that are asked for no more, see :func:`days_left`; the newest is asked for all the same.
    :param doubted: days that are asked for although they are complete, see :func:`days_in_doubt`.
    """
    first = first_wanted(known, today, since, catch_up)
    if first_day is not None and first_day > today:
        return ()
    before = tuple(_days(max(first, first_day or first), today))
    if since is not None:
        return (today, *before)
    before = (*_still_open(known, today, first), *before)
    had = complete_days(known) - frozenset(doubted) | frozenset(left)
    return (today, *(day for day in before if day not in had))


def complete_days(known: Iterable[ListingDay]) -> frozenset[date]:
    """Those of the days that are complete."""
    return frozenset(date.fromisoformat(entry.day) for entry in known if entry.complete_at is not None)


def days_in_doubt(
    known: Iterable[ListingDay], *, weekdays: frozenset[int], holidays: frozenset[date]
) -> frozenset[date]:
    """The days on which papers were expected and of which there are none, or less than half of the usual: more often
    than not a listing that was late or broken, so that they are asked for again although they stood still.

    The usual is that of the complete expected days before; where too few are known, only days without papers count.

    :param weekdays: on which papers are expected, Monday being 0. :param holidays: on which they are not.
    """
    counts: list[int] = []
    doubted = set()
    for entry in sorted(known, key=lambda entry: entry.day):
        day = date.fromisoformat(entry.day)
        if not is_expected(day, weekdays=weekdays, holidays=holidays):
            continue
        usual = usual_count(counts)
        if not entry.entries or (usual is not None and is_partial(entry.entries, usual)):
            doubted.add(day)
        if entry.complete_at is not None:
            counts.append(entry.entries)
    return frozenset(doubted)


def first_wanted(known: Sequence[ListingDay], today: date, since: date | None, catch_up: int) -> date:
    """The first day that is looked after; the parameters are those of :func:`days_to_ask`."""
    if since is not None:
        return max(since, _back(today, MOST_DAYS))
    back = min(max(catch_up, 0), MOST_DAYS)
    if not known:
        return _back(today, min(back, 1))
    return max(_reach(known, today, back), watched_from(known)) if back else today


def _still_open(known: Sequence[ListingDay], today: date, end: date) -> list[date]:
    """The days before the end that were the newest when the source was last understood, and are not complete."""
    first = min(_reach(known, today, 1), end)
    days = sorted(date.fromisoformat(entry.day) for entry in known if entry.complete_at is None)
    return [day for day in days if first <= day < end]


def _reach(known: Sequence[ListingDay], today: date, days: int) -> date:
    """The first day after which the source was understood on so many days (in UTC) at most, today included."""
    moments = (moment for entry in known for moment in (entry.first_at, entry.looked_at))
    understood = sorted({today, *(min(moment.date(), today) for moment in moments)}, reverse=True)
    farthest = _back(today, max(days, LONGEST_GAP))
    return max(understood[days], farthest) if days < len(understood) else farthest


def watched_from(known: Sequence[ListingDay]) -> date:
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
    not_there = days_not_there(looks)
    return frozenset(day for day in not_there if not is_expected(day, weekdays=weekdays, holidays=holidays))


def days_not_there(looks: Sequence[Look]) -> frozenset[date]:
    """The days of which it was answered :data:`NOT_THERE` times at least that there is no listing, and never
    anything else.

    :param looks: as for :func:`days_left`.
    """
    answers: dict[date, list[bool]] = {}
    for look in looks:
        is_missing = look.result is LookResult.OTHER_DAY or look.status in _NO_SUCH_PAGE
        if look.day is not None and (is_missing or look.result not in _NO_ANSWER):
            answers.setdefault(date.fromisoformat(look.day), []).append(is_missing)
    return frozenset(day for day, missing in answers.items() if all(missing) and len(missing) >= NOT_THERE)


def is_expected(day: date, *, weekdays: frozenset[int], holidays: frozenset[date]) -> bool:
    """Whether papers are expected on a day: it is one of the weekdays (Monday being 0) and no holiday."""
    return day.weekday() in weekdays and day not in holidays
