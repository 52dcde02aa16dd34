"""Days as text, ``2025-07-25`` or ``--07-25`` where no page gave the year: a paper's own, and the newest ones. Pure.

The newest day is the newest there is among the papers; the clock is never asked.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from store.records import Paper

_DAY = re.compile(r"(?:[0-9]{4}|-)-[0-9]{2}-[0-9]{2}")
_NO_YEAR = "--"
_LEAP_YEAR = "2000-"


class DayRange(NamedTuple):
    """Some days in a row. :ivar first: the first of them. :ivar last: the last."""

    first: str
    last: str

    def holds(self, day: str | None) -> bool:
        """Whether the day is one of them. A day without its year is none of the days that have theirs."""
        return day is not None and self.first <= day <= self.last


def has_year(day: str) -> bool:
    """Whether it is known in which year the day lies."""
    return not day.startswith(_NO_YEAR)


def date_of(day: str) -> date | None:
    """The date; in the year 2000, which has a February 29, if it has no year. ``None`` for what no calendar has."""
    if not _DAY.fullmatch(day):
        return None
    try:
        return date.fromisoformat(day if has_year(day) else _LEAP_YEAR + day.removeprefix(_NO_YEAR))
    except ValueError:
        return None


def day_of(paper: Paper, seen: str | None = None) -> str | None:
    """The day on which a reader would have been told of a paper: when it was listed, else published, else seen.

    A day with its year goes before one without; what is no day of any calendar is passed over.

    :param seen: the day of the page on which it was first seen.
    """
    days = [day for day in (paper.listed, paper.published, seen) if day and date_of(day)]
    return next(filter(has_year, days), days[0] if days else None)


def rising(days: Iterable[str]) -> list[str]:
    """The days in order; those without their year come last, for nobody knows where they belong."""
    return sorted(days, key=lambda day: (not has_year(day), day))


def last_days(days: Iterable[str | None], count: int) -> DayRange | None:
    """So many days in a row, up to the newest; ``None`` if there is none.

    Only where no day has its year are those without one looked at.

    :param days: as :func:`day_of` gives them.
    :param count: at least 1.
    """
    last = max((day for day in days if day), key=lambda day: (has_year(day), day), default="")
    newest = date_of(last)
    if newest is None:
        return None
    earliest = date.min if has_year(last) else newest.replace(month=1, day=1)
    first = newest - timedelta(days=min(count - 1, (newest - earliest).days))
    return DayRange(first.isoformat() if has_year(last) else f"{_NO_YEAR}{first:%m-%d}", last)
