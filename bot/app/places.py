"""Time zones as people choose them: those of their language first, else by region and place, or by where they are."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from tzfpy import get_tz

from bot.core.timing import zone

REGIONS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "Europe": ("Berlin", "London", "Paris", "Madrid", "Rome", "Amsterdam", "Warsaw", "Zurich", "Kyiv", "Moscow"),
        "America": ("New_York", "Chicago", "Denver", "Los_Angeles", "Toronto", "Mexico_City", "Sao_Paulo", "Bogota"),
        "Asia": ("Shanghai", "Kolkata", "Tokyo", "Seoul", "Singapore", "Dubai", "Jerusalem", "Hong_Kong", "Taipei"),
        "Africa": ("Cairo", "Johannesburg", "Lagos", "Nairobi", "Casablanca", "Algiers"),
        "Australia": ("Sydney", "Melbourne", "Brisbane", "Perth", "Adelaide"),
        "Pacific": ("Auckland", "Honolulu"),
        "Atlantic": (),
        "Indian": (),
    }
)
"""The regions of the time zone database in which people live, each with the places that most of them will look for."""

USUAL: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "ar": ("Africa/Cairo", "Asia/Riyadh", "Asia/Dubai", "Africa/Casablanca"),
        "de": ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich"),
        "en": ("Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Kolkata"),
        "es": ("Europe/Madrid", "America/Mexico_City", "America/Bogota", "America/Argentina/Buenos_Aires"),
        "fa": ("Asia/Tehran",),
        "fr": ("Europe/Paris", "Europe/Brussels", "Europe/Zurich", "America/Toronto"),
        "hi": ("Asia/Kolkata",),
        "it": ("Europe/Rome", "Europe/Zurich"),
        "ja": ("Asia/Tokyo",),
        "ko": ("Asia/Seoul",),
        "nl": ("Europe/Amsterdam", "Europe/Brussels"),
        "pl": ("Europe/Warsaw",),
        "pt": ("America/Sao_Paulo", "Europe/Lisbon"),
        "ru": ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Almaty"),
        "tr": ("Europe/Istanbul",),
        "uk": ("Europe/Kyiv",),
        "zh": ("Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong", "Asia/Singapore"),
    }
)
"""Where most people live who speak a language, by its tag; the most first."""


@cache
def zones_of(region: str) -> Sequence[str]:
    """The time zones of a region, by name; those that most people look for first, then by the alphabet."""
    first = [f"{region}/{place}" for place in REGIONS.get(region, ())]
    others = (name for name in _of_countries() if name.startswith(f"{region}/") and name not in first)
    return (*first, *others)


def usual_zones(language: str) -> Sequence[str]:
    """The time zones that are likely for someone.

    :param language: a tag.
    """
    return USUAL.get(language.partition("-")[0].lower(), USUAL["en"])


def zone_at(latitude: float, longitude: float) -> str:
    """The time zone of a place on Earth.

    :param latitude: degrees, north positive. :param longitude: degrees, east positive.
    :raises bot.core.timing.BadTiming: it has none that is known.
    """
    return zone(get_tz(longitude, latitude)).key


@cache
def _of_countries() -> Sequence[str]:
    """The zones that countries use, without the names that are kept for old programs only."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    return sorted(line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#"))
