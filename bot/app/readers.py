"""Readers: made, changed, paused, snoozed. With what stands in the modules beside this one, everything that a reader
or the operator may ask for. Each of these is one transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from bot.app.privacy import export_reader, forget_reader
from bot.app.reader_addresses import add_address, new_address, remove_address
from bot.app.reader_profiles import import_profiles, remove_reader_profile, save_reader_profile
from bot.app.reader_rules import (
    UNCHANGED,
    AddressTaken,
    ReaderRefused,
    Unchanged,
    checked_language,
    checked_name,
    checked_trending,
    checked_zone,
    shown_target,
)
from bot.app.reader_times import rearranged
from bot.core.matching.syntax import quoted
from bot.core.said import said
from store.api import ReadershipReader, Store, Writing
from store.errors import NotFound
from store.readers import DAILY, Address, QuietDay, QuietHours, Reader, Timing, Way

__all__ = [
    "UNCHANGED",
    "AddedReader",
    "AddressTaken",
    "ReaderRefused",
    "Unchanged",
    "add_address",
    "add_reader",
    "change_reader",
    "export_reader",
    "forget_reader",
    "import_profiles",
    "pause",
    "remove_address",
    "remove_reader_profile",
    "renew_links",
    "resume",
    "save_reader_profile",
    "shown_target",
    "snooze",
]


@dataclass(frozen=True, slots=True)
class AddedReader:
    """A reader who was just added, with their addresses."""

    reader: Reader
    addresses: tuple[Address, ...]


def add_reader(
    store: Store,
    name: str,
    now: datetime,
    *,
    addresses: Sequence[tuple[Way, str]] = (),
    timezone: str = "UTC",
    language: str = "en",
    timing: Timing | None = None,
    quiet_hours: QuietHours | None = None,
    quiet_day: QuietDay = QuietDay.NOTHING,
    trending: int = 0,
    confirmed: bool = False,
) -> AddedReader:
    """Make a reader, all of it or nothing. Mail addresses that are not confirmed are asked by a mail.

    :param addresses: ways out, with targets as typed.
    :param timing: what their profiles get unless they say otherwise; ``None`` for every morning at eight.
    :param trending: at most so many trending papers end their digests.
    :param confirmed: the operator knows that the mail addresses are theirs.
    :param now: aware, UTC.
    :raises ReaderRefused: the name is taken, a time zone or language is none, an address will not do, or so many
        trending papers cannot be shown.
    """
    reader = Reader(
        name=checked_name(name),
        created_at=now,
        language=checked_language(language),
        timezone=checked_zone(timezone),
        quiet_hours=quiet_hours,
        quiet_day=quiet_day,
        default_timing=timing or DAILY,
        trending=checked_trending(trending),
    )
    with store.writing() as catalog:
        _refuse_taken(catalog, reader)
        kept = catalog.save_reader(reader)
        added = [new_address(catalog, kept, way, target, now, confirmed=confirmed) for way, target in addresses]
    return AddedReader(kept, tuple(added))


def change_reader(
    store: Store,
    number: int,
    now: datetime,
    *,
    name: str | None = None,
    timezone: str | None = None,
    language: str | None = None,
    quiet_hours: QuietHours | Unchanged | None = UNCHANGED,
    quiet_day: QuietDay | None = None,
    timing: Timing | None = None,
    trending: int | None = None,
) -> Reader:
    """Change what a reader asked for; what is not named stays.

    :param quiet_hours: ``None`` for none.
    :param timing: of all their profiles, and of those to come.
    :param trending: at most so many trending papers end their digests; 0 for none.
    :raises ReaderRefused: the name is taken, a time zone or language is none, or so many trending papers cannot be
        shown.
    :raises store.errors.NotFound: there is no such reader.
    """
    with _changing(store, number) as (catalog, reader):
        changed = replace(
            reader,
            name=reader.name if name is None else checked_name(name),
            timezone=reader.timezone if timezone is None else checked_zone(timezone),
            language=reader.language if language is None else checked_language(language),
            quiet_hours=reader.quiet_hours if isinstance(quiet_hours, Unchanged) else quiet_hours,
            quiet_day=quiet_day or reader.quiet_day,
            default_timing=timing or reader.default_timing,
            trending=reader.trending if trending is None else checked_trending(trending),
        )
        _refuse_taken(catalog, changed)
        if timing is not None:
            for profile in catalog.profiles_of(number):
                catalog.save_profile(replace(profile, timing=timing))
        return rearranged(catalog, changed, now)


def pause(store: Store, number: int, now: datetime) -> Reader:
    """Send a reader nothing until they resume; what appears meanwhile is not kept for them.

    :raises store.errors.NotFound: there is no such reader.
    """
    with _changing(store, number) as (catalog, reader):
        return rearranged(catalog, replace(reader, paused=True), now)


def resume(store: Store, number: int, now: datetime) -> Reader:
    """End a pause and a snooze; what was promised before comes in one digest.

    :raises store.errors.NotFound: there is no such reader.
    """
    with _changing(store, number) as (catalog, reader):
        return rearranged(catalog, replace(_awake(reader, now), paused=False), now)


def snooze(store: Store, number: int, until: datetime | None, now: datetime) -> Reader:
    """Send a reader nothing before an instant, or before the end of the quiet hours it lies in; then what was found
    meanwhile comes in one digest.

    :param until: aware, UTC (see :func:`bot.core.timing.snooze_until`); ``None`` to end it.
    :raises ReaderRefused: it is in the past.
    :raises store.errors.NotFound: there is no such reader.
    """
    if until is not None and until <= now:
        raise ReaderRefused(said("One can only snooze until a time to come."))
    with _changing(store, number) as (catalog, reader):
        changed = _awake(reader, now) if until is None else replace(reader, snoozed_until=until)
        return rearranged(catalog, changed, now)


def renew_links(store: Store, number: int) -> Reader:
    """Make every signed link that a reader was given void, but for unsubscribing.

    :raises store.errors.NotFound: there is no such reader.
    """
    with _changing(store, number) as (catalog, reader):
        return catalog.save_reader(replace(reader, generation=reader.generation + 1))


def _awake(reader: Reader, now: datetime) -> Reader:
    """The reader, snoozed no longer. When their absence ended stays known: what waited for it is told as such."""
    away = reader.paused or (reader.snoozed_until is not None and reader.snoozed_until > now)
    return replace(reader, snoozed_until=now) if away else reader


@contextmanager
def _changing(store: Store, number: int) -> Iterator[tuple[Writing, Reader]]:
    with store.writing() as catalog:
        yield catalog, catalog.reader(number)


def _refuse_taken(catalog: ReadershipReader, reader: Reader) -> None:
    try:
        known = catalog.reader_called(reader.name)
    except NotFound:
        return
    if known.number != reader.number:
        raise ReaderRefused(
            said("There is a reader called %(written)s already. Choose another name.", written=quoted(reader.name))
        )
