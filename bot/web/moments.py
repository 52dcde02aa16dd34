"""Instants as pages show them: in the reader's own time zone."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.timing import print_time, zone
from bot.render.presentation import date_in_words


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


def moment(at: datetime, timezone: str) -> Moment:
    """An instant where a reader lives.

    :param at: aware. :param timezone: an IANA name.
    """
    local = at.astimezone(zone(timezone))
    return Moment(
        local.isoformat(timespec="minutes"),
        date_in_words(local.date().isoformat()),
        print_time(local.hour * 60 + local.minute),
    )
