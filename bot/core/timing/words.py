"""Times, weekdays and timings as people write and read them. Pure."""

import re
from difflib import get_close_matches

from bot.core.matching.syntax import quoted
from bot.core.said import said
from store.readers import EVERY_DAY, QuietHours, Timing

_DAY_MINUTES = 24 * 60
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WORKING_DAYS = (0, 1, 2, 3, 4)
_WEEKEND = (5, 6)
_GROUPS = {
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
    "weekdays": _WORKING_DAYS,
    "weekend": _WEEKEND,
    "weekends": _WEEKEND,
}
_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))? ?([ap])\.?m\.?|([0-9]{1,2}):([0-9]{2})", re.IGNORECASE)
_RANGE = re.compile(r"\s*[-–]\s*")
_BETWEEN = re.compile(r"\s*(?:[-–]|\bto\b)\s*")


class BadTiming(ValueError):
    """A time, day, zone or date that cannot be understood: what was written, what is wrong, what would do."""


def parse_time(text: str) -> int:
    """The minute of the day, 0–1439, of ``08:05``, ``8:05``, ``8am`` or ``8:05 pm``.

    :raises BadTiming: it is no time of day.
    """
    found = _CLOCK.fullmatch(text.strip())
    if not text.strip():
        raise BadTiming(said("Please give a time, such as 08:00."))
    if not found:
        raise BadTiming(
            said("%(written)s is no time of day; write it like 08:00 or 18:30.", written=quoted(text.strip()))
        )
    hour_of_twelve, past, half, hour, minute = found.groups()
    if half:
        hours = int(hour_of_twelve) % 12 + 12 * (half in "pP")
        fits = 1 <= int(hour_of_twelve) <= 12  # noqa: PLR2004 - the hours of a dial
        minutes = int(past or 0)
    else:
        hours, minutes = int(hour), int(minute)
        fits = True
    total = hours * 60 + minutes
    if not fits or minutes >= 60 or total >= _DAY_MINUTES:  # noqa: PLR2004 - minutes of an hour
        raise BadTiming(
            said("%(written)s is no time of day: times go from 00:00 to 23:59.", written=quoted(text.strip()))
        )
    return total


def parse_weekdays(text: str) -> tuple[int, ...]:
    """The weekdays of ``mon,wed fri``, ``mon-fri``, ``weekdays``, ``weekends`` or ``daily``; Monday is 0, rising.

    :raises BadTiming: a word is no weekday, or there is none.
    """
    days: set[int] = set()
    for word in re.split(r"[\s,;+&]+", _RANGE.sub("-", text.strip().lower())):
        if word in ("", "and", "on"):
            continue
        first, dash, last = word.partition("-")
        if word in _GROUPS:
            days.update(_GROUPS[word])
        elif dash:
            begin, end = _weekday(first, text), _weekday(last, text)
            days.update((begin + step) % 7 for step in range((end - begin) % 7 + 1))
        else:
            days.add(_weekday(word, text))
    if not days:
        raise BadTiming(
            said(
                "%(written)s names no weekday; write them like mon or mon,thu or weekdays.",
                written=quoted(text.strip()),
            )
        )
    return tuple(sorted(days))


def _weekday(word: str, text: str) -> int:
    singular = word.rstrip(".").removesuffix("s") if len(word) > 4 else word.rstrip(".")  # noqa: PLR2004 - "tues"
    for number, name in enumerate(_WEEKDAYS):
        if len(singular) >= 2 and name.lower().startswith(singular):  # noqa: PLR2004 - one letter may be two days
            return number
    close = get_close_matches(singular, [name.lower() for name in _WEEKDAYS], n=1)
    hint = (
        said("Did you mean %(near)s?", near=close[0])
        if close
        else said("Write weekdays like mon or mon,thu or weekdays.")
    )
    raise BadTiming(
        said(
            "%(written)s in %(written2)s is no weekday. %(hint)s",
            written=quoted(word),
            written2=quoted(text.strip()),
            hint=hint,
        )
    )


def parse_weekly(text: str) -> Timing:
    """The timing of ``mon 08:00`` or ``mon,thu 18:30``: a digest on these days.

    :raises BadTiming: the days or the time cannot be understood.
    """
    digit = re.search(r"[0-9]", text)
    days = re.sub(r"\bat\s*$", "", text[: digit.start()] if digit else text, flags=re.IGNORECASE).strip(" ,;")
    if not digit or not days:
        raise BadTiming(
            said(
                "%(written)s is no day with a time; write it like mon 08:00 or mon,thu 18:30.",
                written=quoted(text.strip()),
            )
        )
    return Timing(minute=parse_time(text[digit.start() :]), weekdays=parse_weekdays(days))


def parse_quiet(text: str) -> QuietHours:
    """The quiet hours of ``22:00-07:00``.

    :raises BadTiming: they cannot be understood, or begin and end at the same time.
    """
    ends = _BETWEEN.split(text.strip().lower())
    if len(ends) != 2:  # noqa: PLR2004 - a beginning and an end
        raise BadTiming(
            said(
                "%(written)s are no quiet hours; write when they begin and end, like 22:00-07:00.",
                written=quoted(text.strip()),
            )
        )
    start, end = (parse_time(each) for each in ends)
    if start == end:
        raise BadTiming(
            said(
                "%(written)s: quiet hours cannot end when they begin; to hear nothing at all, pause.",
                written=quoted(text.strip()),
            )
        )
    return QuietHours(start=start, end=end)


def print_time(minute: int) -> str:
    """``08:05``."""
    return f"{minute // 60:02}:{minute % 60:02}"


def print_weekdays(weekdays: tuple[int, ...]) -> str:
    """``daily``, ``on weekdays``, ``on weekends``, ``Mondays``, ``Mon and Thu``, ``Mon, Wed and Fri``."""
    if weekdays == EVERY_DAY:
        return "daily"
    if weekdays == _WORKING_DAYS:
        return "on weekdays"
    if weekdays == _WEEKEND:
        return "on weekends"
    if len(weekdays) == 1:
        return f"{_WEEKDAYS[weekdays[0]]}s"
    *others, last = (_WEEKDAYS[day][:3] for day in weekdays)
    return f"{', '.join(others)} and {last}"


def print_timing(timing: Timing) -> str:
    """``daily at 08:00``, ``Mon and Thu at 18:30``, ``at once``, ``daily at 08:00, from 80 at once``."""
    if timing.minute is None:
        return "at once"
    digest = f"{print_weekdays(timing.weekdays)} at {print_time(timing.minute)}"
    return digest if timing.instant_from is None else f"{digest}, from {timing.instant_from:g} at once"


def print_weekly(minute: int, weekdays: tuple[int, ...]) -> str:
    """``mon,thu 18:30`` or ``daily 09:30``, as :func:`parse_weekly` reads it."""
    days = "daily" if weekdays == EVERY_DAY else ",".join(_WEEKDAYS[day][:3].lower() for day in weekdays)
    return f"{days} {print_time(minute)}"


def print_quiet(quiet: QuietHours | None) -> str:
    """``22:00-07:00``, as :func:`parse_quiet` reads it; ``none``."""
    return f"{print_time(quiet.start)}-{print_time(quiet.end)}" if quiet else "none"
