"""Which days were missed and are not asked for any more, and what is said of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import days_to_ask
from bot.core.watch.missed import days_too_far, said_of_days, said_of_time
from store.watch import ListingDay

FRIDAY = date(2026, 11, 20)
WEEKDAYS = frozenset(range(5))
ASK, WITH = "ask for", "with: paperround fetch hf"


def known_day(back: int, looked: int | None = None) -> ListingDay:
    """A day so many days before Friday that was first looked at on that day, and for the last time so many before."""
    first, last = (
        datetime(2026, 11, 20, 12, tzinfo=UTC) - timedelta(days=days)
        for days in (back, back if looked is None else looked)
    )
    day = f"{FRIDAY - timedelta(days=back)}"
    return ListingDay(source="hf", day=day, first_at=first, grown_at=first, looked_at=last, entries=40)


def too_far(*known: ListingDay, catch_up: int = 7, left: tuple[date, ...] = ()) -> list[int]:
    """The days that are, as days before Friday."""
    days = days_too_far(
        known, today=FRIDAY, catch_up=catch_up, weekdays=WEEKDAYS, holidays=frozenset((FRIDAY,)), left=left
    )
    return [(FRIDAY - day).days for day in days]


@pytest.mark.parametrize(
    ("known", "missed"),
    [
        ([], []),
        ([known_day(10)], []),  # all of it will be asked for
        ([known_day(37, 36)], [38, 36, 35, 32]),  # 2026-10-14 and on: 34 and 33 are a weekend
        ([known_day(37)], [38, 37, 36, 35, 32]),  # the evening of that day was not seen
        ([known_day(100)], []),  # but it is too long ago to be spoken of
        ([known_day(back, 0) for back in (12, 11, *range(9, 0, -1))], [10]),  # it could not be had for a week
    ],
)
def test_expected_days_that_nobody_saw_when_they_were_over_lie_too_far_back(known, missed) -> None:
    if known[:1] == [known_day(100)]:
        known = [*known, *(known_day(back, 0) for back in range(61, 0, -1))]
    assert too_far(*known) == missed


def test_who_wants_nothing_caught_up_has_missed_nothing_and_a_day_without_a_list_is_none() -> None:
    assert too_far(known_day(37, 36), catch_up=0) == []
    assert too_far(known_day(37, 36), left=(FRIDAY - timedelta(days=36),)) == [38, 35, 32]


def test_the_days_of_a_week_have_one_list() -> None:
    known = [known_day(FRIDAY.weekday() + 7 * weeks, 0) for weeks in (8, 7, 5, 4, 3, 2, 1)]

    def monday(day: date) -> date:
        return day - timedelta(days=day.weekday())

    missed = days_too_far(known, today=FRIDAY, catch_up=7, weekdays=WEEKDAYS, holidays=frozenset(), listing_day=monday)
    assert {(monday(FRIDAY) - monday(day)).days for day in missed} == {7 * 6}


days = st.integers(0, 80)


@given(known=st.lists(st.builds(known_day, days, days), max_size=12), catch_up=st.integers(1, 60))
def test_a_day_is_asked_for_or_missed_but_never_both(known, catch_up) -> None:
    asked = days_to_ask(known, today=FRIDAY, catch_up=catch_up)
    missed = days_too_far(known, today=FRIDAY, catch_up=catch_up, weekdays=WEEKDAYS, holidays=frozenset())
    assert not set(asked) & set(missed)
    assert all(day < FRIDAY and day.weekday() in WEEKDAYS for day in missed)


@pytest.mark.parametrize(
    ("back", "said"),
    [
        ((), ""),
        ((3,), f"1 day (2026-11-17) lies too far back; {ASK} it {WITH} --since 2026-11-17"),
        ((3, 2), f"2 days (2026-11-17, 2026-11-18) lie too far back; {ASK} them {WITH} --since 2026-11-17"),
        ((9, 8, 7, 3), f"4 days (2026-11-11 to 2026-11-17) lie too far back; {ASK} them {WITH} --since 2026-11-11"),
    ],
)
def test_what_lies_too_far_back_is_said_with_what_to_do(back, said) -> None:
    assert said_of_days("hf", [FRIDAY - timedelta(days=step) for step in back]) == said
    listed = "What was listed from 2026-11-19 to 2026-11-20 lies too far back"
    assert said_of_time("hf", FRIDAY - timedelta(days=1), FRIDAY) == f"{listed}; {ASK} it {WITH} --since 2026-11-19"
