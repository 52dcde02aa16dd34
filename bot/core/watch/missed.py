"""What was listed while nobody understood the source, and lies too far back to be asked for by itself. Pure."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta

from bot.core.watch.days import MOST_DAYS, first_wanted, is_expected, watched_from
from store.watch import ListingDay

TOLD = timedelta(days=60)
"""What was missed is spoken of until the last of it is as old as this; who wanted it has asked for it by then."""

_NAMED = 3


def days_too_far(
    known: Sequence[ListingDay],
    *,
    today: date,
    catch_up: int,
    weekdays: frozenset[int],
    holidays: frozenset[date],
    left: Collection[date] = (),
    listing_day: Callable[[date], date] = lambda day: day,
) -> tuple[date, ...]:
    """The days on which papers were expected, that nobody understood when they were over, and that
    :func:`bot.core.watch.days.days_to_ask` asks for no more; rising. None once they are older than :data:`TOLD`.

    :param known: all days that are known of the source; those before its first one were never watched.
    :param catch_up: as there; 0: nobody wants them.
    :param left: days of which it is known that there is no listing.
    :param listing_day: the day by which the listing goes that has a day's papers.
    """
    if not known or not catch_up:
        return ()
    first = max(watched_from(known), today - timedelta(days=MOST_DAYS))
    before = first_wanted(known, today, None, catch_up)
    had = {date.fromisoformat(each.day) for each in known if each.complete_at or each.looked_at.date() > _day(each)}
    days = (first + timedelta(days=step) for step in range((before - first).days))
    missed = tuple(
        day
        for day in days
        if is_expected(day, weekdays=weekdays, holidays=holidays) and day not in left and listing_day(day) not in had
    )
    return missed if missed and today - missed[-1] <= TOLD else ()


def said_of_days(source: str, days: Sequence[date]) -> str:
    """That these days lie too far back, and how to ask for them; empty if there are none.

    :param days: rising.
    """
    if not days:
        return ""
    named = ", ".join(map(str, days)) if len(days) <= _NAMED else f"{days[0]} to {days[-1]}"
    many = f"1 day ({named}) lies" if len(days) == 1 else f"{len(days)} days ({named}) lie"
    return f"{many} too far back; {_asking(source, days[0], 'it' if len(days) == 1 else 'them')}"


def said_of_time(source: str, first: date, end: date) -> str:
    """That what was listed in that time lies too far back, and how to ask for it."""
    return f"What was listed from {first} to {end} lies too far back; {_asking(source, first, 'it')}"


def _asking(source: str, since: date, what: str) -> str:
    return f"ask for {what} with: paperround fetch {source} --since {since}"


def _day(known: ListingDay) -> date:
    return date.fromisoformat(known.day)
