"""When a source is looked at next."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.timing import BadTiming
from bot.core.watch import FetchTiming, next_due, retry_due
from bot.core.watch.due import MOST_JITTER

NOW = datetime(2026, 11, 18, 10, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
instants = st.datetimes(datetime(2000, 1, 1), datetime(2045, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "times", "now", "due"),
    [
        ("UTC", ["08:00", "20:00"], "2026-11-18T07:59Z", "2026-11-18T08:00Z"),
        ("UTC", ["20:00", "08:00"], "2026-11-18T08:00Z", "2026-11-18T20:00Z"),
        ("UTC", ["08:00"], "2026-11-18T08:00Z", "2026-11-19T08:00Z"),
        ("America/New_York", ["21:30"], "2026-11-19T02:00Z", "2026-11-18T21:30-05:00"),
        # The clocks go from 02:00 to 03:00, then from 03:00 back to 02:00.
        ("Europe/Berlin", ["02:30"], "2026-03-28T12:00Z", "2026-03-29T03:00+02:00"),
        ("Europe/Berlin", ["02:30"], "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00"),
        ("Europe/Berlin", ["02:30"], "2026-10-24T12:00Z", "2026-10-25T02:30+02:00"),
        ("Europe/Berlin", ["02:30"], "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
        # Samoa never had 30 December 2011.
        ("Pacific/Apia", ["08:00"], "2011-12-29T20:00Z", "2011-12-31T08:00+14:00"),
    ],
)
def test_the_next_look_is_at_the_next_of_the_times_that_the_clocks_of_the_place_show(zone, times, now, due) -> None:
    timing = FetchTiming(at=tuple(map(time.fromisoformat, times)), zone=zone)
    assert next_due(timing, HOUR, at(now), jitter=1) == at(due)


@given(now=instants, away=st.timedeltas(timedelta(minutes=1), timedelta(hours=24)))
def test_a_look_that_was_missed_is_made_up_for_once_and_the_next_is_in_the_future(now, away) -> None:
    timing = FetchTiming(at=(time(6), time(18)), zone="Europe/Berlin")
    due = next_due(timing, HOUR, now)
    back = max(due, now + away)
    assert now < due <= now + timedelta(hours=25)
    assert next_due(timing, HOUR, back) > back


@pytest.mark.parametrize(("jitter", "part"), [(-1, 0), (0, 0), (0.5, 0.5), (1, 1), (9, 1)])
def test_chance_makes_an_interval_longer_by_a_twentieth_at_most_and_never_shorter(jitter, part) -> None:
    assert next_due(FetchTiming(), HOUR, NOW, jitter=jitter) == NOW + HOUR * (1 + MOST_JITTER * part)


@pytest.mark.parametrize(
    ("timing", "every", "due"),
    [
        (FetchTiming(), timedelta(hours=12), NOW + HOUR),
        (FetchTiming(), timedelta(minutes=10), NOW + timedelta(minutes=10)),
        (FetchTiming(at=(time(8),)), HOUR, NOW + HOUR),
        (FetchTiming(at=(time(10, 30),)), HOUR, NOW + timedelta(minutes=10)),
    ],
)
def test_what_is_still_to_come_is_looked_at_in_an_hour_at_the_latest(timing, every, due) -> None:
    assert next_due(timing, every, NOW, hurry=True) == due


def test_a_zone_that_nobody_knows_is_named() -> None:
    with pytest.raises(BadTiming, match="Europe/Berlinn"):
        next_due(FetchTiming(at=(time(8),), zone="Europe/Berlinn"), HOUR, NOW)


@pytest.mark.parametrize(
    ("failures", "hours", "minutes"),
    [(0, 24, 5), (1, 24, 5), (2, 24, 15), (3, 24, 60), (4, 24, 180), (50, 48, 1440), (3, 0.5, 30), (99, 2, 120)],
)
def test_failed_looks_come_back_later_and_later_but_never_later_than_regular_ones(failures, hours, minutes) -> None:
    assert retry_due(failures, hours * HOUR, NOW) == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(("forbidden_for", "waits"), [(-60, 5), (3, 5), (90, 90)])
def test_a_host_that_says_later_is_left_alone_until_then(forbidden_for, waits) -> None:
    not_before = NOW + timedelta(minutes=forbidden_for)
    assert retry_due(1, HOUR, NOW, not_before) == NOW + timedelta(minutes=waits)


@pytest.mark.parametrize(
    ("failures", "every", "waits"),
    [(1, 6, 6), (2, 6, 12), (3, 6, 24), (9, 6, 24), (1, 0.5, 1), (2, 0.5, 2), (99, 0.5, 24), (1, 48, 48), (9, 48, 48)],
)
def test_a_host_that_refused_is_not_asked_sooner_than_usual_and_then_ever_later(failures, every, waits) -> None:
    assert retry_due(failures, every * HOUR, NOW, refused=True) == NOW + waits * HOUR
