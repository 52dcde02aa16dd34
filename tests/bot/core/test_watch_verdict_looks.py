"""What is to be thought of a source that does not answer, or only in part; and what is said of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import SourceFacts, verdict
from bot.core.watch.facts import print_gap
from store.watch import Look, LookResult, VerdictKind
from tests.bot.core.watch_facts import (
    DAY,
    EMPTY,
    FAILED,
    HOUR,
    LATER,
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
    ("looks", "kind", "hours"),
    [
        ([(0.1, LookResult.BLOCKED), (1, NEWS)], VerdictKind.BLOCKED, 0.1),
        ([(0.1, LookResult.BLOCKED), (1, FAILED), (5, LookResult.BLOCKED), (6, NEWS)], VerdictKind.BLOCKED, 5),
        ([(0.1, LookResult.CHANGED), (1, LookResult.CHANGED), (2, NEWS)], VerdictKind.CHANGED, 1),
        ([(0.1, FAILED), (0.2, LookResult.CHANGED), (2, NEWS)], VerdictKind.CHANGED, 0.2),
        ([(0.1, LookResult.PARTIAL), (3, LookResult.PARTIAL), (4, NEWS)], VerdictKind.PARTIAL, 3),
        ([(0.1, FAILED), (0.5, NEWS)], VerdictKind.FRESH, 0.5),  # once is never
        ([(0.1, FAILED), (0.2, FAILED), (0.5, NEWS)], VerdictKind.FRESH, 0.5),
        ([(0.1, FAILED), (0.2, FAILED), (0.3, FAILED), (0.5, NEWS)], VerdictKind.FAILED, 0.3),
        ([(0.1, FAILED), (2.5, FAILED), (3, NEWS)], VerdictKind.FAILED, 2.5),  # two intervals
        ([(0.1, FAILED)], VerdictKind.FAILED, 0.1),  # it never worked
        ([(0.1, UNCHANGED), (0.2, FAILED), (0.3, FAILED), (0.4, FAILED), (1, NEWS)], VerdictKind.FRESH, 1),
        ([(0.1, LATER), (0.5, NEWS)], VerdictKind.WAITING, 0.1),
        ([(0.1, LATER), (12, FAILED), (23, LATER), (24, NEWS)], VerdictKind.WAITING, 23),
        ([(0.1, LATER), (12, FAILED), (25, LATER), (26, NEWS)], VerdictKind.BLOCKED, 25),
        ([(0.1, FAILED), (0.2, LATER), (23, LATER), (24, NEWS)], VerdictKind.WAITING, 23),
        ([], VerdictKind.WAITING, 0),
    ],
)
def test_looks_without_an_answer_come_first_and_one_failure_is_no_trouble(looks, kind, hours) -> None:
    found = verdict(of_news(*looks), NOON)
    assert found.kind is kind
    assert found.since == NOON - hours * HOUR
    if kind in (VerdictKind.BLOCKED, VerdictKind.CHANGED, VerdictKind.FAILED):
        assert "It said so." in found.said


def test_a_failure_that_is_no_trouble_is_mentioned() -> None:
    assert verdict(of_news((0.1, FAILED), (1, NEWS)), NOON).said == (
        "Fresh: the last new papers came 2026-11-18 11:00 UTC. The last look failed: It said so."
    )


def run(*looks: tuple[date, LookResult], hours_ago: float = 0.1) -> tuple[Look, ...]:
    """One run over several days: the newest was asked for first, and so stands last."""
    at = NOON - hours_ago * HOUR
    return tuple(look(at, result, day=day, run=f"{at}", said="It said so.") for day, result in reversed(looks))


def test_one_run_that_fails_for_every_day_is_one_failure() -> None:
    days = [(WEDNESDAY - step * DAY, FAILED) for step in range(7)]
    looks = (*run(*days), *run((WEDNESDAY, NEWS), hours_ago=1))
    facts = of_days(WEDNESDAY, *days_before(WEDNESDAY, *USUAL), listed(WEDNESDAY, 40), looks=looks)
    assert verdict(facts, NOON).kind is VerdictKind.FRESH


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (FAILED, "Fresh: 40 papers for 2026-11-18, usually about 47. Not all of it could be had: It said so."),
        (LATER, "Fresh: 40 papers for 2026-11-18, usually about 47. Not all of it could be had: It said so."),
        (LookResult.CHANGED, "Changed layout: since 2026-11-18 11:54 UTC the page cannot be understood. It said so."),
        (LookResult.PARTIAL, "Partial: the last page has only 9 papers. It said so."),
    ],
)
def test_a_run_that_was_answered_in_part_is_judged_by_all_of_it(second, said) -> None:
    for looks in ([(WEDNESDAY, NEWS), (MONDAY, second)], [(WEDNESDAY, NEWS), (MONDAY, second), (MONDAY + DAY, NEWS)]):
        facts = of_days(WEDNESDAY, *days_before(WEDNESDAY, *USUAL), listed(WEDNESDAY, 40), looks=run(*looks))
        assert verdict(facts, NOON).said == said


@pytest.mark.parametrize(
    ("failing", "hours_ago", "kind"),
    [
        (WEDNESDAY, (0.1, 0.2), VerdictKind.WAITING),
        (WEDNESDAY, (0.1, 0.2, 0.3), VerdictKind.FAILED),
        (WEDNESDAY, (0.1, 2.5), VerdictKind.FAILED),
        (MONDAY, (0.1, 0.2, 0.3), VerdictKind.FAILED),
        (MONDAY - DAY, (0.1, 0.2, 0.3), VerdictKind.WAITING),  # a Sunday may have no page
    ],
)
def test_an_expected_day_that_never_answers_is_trouble_even_if_other_days_do(failing, hours_ago, kind) -> None:
    looks = [look for ago in hours_ago for look in run((failing, FAILED), (MONDAY + DAY, UNCHANGED), hours_ago=ago)]
    facts = of_days(WEDNESDAY, *days_before(WEDNESDAY, *USUAL), looks=tuple(looks))
    found = verdict(facts, NOON)
    assert found.kind is kind
    if kind is VerdictKind.FAILED:
        assert found.since == NOON - hours_ago[-1] * HOUR
        assert found.said.startswith(f"Failed: no usable answer for {failing} since 2026-11-18")


@pytest.mark.parametrize(
    ("day", "result", "hours", "kind"),
    [
        (MONDAY, LookResult.CHANGED, 23, VerdictKind.CHANGED),
        (MONDAY, LookResult.CHANGED, 25, VerdictKind.FRESH),
        (MONDAY, LookResult.PARTIAL, 25, VerdictKind.FRESH),
        (MONDAY, FAILED, 25, VerdictKind.FRESH),
        (MONDAY, LookResult.BLOCKED, 25, VerdictKind.BLOCKED),  # a host that refuses one day refuses us
        (WEDNESDAY, LookResult.CHANGED, 25, VerdictKind.CHANGED),
    ],
)
def test_a_day_before_todays_does_not_hide_for_ever_how_the_source_is_today(day, result, hours, kind) -> None:
    looks = [
        look
        for ago in (0.1, *range(1, hours + 1))
        for look in run((WEDNESDAY, UNCHANGED), (day, result), hours_ago=ago)
    ]
    facts = of_days(WEDNESDAY, *days_before(WEDNESDAY, *USUAL), listed(WEDNESDAY, 40), looks=tuple(looks))
    found = verdict(facts, NOON)
    assert found.kind is kind
    is_note = kind is VerdictKind.FRESH
    assert found.said.endswith("A day before it is still not well. It said so.") is is_note
    assert found.is_understood is False  # nobody says "well again" of it


def test_the_list_of_a_week_has_begun_when_it_was_first_looked_at() -> None:
    monday = begins(MONDAY) + 2 * HOUR
    looks = (look(NOON, EMPTY, day=MONDAY), look(monday, EMPTY, day=MONDAY))
    facts = SourceFacts(
        name="week",
        has_days=True,
        weekdays=frozenset((0,)),
        today=MONDAY,
        today_over_at=begins(MONDAY) + 7 * DAY,
        every=HOUR,
        days=(listed(MONDAY, 0, complete=False),),
        looks=looks,
    )
    found = verdict(facts, NOON)
    assert (found.said, found.since) == ("Waiting: nothing for 2026-11-16 yet.", monday)


def german(one: str, many: str, count: int) -> str:
    words = {
        "Partial: one paper for {day}, usually about {usual}.": "Lückenhaft: ein Artikel vom {day} statt {usual}.",
        "Partial: {papers} papers for {day}, usually about {usual}.": "Lückenhaft: {papers} vom {day} statt {usual}.",
    }
    return words[one if count == 1 else many]


@pytest.mark.parametrize(("entries", "start"), [(1, "ein Artikel vom"), (11, "11 vom")])
def test_a_verdict_can_be_said_in_another_language_by_its_numbers(entries, start) -> None:
    days = days_before(WEDNESDAY, *USUAL)
    found = verdict(of_days(WEDNESDAY, *days, listed(WEDNESDAY, entries, complete=False), over=True), NOON)
    assert found.in_words(german) == f"Lückenhaft: {start} 2026-11-18 statt 47."
    assert dict(found.numbers) == {"why": "day", "papers": f"{entries}", "day": "2026-11-18", "usual": "47"}


def test_what_a_source_says_is_text_and_no_template() -> None:
    looks = (look(NOON, LookResult.BLOCKED, said="{papers.__class__} {"),)
    assert verdict(of_days(looks=looks), NOON).said.endswith("{papers.__class__} {")


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (timedelta(seconds=5), "1 min"),
        (timedelta(minutes=30), "30 min"),
        (timedelta(hours=25), "25 h"),
        (timedelta(days=7), "7 d"),
    ],
)
def test_a_gap_is_said_in_the_unit_that_fits(gap, words) -> None:
    assert print_gap(gap) == words


dates = st.dates(date(2026, 10, 1), date(2026, 12, 31))
moments = st.datetimes(datetime(2026, 10, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
listing_days = st.builds(listed, dates, st.integers(0, 60), complete=st.booleans())
some_looks = st.lists(
    st.builds(
        look, moments, st.sampled_from(LookResult), day=st.none() | dates, run=st.sampled_from("ab"), said=st.text()
    ),
    max_size=12,
).map(lambda looks: tuple(sorted(looks, key=lambda each: each.begun_at, reverse=True)))


@given(
    facts=st.builds(
        SourceFacts,
        name=st.just("hf"),
        has_days=st.booleans(),
        weekdays=st.frozensets(st.integers(0, 6)),
        holidays=st.frozensets(dates, max_size=3),
        today=dates,
        today_over_at=moments,
        every=st.timedeltas(timedelta(), timedelta(days=9)),
        days=st.lists(listing_days, max_size=12).map(tuple),
        looks=some_looks,
    ),
    now=moments,
)
def test_there_is_a_verdict_with_a_sentence_whatever_is_known_of_a_source(facts, now) -> None:
    found = verdict(facts, now)
    assert found.said.lower().startswith(found.kind.value)
    assert found.since <= now
    assert found.in_words() == found.said
    assert found.why
