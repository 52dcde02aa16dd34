"""When a reader hears next: worked out anew whenever their timings, time zone, quiet hours or profiles change."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.timing import due_at, quiet_until, with_next_digest, zone
from store.api import Reading, Writing
from store.outbox import Promise
from store.profiles import StoredProfile
from store.readers import QuietHours, Reader, Timing

MAX_MATCHES = 1_000_000
"""So many matches of the papers that a reader waits for are looked at."""


def rearranged(catalog: Writing, reader: Reader, now: datetime) -> Reader:
    """Keep a reader as they are now, with their next digest and what waits for them falling due accordingly. A snooze
    that would end within their quiet hours ends with these: what it kept back falls due then.

    :param reader: stored before, by number. :param now: aware, UTC.
    """
    profiles = catalog.profiles_of(reader.number)
    awake = replace(reader, snoozed_until=_awake_at(reader, now))
    kept = catalog.save_reader(with_next_digest(awake, [profile.timing for profile in profiles], now))
    moved = dict(_moved(catalog, kept, profiles, now))
    if moved:
        catalog.reschedule(moved)
    return kept


def _awake_at(reader: Reader, now: datetime) -> datetime | None:
    until = reader.snoozed_until
    if until is None or until <= now:
        return until
    return quiet_until(reader.quiet_hours, zone(reader.timezone), until) or until


def _moved(
    catalog: Reading, reader: Reader, profiles: Sequence[StoredProfile], now: datetime
) -> Iterator[tuple[int, datetime]]:
    """The waiting promises that fall due at another time now. What is due already stays so: it is on its way. What no
    profile stands for any more stays as well; whoever composes the message sees to it.
    """
    waiting = [promise for promise in catalog.promises(reader=reader.number) if promise.due_at > now]
    if not waiting:
        return
    wanted = _wanted(catalog, reader, waiting)
    by_number = {profile.number: profile for profile in profiles}
    place = zone(reader.timezone)
    for promise in waiting:
        due = [
            _due(promise.at, by_number[number].timing, reader.quiet_hours, place, score, now)
            for number, score in wanted.get((promise.paper, promise.news), ())
            if number in by_number and _tells(by_number[number], promise.address)
        ]
        if due and min(due) != promise.due_at:
            yield promise.number, min(due)


def _due(
    made: datetime, timing: Timing, quiet: QuietHours | None, place: ZoneInfo, score: float, now: datetime
) -> datetime:
    """When a match is to be told that was made a while ago: as always, but not in the past."""
    due = due_at(timing, place, quiet, score, made)
    return due if due > now else due_at(timing, place, quiet, score, now)


def _wanted(
    catalog: Reading, reader: Reader, waiting: Iterable[Promise]
) -> dict[tuple[str, str], list[tuple[int, float]]]:
    """By paper and piece of news, the profiles it matched, with its score."""
    wanted: dict[tuple[str, str], list[tuple[int, float]]] = {}
    papers = {promise.paper for promise in waiting}
    for match in catalog.matches(reader=reader.number, papers=papers, limit=MAX_MATCHES):
        wanted.setdefault((match.paper, match.news), []).append((match.profile, match.score))
    return wanted


def _tells(profile: StoredProfile, address: int) -> bool:
    return not profile.addresses or address in profile.addresses
