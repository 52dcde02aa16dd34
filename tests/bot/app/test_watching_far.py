"""What lies far back: after long outages, behind the last page that is asked for, on days whose list is not there."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.app.telling import Teller
from bot.core.watch import FetchTiming
from bot.wiring import background
from scrapers.errors import AskedTooOften, Gone, LayoutChanged
from scrapers.exchange import Request
from scrapers.types import Listing, Page
from store.watch import LookResult, VerdictKind
from tests.bot.app.test_watching_windows import ARXIV, archive
from tests.bot.app.watching_world import TODAY, WatchingWorld, huggingface, results, understood
from tests.store.emptied import emptied

MONDAY = date(2026, 11, 2)
HOURLY = huggingface(timing=FetchTiming(every=timedelta(hours=1)))


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        yield WatchingWorld(store)


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def fill(world: WatchingWorld, first: date, days: int) -> None:
    """Ten papers each working day."""
    for step in range(days):
        day = first + timedelta(days=step)
        if day.weekday() < 5:
            world.site.days[day] = [day.toordinal() % 1000 * 100 + number for number in range(10)]


def listed(world: WatchingWorld, first: date, last: date) -> int:
    return sum(len(papers) for day, papers in world.site.days.items() if first <= day <= last)


def test_days_on_which_nobody_looked_are_caught_up_on_though_they_are_more_than_catch_up(world) -> None:
    fill(world, MONDAY, 25)
    world.now = at(MONDAY, 15)
    world.look(HOURLY)
    world.now = at(date(2026, 11, 20), 15)
    report = world.look(HOURLY)
    assert len(world.titles()) == listed(world, MONDAY, world.now.date())
    assert "too far back" not in report.looks[0].said + report.verdict.said


def test_what_breaks_off_while_it_catches_up_goes_on_the_next_day(world) -> None:
    fill(world, MONDAY, 25)
    world.now = at(MONDAY, 15)
    world.look(HOURLY)
    world.now = at(date(2026, 11, 20), 15)
    world.site.trouble = lambda request: Gone("site", "not now.") if "2026-11-20" not in request.address else None
    world.look(HOURLY)
    assert len(world.titles()) == 20
    world.later(days=1)
    world.site.trouble = lambda _: None
    world.look(HOURLY)
    assert len(world.titles()) == listed(world, MONDAY, world.now.date())


def test_days_whose_layout_nobody_understood_are_had_once_the_parser_has_learnt_however_long_it_took(world) -> None:
    fill(world, MONDAY, 25)
    world.now = at(MONDAY, 15)
    world.look(HOURLY)

    async def broken(page: Page) -> Listing:
        raise LayoutChanged(page.address, "nobody understands it.")

    world.parse = broken
    while world.now < at(date(2026, 11, 19), 15):
        world.later(hours=12)
        world.look(HOURLY)
    world.parse = understood
    world.look(HOURLY)
    assert len(world.titles()) == listed(world, MONDAY, world.now.date())


def test_days_that_lie_too_far_back_are_named_in_the_look_and_the_verdict_until_somebody_asks_for_them(world) -> None:
    fill(world, MONDAY, 60)
    world.now = at(MONDAY, 15)
    world.look(HOURLY)
    world.now = at(date(2026, 12, 7), 15)
    report = world.look(HOURLY)
    said = "4 days (2026-11-02 to 2026-11-05)"
    assert said in report.looks[0].said
    assert report.remarks == (report.looks[0].said,)
    assert report.verdict.kind is VerdictKind.FRESH
    assert f"{said} lie too far back" in report.verdict.said
    assert "paperround fetch huggingface --since 2026-11-02" in report.verdict.said
    world.later(hours=1)
    again = world.look(HOURLY)
    assert said not in again.looks[0].said
    assert said in again.verdict.said
    with world.store.reading() as catalog:
        assert not catalog.incidents()
    assert "too far" not in world.look(HOURLY, since=MONDAY).verdict.said
    assert "too far" not in world.look(HOURLY).verdict.said


def test_papers_of_a_source_without_days_that_lie_too_far_back_are_named_too(world) -> None:
    submitted = {number: date(2026, 10, 1) + timedelta(days=number // 2) for number in range(100)}
    archive(world, submitted)
    world.now = at(date(2026, 10, 1), 15)
    world.look(ARXIV)
    world.now = at(TODAY, 15)
    report = world.look(ARXIV)
    assert "2026-09-27 to 2026-10-14" in report.looks[0].said
    assert "paperround fetch arxiv --since 2026-09-27" in report.verdict.said
    assert {f"Pigeons {2 * day}" for day in range(17, 48)} <= set(world.titles())
    world.later(hours=1)
    assert "too far back" in world.look(ARXIV).verdict.said
    assert "too far back" not in world.look(ARXIV, since=date(2026, 9, 27)).verdict.said


def test_the_evening_of_a_day_is_not_missed_though_nothing_is_to_be_caught_up(world) -> None:
    source = huggingface(timing=FetchTiming(catch_up=0))
    world.now = datetime(2026, 11, 18, 1, tzinfo=UTC)
    evening = date(2026, 11, 17)
    world.site.days[evening] = list(range(10))
    world.look(source)
    world.later(minutes=80)
    world.site.days[evening] = list(range(20))
    for _ in range(12):
        world.later(minutes=30)
        report = world.look(source)
    assert len(world.titles()) == 20
    assert results(report.looks).keys() == {"2026-11-18"}  # it is complete


def test_a_list_that_is_not_there_yet_is_no_trouble_and_one_that_is_over_is(world) -> None:
    fill(world, date(2026, 11, 9), 5)
    world.now = at(date(2026, 11, 12), 3)

    def missing(request: Request) -> Gone | None:
        day = parse_qs(urlsplit(request.address).query).get("date", [request.address.rpartition("/")[2]])[0]
        is_there = date.fromisoformat(day) in world.site.days and world.now >= at(date.fromisoformat(day), 11)
        return None if is_there else Gone(request.address, "There is no such page (status 404).")

    world.site.trouble = missing
    while world.now < at(date(2026, 11, 17), 2):  # Monday has no list, all day
        report = world.look(HOURLY)
        world.later(hours=1)
        assert not report.failed or world.now < at(date(2026, 11, 12), 6)
        assert report.verdict.kind in (VerdictKind.FRESH, VerdictKind.WAITING, VerdictKind.QUIET)
    with world.store.reading() as catalog:
        assert not catalog.incidents()
        looks = catalog.looks(source="huggingface")
    assert looks[0].said == "There is no list of 2026-11-16 yet."
    assert sum(look.day == "2026-11-14" for look in looks) < 30  # on Sunday it is not asked for any more
    for _ in range(6):
        world.later(hours=1)
        report = world.look(HOURLY)
    assert report.verdict.kind is VerdictKind.FAILED


def test_a_list_that_never_was_there_is_trouble_at_once(world) -> None:
    world.site.trouble = lambda request: Gone(request.address, "There is no such page (status 404).")
    assert world.look(huggingface(timing=FetchTiming(catch_up=0))).failed


def test_a_host_that_says_later_at_one_place_is_left_alone_though_there_is_no_list_at_another(world) -> None:
    fill(world, TODAY - timedelta(days=1), 2)
    world.look(HOURLY)
    until = world.now + timedelta(hours=1)
    world.site.trouble = lambda request: (
        Gone(request.address, "none.") if "/api/" in request.address else AskedTooOften(request.address, "wait.", until)
    )
    assert world.look(HOURLY).looks[0].result is LookResult.LATER


def test_a_listing_that_is_cut_says_so_and_the_next_look_goes_on_where_it_ended(world) -> None:
    submitted = {number: TODAY - timedelta(days=number // 10) for number in range(300)}
    archive(world, submitted)
    report = world.look(ARXIV, since=TODAY - timedelta(days=17))
    assert (report.looks[0].pages, report.looks[0].entries) == (50, 100)
    assert report.looks[0].said == "Only the first 50 pages were asked for; the next look goes on behind them."
    assert report.remarks == (report.looks[0].said,)
    submitted |= {300 + number: TODAY for number in range(7)}  # all others move back by seven
    world.later(hours=1)
    assert [(look.pages, look.said) for look in world.look(ARXIV).looks] == [(30, ""), (45, "")]
    assert {f"Pigeons {number}" for number in (*range(180), *range(300, 307))} <= set(world.titles())
    world.later(hours=1)
    assert len(world.look(ARXIV).looks) == 1


def test_a_listing_that_is_cut_each_time_gets_to_its_end_all_the_same(world) -> None:
    submitted = {number: TODAY - timedelta(days=number // 60) for number in range(300)}
    archive(world, submitted)
    world.look(ARXIV, since=TODAY - timedelta(days=3))
    for _ in range(2):
        world.later(hours=1)
        world.look(ARXIV)
    assert {f"Pigeons {number}" for number in range(240)} <= set(world.titles())


def test_nobody_is_told_of_old_papers_either_when_the_listing_with_them_goes_on(world) -> None:
    submitted = {number: TODAY - timedelta(days=number // 10) for number in range(300)}
    archive(world, submitted)
    told: list[str] = []

    class Told(Teller):
        def tell(self, catalog, decisions, revisions, at):
            told.extend(decision.paper.title for decision in decisions)
            return super().tell(catalog, decisions, revisions, at)

    world.teller = Told(background())
    world.look(ARXIV, since=TODAY - timedelta(days=17))
    world.later(hours=1)
    assert len(world.look(ARXIV).looks) == 2
    assert len(world.titles()) >= 180
    assert sorted(int(title.split()[1]) for title in told) == list(range(80))  # a week, as is caught up on


def test_where_a_cut_listing_cannot_be_gone_on_with_it_is_given_up(world) -> None:
    submitted = {number: TODAY - timedelta(days=number // 10) for number in range(300)}
    archive(world, submitted)
    world.look(ARXIV, since=TODAY - timedelta(days=17))
    whole = world.site.trouble
    world.site.trouble = lambda request: (
        Gone(request.address, "no page so far behind.") if "start=100" in request.address else whole(request)
    )
    world.later(hours=1)
    assert [look.result for look in world.look(ARXIV).looks] == [LookResult.UNCHANGED, LookResult.FAILED]
    assert [look.result for look in world.look(ARXIV).looks] == [LookResult.UNCHANGED]


def test_a_list_of_a_day_that_is_cut_says_so_each_time(world) -> None:
    world.site.days[TODAY] = list(range(120))
    source = huggingface(timing=FetchTiming(catch_up=0), limit=2)
    for _ in range(2):
        look = world.look(source).looks[0]
        assert (look.entries, look.said) == (100, "Only the first 50 pages were asked for; the rest is missing.")
        world.later(hours=1)
