"""Instants as pages show them: in the reader's own time zone and language."""

from dataclasses import dataclass
from datetime import date, datetime
from gettext import NullTranslations

from bot.core.timing import print_time, zone
from store.readers import Reader


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant to be shown.

    :ivar machine: ISO 8601, for machines.
    :ivar day: ``2 Nov 2026``. :ivar time: ``08:00``.
    """

    machine: str
    day: str
    time: str

    def __str__(self) -> str:
        """``2 Nov 2026, 08:00``"""
        return f"{self.day}, {self.time}"


def moment(at: datetime, timezone: str, words: NullTranslations) -> Moment:
    """An instant where a reader lives.

    :param at: aware. :param timezone: an IANA name. :param words: their language.
    """
    local = at.astimezone(zone(timezone))
    return Moment(
        local.isoformat(timespec="minutes"),
        day_in_words(local.date(), words),
        print_time(local.hour * 60 + local.minute),
    )


def snoozed(reader: Reader, now: datetime, words: NullTranslations) -> Moment | None:
    """When a reader's snooze will end; ``None`` if they are not snoozed now: one that has ended is kept in the store.

    :param now: aware. :param words: their language.
    """
    until = reader.snoozed_until
    return moment(until, reader.timezone, words) if until and until > now else None


def day_in_words(day: date, words: NullTranslations) -> str:
    """``2 Nov 2026``. :param words: the language."""
    _ = words.gettext
    first = (_("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"))
    second = (_("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"))
    return _("%(day)d %(month)s %(year)d") % {
        "day": day.day,
        "month": (first + second)[day.month - 1],
        "year": day.year,
    }
