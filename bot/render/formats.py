"""Numbers, dates and times as a language writes them. Pure: :mod:`babel` knows how; this says which of its ways.

English is written as it always was here: ``2 Nov 2026``, ``08:00``, ``1,204``.
"""

from collections.abc import Sequence
from datetime import date, time
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal

ENGLISH = "en"
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LISTS_IN_ENGLISH = Locale.parse("en_GB")
"""``a, b and c``"""


@cache
def locale_of(tag: str) -> Locale:
    """What is known of a language; of English where nothing is.

    :param tag: a BCP 47 tag.
    """
    try:
        return Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale.parse(ENGLISH)


def number(value: float, tag: str) -> str:
    """``1,204``, ``1.204``; ``2.4``, ``2,4``: with at most one decimal."""
    rounded = f"{value:,.1f}".removesuffix(".0")
    return rounded if _is_english(tag) else format_decimal(float(rounded.replace(",", "")), "#,##0.#", locale_of(tag))


def points(value: float, tag: str) -> str:
    """A score: ``12.5``, ``−3``, ``12,5``. Never parted by thousands."""
    rounded = f"{value:.1f}".removesuffix(".0")
    written = rounded if _is_english(tag) else format_decimal(float(rounded), "0.#", locale_of(tag))
    return written.replace("-", "−")


def fraction(value: float, tag: str) -> str:
    """To a hundredth: ``0.07``, ``0,07``."""
    return f"{value:.2f}" if _is_english(tag) else format_decimal(round(value, 2), "0.00", locale_of(tag))


def long_date(day: date, tag: str) -> str:
    """``2 November 2026``, ``2. November 2026``"""
    return format_date(day, "d MMMM y" if _is_english(tag) else "long", locale_of(tag))


def full_date(day: date, tag: str) -> str:
    """``Monday, 2 November 2026``, ``Montag, 2. November 2026``"""
    return format_date(day, "EEEE, d MMMM y" if _is_english(tag) else "full", locale_of(tag))


def short_date(day: date, tag: str, *, year: bool = True) -> str:
    """``2 Nov 2026`` or ``2 Nov``; ``2. Nov. 2026`` or ``2. Nov.``"""
    if _is_english(tag):
        return f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year:04}" if year else "")
    return format_skeleton("yMMMd" if year else "MMMd", day, locale=locale_of(tag))


def month(day: date, tag: str, *, year: bool = True) -> str:
    """``Nov 2026`` or ``Nov``"""
    if _is_english(tag):
        return _MONTHS[day.month - 1] + (f" {day.year:04}" if year else "")
    return format_skeleton("yMMM" if year else "MMM", day, locale=locale_of(tag))


def clock(minute: int, tag: str) -> str:
    """``08:05``, ``8:05``. :param minute: of the day, 0–1439."""
    at = time(*divmod(minute, 60))
    return f"{at:%H:%M}" if _is_english(tag) else format_time(at, "short", locale=locale_of(tag))


def short_moment(day: date, minute: int, tag: str, *, year: bool) -> str:
    """``Mon 2 Nov 08:00``, ``Mon 2 Nov 2026 08:00``, ``Mo., 2. Nov., 08:00``"""
    if _is_english(tag):
        return f"{_WEEKDAYS[day.weekday()]} {short_date(day, tag, year=year)} {clock(minute, tag)}"
    locale = locale_of(tag)
    written = format_skeleton("yMMMEd" if year else "MMMEd", day, locale=locale)
    return str(locale.datetime_formats["medium"]).format(clock(minute, tag), written)


def weekday(number: int, tag: str, *, short: bool = False) -> str:
    """``Monday`` or ``Mon``; ``Montag`` or ``Mo``. :param number: 0 is Monday."""
    return str(locale_of(tag).days["stand-alone"]["abbreviated" if short else "wide"][number])


def enumeration(words: Sequence[str], tag: str) -> str:
    """``a, b and c``, ``a, b und c``, ``a、b和c``; nothing for none."""
    return format_list(words, locale=_LISTS_IN_ENGLISH if _is_english(tag) else locale_of(tag))


def separated(words: Sequence[str], tag: str) -> str:
    """``a, b, c``, ``a、b、c``; nothing for none."""
    return ("、" if locale_of(tag).language == "zh" else ", ").join(words)


def place(timezone: str, tag: str) -> str:
    """A time zone by its city: ``New York``, ``Нью-Йорк``; ``UTC``. :param timezone: an IANA name."""
    if "/" not in timezone or timezone.startswith("Etc/"):
        return timezone.removeprefix("Etc/")
    try:
        return get_timezone_location(timezone, locale=locale_of(tag), return_city=True)
    except (LookupError, ValueError):  # a zone that this machine does not know
        return timezone.rpartition("/")[2].replace("_", " ")


def own_name(tag: str) -> str:
    """A language in its own words: ``Deutsch``, ``中文``."""
    locale = locale_of(tag)
    name = locale.get_display_name(locale) or tag
    return name[:1].upper() + name[1:]


def _is_english(tag: str) -> bool:
    return tag == ENGLISH or locale_of(tag).language == ENGLISH
