"""When a day is complete, and which days are asked for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import after_look, days_in_doubt, days_left, days_to_ask
from store.watch import ListingDay, Look, LookResult

DAY = date(2026, 11, 18)
OVER = datetime(2026, 11, 19, 2, 30, tzinfo=UTC)
SETTLED = timedelta(hours=3)
HOUR = timedelta(hours=1)
WEEKDAYS = frozenset(range(5))


def looked(*looks: tuple[float, int], settled: timedelta = SETTLED) -> list[ListingDay]:
    """What is known after each look. :param looks: hours after the day was over, and papers."""
    known: list[ListingDay] = []
    for hours, entries in looks:
        before = known[-1] if known else None
        now = OVER + hours * HOUR
        known.append(after_look(before, source="hf", day=DAY, entries=entries, now=now, over_at=OVER, settled=settled))
    return known


def known_day(day: date, *, complete: bool = True, first_at: datetime | None = None, entries: int = 40) -> ListingDay:
    first_at = first_at or datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return ListingDay(
        source="hf", day=f"{day}", first_at=first_at, grown_at=first_at, looked_at=first_at, entries=entries,
        complete_at=first_at if complete else None,
    )  # fmt: skip


def back(*steps: int, today: date = DAY) -> tuple[date, ...]:
    return tuple(today - timedelta(days=step) for step in steps)


@pytest.mark.parametrize(
    ("looks", "complete"),
    [
        ([(-9, 1), (-6, 1), (-3, 1), (-1, 1)], False),  # a single paper, still for hours: the day is not over
        ([(-9, 1), (-6, 12), (-1, 47), (0, 47), (1, 47)], False),  # not still for long enough
        ([(-9, 1), (-1, 47), (3, 47)], False),  # one look is no two
        ([(-9, 1), (-1, 47), (0, 47), (3, 47)], True),
        ([(-9, 47), (-5, 47), (0, 47), (2.9, 47)], False),  # still for long, but only just over
        ([(-9, 47), (-5, 47), (3, 47)], True),
        ([(-1, 47), (0, 47), (1.5, 48), (3, 48)], False),  # it grew late
        ([(-1, 47), (0, 47), (1.5, 48), (3, 48), (4.5, 48)], True),
        ([(-1, 47), (0, 46), (3, 45)], True),  # what is taken away is no growth
        ([(90, 40)], False),  # a day that was missed is not complete because it was fetched
        ([(90, 40), (91, 40), (93, 40)], True),
        ([(0, 0), (1, 0), (3, 0)], True),  # nothing can be complete, too
    ],
)
def test_a_day_is_complete_when_it_is_over_and_was_found_still(looks, complete) -> None:
    assert (looked(*looks)[-1].complete_at is not None) is complete


def test_a_day_that_grows_again_is_open_again_and_closes_once_more() -> None:
    days = looked((-1, 47), (0, 47), (3, 47), (9, 49), (10, 49), (12, 49), (20, 49))
    closed = OVER + 3 * HOUR, OVER + 12 * HOUR
    assert [day.complete_at for day in days] == [None, None, closed[0], None, None, closed[1], closed[1]]
    assert days[-1].first_at == OVER - HOUR
    assert days[-1].grown_at == OVER + 9 * HOUR
    assert days[-1].looked_at == OVER + 20 * HOUR
    assert (days[-1].entries, days[-1].still) == (49, 3)


def test_a_listing_that_loses_some_and_gains_others_is_not_still() -> None:
    day = after_look(None, source="hf", day=DAY, entries=100, now=OVER, over_at=OVER, settled=SETTLED)
    for hours, entries, new in ((1, 60, 0), (3, 95, 75), (4, 95, 0), (5, 95, 0)):
        now = OVER + hours * HOUR
        day = after_look(day, source="hf", day=DAY, entries=entries, now=now, over_at=OVER, settled=SETTLED, new=new)
        assert day.complete_at is None
    day = after_look(day, source="hf", day=DAY, entries=95, now=OVER + 6 * HOUR, over_at=OVER, settled=SETTLED)
    assert (day.complete_at, day.entries) == (OVER + 6 * HOUR, 100)


def test_a_listing_that_is_understood_although_it_lost_more_than_half_is_how_that_day_is_now() -> None:
    day = looked((-9, 100), (0, 40), (1, 40), (3, 40))
    assert [each.entries for each in day] == [100, 40, 40, 40]
    assert day[-1].complete_at == OVER + 3 * HOUR


@pytest.mark.parametrize(
    ("counts", "doubted"),
    [
        ((0,), {0}),  # nothing is known of what is usual, but nothing is little
        ((3,), set()),
        ((40, 41), set()),
        ((40, 41, 39, 3), {3}),
        ((40, 41, 39, 20), set()),
        ((40, 41, 39, 0, 40), {3}),
        ((1, 0, 0, 0, 1, 0), {1, 2, 3, 5}),
    ],
)
def test_an_expected_day_with_few_papers_or_none_is_doubted(counts, doubted) -> None:
    monday = date(2026, 11, 2)
    days = [monday + timedelta(days=step) for step in range(30) if (monday + timedelta(days=step)).weekday() < 5]
    known = [known_day(day, entries=count) for day, count in zip(days, counts, strict=False)]
    weekend = [known_day(date(2026, 11, 1), entries=0), known_day(date(2026, 11, 7), entries=1)]
    found = days_in_doubt([*reversed(known), *weekend], weekdays=WEEKDAYS, holidays=frozenset())
    assert found == {days[place] for place in doubted}


def test_days_that_are_not_complete_do_not_say_what_is_usual_and_a_holiday_is_not_doubted() -> None:
    known = [known_day(DAY - timedelta(days=back), entries=40, complete=False) for back in (6, 7, 8)]
    assert not days_in_doubt([*known, known_day(DAY, entries=1)], weekdays=WEEKDAYS, holidays=frozenset())
    assert not days_in_doubt([known_day(DAY, entries=0)], weekdays=WEEKDAYS, holidays=frozenset((DAY,)))


def test_a_doubted_day_is_asked_for_though_it_is_complete_until_it_is_too_old() -> None:
    known = [known_day(DAY - timedelta(days=back)) for back in (1, 2, 3)]
    doubted = frozenset(back(1, 3))
    assert days_to_ask(known, today=DAY, catch_up=2, doubted=doubted) == back(0, 1)
    assert days_to_ask(known, today=DAY, catch_up=0, doubted=doubted) == back(0)


@given(
    looks=st.lists(st.tuples(st.integers(-40, 40), st.integers(0, 3)), min_size=1, max_size=12),
    settled=st.timedeltas(timedelta(), timedelta(hours=9)),
)
def test_a_day_that_is_not_over_or_just_grew_is_never_complete(looks, settled) -> None:
    looks.sort()
    most = -1
    for (hours, entries), day in zip(looks, looked(*looks, settled=settled), strict=True):
        is_other = entries > most or entries * 2 < most
        if hours < 0 or is_other:
            assert day.complete_at is None
        most = entries if is_other else most
        assert day.entries == most


@pytest.mark.parametrize(
    ("known", "since", "catch_up", "asked"),
    [
        ([], None, 7, back(0, 1)),  # new: no flood
        ([], None, 0, back(0)),
        ([], DAY - timedelta(days=3), 7, back(0, 3, 2, 1)),
        ([], DAY + timedelta(days=3), 7, back(0)),
        ([(1, True), (2, True), (3, True)], None, 7, back(0, 4)),  # the day before the first could not be had
        ([(0, True), (1, True), (2, True)], None, 2, back(0)),  # the newest is always asked for
        ([(1, False), (3, True), (4, False)], None, 7, back(0, 5, 4, 2, 1)),
        ([(9, True)], None, 3, back(0, 10, *range(8, 0, -1))),  # after an outage: the days of it do not count
        ([(9, False), (1, True)], None, 7, back(0, *range(10, 1, -1))),  # it broke off while it caught up
        ([(step, step != 8) for step in range(1, 13)], None, 7, back(0)),  # too old to be asked for
        ([(step, step != 7) for step in range(1, 13)], None, 7, back(0, 7)),
        ([(40, True)], None, 3, back(0, *range(31, 0, -1))),  # an outage without end
        ([(1, False), (2, False), (4, True)], None, 0, back(0, 1)),  # what came in the evening
        ([(9, False)], None, 0, back(0, 9)),
        ([(9, False), (1, True)], DAY - timedelta(days=9), 0, back(0, 9, 8, 7, 6, 5, 4, 3, 2, 1)),  # complete or not
        ([(2, True), (1, True)], None, 0, back(0)),
    ],
)
def test_the_newest_day_is_asked_for_first_then_what_is_missing_from_the_oldest_on(known, since, catch_up, asked):
    days = [known_day(DAY - timedelta(days=step), complete=complete) for step, complete in known]
    assert days_to_ask(days, today=DAY, since=since, catch_up=catch_up) == asked


def test_a_new_source_whose_second_day_could_not_be_had_gets_it_the_next_time_and_no_more() -> None:
    assert days_to_ask([known_day(DAY, complete=False)], today=DAY, catch_up=7) == back(0, 1)
    both = [known_day(DAY, complete=False), known_day(DAY - timedelta(days=1), first_at=OVER + HOUR)]
    assert days_to_ask(both, today=DAY, catch_up=7) == back(0)
    assert days_to_ask(both, today=DAY + timedelta(days=1), catch_up=7) == back(0, 1, today=DAY + timedelta(days=1))


def test_before_the_first_day_of_a_source_there_is_nothing_to_ask() -> None:
    first = date(2023, 5, 4)
    asked = days_to_ask([], today=first, since=date(2023, 1, 1), catch_up=7, first_day=first)
    assert asked == (first,)
    assert days_to_ask([], today=first - timedelta(days=1), catch_up=7, first_day=first) == ()


def test_a_day_without_papers_that_never_answers_is_left_unless_it_is_asked_for() -> None:
    saturday, friday = date(2026, 11, 14), date(2026, 11, 13)

    def look(day: date, result: LookResult = LookResult.OTHER_DAY, status: int = 200) -> Look:
        return Look(source="hf", run="r", day=f"{day}", begun_at=OVER, ended_at=OVER, result=result, status=status)

    looks = [look(day) for day in (saturday, friday) for _ in range(3)]
    left = days_left(looks, weekdays=WEEKDAYS, holidays=frozenset())
    assert left == {saturday}  # on Friday something was expected: it is not given up
    assert days_left(looks, weekdays=WEEKDAYS, holidays=frozenset((friday,))) == {saturday, friday}
    assert not days_left(looks[1:3], weekdays=WEEKDAYS, holidays=frozenset())
    answered = [*looks, look(saturday, LookResult.NEWS)]
    assert not days_left(answered, weekdays=WEEKDAYS, holidays=frozenset())
    missing = [look(saturday, LookResult.FAILED, 404), look(saturday, LookResult.FAILED, 500), *looks[:2]]
    assert days_left(missing, weekdays=WEEKDAYS, holidays=frozenset()) == {saturday}
    assert not days_left(missing[1:], weekdays=WEEKDAYS, holidays=frozenset())
    known = [known_day(date(2026, 11, 12)), known_day(date(2026, 11, 11), first_at=OVER + HOUR)]
    assert days_to_ask(known, today=saturday, catch_up=7, left=left) == (saturday, friday)
    monday = date(2026, 11, 16)
    assert saturday not in days_to_ask(known, today=monday, catch_up=7, left=left)
    assert saturday in days_to_ask(known, today=monday, since=friday, catch_up=7, left=left)


days = st.dates(date(2025, 1, 1), date(2027, 1, 1))


@given(
    known=st.lists(st.tuples(days, st.booleans()), max_size=20, unique_by=lambda each: each[0]),
    today=days,
    since=st.none() | st.dates(),
    catch_up=st.integers(-3, 10_000),
    first_day=st.none() | st.dates(),
)
def test_never_is_a_future_a_complete_or_an_unbounded_number_of_days_asked_for(
    known, today, since, catch_up, first_day
) -> None:
    listing_days = [known_day(day, complete=complete) for day, complete in known]
    asked = days_to_ask(listing_days, today=today, since=since, catch_up=catch_up, first_day=first_day)
    bound = 366 if since else min(max(catch_up, 31), 366)
    assert len(asked) <= 1 + bound
    assert len(set(asked)) == len(asked)
    assert asked[:1] == (today,) or (first_day is not None and first_day > today)
    assert all((first_day or day) <= day <= today for day in asked)
    assert since or not set(asked[1:]) & {day for day, complete in known if complete}
    assert since or catch_up > 0 or set(asked[1:]) <= {day for day, _ in known}
    assert list(asked[1:]) == sorted(asked[1:])
