"""Dates as pages print them. Pure; the clock is never asked.

A date is text: ``2025-07-25`` (ISO 8601), or ``--07-25`` (XML Schema 1.1, part 2, section 3.3.12) without its year.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_NAMES = frozenset(
    "january february march april may june july august september october november december sept".split()  # noqa: SIM905
)
_LEAP_YEAR = 2000

_MONTH_DAY = re.compile(r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>[0-9]{1,2})(?:, (?P<year>[0-9]{4}))?")
_MAIL_DATE = re.compile(r"(?:[A-Za-z]{3,9},? )?(?P<day>[0-9]{1,2}) (?P<month>[A-Za-z]{3,9}) (?P<year>[0-9]{4})\b")
_ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9])")


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A day as a page prints it. :ivar year: ``None`` where the page left it out."""

    month: int
    day: int
    year: int | None = None

    def __str__(self) -> str:
        return (
            f"--{self.month:02}-{self.day:02}" if self.year is None else f"{self.year:04}-{self.month:02}-{self.day:02}"
        )


def month_number(name: str) -> int | None:
    """1 to 12 for an English month name, short or full, in any case; ``None`` for anything else."""
    name = name.lower()
    if name not in MONTHS and name not in _FULL_NAMES:
        return None
    return MONTHS.index(name[:3]) + 1


def printed_date(month: int, day: int, year: int | None = None) -> PrintedDate | None:
    """The day, or ``None`` if no calendar has it. February 29 without a year is a day."""
    try:
        date(_LEAP_YEAR if year is None else year, month, day)
    except ValueError:
        return None
    return PrintedDate(month, day, year)


def parse_month_day(text: str) -> PrintedDate | None:
    """``Jul 25`` or ``Jul 25, 2025``; ``None`` for anything else and for days no calendar has."""
    match = _MONTH_DAY.fullmatch(text)
    month = month_number(match["month"]) if match else None
    if match is None or month is None:
        return None
    return printed_date(month, int(match["day"]), int(match["year"]) if match["year"] else None)


def day_of_timestamp(text: str | None) -> str | None:
    """The day of a time stamp, ``YYYY-MM-DD``, as printed: the source's own offset is kept, not turned into UTC.

    ISO 8601 (``2026-06-12T00:00:00.000Z``, or the day alone) and RFC 5322, section 3.3 (``Thu, 01 Feb 2024 …``) are
    read; anything else is ``None``.
    """
    text = (text or "").strip()
    iso = _ISO_DAY.match(text)
    if iso:
        day = printed_date(int(iso["month"]), int(iso["day"]), int(iso["year"]))
        return str(day) if day else None
    mail = _MAIL_DATE.match(text)
    month = month_number(mail["month"]) if mail else None
    if mail is None or month is None:
        return None
    day = printed_date(month, int(mail["day"]), int(mail["year"]))
    return str(day) if day else None


def resolve_year(month: int, day: int, captured_on: date | None, explicit_years: Collection[int]) -> int | None:
    """The year of a day that a page printed without one; ``None`` if it cannot be known.

    Pages leave out the year of their capture and no other. So it is the year of ``captured_on``, unless the page
    contradicts that day: it prints that year or a later one in full, or the day would lie more than one day after the
    capture (the page's clock may be a time zone ahead of UTC), or that year has no such day.
    """
    if captured_on is None or any(year >= captured_on.year for year in explicit_years):
        return None
    try:
        resolved = date(captured_on.year, month, day)
    except ValueError:
        return None
    tomorrow = captured_on + timedelta(days=1) if captured_on < date.max else captured_on
    return resolved.year if resolved <= tomorrow else None
