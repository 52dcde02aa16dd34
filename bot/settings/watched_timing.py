"""When a watched source is looked at, as it stands in the configuration file."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from bot.core.timing import BadTiming, parse_time, zone
from bot.core.watch.types import DEFAULT_CATCH_UP, DEFAULT_SETTLED, FetchTiming
from bot.settings.reading import Wrong, shortened

SHORTEST_EVERY = timedelta(minutes=5)
LONGEST_EVERY = timedelta(days=7)
MOST_CATCH_UP = 60
"""Days back that are asked for at most."""

_MOST_TIMES = 48
_MOST_HOLIDAYS = 1_000
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"([0-9]{1,5}) ?([mhd])")
_LETTERS = 3


def read_timing(table: Mapping[str, object]) -> FetchTiming:
    """The timing of a source.

    :param table: what stands under ``every``, ``at``, ``timezone``, ``weekdays``, ``holidays``, ``settled`` and
        ``catch_up``, those that are there.
    :raises Wrong: it cannot be understood; it begins with the key.
    """
    if "every" in table and "at" in table:
        raise Wrong("every and at are both there; keep one of them.")
    if "timezone" in table and "at" not in table:
        raise Wrong("timezone says where the clocks of 'at' are, and there is no 'at'.")
    return FetchTiming(
        every=_duration("every", table["every"]) if "every" in table else None,
        at=_times(table["at"]) if "at" in table else (),
        zone=_zone(table.get("timezone", "UTC")),
        weekdays=_weekdays(table["weekdays"]) if "weekdays" in table else None,
        holidays=_holidays(table.get("holidays", [])),
        settled=_duration("settled", table["settled"]) if "settled" in table else DEFAULT_SETTLED,
        catch_up=_catch_up(table.get("catch_up", DEFAULT_CATCH_UP)),
    )


def _duration(key: str, said: object) -> timedelta:
    found = _DURATION.fullmatch(said.strip()) if isinstance(said, str) else None
    if not found:
        raise Wrong(f'{key} must be minutes, hours or days, like "30m", "2h" or "1d", not {shortened(said)}.')
    length = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if not SHORTEST_EVERY <= length <= LONGEST_EVERY:
        raise Wrong(f'{key} must be from "5m" to "7d", not {shortened(said)}.')
    return length


def _times(said: object) -> tuple[time, ...]:
    times = _texts("at", said, 'times of day, like at = ["06:30", "18:00"]', _MOST_TIMES)
    try:
        minutes = sorted({parse_time(each) for each in times})
    except BadTiming as error:
        raise Wrong(f"at cannot be used: {error}") from error
    return tuple(time(minute // 60, minute % 60) for minute in minutes)


def _zone(said: object) -> str:
    if not isinstance(said, str):
        raise Wrong(f'timezone must be a text in quotes, like "Europe/Berlin", not {shortened(said)}.')
    try:
        return zone(said).key
    except BadTiming as error:
        raise Wrong(f"timezone cannot be used: {error}") from error


def _weekdays(said: object) -> frozenset[int]:
    words = _texts("weekdays", said, 'days, like weekdays = ["mon", "tue", "wed", "thu", "fri"]', len(_WEEKDAYS))
    return frozenset(map(_weekday, words))


def _weekday(word: str) -> int:
    lower = word.strip().lower()
    for number, name in enumerate(_WEEKDAYS):
        if lower in (name, name[:_LETTERS]):
            return number
    short = ", ".join(name[:_LETTERS] for name in _WEEKDAYS)
    raise Wrong(f"weekdays has {shortened(word)} in it; allowed are {short}.")


def _holidays(said: object) -> frozenset[date]:
    if not isinstance(said, list) or len(said) > _MOST_HOLIDAYS:
        raise Wrong(f"holidays must be a list of at most {_MOST_HOLIDAYS} days, like holidays = [2026-12-25].")
    return frozenset(map(_holiday, said))


def _holiday(said: object) -> date:
    if isinstance(said, str):
        try:
            return date.fromisoformat(said)
        except ValueError as error:
            raise Wrong(f"holidays has {shortened(said)} in it; write a day like 2026-12-25.") from error
    if not isinstance(said, date) or isinstance(said, datetime):
        raise Wrong(f"holidays has {shortened(said)} in it; write a day like 2026-12-25, without a time.")
    return said


def _catch_up(said: object) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not 0 <= said <= MOST_CATCH_UP:
        raise Wrong(f"catch_up must be a whole number of days from 0 to {MOST_CATCH_UP}, not {shortened(said)}.")
    return said


def _texts(key: str, said: object, what: str, most: int) -> list[str]:
    if not isinstance(said, list) or not said or len(said) > most or not all(isinstance(each, str) for each in said):
        raise Wrong(f"{key} must be a list of 1 to {most} {what}, not {shortened(said)}.")
    return said
