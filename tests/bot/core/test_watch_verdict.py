"""What is to be thought of a source that answers."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.core.watch import verdict
from store.watch import LookResult, VerdictKind
from tests.bot.core.watch_facts import (
    DAY,
    EMPTY,
    HOUR,
    MONDAY,
    NEWS,
    NOON,
    UNCHANGED,
    USUAL,
    WEDNESDAY,
    begins,
    days_before,
    listed,
    look,
    of_days,
    of_news,
)


@pytest.mark.parametrize(
    ("entries", "before", "over", "said"),
    [
        (30, USUAL, False, "Fresh: 30 papers for 2026-11-18, usually about 47."),
        (30, (*USUAL, 11), False, "Fresh: 30 papers for 2026-11-18, usually about 46."),  # it goes on
        (11, USUAL, False, "Waiting: 11 papers for 2026-11-18 so far, usually about 47."),
        (1, USUAL, False, "Waiting: one paper for 2026-11-18 so far, usually about 47."),
        (0, USUAL, False, "Waiting: nothing for 2026-11-18 yet."),
        (0, (), False, "Waiting: nothing for 2026-11-18 yet."),
        (1, (47,), False, "Fresh: one paper for 2026-11-18."),  # nobody knows yet what is usual
        (11, USUAL, True, "Partial: 11 papers for 2026-11-18, usually about 47."),
        (1, USUAL, True, "Partial: one paper for 2026-11-18, usually about 47."),
        (0, USUAL, True, "Partial: 0 papers for 2026-11-18, usually about 47."),
        (24, USUAL, True, "Fresh: 24 papers for 2026-11-18, usually about 47."),
        (0, (), True, "Quiet: 2026-11-18 is over, and its page says that there was nothing."),
        (0, (3, 0, 2, 0, 4), True, "Quiet: 2026-11-18 is over, and its page says that there was nothing."),
        (5, (*USUAL, 11), False, "Partial: 11 papers for 2026-11-17, usually about 47."),
        (0, (*USUAL, 0), False, "Partial: 0 papers for 2026-11-17, usually about 47."),
        (0, (*USUAL, 0, 0), False, "Stalled: it answers, but nothing for 2 expected days up to 2026-11-17."),
        (0, (*USUAL, 0, 0, 0), False, "Stalled: it answers, but nothing for 3 expected days up to 2026-11-17."),
        (5, (*USUAL, 0, 0), False, "Partial: 0 papers for 2026-11-17, usually about 46."),  # it goes on, slowly
        (0, (*USUAL, 0), True, "Stalled: it answers, but nothing for 2 expected days up to 2026-11-18."),
        (40, (*USUAL, 0, 0), False, "Fresh: 40 papers for 2026-11-18, usually about 45."),
        (0, (*USUAL, *[0] * 20), False, "Stalled: it answers, but nothing for 20 expected days up to 2026-11-17."),
        (0, (3, 0, 2, 0, 4, 0, 0), False, "Waiting: nothing for 2026-11-18 yet."),  # it is often empty
        (0, (3, 0, 2, 0, 4, 0, 0, 0), False, "Stalled: it answers, but nothing for 3 expected days up to 2026-11-17."),
        (0, (0, 0, 0), False, "Waiting: nothing for 2026-11-18 yet."),  # it never had any
    ],
)
def test_a_working_day_is_judged_by_what_such_days_usually_have(entries, before, over, said) -> None:
    facts = of_days(WEDNESDAY, *days_before(WEDNESDAY, *before), listed(WEDNESDAY, entries, complete=False), over=over)
    assert verdict(facts, NOON).said == said


@pytest.mark.parametrize(
    ("before", "today", "said"),
    [
        (USUAL, date(2026, 11, 21), "Quiet: it is Saturday."),
        (USUAL, date(2026, 11, 22), "Quiet: it is Sunday."),
        (USUAL, date(2026, 11, 26), "Quiet: 2026-11-26 is a holiday."),
        ((*USUAL, 11), date(2026, 11, 22), "Partial: 11 papers for 2026-11-20, usually about 47."),
        (USUAL, date(2026, 11, 23), "Waiting: nothing for 2026-11-23 yet."),
    ],
)
def test_nothing_is_expected_at_weekends_and_holidays_but_a_thin_friday_stays_thin(before, today, said) -> None:
    facts = of_days(today, *days_before(today, *before), holidays=frozenset((date(2026, 11, 26),)))
    now = begins(today) + 12 * HOUR
    found = verdict(facts, now)
    assert found.said == said
    assert found.since == begins(date(2026, 11, 21) if "Partial" in said else today)


def test_thin_days_in_a_row_are_one_trouble_since_the_first_of_them_was_over() -> None:
    found = verdict(of_days(WEDNESDAY, *days_before(WEDNESDAY, *USUAL, 11, 9)), NOON)
    assert found.said == "Partial: 9 papers for 2026-11-17, usually about 46."
    assert found.since == begins(MONDAY + DAY)


def test_days_that_are_still_open_do_not_say_what_is_usual() -> None:
    still_open = [listed(WEDNESDAY - step * DAY, 2, complete=False) for step in (7, 8, 13, 14, 15, 20, 21)]
    days = (*still_open, *days_before(WEDNESDAY, *USUAL[:4]), listed(WEDNESDAY, 11, complete=False))
    assert "usually about 47" in verdict(of_days(WEDNESDAY, *days), NOON).said


SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("friday", "said"),
    [(44, "Fresh: 3 papers for 2026-11-21."), (11, "Partial: 11 papers for 2026-11-20, usually about 47.")],
)
def test_papers_at_the_weekend_are_news_and_no_fuss_but_do_not_hide_a_thin_friday(friday, said) -> None:
    facts = of_days(SATURDAY, *days_before(SATURDAY, *USUAL, friday), listed(SATURDAY, 3))
    assert verdict(facts, begins(SATURDAY) + 20 * HOUR).said == said


@pytest.mark.parametrize(
    ("hours_ago", "said"),
    [(2, "Fresh: the last new papers came 2026-11-21 10:00 UTC."), (14, "Quiet: it is Saturday.")],
)
def test_a_feed_that_brought_something_at_the_weekend_is_not_quiet_that_day(hours_ago, said) -> None:
    now = begins(SATURDAY) + 12 * HOUR
    assert verdict(of_news((1, UNCHANGED), (hours_ago, NEWS), today=SATURDAY, now=now), now).said == said


def test_another_day_in_place_of_two_expected_ones_is_no_quiet_day() -> None:
    asked = [WEDNESDAY, WEDNESDAY - DAY, MONDAY]
    looks = tuple(look(NOON - HOUR, LookResult.OTHER_DAY, day=day, run="r") for day in asked)
    found = verdict(of_days(WEDNESDAY, *days_before(MONDAY, *USUAL), looks=looks), NOON)
    assert found.said == "Stalled: it answers, but nothing for 2 expected days up to 2026-11-17."
    assert found.since == begins(WEDNESDAY) - DAY


def test_a_day_of_which_nothing_was_ever_heard_is_not_held_against_the_source() -> None:
    days = days_before(MONDAY, *USUAL)  # Monday and Tuesday nobody looked
    assert verdict(of_days(WEDNESDAY, *days), NOON).said == "Waiting: nothing for 2026-11-18 yet."


GAPS = tuple((hours, NEWS) for hours in (26, 50, 74, 98, 122))
"""News once a day, the last 26 hours ago."""


@pytest.mark.parametrize(
    ("looks", "said"),
    [
        ([(1, NEWS)], "Fresh: the last new papers came 2026-11-18 11:00 UTC."),
        ([(1, UNCHANGED), (20, NEWS)], "Fresh: the last new papers came 2026-11-17 16:00 UTC."),
        ([(1, UNCHANGED), (30, NEWS)], "Waiting: no new paper since 2026-11-17 06:00 UTC."),
        (
            [(1, UNCHANGED), (2, NEWS), *GAPS],
            "Fresh: the last new papers came 2026-11-18 10:00 UTC, usually some come every 24 h.",
        ),
        ([(1, UNCHANGED), *GAPS], "Waiting: no new paper since 2026-11-17 10:00 UTC, usually some come every 24 h."),
        ([(1, UNCHANGED)], "Waiting: it brought no new paper yet."),
        ([(1, EMPTY), (2, EMPTY)], "Quiet: the page says that there is nothing."),
        ([(1, EMPTY), (2, NEWS)], "Fresh: the last new papers came 2026-11-18 10:00 UTC."),
    ],
)
def test_a_source_without_days_is_judged_by_how_often_it_brings_something(looks, said) -> None:
    assert verdict(of_news(*looks), NOON).said == said


@pytest.mark.parametrize(
    ("today", "kind"),
    [
        (date(2026, 11, 20), VerdictKind.FRESH),  # Friday: the last news came at nine
        (date(2026, 11, 21), VerdictKind.QUIET),
        (date(2026, 11, 22), VerdictKind.QUIET),
        (date(2026, 11, 23), VerdictKind.WAITING),  # three days, but the weekend does not count
        (date(2026, 11, 24), VerdictKind.WAITING),
        (date(2026, 11, 25), VerdictKind.STALLED),  # Monday and Tuesday passed without a paper
        (date(2026, 11, 28), VerdictKind.STALLED),
    ],
)
def test_served_but_unchanged_too_long_is_stalled_and_weekends_do_not_count(today, kind) -> None:
    friday = datetime(2026, 11, 20, 9, tzinfo=UTC)
    now = begins(today) + 12 * HOUR
    news = [((now - friday) / HOUR + 24 * step, NEWS) for step in range(5)]
    found = verdict(of_news((0.1, UNCHANGED), *news, today=today, now=now), now)
    assert found.kind is kind
    if kind is VerdictKind.STALLED:
        assert found.said == "Stalled: it answers, but no new paper since 2026-11-20 09:00 UTC, usually every 24 h."
        assert found.since == friday


def test_a_source_that_brings_something_once_a_month_is_not_stalled_after_a_week() -> None:
    looks = [(0.1, UNCHANGED), *((24 * days, NEWS) for days in (7, 22, 37, 52))]
    assert verdict(of_news(*looks), NOON).kind is VerdictKind.FRESH


@pytest.mark.parametrize(
    ("hours_on_monday", "kind"), [(7.5, VerdictKind.WAITING), (12, VerdictKind.WAITING), (60, VerdictKind.STALLED)]
)
def test_a_feed_that_never_publishes_at_a_weekend_is_not_stalled_on_monday(hours_on_monday, kind) -> None:
    now = begins(MONDAY) + hours_on_monday * HOUR
    mornings = [begins(MONDAY) + 8 * HOUR - back * DAY for back in range(3, 24) if back % 7 not in (1, 2)]
    news = [((now - at) / HOUR - 0.05 * place, NEWS) for place, at in enumerate(mornings)]  # a little under a day apart
    facts = of_news((0.1, UNCHANGED), *news, today=now.date(), now=now)
    assert verdict(replace(facts, weekdays=frozenset(range(7))), now).kind is kind  # nobody said which days
