"""Instants as pages show them: in the reader's own time zone and language."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.timing import zone
from bot.render.language import Language
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


def moment(at: datetime, timezone: str, language: Language) -> Moment:
    """An instant where a reader lives.

    :param at: aware. :param timezone: an IANA name. :param language: theirs.
    """
    local = at.astimezone(zone(timezone))
    return Moment(
        local.isoformat(timespec="minutes"),
        language.short_date(local.date()),
        language.time(local.hour * 60 + local.minute),
    )


def snoozed(reader: Reader, now: datetime, language: Language) -> Moment | None:
    """When a reader's snooze will end; ``None`` if they are not snoozed now: one that has ended is kept in the store.

    :param now: aware. :param language: theirs.
    """
    until = reader.snoozed_until
    return moment(until, reader.timezone, language) if until and until > now else None
