"""Whenever timings, zone, quiet hours or profiles change, what waits falls due at the time that then holds."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.readers import (
    add_address,
    add_reader,
    change_reader,
    pause,
    remove_reader_profile,
    resume,
    save_reader_profile,
    snooze,
)
from bot.core.matching.language import parse_profile
from bot.core.timing import due_at, zone
from store.api import Reading, Receiving, Sending, Store, Writing
from store.api import Timing as JobTiming
from store.outbox import Promise, StoredMatch
from store.profiles import StoredProfile
from store.readers import QuietHours, Reader, Timing, Way
from store.sql import SqlStore
from tests.store.emptied import emptied

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)  # a Monday, 13:00 in Berlin
LATER = NOON + timedelta(hours=2)
AT_ONCE = Timing(minute=None)
DAILY = Timing(minute=8 * 60)
EVENING = Timing(minute=18 * 60)
FRIDAYS = Timing(minute=9 * 60, weekdays=(4,))
NIGHT = QuietHours(start=20 * 60, end=10 * 60)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


class World(NamedTuple):
    """A reader in Berlin with a chat, a mail address, and two profiles: one in the morning, one on Fridays."""

    store: SqlStore
    reader: int
    addresses: tuple[int, int]
    morning: StoredProfile
    friday: StoredProfile

    def due(self) -> dict[str, datetime]:
        """When the papers that wait are told, those at the second address with a mark."""
        with self.store.reading() as catalog:
            return {
                each.paper + ("" if each.address == self.addresses[0] else " there"): each.due_at
                for each in catalog.promises(reader=self.reader)
            }

    def look(self) -> Reader:
        with self.store.reading() as catalog:
            return catalog.reader(self.reader)


@pytest.fixture
def world() -> Iterator[World]:
    with emptied() as store:
        yield made(store)


def made(store: SqlStore) -> World:
    reader = add_reader(store, "ada", NOON, timezone="Europe/Berlin").reader.number
    addresses = [add_address(store, reader, Way.CHAT, chat, NOON, confirmed=True).number for chat in ("41", "42")]
    morning = save_reader_profile(store, reader, parse_profile("birds: pigeon"), NOON, timing=DAILY)
    friday = save_reader_profile(store, reader, parse_profile("sea: ship"), NOON, timing=FRIDAYS)
    return World(store, reader, (addresses[0], addresses[1]), morning, friday)


def match(world: World, paper: str, *profiles: StoredProfile, score: float = 70, at: datetime = NOON) -> None:
    """A paper that these profiles matched, promised at the first address for when the first of them tells of it."""
    reader = world.look()
    place = zone(reader.timezone)
    matches = [
        StoredMatch(reader=world.reader, profile=each.number, paper=paper, score=score, statistics="v", at=at)
        for each in profiles
    ]
    due = min(due_at(each.timing, place, reader.quiet_hours, score, at) for each in profiles)
    promise = Promise(reader=world.reader, address=world.addresses[0], paper=paper, due_at=due, at=at)
    with world.store.writing() as catalog:
        catalog.promise(matches, [promise])


def test_what_waits_follows_the_profile_that_tells_first(world: World) -> None:
    match(world, "a", world.morning)
    match(world, "b", world.friday)
    match(world, "c", world.morning, world.friday)
    assert world.due() == {"a": utc(3, 7), "b": utc(6, 8), "c": utc(3, 7)}
    save_reader_profile(
        world.store, 1, parse_profile("birds: pigeon"), LATER, number=world.morning.number, timing=EVENING
    )
    assert world.due() == {"a": utc(2, 17), "b": utc(6, 8), "c": utc(2, 17)}
    assert world.look().next_digest_at == utc(2, 17)


def test_what_a_removed_profile_alone_had_matched_waits_on_for_whoever_composes(world: World) -> None:
    match(world, "a", world.morning)
    match(world, "c", world.morning, world.friday)
    remove_reader_profile(world.store, 1, world.morning.number, LATER)
    assert world.due() == {"a": utc(3, 7), "c": utc(6, 8)}
    assert world.look().next_digest_at == utc(6, 8)


def test_another_time_zone_is_another_morning(world: World) -> None:
    match(world, "a", world.morning)
    changed = change_reader(world.store, 1, LATER, timezone="Asia/Kolkata")
    assert world.due() == {"a": utc(3, 2, 30)}
    assert changed.next_digest_at == utc(3, 2, 30)


def test_quiet_hours_push_what_waits_and_without_them_it_returns(world: World) -> None:
    match(world, "a", world.morning)
    change_reader(world.store, 1, LATER, quiet_hours=NIGHT)
    assert world.due() == {"a": utc(3, 9)}
    change_reader(world.store, 1, LATER, quiet_hours=None)
    assert world.due() == {"a": utc(3, 7)}


def test_what_is_to_come_at_once_comes_now_not_in_the_past(world: World) -> None:
    match(world, "a", world.morning)
    match(world, "b", world.friday, score=90)
    change_reader(world.store, 1, LATER, timing=Timing(minute=8 * 60, instant_from=80))
    assert world.due() == {"a": utc(3, 7), "b": LATER}
    change_reader(world.store, 1, LATER + timedelta(minutes=1), timing=AT_ONCE)
    assert world.due() == {"a": LATER + timedelta(minutes=1), "b": LATER}
    assert world.look().next_digest_at is None


def test_what_is_due_already_is_not_put_off(world: World) -> None:
    match(world, "a", world.morning)
    pause(world.store, 1, utc(3, 6))
    change_reader(world.store, 1, utc(5, 12), timing=FRIDAYS)
    resume(world.store, 1, utc(5, 12))
    assert world.due() == {"a": utc(3, 7)}


def test_a_change_between_the_slot_and_the_end_of_quiet_hours_costs_no_day(world: World) -> None:
    change_reader(world.store, 1, NOON, quiet_hours=NIGHT)
    match(world, "a", world.morning)
    assert world.due() == {"a": utc(3, 9)}
    save_reader_profile(world.store, 1, parse_profile("birds: pigeon, rook"), utc(3, 8), number=world.morning.number)
    assert world.due() == {"a": utc(3, 9)}


def test_a_profile_that_is_told_elsewhere_does_not_hurry_this_address(world: World) -> None:
    match(world, "c", world.morning, world.friday)
    save_reader_profile(
        world.store,
        1,
        parse_profile("birds: pigeon"),
        LATER,
        number=world.morning.number,
        addresses=[world.addresses[1]],
    )
    assert world.due() == {"c": utc(6, 8)}


def test_another_readers_promises_stay_as_they_are(world: World) -> None:
    match(world, "a", world.morning)
    other = add_reader(world.store, "bob", NOON).reader.number
    save_reader_profile(world.store, other, parse_profile("birds: pigeon"), NOON, timing=AT_ONCE)
    change_reader(world.store, other, LATER, timezone="Asia/Tokyo", timing=EVENING)
    assert world.due() == {"a": utc(3, 7)}


class Counting:
    """A store that counts the blocks in which something is written."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.writes = 0

    def reading(self) -> AbstractContextManager[Reading]:
        return self.store.reading()

    def writing(self) -> AbstractContextManager[Writing]:
        self.writes += 1
        return self.store.writing()

    def sending(self) -> AbstractContextManager[Sending]:
        return self.store.sending()

    def timing(self) -> AbstractContextManager[JobTiming]:
        return self.store.timing()

    def receiving(self) -> AbstractContextManager[Receiving]:
        return self.store.receiving()

    def close(self) -> None:
        self.store.close()


