"""On which day a paper came, and which days are the newest."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.days import DayRange, date_of, day_of, last_days, rising
from store.records import Paper


@pytest.mark.parametrize(
    ("listed", "published", "seen", "day"),
    [
        ("2025-07-25", "2025-07-01", "2025-08-01", "2025-07-25"),
        (None, "2025-07-01", "2025-08-01", "2025-07-01"),
        (None, None, "2025-08-01", "2025-08-01"),
        (None, None, None, None),
        ("--07-25", None, None, "--07-25"),
        ("--07-25", "2025-07-01", None, "2025-07-01"),  # the year is known, at least
        (None, "--07-01", "--08-01", "--07-01"),
        ("2025-02-30", "2025-07-01", None, "2025-07-01"),  # no calendar has it
        ("soon", None, "20250801", None),
    ],
)
def test_the_day_of_a_paper_is_when_it_was_listed_else_published_else_seen(listed, published, seen, day) -> None:
    assert day_of(Paper(key="k", title="t", listed=listed, published=published), seen) == day


@pytest.mark.parametrize(
    ("days", "count", "expected"),
    [
        (["2025-07-25", "2025-07-01"], 1, ("2025-07-25", "2025-07-25")),
        (["2025-03-01", None], 3, ("2025-02-27", "2025-03-01")),
        (["2024-03-01"], 2, ("2024-02-29", "2024-03-01")),
        (["2025-07-25", "--12-31"], 7, ("2025-07-19", "2025-07-25")),  # a year goes before none
        (["--07-25", "--01-03"], 10, ("--07-16", "--07-25")),
        (["--01-03"], 10, ("--01-01", "--01-03")),  # there is no year before no year
        (["2025-07-25"], 10**12, ("0001-01-01", "2025-07-25")),
        ([None], 5, None),
        ([], 5, None),
    ],
)
def test_the_newest_days_are_counted_back_from_the_newest_there_is(days, count, expected) -> None:
    assert last_days(days, count) == (DayRange(*expected) if expected else None)


def test_a_day_without_its_year_is_none_of_the_days_that_have_theirs() -> None:
    newest = last_days(["2025-07-25"], 365)
    assert newest is not None
    assert newest.holds("2025-07-25")
    assert newest.holds("2024-07-26")
    assert not newest.holds("2024-07-25")
    assert not newest.holds("--07-25")
    assert not newest.holds(None)


@given(st.dates(), st.integers(1, 5000), st.dates())
def test_a_range_of_days_holds_exactly_its_dates(last, count, other) -> None:
    newest = last_days([last.isoformat()], count)
    assert newest is not None
    earliest = max(date.min.toordinal(), last.toordinal() - count + 1)
    assert newest.holds(other.isoformat()) == (earliest <= other.toordinal() <= last.toordinal())


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_none(text) -> None:
    found = date_of(text)
    assert found is None or found.isoformat().endswith(text.removeprefix("--"))


def test_days_without_a_year_come_last() -> None:
    assert rising(["--01-01", "2025-01-02", "2024-12-31"]) == ["2024-12-31", "2025-01-02", "--01-01"]
