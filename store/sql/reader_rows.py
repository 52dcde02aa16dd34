"""From readers and their addresses to rows and back. Pure."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column

from store.errors import Conflict
from store.readers import (
    EVERY_DAY,
    Address,
    Bounce,
    BounceKind,
    QuietDay,
    QuietHours,
    Reader,
    Suppression,
    Timing,
    Way,
)
from store.sql.tables import addresses, bounces, readers

HIGHEST_SCORE = 100
TIMING = ("minute", "weekdays", "instant_from")
"""The columns of a timing."""

READER_COLUMNS: tuple[Column[Any], ...] = tuple(readers.columns)
ADDRESS_COLUMNS: tuple[Column[Any], ...] = tuple(column for column in addresses.columns if column.name != "key")
BOUNCE_COLUMNS: tuple[Column[Any], ...] = tuple(column for column in bounces.columns if column.name != "sequence")


def reader_row(reader: Reader, number: int) -> dict[str, Any]:
    """The columns of a reader."""
    return {
        "reader": number,
        "name": reader.name,
        "created_at": reader.created_at,
        "language": reader.language,
        "timezone": reader.timezone,
        "quiet_start": reader.quiet_hours.start if reader.quiet_hours else None,
        "quiet_end": reader.quiet_hours.end if reader.quiet_hours else None,
        "quiet_day": reader.quiet_day.value,
        "snoozed_until": reader.snoozed_until,
        "paused": reader.paused,
        "next_digest_at": reader.next_digest_at,
        **timing_row(reader.default_timing, f"the reader {reader.name[:60]!r}"),
        "generation": reader.generation,
        "trending": reader.trending,
    }


def reader_of(values: Sequence[Any]) -> Reader:
    """The reader of a row of :data:`READER_COLUMNS`."""
    row = dict(zip((column.name for column in READER_COLUMNS), values, strict=True))
    start, end = row.pop("quiet_start"), row.pop("quiet_end")
    return Reader(
        number=row.pop("reader"),
        quiet_hours=None if start is None else QuietHours(start=start, end=end),
        quiet_day=QuietDay(row.pop("quiet_day")),
        default_timing=timing_of(*map(row.pop, TIMING)),
        **row,
    )


def timing_row(timing: Timing, whose: str) -> dict[str, Any]:
    """The columns of a timing.

    :raises store.errors.Conflict: it makes no sense, as no constraint could say.
    """
    if not timing.weekdays or timing.weekdays != tuple(day for day in EVERY_DAY if day in timing.weekdays):
        raise Conflict(f"The weekdays of {whose} must be some of 0 to 6, rising. Nothing was written.")
    if timing.instant_from is not None and not 0 <= timing.instant_from <= HIGHEST_SCORE:
        raise Conflict(f"The score from which {whose} is told at once must be between 0 and 100. Nothing was written.")
    return {
        "minute": timing.minute,
        "weekdays": "".join(map(str, timing.weekdays)),
        "instant_from": timing.instant_from,
    }


@lru_cache(maxsize=1024)
def timing_of(minute: int | None, weekdays: str, instant_from: float | None) -> Timing:
    """The timing of the columns :data:`TIMING`. Many share one, so it is made once."""
    return Timing(minute=minute, weekdays=tuple(map(int, weekdays)), instant_from=instant_from)


def key_of(way: Way, target: str) -> str:
    """The target as it is compared: upper and lower case of mail addresses are not told apart."""
    return target.lower() if way is Way.MAIL else target


def address_row(address: Address, number: int) -> dict[str, Any]:
    """The columns of an address."""
    return {
        "number": number,
        "reader": address.reader,
        "way": address.way.value,
        "target": address.target,
        "key": key_of(address.way, address.target),
        "created_at": address.created_at,
        "confirmed_at": address.confirmed_at,
        "stopped": address.stopped,
    }


def address_of(values: Sequence[Any]) -> Address:
    """The address of a row of :data:`ADDRESS_COLUMNS`."""
    row = dict(zip((column.name for column in ADDRESS_COLUMNS), values, strict=True))
    return Address(**{**row, "way": Way(row["way"])})


def bounce_of(values: Sequence[Any]) -> Bounce:
    """The bounce of a row of :data:`BOUNCE_COLUMNS`."""
    row = dict(zip((column.name for column in BOUNCE_COLUMNS), values, strict=True))
    return Bounce(**{**row, "kind": BounceKind(row["kind"])})


def suppression_digest(target: str) -> str:
    """What is kept of a suppressed mail address (see :class:`store.readers.Suppression`)."""
    return hashlib.sha256(key_of(Way.MAIL, target).encode()).hexdigest()


def suppression_of(values: Sequence[Any]) -> Suppression:
    """The suppression of a row: digest, kind, when."""
    digest, kind, at = values
    return Suppression(digest=digest, kind=BounceKind(kind), at=at)
