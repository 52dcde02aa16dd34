"""When a day begins and ends at a source. Pure; the moment is an argument."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scrapers.types import Entry

EVERY_DAY = frozenset(range(7))
MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a source.

    :ivar zone: an IANA name.
    :ivar turns: the time of day there at which the next day begins; midnight begins the day of its own date, any other
        time that of the date after it.
    """

    zone: str = "UTC"
    turns: time = time(0)

    def day_at(self, moment: datetime) -> date:
        """The day it is at this moment (aware)."""
        there = moment.astimezone(ZoneInfo(self.zone))
        ahead = self.turns != time(0) and there.time() >= self.turns
        return there.date() + timedelta(days=1) if ahead else there.date()

    def over(self, day: date) -> datetime:
        """When the day ends, UTC."""
        last = day + timedelta(days=1) if self.turns == time(0) else day
        return datetime.combine(last, self.turns, ZoneInfo(self.zone)).astimezone(UTC)


def full_day(text: str | None) -> date | None:
    """The day of an ISO 8601 date; ``None`` for one without its year, or for none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def usual_day(entries: Iterable[Entry]) -> date | None:
    """The day on whose list most of the entries stand by their own word, of equals the latest; ``None``: none says."""
    days = Counter(day for day in (full_day(entry.listed) for entry in entries) if day)
    return max(days, key=lambda day: (days[day], day), default=None)
