"""When a match is told: at once or with the digest, and never in quiet hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.timing import (
    BadTiming,
    due_at,
    is_instant,
    parse_quiet,
    quiet_until,
    slot_after,
    snooze_until,
    with_next_digest,
)
from store.readers import DAILY, QuietHours, Reader, Timing

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = parse_quiet("22:00-07:00")
LATE_NIGHT = parse_quiet("01:00-02:30")
NOON = parse_quiet("12:00-14:00")
AT_ONCE = Timing(minute=None)
MOSTLY_DAILY = Timing(minute=480, instant_from=80.0)

instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
hours = st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda ends: ends[0] != ends[1])
quiets = hours.map(lambda ends: QuietHours(start=ends[0], end=ends[1]))
places = st.sampled_from(("Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata")).map(ZoneInfo)
timings = st.builds(
    Timing,
    minute=st.none() | st.integers(0, 1439),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    instant_from=st.none() | st.floats(0, 100),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def reader(**more: object) -> Reader:
    return Reader(name="Ada", created_at=at("2026-01-01T00:00Z"), timezone="Europe/Berlin", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("timing", "score", "instant"),
    [
        (AT_ONCE, 0, True),
        (DAILY, 100, False),
        (MOSTLY_DAILY, 79.9, False),
        (MOSTLY_DAILY, 80.0, True),
        (Timing(minute=None, instant_from=80.0), 10, True),
    ],
)
def test_a_match_is_told_at_once_without_a_digest_or_from_the_score_that_was_asked_for(timing, score, instant):
    assert is_instant(timing, score) is instant


@pytest.mark.parametrize(
    ("timing", "quiet", "score", "made", "due"),
    [
        (DAILY, None, 50, "2026-11-01T06:00Z", "2026-11-01T08:00+01:00"),
        (DAILY, None, 50, "2026-11-01T07:00Z", "2026-11-02T08:00+01:00"),  # strictly after: that digest is being made
        (DAILY, None, 50, "2026-11-01T07:01Z", "2026-11-02T08:00+01:00"),
        (MOSTLY_DAILY, None, 90, "2026-11-01T09:00Z", "2026-11-01T09:00Z"),
        (MOSTLY_DAILY, NIGHT, 90, "2026-11-01T23:00Z", "2026-11-02T07:00+01:00"),
        (AT_ONCE, NIGHT, 10, "2026-11-01T05:59Z", "2026-11-01T07:00+01:00"),
        (AT_ONCE, NIGHT, 10, "2026-11-01T06:00Z", "2026-11-01T06:00Z"),  # the end is not included
        (AT_ONCE, NIGHT, 10, "2026-11-01T20:59Z", "2026-11-01T20:59Z"),
        (Timing(minute=720), NOON, 10, "2026-11-01T06:00Z", "2026-11-01T14:00+01:00"),
        (Timing(minute=480, weekdays=(0,)), None, 10, "2026-11-03T08:00Z", "2026-11-09T08:00+01:00"),
    ],
)
def test_a_match_falls_due_with_the_next_digest_or_at_once_past_quiet_hours(timing, quiet, score, made, due):
    assert due_at(timing, BERLIN, quiet, score, at(made)) == at(due)


@pytest.mark.parametrize(
    ("quiet", "moment", "end"),
    [
        (NIGHT, "2026-11-01T23:00+01:00", "2026-11-02T07:00+01:00"),
        (NIGHT, "2026-11-02T06:59+01:00", "2026-11-02T07:00+01:00"),
        (NIGHT, "2026-11-02T07:00+01:00", None),
        (NIGHT, "2026-11-01T21:59+01:00", None),
        (NIGHT, "2026-11-01T22:00+01:00", "2026-11-02T07:00+01:00"),
        (NOON, "2026-11-01T13:00+01:00", "2026-11-01T14:00+01:00"),
        # The night in which the clocks go forward: 02:30 is skipped, and quiet hours end after the gap.
        (LATE_NIGHT, "2026-03-29T01:30+01:00", "2026-03-29T03:00+02:00"),
        # The night in which they go back: it is quiet until 02:30 comes first, and not once more.
        (LATE_NIGHT, "2026-10-25T02:15+02:00", "2026-10-25T02:30+02:00"),
        (LATE_NIGHT, "2026-10-25T02:15+01:00", None),
        (None, "2026-11-01T23:00+01:00", None),
    ],
)
def test_quiet_hours_are_one_stretch_of_time_a_night(quiet, moment, end):
    assert quiet_until(quiet, BERLIN, at(moment)) == (end and at(end))


def test_quiet_hours_from_midnight_last_on_when_the_clocks_are_set_back_over_it() -> None:
    newfoundland = ZoneInfo("America/St_Johns")  # on 7 November 2010 at 00:01 back to 23:01
    quiet = parse_quiet("00:00-05:00")
    assert quiet_until(quiet, newfoundland, at("2010-11-07T03:00Z")) == at("2010-11-07T05:00-03:30")


@given(timings, places, quiets, st.floats(0, 100), instants)
def test_nothing_falls_due_before_it_was_made_or_in_quiet_hours(timing, place, quiet, score, made):
    due = due_at(timing, place, quiet, score, made)
    assert due >= made
    assert quiet_until(quiet, place, due) is None


@given(timings, places, st.none() | quiets, st.floats(0, 100), instants, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_what_is_made_later_never_falls_due_earlier(timing, place, quiet, score, made, further):
    assert due_at(timing, place, quiet, score, made) <= due_at(timing, place, quiet, score, made + further)


@pytest.mark.parametrize(
    ("several", "quiet", "after", "expected"),
    [
        ([], None, "2026-11-01T06:00Z", None),
        ([AT_ONCE], None, "2026-11-01T06:00Z", None),
        ([AT_ONCE, DAILY], None, "2026-11-01T06:00Z", "2026-11-01T08:00+01:00"),
        ([DAILY, Timing(minute=450)], None, "2026-11-01T06:00Z", "2026-11-01T07:30+01:00"),
        ([DAILY, Timing(minute=450)], None, "2026-11-01T06:30Z", "2026-11-01T08:00+01:00"),
        ([Timing(minute=720)], NOON, "2026-11-01T06:00Z", "2026-11-01T14:00+01:00"),
        # The digest's time has passed, but it waits for the end of quiet hours.
        ([Timing(minute=720)], NOON, "2026-11-01T12:30Z", "2026-11-01T14:00+01:00"),
        ([Timing(minute=720)], NOON, "2026-11-01T13:00Z", "2026-11-02T14:00+01:00"),
    ],
)
def test_a_readers_next_digest_is_the_earliest_of_their_profiles_past_quiet_hours(several, quiet, after, expected):
    told = with_next_digest(reader(quiet_hours=quiet), several, at(after))
    assert told.next_digest_at == (expected and at(expected))
    assert with_next_digest(told, several, at(after)) == told


@given(timings, quiets, st.floats(0, 100), instants)
def test_matches_of_a_digest_fall_due_no_later_than_the_digest(timing, quiet, score, made):
    following = with_next_digest(reader(quiet_hours=quiet), [timing], made).next_digest_at
    if following is None or is_instant(timing, score):
        return
    slot = slot_after(timing, BERLIN, made)
    assert slot is not None
    assert due_at(timing, BERLIN, quiet, score, made) >= slot.at
    assert following <= due_at(timing, BERLIN, quiet, score, made)


@pytest.mark.parametrize(
    ("day", "until"),
    [
        ("2026-11-12", "2026-11-12T00:00+01:00"),
        (" 2027-04-01 ", "2027-04-01T00:00+02:00"),
        (date(2026, 11, 2), "2026-11-02T00:00+01:00"),
        (date(2028, 10, 31), "2028-10-31T00:00+01:00"),
    ],
)
def test_a_snooze_ends_when_the_local_day_begins(day, until):
    assert snooze_until(day, BERLIN, at("2026-11-01T08:30Z")) == at(until)


def test_a_day_that_begins_at_one_begins_then() -> None:
    assert snooze_until("2026-09-06", ZoneInfo("America/Santiago"), at("2026-09-01T00:00Z")) == at("2026-09-06T04:00Z")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-01", "from 2026-11-02"),
        ("2025-01-01", "not ahead"),
        ("2029-11-01", "two years"),
        ("9999-12-31", "two years"),
        ("soon", "'soon' is no date"),
        ("2026-02-30", "no date"),
        ("12.11.2026", "like 2026-11-12"),
        ("x" * 5000, "no date"),
    ],
)
def test_a_snooze_that_cannot_be_meant_is_refused_with_what_would_do(day, said):
    with pytest.raises(BadTiming, match=said) as caught:
        snooze_until(day, BERLIN, at("2026-11-01T08:30Z"))
    assert len(str(caught.value)) < 200