@pytest.mark.parametrize(
    "change",
    [
        lambda store: change_reader(store, 1, LATER, timezone="Asia/Tokyo", timing=EVENING, quiet_hours=NIGHT),
        lambda store: save_reader_profile(store, 1, parse_profile("birds: rook"), LATER, number=1, timing=EVENING),
        lambda store: remove_reader_profile(store, 1, 1, LATER),
        lambda store: pause(store, 1, LATER),
    ],
)
def test_a_change_and_the_times_that_follow_from_it_are_one_transaction(
    world: World, change: Callable[[Store], object]
) -> None:
    match(world, "c", world.morning, world.friday)
    counting = Counting(world.store)
    change(counting)
    assert counting.writes == 1


timings = st.builds(
    Timing,
    minute=st.none() | st.integers(0, 1439),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    instant_from=st.none() | st.sampled_from([50.0, 80.0]),
)
quiet = st.none() | st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda ends: ends[0] != ends[1]).map(
    lambda ends: QuietHours(start=ends[0], end=ends[1])
)


@settings(max_examples=40)
@given(
    timings,
    timings,
    quiet,
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
    st.integers(0, 3 * 24 * 60),
)
def test_nothing_that_waits_is_lost_comes_in_the_past_or_later_than_every_profile_says(
    first: Timing, second: Timing, hours: QuietHours | None, name: str, minutes: int
) -> None:
    with emptied() as store:
        world = made(store)
        match(world, "a", world.morning)
        match(world, "b", world.friday, score=90)
        before = world.due()
        at = NOON + timedelta(minutes=minutes)
        change_reader(store, 1, at, timezone=name, quiet_hours=hours)
        for profile, written, timing in (
            (world.morning, "birds: pigeon", first),
            (world.friday, "sea: ship", second),
        ):
            save_reader_profile(store, 1, parse_profile(written), at, number=profile.number, timing=timing)
        after = world.due()
        assert after.keys() == before.keys()
        for paper, timing, score in (("a", first, 70), ("b", second, 90)):
            latest = due_at(timing, zone(name), hours, score, at)
            assert after[paper] == before[paper] if before[paper] <= at else at <= after[paper] <= latest


def test_a_snooze_that_ends_in_quiet_hours_ends_with_them_whichever_was_asked_for_first(world: World) -> None:
    midnight, ten = utc(5, 23), utc(6, 9)  # in Berlin
    assert snooze(world.store, world.reader, midnight, NOON).snoozed_until == midnight
    assert change_reader(world.store, world.reader, NOON, quiet_hours=NIGHT).snoozed_until == ten
    assert snooze(world.store, world.reader, midnight, NOON).snoozed_until == ten
    noon = utc(6, 11)
    assert snooze(world.store, world.reader, noon, NOON).snoozed_until == noon
    assert change_reader(world.store, world.reader, noon, quiet_hours=NIGHT).snoozed_until == noon
