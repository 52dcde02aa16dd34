"""Times in words, in a reader's own time zone. Pure; in English everywhere."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEAR = timedelta(days=300)


def local_time(at: datetime, timezone: str, now: datetime) -> str:
    """``Mon 2 Nov 08:00``; with the year, ``Mon 2 Nov 2026 08:00``, where it could be taken for another one.

    :param at: aware. :param timezone: an IANA name; UTC in place of one that is not known here. :param now: aware.
    """
    local = at.astimezone(_place(timezone))
    year = "" if abs(at - now) < _NEAR else f" {local.year}"
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}{year} {local:%H:%M}"


def _place(timezone: str) -> ZoneInfo:
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):  # no such zone; no name of one; a folder of that name
        return ZoneInfo("UTC")
