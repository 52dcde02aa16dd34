"""Facts of sources to be judged, written briefly: a Wednesday at noon, a source that is asked every hour."""

from datetime import UTC, date, datetime, timedelta

from bot.core.watch import SourceFacts
from store.watch import ListingDay, Look, LookResult

MONDAY = date(2026, 11, 16)
WEDNESDAY = date(2026, 11, 18)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEKDAYS = frozenset(range(5))
NEWS, UNCHANGED, EMPTY = LookResult.NEWS, LookResult.UNCHANGED, LookResult.EMPTY
FAILED, LATER = LookResult.FAILED, LookResult.LATER


def begins(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


NOON = begins(WEDNESDAY) + 12 * HOUR


def listed(day: date, entries: int, *, complete: bool = True) -> ListingDay:
    at = begins(day) + 9 * HOUR
    return ListingDay(
        source="hf",
        day=f"{day}",
        first_at=at,
        grown_at=at,
        looked_at=at,
        entries=entries,
        complete_at=at + DAY if complete else None,
    )


def look(at: datetime, result: LookResult, *, day: date | None = None, run: str = "", said: str = "") -> Look:
    return Look(
        source="hf",
        run=run or f"{at}",
        day=f"{day}" if day else None,
        begun_at=at,
        ended_at=at,
        result=result,
        pages=1,
        entries=9,
        said=said,
    )


def results(*looks: tuple[float, LookResult], now: datetime = NOON) -> tuple[Look, ...]:
    """Looks so many hours ago, the newest first."""
    return tuple(look(now - hours * HOUR, result, said="It said so.") for hours, result in looks)


def days_before(today: date, *counts: int) -> tuple[ListingDay, ...]:
    """The expected days before today had so many papers, the last named last; they were complete."""
    days = [today - step * DAY for step in range(1, 60) if (today - step * DAY).weekday() < 5]
    return tuple(listed(day, count) for day, count in zip(days, reversed(counts), strict=False))


def of_days(
    today: date = WEDNESDAY,
    *days: ListingDay,
    looks: tuple[Look, ...] | None = None,
    holidays: frozenset[date] = frozenset(),
    over: bool = False,
) -> SourceFacts:
    return SourceFacts(
        name="hf",
        has_days=True,
        weekdays=WEEKDAYS,
        holidays=holidays,
        today=today,
        today_over_at=begins(today) + (12 * HOUR if over else DAY),
        every=HOUR,
        days=days,
        looks=results((0.1, UNCHANGED), now=begins(today) + 12 * HOUR) if looks is None else looks,
    )


def of_news(*looks: tuple[float, LookResult], today: date = WEDNESDAY, now: datetime = NOON) -> SourceFacts:
    """A source without days, by looks so many hours ago."""
    return SourceFacts(
        name="feed",
        has_days=False,
        weekdays=WEEKDAYS,
        today=today,
        today_over_at=begins(today) + DAY,
        every=HOUR,
        looks=results(*looks, now=now),
    )


USUAL = (47, 45, 52, 47, 44)
