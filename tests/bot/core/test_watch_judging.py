"""Whether a page that was understood is recorded or put aside."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.watch import aside_for, judge_listing, short_for, usual_count, usual_window
from store.watch import ListingDay, Look, LookResult

DAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def judge_day(
    entries: int, *, answered: date | None = DAY, known: int | None = None, hours: float | None = None
) -> LookResult | None:
    known_day = None
    if known is not None:
        known_day = ListingDay(
            source="hf", day=f"{DAY}", first_at=NOW, grown_at=NOW, looked_at=NOW, entries=known
        )  # fmt: skip
    return judge_listing(
        entries=entries, asked_day=DAY, answered_day=answered, known_day=known_day, whole=True, usual=47,
        persisted=None if hours is None else hours * HOUR,
    ).result  # fmt: skip


def judge_window(
    entries: int,
    usual: float | None,
    *,
    hours: float | None = None,
    whole: bool = True,
    expected: bool = True,
) -> LookResult | None:
    return judge_listing(
        entries=entries,
        asked_day=None,
        answered_day=DAY,
        known_day=None,
        whole=whole,
        usual=usual,
        persisted=None if hours is None else hours * HOUR,
        expected=expected,
    ).result


def look(hours_ago: float, entries: int, result: LookResult = LookResult.UNCHANGED, pages: int = 1) -> Look:
    begun_at = NOW - hours_ago * HOUR
    return Look(
        source="feed", run=f"{hours_ago}", day=None, begun_at=begun_at, ended_at=begun_at, result=result,
        pages=pages, entries=entries,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "answered", "known", "result"),
    [
        (1, DAY, None, None),  # a day that begins to fill is thin; its papers are papers
        (0, DAY, None, None),
        (3, None, None, None),  # it does not say which day it is
        (40, DAY - timedelta(days=1), None, LookResult.OTHER_DAY),
        (0, DAY + timedelta(days=1), 40, LookResult.OTHER_DAY),
        (20, DAY, 40, None),
        (19, DAY, 40, LookResult.PARTIAL),
        (0, DAY, 1, LookResult.PARTIAL),
        (0, DAY, 0, None),
        (60, DAY, 40, None),
    ],
)
def test_a_day_is_recorded_unless_it_is_another_day_or_lost_half_of_what_it_had(entries, answered, known, result):
    assert judge_day(entries, answered=answered, known=known) is result


@pytest.mark.parametrize(
    ("entries", "usual", "result"),
    [
        (50, 100, None),
        (49, 100, LookResult.PARTIAL),
        (0, 100, LookResult.PARTIAL),
        (0, 1, LookResult.PARTIAL),
        (0, 0.5, None),  # often empty
        (0, 0, None),
        (0, None, None),  # nobody knows what is usual
    ],
)
def test_a_window_with_less_than_half_of_the_usual_is_put_aside(entries, usual, result) -> None:
    assert judge_window(entries, usual) is result


def test_what_stays_short_for_a_day_is_how_long_such_listings_are_now() -> None:
    assert judge_window(10, 100, hours=23.9) is LookResult.PARTIAL
    assert judge_window(10, 100, hours=24) is None
    assert judge_day(10, known=100, hours=23.9) is LookResult.PARTIAL
    assert judge_day(10, known=100, hours=24) is None
    assert judge_day(10, answered=DAY - 24 * HOUR, known=100, hours=24) is LookResult.OTHER_DAY


def test_answers_to_what_is_newer_may_be_as_short_as_they_like_and_so_may_a_window_at_the_weekend() -> None:
    assert judge_window(0, 100, whole=False) is None
    assert judge_window(0, 300, expected=False) is None


def test_what_was_put_aside_is_said_with_its_numbers() -> None:
    def said(entries: int, known: ListingDay | None = None, answered: date = DAY, asked: date | None = DAY) -> str:
        return judge_listing(
            entries=entries, asked_day=asked, answered_day=answered, known_day=known, whole=True, usual=47.5,
            persisted=None,
        ).said  # fmt: skip

    known = ListingDay(source="hf", day=f"{DAY}", first_at=NOW, grown_at=NOW, looked_at=NOW, entries=40)
    assert said(47, answered=date(2026, 11, 17)) == (
        "Asked for 2026-11-18, the source answered with 2026-11-17; nothing was recorded."
    )
    assert said(1, known) == (
        "The page lists 1 paper for 2026-11-18, where there were 40 before; it was put aside and nothing was recorded."
    )
    assert said(0, asked=None) == (
        "The page lists no papers, usually about 48; it was put aside and nothing was recorded."
    )
    assert said(40, known) == ""


@pytest.mark.parametrize(
    ("counts", "usual"),
    [
        ([], None),
        ([5, 7], None),
        ([5, 7, 900], 7),
        ([4, 6, 8, 10], 7),
        ([900] * 50 + [40] * 14, 40),
        ([0, 0, 3], 0),
    ],
)
def test_the_usual_is_the_median_of_the_last_fourteen_of_three_at_least(counts, usual) -> None:
    assert usual_count(counts) == usual


def test_only_pages_that_were_recorded_say_what_is_usual() -> None:
    looks = [
        look(1, 2, LookResult.PARTIAL),
        look(2, 0, LookResult.FAILED, pages=0),
        look(3, 0, LookResult.UNCHANGED, pages=0),  # 304
        look(4, 90),
        look(5, 100, LookResult.NEWS),
    ]
    assert usual_window(looks) is None
    assert usual_window([*looks, look(6, 110, LookResult.NEWS)]) == 100


@pytest.mark.parametrize(
    ("looks", "hours"),
    [
        ([], None),
        ([look(2, 100)], None),
        ([look(2, 8, LookResult.PARTIAL), look(3, 100)], 2),
        ([look(2, 100), look(3, 8, LookResult.PARTIAL)], None),  # it was long again in between
        ([look(2, 0, LookResult.FAILED, pages=0), look(5, 9, LookResult.PARTIAL), look(9, 100)], 5),
        ([look(1, 10), look(25, 10, LookResult.PARTIAL), look(49, 11, LookResult.PARTIAL), look(50, 100)], 49),
        ([look(2, 0, LookResult.CHANGED), look(3, 9, LookResult.PARTIAL)], None),
    ],
)
def test_a_listing_has_been_short_since_the_first_look_in_a_row_that_found_it_so(looks, hours) -> None:
    assert short_for(looks, 10, NOW) == (None if hours is None else hours * HOUR)


@pytest.mark.parametrize(
    ("looks", "hours"),
    [
        ([], None),
        ([look(2, 100)], None),
        ([look(2, 8, LookResult.PARTIAL), look(3, 40, LookResult.PARTIAL), look(4, 100)], 3),  # however short
        ([look(2, 45), look(3, 8, LookResult.PARTIAL)], None),
        ([look(2, 0, LookResult.FAILED, pages=0), look(5, 9, LookResult.PARTIAL), look(9, 100)], 5),
    ],
)
def test_a_day_has_been_short_since_its_pages_were_put_aside_one_after_the_other(looks, hours) -> None:
    assert aside_for(looks, NOW) == (None if hours is None else hours * HOUR)


def test_a_window_that_shrank_for_good_is_put_aside_for_a_day_and_recorded_ever_after() -> None:
    looks = [look(hours_ago, 100) for hours_ago in range(1, 20)]
    results = []
    for hour in range(60):
        now = NOW + hour * HOUR
        judged = judge_listing(
            entries=10, asked_day=None, answered_day=None, known_day=None, whole=True, usual=usual_window(looks),
            persisted=short_for(looks, 10, now),
        )  # fmt: skip
        looks.insert(0, look(-hour, 10, judged.result or LookResult.UNCHANGED))
        results.append(judged.result)
    assert results == [LookResult.PARTIAL] * 24 + [None] * 36
