"""Pages that wait for a parser are thinned out so that as little as possible of what they say is lost."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from store.sql.waiting import MOST_WAITING, Waits, dispensable
from store.watch import LookResult
from tests.store.builders import NOON

HOUR = timedelta(hours=1)
CHANGED, BLOCKED = LookResult.CHANGED, LookResult.BLOCKED


def window(number: int, at: datetime, address: str = "feed", result: LookResult = CHANGED) -> Waits:
    return Waits(number, None, address, result, at)


def of_day(number: int, day: str | None, address: str = "api", result: LookResult = CHANGED) -> Waits:
    return Waits(number, day, address, result, NOON)


def kept(pages: Iterable[Waits], most: int = MOST_WAITING) -> list[Waits]:
    """What is left, the last first, if each of these is put aside one after the other."""
    waiting: list[Waits] = []
    for page in pages:
        waiting.insert(0, page)
        gone = dispensable(waiting, most)
        waiting = [each for each in waiting if each.number not in gone]
    return waiting


def test_of_a_days_listing_the_newest_page_waits_for_each_place_and_reason() -> None:
    pages = [
        of_day(1, "2025-07-24"),
        of_day(2, "2025-07-25"),
        of_day(3, "2025-07-25", "page"),
        of_day(4, "2025-07-25", result=BLOCKED),
        of_day(5, "2025-07-25"),
    ]
    assert [each.number for each in kept(pages)] == [5, 4, 3, 1]


def test_every_day_of_a_month_in_which_nothing_is_understood_waits_however_often_it_is_asked_for() -> None:
    days = [f"2025-07-{day:02}" for day in range(1, 31)]
    looks = (day for place, day in enumerate(days) for _ in range(48) for day in days[max(place - 1, 0) : place + 1])
    waiting = kept(of_day(number, day) for number, day in enumerate(looks))
    assert [each.day for each in waiting] == sorted(days, reverse=True)


def test_windows_of_ten_days_of_hourly_looks_still_overlap_and_the_last_hours_are_all_there() -> None:
    waiting = kept(window(hour, NOON + hour * HOUR) for hour in range(240))
    gaps = [one.received_at - other.received_at for one, other in pairwise(waiting)]
    assert len(waiting) == MOST_WAITING
    assert max(gaps) <= 6 * HOUR
    assert set(gaps[:5]) == {HOUR}
    assert waiting[-1].received_at - NOON < 6 * HOUR


def test_of_a_month_of_windows_the_older_ones_are_a_day_apart_and_none_is_further() -> None:
    waiting = kept(window(number, NOON + number * HOUR / 2) for number in range(30 * 48))
    gaps = [one.received_at - other.received_at for one, other in pairwise(waiting)]
    assert max(gaps) == 24 * HOUR
    assert max(gaps[:20]) <= 6 * HOUR
    assert waiting[-1].received_at - NOON < 24 * HOUR


def test_files_of_a_folder_are_not_taken_for_one_another_and_the_oldest_go_in_the_end() -> None:
    files = [window(number, NOON, f"file {number}") for number in range(MOST_WAITING + 2)]
    assert [each.number for each in kept(files)] == [*range(MOST_WAITING + 1, 1, -1)]


@given(
    st.lists(
        st.builds(
            lambda day, address, result, hours: (day, address, result, NOON + hours * HOUR),
            st.sampled_from([None, None, "2025-07-24", "2025-07-25"]),
            st.sampled_from(["one", "other"]),
            st.sampled_from([CHANGED, BLOCKED]),
            st.integers(-100, 100),
        ),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 6),
)
def test_whatever_comes_the_last_page_waits_no_more_than_allowed_do_and_nothing_goes_needlessly(pages, most) -> None:
    given_pages = [Waits(number, *page) for number, page in enumerate(pages)]
    waiting = kept(given_pages, most)
    places = {(page.day, page.address, page.result) if page.day else page.number for page in given_pages}
    assert waiting[0] == given_pages[-1]
    assert len(waiting) == min(most, len(places))
