"""Dates are what the page says; a year is never guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.dates import PrintedDate, day_of_timestamp, month_number, parse_month_day, printed_date, resolve_year


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Jul 25", "--07-25"),
        ("Jul 25, 2025", "2025-07-25"),
        ("July 25", "--07-25"),
        ("Sept. 9", "--09-09"),
        ("Feb 29", "--02-29"),
        ("Feb 29, 2024", "2024-02-29"),
    ],
)
def test_a_printed_date_is_kept_in_its_shortest_honest_form(text: str, printed: str) -> None:
    assert str(parse_month_day(text)) == printed


@pytest.mark.parametrize(
    "text",
    ["Feb 31", "Feb 29, 2023", "Jul 0", "Jul 32", "Foo 3", "Jul", "25 Jul", "Jul 25, 20", "Jul 25,2025", "Junk 3", ""],
)
def test_a_day_no_calendar_has_is_no_date(text: str) -> None:
    assert parse_month_day(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-12T00:00:00.000Z", "2026-06-12"),
        ("2025-03-05T23:30:00-05:00", "2025-03-05"),
        ("2025-03-05", "2025-03-05"),
        ("Thu, 01 Feb 2024 00:00:00 -0500", "2024-02-01"),
        ("1 Feb 2024 10:00 GMT", "2024-02-01"),
        ("2025-02-30T00:00:00Z", None),
        ("2025-1-1", None),
        ("Thu, 31 Feb 2024 00:00:00 GMT", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_the_day_of_a_time_stamp_is_the_one_it_prints(text: str | None, day: str | None) -> None:
    assert day_of_timestamp(text) == day


@pytest.mark.parametrize(
    ("month", "day", "captured", "explicit", "year"),
    [
        (10, 6, date(2025, 10, 29), [2024, 2023], 2025),
        (10, 29, date(2025, 10, 29), [], 2025),
        (10, 30, date(2025, 10, 29), [], 2025),  # the page's clock may be ahead
        (10, 31, date(2025, 10, 29), [], None),
        (10, 6, date(2025, 10, 29), [2025], None),  # then 2025 would not be left out
        (10, 6, date(2025, 10, 29), [2026], None),
        (10, 6, None, [2024], None),
        (2, 29, date(2024, 3, 1), [], 2024),
        (2, 29, date(2025, 3, 1), [], None),
        (1, 1, date(2024, 12, 31), [], 2024),
        (12, 31, date(9999, 12, 31), [], 9999),
    ],
)
def test_a_year_left_out_is_that_of_the_capture_or_unknown(
    month: int, day: int, captured: date | None, explicit: list[int], year: int | None
) -> None:
    assert resolve_year(month, day, captured, explicit) == year


@given(st.dates(), st.lists(st.integers(1990, 2030), max_size=3), st.integers(1, 12), st.integers(1, 31))
@settings(max_examples=300, deadline=None)
def test_no_resolved_date_lies_behind_the_capture_or_beside_an_explicit_year(
    captured: date, explicit: list[int], month: int, day: int
) -> None:
    year = resolve_year(month, day, captured, explicit)
    if year is not None:
        assert date(year, month, day).toordinal() <= captured.toordinal() + timedelta(days=1).days
        assert all(stated < year for stated in explicit)


@given(st.dates())
@settings(max_examples=100, deadline=None)
def test_a_printed_day_is_read_back_as_itself(day: date) -> None:
    assert str(printed_date(day.month, day.day, day.year)) == day.isoformat()
    assert PrintedDate(day.month, day.day).year is None
    assert day_of_timestamp(day.isoformat()) == day.isoformat()
    name = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[day.month - 1]
    assert parse_month_day(f"{name} {day.day}, {day.year:04}") == PrintedDate(day.month, day.day, day.year)
    assert month_number(name.upper()) == day.month
