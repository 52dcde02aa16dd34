"""The slots at which digests come, and when a match is told. Pure.

A *slot* is a local time on a local day. Every chosen day has exactly one, whatever the clocks do: a time that they skip
is told at the first instant after the gap, one that comes twice the first time. A slot is named after its local time,
so that a clock that jumps, or two senders at once, cannot make two of one day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.matching.syntax import quoted
from bot.core.said import said
from bot.core.timing.words import BadTiming, print_time
from bot.core.timing.zones import exists, instant, zone
from store.readers import QuietHours, Reader, Timing

MOST_SNOOZED = timedelta(days=731)
"""So long anyone can snooze: two years."""

_REACH = 16
"""Days among which there is a slot for sure: two weeks, should one of its days be missing, and one more."""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One digest's time.

    :ivar at: the instant, aware, UTC.
    :ivar local: the time that was asked for, ``2026-11-01T08:00``, even if the clocks skip it.
    """

    at: datetime
    local: str


def _slot(timing: Timing, place: ZoneInfo, day: date) -> Slot | None:
    """The slot of that local day, if it is a chosen one."""
    if timing.minute is None or day.weekday() not in timing.weekdays:
        return None
    at = instant(day, timing.minute, place)
    if at.astimezone(place).date() != day and not exists(day, place):
        return None
    return Slot(at, f"{day}T{print_time(timing.minute)}")


def slot_after(timing: Timing, place: ZoneInfo, after: datetime) -> Slot | None:
    """The first slot later than an instant; ``None`` if there is no digest."""
    today = after.astimezone(place).date()
    for step in range(_REACH):
        slot = _slot(timing, place, today + timedelta(days=step))
        if slot and slot.at > after:
            return slot
    return None


def slot_before(timing: Timing, place: ZoneInfo, at: datetime) -> Slot | None:
    """The last slot not later than an instant; ``None`` if there is no digest."""
    today = at.astimezone(place).date()
    for step in range(-1, _REACH):  # from tomorrow: clocks set back over midnight have shown its beginning already
        slot = _slot(timing, place, today - timedelta(days=step))
        if slot and slot.at <= at:
            return slot
    return None


def next_digest(timings: Iterable[Timing], place: ZoneInfo, after: datetime) -> Slot | None:
    """The first slot of several timings later than an instant; ``None`` if none has a digest."""
    return min((slot for timing in timings if (slot := slot_after(timing, place, after))), default=None)


def is_instant(timing: Timing, score: float) -> bool:
    """Whether a match of that score (0–100) is told at once."""
    return timing.minute is None or (timing.instant_from is not None and score >= timing.instant_from)


def quiet_until(quiet: QuietHours | None, place: ZoneInfo, at: datetime) -> datetime | None:
    """When the quiet hours end in which an instant lies; ``None`` if it lies in none.

    They are one stretch of time, even if the clocks are set back while they last or just after.
    """
    if quiet is None:
        return None
    today = at.astimezone(place).date()
    for step in (-1, 0, 1):
        day = today + timedelta(days=step)
        end = instant(day + timedelta(days=quiet.end < quiet.start), quiet.end, place)
        if instant(day, quiet.start, place) <= at < end:
            return end
    return None


def due_at(timing: Timing, place: ZoneInfo, quiet: QuietHours | None, score: float, at: datetime) -> datetime:
    """When a match is to be told: at once, or in the next digest; in either case not within quiet hours.

    :param score: the match's, 0–100.
    :param at: when it was made.
    """
    slot = None if is_instant(timing, score) else slot_after(timing, place, at)
    due = slot.at if slot else at
    return quiet_until(quiet, place, due) or due


def with_next_digest(reader: Reader, timings: Iterable[Timing], after: datetime) -> Reader:
    """The reader, with the instant after ``after`` at which their next digest falls due: past quiet hours.

    :param timings: those of their profiles.
    :raises BadTiming: their time zone is not known here.
    """
    place = zone(reader.timezone)
    digests = (_told_after(timing, place, reader.quiet_hours, after) for timing in timings)
    return replace(reader, next_digest_at=min((at for at in digests if at), default=None))


def _told_after(timing: Timing, place: ZoneInfo, quiet: QuietHours | None, after: datetime) -> datetime | None:
    # A slot that has passed may still wait for the end of quiet hours.
    for slot in (slot_before(timing, place, after), slot_after(timing, place, after)):
        told = slot and (quiet_until(quiet, place, slot.at) or slot.at)
        if told and told > after:
            return told
    return None


def snooze_until(day: str | date, place: ZoneInfo, now: datetime) -> datetime:
    """The beginning of that local day, in UTC.

    :param day: a date, or as text ``2026-11-12``.
    :raises BadTiming: it is no date, has begun, or is more than two years ahead.
    """
    if isinstance(day, str):
        day = _date(day)
    today = now.astimezone(place).date()
    if day <= today:
        raise BadTiming(
            said(
                "%(day)s is not ahead: name the day on which to begin again, from %(first)s.",
                day=day,
                first=today + timedelta(days=1),
            )
        )
    if day - today > MOST_SNOOZED:
        raise BadTiming(said("%(day)s is more than two years ahead; to hear nothing at all, pause.", day=day))
    return instant(day, 0, place)


def _date(text: str) -> date:
    if not text.strip():
        raise BadTiming(said("Please give a date, such as 2026-11-12."))
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadTiming(
            said("%(written)s is no date; write it like 2026-11-12.", written=quoted(text.strip()))
        ) from error
