"""Listings that come late, short, or shrink for good: whatever was listed once is in the catalog in the end."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.watch import FetchTiming, Watched
from scrapers.errors import LayoutChanged
from scrapers.types import Listing, Page
from store.watch import LookResult, VerdictKind
from tests.bot.app.test_watching_windows import FEED, rss, show
from tests.bot.app.watching_world import YESTERDAY, WatchingWorld, huggingface, results, understood
from tests.store.emptied import emptied

MONDAY = date(2026, 11, 9)
WEDNESDAY = date(2026, 11, 18)
EVERY_HOUR = huggingface(timing=FetchTiming(every=timedelta(hours=1)))
NEWEST = huggingface(timing=FetchTiming(catch_up=0))
TWICE = huggingface(timing=FetchTiming(every=timedelta(hours=12)))


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        yield WatchingWorld(store)


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def full_days(world: WatchingWorld, first: date, last: date) -> None:
    """A dozen papers each working day."""
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        if day.weekday() < 5:
            world.site.days[day] = numbers(day)


def numbers(day: date, count: int = 12) -> list[int]:
    return [day.toordinal() % 90 * 1000 + number for number in range(count)]


def look_until(world: WatchingWorld, until: datetime, watched: Watched = TWICE, hours: int = 12) -> None:
    while world.now < until:
        world.look(watched)
        world.later(hours=hours)


def recorded(world: WatchingWorld, *papers: int) -> int:
    titles = set(world.titles())
    return sum(f"Pigeons at Sea, Part {number}" in titles for number in papers)


@pytest.mark.parametrize("first", [3, 0])
def test_a_day_that_had_too_few_papers_when_it_was_over_is_asked_for_again_and_nothing_is_missed(world, first) -> None:
    full_days(world, MONDAY, date(2026, 11, 17))
    world.site.days[WEDNESDAY] = numbers(WEDNESDAY, first)
    world.now = at(MONDAY, 15)
    look_until(world, at(date(2026, 11, 19), 6))
    look_until(world, at(date(2026, 11, 20), 6), EVERY_HOUR, hours=3)
    assert world.day(WEDNESDAY).complete_at is not None  # it stood still; nobody hurries
    full_days(world, WEDNESDAY, WEDNESDAY)
    world.look(EVERY_HOUR)
    assert recorded(world, *numbers(WEDNESDAY)) == 12
    assert world.day(WEDNESDAY).complete_at is None


def test_a_day_without_papers_after_an_outage_is_asked_for_again_though_nothing_is_known_of_what_is_usual(
    world,
) -> None:
    full_days(world, YESTERDAY, YESTERDAY)
    world.now = at(YESTERDAY, 15)
    look_until(world, at(YESTERDAY, 22))
    world.now = at(date(2026, 11, 19), 6)  # nobody looked on Wednesday, and the site gives nothing for it for hours
    look_until(world, at(date(2026, 11, 19), 12), EVERY_HOUR, hours=1)
    assert world.day(WEDNESDAY).complete_at is not None
    full_days(world, WEDNESDAY, WEDNESDAY)
    world.look(EVERY_HOUR)
    assert recorded(world, *numbers(WEDNESDAY)) == 12


def test_a_doubted_day_costs_a_request_a_look_for_a_week_and_no_more(world) -> None:
    full_days(world, MONDAY, date(2026, 11, 17))
    world.site.days[WEDNESDAY] = numbers(WEDNESDAY, 3)
    full_days(world, date(2026, 11, 19), date(2026, 11, 27))
    world.now = at(MONDAY, 15)
    look_until(world, at(date(2026, 11, 24), 6))
    assert f"{WEDNESDAY}" in results(world.look(TWICE).looks)
    assert world.site.conditional[-1]
    look_until(world, at(date(2026, 11, 27), 12))
    assert f"{WEDNESDAY}" not in results(world.look(TWICE).looks)


def test_the_operator_may_ask_for_days_that_are_complete(world) -> None:
    full_days(world, MONDAY, WEDNESDAY)
    world.site.days[MONDAY] = numbers(MONDAY, 9)
    world.now = at(MONDAY, 15)
    look_until(world, at(WEDNESDAY, 12))
    assert world.day(MONDAY).complete_at is not None
    full_days(world, MONDAY, MONDAY)
    assert f"{MONDAY}" not in results(world.look(TWICE).looks)
    assert recorded(world, *numbers(MONDAY)) == 9
    world.look(TWICE, since=MONDAY)
    assert recorded(world, *numbers(MONDAY)) == 12


def test_papers_of_a_short_page_of_a_feed_are_recorded_when_the_next_page_comes(world) -> None:
    sizes = [20, 18, 19, 20, 8, 19]
    for day, size in enumerate(sizes):
        show(world, *(f"Day {day} paper {number}" for number in range(size)))
        for _ in range(3):
            report = world.look(FEED)
            world.later(hours=8)
        if size == 8:
            assert report.looks[0].result is LookResult.PARTIAL
            assert len(world.titles()) == sum(sizes[:4])
    assert len(world.titles()) == sum(sizes)
    with world.store.reading() as catalog:
        assert not catalog.put_aside()
        news = [(look.new, look.said) for look in catalog.looks() if look.result is LookResult.NEWS]
        assert news[0] == (27, "1 page that had been put aside was recorded, too.")
        waited = next(paper for paper in catalog.papers() if paper.title == "Day 4 paper 7")
        assert [each.page.observed_at for each in catalog.history(waited.key).sightings] == [
            world.now - timedelta(days=2)
        ]


def test_all_short_pages_that_waited_are_recorded_when_short_is_the_new_normal(world) -> None:
    for step in range(4):
        show(world, *(f"Pigeons {number}" for number in range(step, step + 20)))
        world.look(FEED)
        world.later(hours=12)
    for hour in range(0, 30, 6):
        show(world, f"Rooks {hour}")
        world.look(FEED)
        world.later(hours=6)
    assert sorted(title for title in world.titles() if "Rooks" in title) == [
        f"Rooks {hour}" for hour in ("0", "12", "18", "24", "6")
    ]


def test_a_short_page_that_cannot_be_understood_any_more_waits_on(world) -> None:
    for step in range(4):
        show(world, *(f"Pigeons {number}" for number in range(step, step + 20)))
        world.look(FEED)
        world.later(hours=1)
    show(world, "Rooks")
    world.look(FEED)

    async def forgetful(page: Page) -> Listing:
        if b"Rooks" in page.body:
            raise LayoutChanged(page.address, "nobody understands it.")
        return await understood(page)

    world.parse = forgetful
    show(world, *(f"Pigeons {number}" for number in range(5, 25)))
    assert world.look(FEED).looks[0].result is LookResult.NEWS
    with world.store.reading() as catalog:
        assert len(catalog.put_aside()) == 1


def test_a_short_page_of_a_day_that_cannot_be_understood_any_more_waits_on(world) -> None:
    world.site.days = {WEDNESDAY: numbers(WEDNESDAY)}
    world.look(NEWEST)
    world.site.days = {WEDNESDAY: [77]}
    world.look(NEWEST)

    async def forgetful(page: Page) -> Listing:
        if b"Part 77" in page.body:
            raise LayoutChanged(page.address, "nobody understands it.")
        return await understood(page)

    world.parse = forgetful
    world.site.days = {WEDNESDAY: numbers(WEDNESDAY, 13)}
    assert world.look(NEWEST).looks[0].new == 1
    with world.store.reading() as catalog:
        assert [page.day for page in catalog.put_aside()] == [f"{WEDNESDAY}"]


def test_a_page_of_a_feed_that_was_not_understood_waits_on_for_what_was_on_it_may_have_moved_out(world) -> None:
    world.site.trouble = lambda request: world.site.whole(request, b"<html>new</html>", "text/html")
    assert world.look(FEED).looks[0].result is LookResult.CHANGED
    show(world, "Rooks")
    assert world.look(FEED).looks[0].new == 1
    with world.store.reading() as catalog:
        assert len(catalog.put_aside()) == 1


def test_short_pages_wait_only_if_they_list_what_no_page_does_that_waits(world) -> None:
    for step in range(4):
        show(world, *(f"Pigeons {number}" for number in range(step, step + 20)))
        world.look(FEED)
        world.later(hours=1)
    shown = [("Rooks",), ("Rooks", "Terns"), ("Terns",), (), ("Rooks",), ("Gulls",)]
    for look, titles in enumerate(shown):
        page = rss(titles) + f"<!-- made at {look} -->".encode()
        world.site.trouble = lambda request, page=page: world.site.whole(request, page, "application/rss+xml")
        assert world.look(FEED).looks[0].result is LookResult.PARTIAL
        world.later(minutes=30)
    with world.store.reading() as catalog:
        assert len(catalog.put_aside(waiting=False)) == 3


def test_a_day_on_which_papers_go_and_others_come_is_not_complete_when_it_brings_news(world) -> None:
    world.now = at(date(2026, 11, 19), 2)  # in New York it is still Wednesday
    world.site.days = {WEDNESDAY: list(range(100))}
    world.look(NEWEST)
    for hours, listed in (
        (4, range(60)),
        (1, (*range(40, 60), *range(200, 275))),
        (1, (*range(40, 60), *range(200, 275))),
    ):
        world.later(hours=hours)
        world.site.days = {WEDNESDAY: list(listed)}
        world.look()
    assert world.day(WEDNESDAY).complete_at is None
    assert recorded(world, *range(200, 275)) == 75


def test_a_day_that_really_became_shorter_is_recorded_after_a_day_and_does_not_hide_the_others(world) -> None:
    world.now = at(WEDNESDAY, 15)
    world.site.days = {WEDNESDAY: list(range(100)), YESTERDAY: list(range(300, 312))}
    world.look(EVERY_HOUR)
    kinds = []
    for look in range(24):
        world.later(hours=3)
        moving = list(range(30 + look % 3)) + list(range(500, 510))  # its bytes are others with each look
        world.site.days[WEDNESDAY] = moving
        full_days(world, world.now.date(), world.now.date())
        world.site.days[WEDNESDAY] = moving
        kinds.append(world.look(EVERY_HOUR).verdict.kind)
    assert kinds[0] is VerdictKind.PARTIAL
    assert VerdictKind.PARTIAL not in kinds[9:]
    assert recorded(world, *range(500, 510)) == 10
    with world.store.reading() as catalog:
        assert len(catalog.put_aside(waiting=False)) <= 3
        assert not catalog.put_aside()
    assert world.day(WEDNESDAY).entries == 42
