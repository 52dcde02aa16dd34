"""Slots: every chosen local day has exactly one, whatever the clocks do."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.timing import Slot, next_digest, slot_after, slot_before, zone
from store.readers import DAILY, Timing

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour
    "Asia/Kolkata",  # no change at all
    "America/Santiago",  # at midnight
)
FURTHER_ZONES = ("America/Nuuk", "America/St_Johns", "Pacific/Apia", "Africa/Casablanca", "Asia/Gaza", "UTC")
MINUTES = (0, 30, 60, 90, 110, 120, 150, 180, 480, 1380, 1410, 1439)
"""Times of day; most lie in the gap or the repeated hour of one of the zones."""

timings = st.builds(
    Timing,
    minute=st.integers(0, 1439),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
)
places = st.sampled_from(ZONES + FURTHER_ZONES).map(ZoneInfo)
instants = st.datetimes(datetime(1995, 1, 1), datetime(2045, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def slots_of(timing: Timing, place: ZoneInfo, first: date, days: int) -> Iterator[Slot]:
    """The slots of so many days, each found from the one before."""
    after = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=3)
    for _ in range(days + 6):
        slot = slot_after(timing, place, after)
        assert slot is not None
        assert slot.at > after
        after = slot.at
        if f"{first}" <= slot.local < f"{first + timedelta(days=days)}":
            yield slot


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("minute", MINUTES)
def test_each_of_366_days_has_exactly_one_digest(name: str, minute: int) -> None:
    first, place = date(2028, 1, 1), ZoneInfo(name)  # a leap year
    slots = list(slots_of(Timing(minute=minute), place, first, 366))
    assert [slot.local[:10] for slot in slots] == [f"{first + timedelta(days=step)}" for step in range(366)]
    shown = [slot.at.astimezone(place) for slot in slots]
    assert sum(f"{time:%H:%M}" != slot.local[11:] for time, slot in zip(shown, slots, strict=True)) <= 1  # in the gap


@pytest.mark.parametrize(
    ("name", "timing", "after", "local", "told"),
    [
        # The clocks go from 02:00 to 03:00; then from 03:00 back to 02:00.
        ("Europe/Berlin", 150, "2026-03-28T12:00Z", "2026-03-29T02:30", "2026-03-29T03:00+02:00"),
        ("Europe/Berlin", 120, "2026-03-28T12:00Z", "2026-03-29T02:00", "2026-03-29T03:00+02:00"),
        ("Europe/Berlin", 180, "2026-03-28T12:00Z", "2026-03-29T03:00", "2026-03-29T03:00+02:00"),
        ("Europe/Berlin", 150, "2026-10-24T12:00Z", "2026-10-25T02:30", "2026-10-25T02:30+02:00"),
        ("Europe/Berlin", 150, "2026-10-25T01:00Z", "2026-10-26T02:30", "2026-10-26T02:30+01:00"),
        ("America/New_York", 150, "2026-03-08T06:59Z", "2026-03-08T02:30", "2026-03-08T03:00-04:00"),
        ("America/New_York", 90, "2026-10-31T12:00Z", "2026-11-01T01:30", "2026-11-01T01:30-04:00"),
        # Half an hour: from 02:00 to 02:30.
        ("Australia/Lord_Howe", 135, "2026-10-03T12:00Z", "2026-10-04T02:15", "2026-10-04T02:30+11:00"),
        # At midnight: 00:00 to 01:00.
        ("America/Santiago", 0, "2026-09-05T12:00Z", "2026-09-06T00:00", "2026-09-06T01:00-03:00"),
        ("America/Santiago", 45, "2026-09-05T12:00Z", "2026-09-06T00:45", "2026-09-06T01:00-03:00"),
        # At 23:00 to the next day's 00:00: the last hour of the day is told at once afterwards.
        ("America/Nuuk", 1410, "2026-03-28T12:00Z", "2026-03-28T23:30", "2026-03-29T00:00-01:00"),
        ("Asia/Kolkata", 480, "2026-03-29T02:30Z", "2026-03-30T08:00", "2026-03-30T08:00+05:30"),
    ],
)
def test_a_skipped_time_is_told_after_the_gap_and_a_repeated_one_the_first_time(name, timing, after, local, told):
    assert slot_after(Timing(minute=timing), ZoneInfo(name), at(after)) == Slot(at(told), local)


def test_a_day_that_a_place_never_had_has_no_slot() -> None:
    samoa = ZoneInfo("Pacific/Apia")  # crossed the date line over 30 December 2011
    days = [slot.local[:10] for slot in slots_of(DAILY, samoa, date(2011, 12, 28), 5)]
    assert days == ["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"]
    friday = Timing(minute=480, weekdays=(4,))
    slot = slot_after(friday, samoa, at("2011-12-24T12:00Z"))
    assert slot is not None
    assert slot.local == "2012-01-06T08:00"


def test_clocks_set_back_over_midnight_do_not_bring_the_new_day_twice() -> None:
    newfoundland = ZoneInfo("America/St_Johns")  # at 00:01 back to 23:01, until 2011
    midnight = Slot(at("2010-11-07T02:30Z"), "2010-11-07T00:00")
    for later in ("2010-11-07T02:30Z", "2010-11-07T03:00Z", "2010-11-07T03:30Z", "2010-11-08T03:29Z"):
        assert slot_before(Timing(minute=0), newfoundland, at(later)) == midnight
    following = slot_after(Timing(minute=0), newfoundland, at("2010-11-07T03:00Z"))
    assert following == Slot(at("2010-11-08T03:30Z"), "2010-11-08T00:00")


@pytest.mark.parametrize("name", ZONES)
def test_clocks_that_jump_an_hour_between_polls_neither_double_nor_skip_a_digest(name: str) -> None:
    """A poller as the sender is one: it keeps when the next digest is due, and tells each slot once."""
    chance, place = random.Random(name), ZoneInfo(name)
    for minute in MINUTES:
        timing = Timing(minute=minute)
        now = datetime(2028, 1, 1, 12, tzinfo=UTC)
        first = slot_after(timing, place, now)
        assert first is not None
        due, told = first.at, list[str]()
        for _ in range(366 * 24 * 2):
            now += timedelta(minutes=30)
            clock = now + timedelta(hours=chance.choice((-1, 0, 0, 1)))
            if clock < due:
                continue
            slot, following = slot_before(timing, place, clock), slot_after(timing, place, clock)
            assert slot is not None
            assert following is not None
            told.append(slot.local)
            due = following.at
        days = [date.fromisoformat(local[:10]) for local in told]
        assert len(days) >= 366
        assert days == [days[0] + timedelta(days=step) for step in range(len(days))]


@pytest.mark.parametrize("name", ZONES + FURTHER_ZONES)
def test_a_time_is_told_when_the_places_clocks_first_show_it_or_a_later_one(name: str) -> None:
    """Against a plain reading of the clocks, minute by minute, through both changes of a year."""
    place = ZoneInfo(name)
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    changes = [
        begin + timedelta(hours=step)
        for step in range(365 * 24)
        if (begin + timedelta(hours=step)).astimezone(place).utcoffset()
        != (begin + timedelta(hours=step + 1)).astimezone(place).utcoffset()
    ]
    for change in changes:
        passed = [change + timedelta(minutes=step) for step in range(-30 * 60, 30 * 60)]
        clocks = [each.astimezone(place).replace(tzinfo=None, fold=0) for each in passed]
        for minute in (0, 15, 30, 60, 90, 120, 150, 180, 1380, 1410):
            day = clocks[len(clocks) // 2].date()
            wanted = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
            told = next(moment for moment, shown in zip(passed, clocks, strict=True) if shown >= wanted)
            slot = slot_after(Timing(minute=minute), place, told - timedelta(seconds=1))
            assert slot == Slot(told, f"{wanted:%Y-%m-%dT%H:%M}")


@given(timings, places, instants)
def test_the_slot_before_the_next_slot_is_the_last_and_neither_overlooks_one(timing, place, now):
    before, after = slot_before(timing, place, now), slot_after(timing, place, now)
    assert before is not None
    assert after is not None
    assert before.at <= now < after.at
    assert slot_after(timing, place, before.at) == after
    assert slot_before(timing, place, after.at - timedelta(microseconds=1)) == before
    assert slot_before(timing, place, after.at) == after


@given(timings, places, instants, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_later_asks_never_get_earlier_slots(timing, place, now, further):
    first, second = slot_after(timing, place, now), slot_after(timing, place, now + further)
    assert first is not None
    assert second is not None
    assert first.at <= second.at
    assert (first.at < second.at) == (first.local < second.local)


@given(timings, places, instants)
def test_a_slot_is_named_after_its_local_time_on_a_chosen_day(timing, place, now):
    slot = slot_after(timing, place, now)
    assert slot is not None
    wanted = datetime.fromisoformat(slot.local)
    assert wanted.weekday() in timing.weekdays
    assert wanted.hour * 60 + wanted.minute == timing.minute
    shown = slot.at.astimezone(place).replace(tzinfo=None, fold=0)
    assert timedelta(0) <= shown - wanted <= timedelta(hours=1)


@given(st.lists(timings, max_size=4), places, instants)
def test_the_next_digest_of_several_is_the_earliest(several, place, now):
    slots = [slot_after(timing, place, now) for timing in several]
    assume(all(slots))
    assert next_digest(several, place, now) == min((slot for slot in slots if slot), default=None)


def test_who_is_told_at_once_has_no_slots() -> None:
    instant, place, now = Timing(minute=None), zone("UTC"), at("2026-11-01T08:00Z")
    assert slot_after(instant, place, now) is None
    assert slot_before(instant, place, now) is None
    assert next_digest([instant], place, now) is None
    assert next_digest([instant, DAILY], place, now) == Slot(at("2026-11-02T08:00Z"), "2026-11-02T08:00")
