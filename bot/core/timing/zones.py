"""Time zones by their IANA names, and what the clocks of a place show. Pure but for the zone tables."""

from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.core.matching.syntax import quoted
from bot.core.said import said
from bot.core.timing.words import BadTiming

_NO_PLACES = frozenset(("localtime", "Factory", "posixrules"))
"""In the tables, but another thing on every machine, or none."""

_LONGEST = 40
_SECOND = timedelta(seconds=1)


@cache
def _known() -> dict[str, str]:
    """Every name, by its lower case."""
    return {name.lower(): name for name in sorted(available_timezones() - _NO_PLACES)}


def zone(name: str) -> ZoneInfo:
    """The time zone of that name; upper and lower case, and blanks for underscores, are mended.

    :param name: an IANA name, ``Europe/Berlin``.
    :raises BadTiming: there is none of that name; with those that come nearest.
    """
    wanted = "_".join(name.split()).lower()
    if not wanted:
        raise BadTiming(said("Please give a time zone, such as Europe/Berlin."))
    found = _known().get(wanted)
    if found is None:
        near = _nearest(wanted[:_LONGEST])
        hint = (
            said("Did you mean %(near)s?", near=" or ".join(near))
            if near
            else said("Write a place, such as Europe/Berlin.")
        )
        raise BadTiming(said("%(written)s is no time zone that is known. %(hint)s", written=quoted(name), hint=hint))
    return ZoneInfo(found)


def _nearest(wanted: str) -> list[str]:
    if any(char.isdigit() for char in wanted):  # an offset is no zone: the clocks of a place may change
        return []
    known = _known()
    cities = [name for lower, name in known.items() if wanted and lower.rpartition("/")[2] == wanted]
    close = get_close_matches(wanted, known, n=3, cutoff=0.75)
    return cities[:3] or [known[each] for each in close]


@lru_cache(4096)  # the same few days, times and zones for a hundred thousand readers
def instant(day: date, minute: int, place: ZoneInfo) -> datetime:
    """When the clocks of a place show a time, in UTC.

    A time that comes twice is meant the first time. One that the clocks skip becomes the first instant after the gap.

    :param minute: of the local day, 0–1439.
    """
    local = datetime.combine(day, time(minute // 60, minute % 60))
    first = local.replace(tzinfo=place).astimezone(UTC)
    if first.astimezone(place).replace(tzinfo=None) == local:
        return first
    # In a gap the zone reckons with the offset from before it, and with fold=1 with that from behind it (PEP 495): the
    # clocks changed somewhere between those two instants.
    before, after = local.replace(tzinfo=place, fold=1).astimezone(UTC), first
    offset = after.astimezone(place).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if middle.astimezone(place).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


def exists(day: date, place: ZoneInfo) -> bool:
    """Whether a place has that day: some crossed the date line and never had one (Samoa, 30 December 2011)."""
    return instant(day, 0, place).astimezone(place).date() == day
