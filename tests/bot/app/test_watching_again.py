"""Pages that were put aside, read once more."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from bot.app.watching.reparsing import read_again
from bot.core.watch import FetchTiming
from scrapers.errors import LayoutChanged, ScrapeError, Unreachable
from scrapers.exchange import Answer, Request
from scrapers.types import Listing, Page
from store.watch import PutAside
from tests.bot.app.test_watching_windows import FEED, show
from tests.bot.app.watching_world import TODAY, WatchingWorld, huggingface, understood
from tests.store.emptied import emptied

ONE = huggingface("one", FetchTiming(catch_up=0))


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        yield WatchingWorld(store)


def test_a_page_that_was_put_aside_is_read_again_when_a_parser_has_learned(world) -> None:
    async def cannot(page: Page) -> Listing:
        raise LayoutChanged(page.address, "it is not what it was.")

    world.site.days = {TODAY: [1, 2]}
    world.parse = cannot
    world.look(ONE)
    assert [page.said != "" for page in _again(world)] == [True, True]
    world.parse = understood
    received = world.now
    world.later(days=2)
    reread = _again(world)
    assert sum(len(page.collected.new_papers) for page in reread if page.collected) == 2
    with world.store.reading() as catalog:
        assert not catalog.put_aside()
        assert catalog.history("arxiv:2611.00001").sightings[0].page.observed_at == received
    assert _again(world) == ()


def test_a_page_with_suspiciously_little_is_recorded_only_if_a_person_says_so(world) -> None:
    world.site.days = {TODAY: list(range(1, 41))}
    world.look(ONE)
    world.site.days = {TODAY: [77]}
    world.later(hours=1)
    world.look(ONE)
    assert [page.collected for page in _again(world)] == [None]
    assert [len(page.collected.new_papers) for page in _again(world, accept=True) if page.collected] == [1]


def test_days_of_a_layout_that_nobody_understands_cost_no_paper_of_a_feed_once_somebody_does(world) -> None:
    async def not_yet(page: Page) -> Listing:
        raise LayoutChanged(page.address, "No list of papers.")

    shown = 20
    for hour in range(80):  # one paper comes and one goes each hour; more looks than pages may wait
        world.parse = understood if hour < 4 else not_yet
        show(world, *(f"Paper {number}" for number in range(hour, hour + shown)))
        world.look(FEED)
        world.later(hours=1)
    world.parse = understood
    asyncio.run(read_again(world.store, world.parse, [FEED], clock=lambda: world.now, teller=None, run="again"))
    assert len(world.titles()) == 79 + shown


def _again(world: WatchingWorld, **more: Any) -> Any:
    return asyncio.run(
        read_again(world.store, world.parse, [ONE], clock=lambda: world.now, teller=None, run="again", **more)
    )


def test_a_page_of_a_day_waits_no_more_when_another_address_gave_all_of_it(world: WatchingWorld) -> None:
    def interface_away(request: Request) -> Answer | ScrapeError | None:
        if "/papers/date/" in request.address:
            return world.site.whole(request, b"<html><body>nothing</body></html>", "text/html")
        return Unreachable("site", "nobody answers.")

    world.site.days = {TODAY: []}
    world.site.trouble = interface_away
    world.look(ONE)
    assert len(_waiting(world)) == 1
    world.site.trouble = lambda _: None
    world.later(hours=1)
    world.look(ONE)  # that there is nothing, says the interface
    assert _waiting(world) == []


def test_a_page_waits_on_while_its_address_cannot_be_read_though_another_can(world: WatchingWorld) -> None:
    def odd_interface(request: Request) -> Answer | None:
        is_page = "/papers/date/" in request.address
        return None if is_page else world.site.whole(request, b"<html><body>nothing</body></html>", "text/html")

    world.site.days = {TODAY: [1]}
    world.site.trouble = odd_interface
    for _ in range(2):
        world.look(ONE)
        world.later(hours=1)
    assert len(world.titles()) == 1
    assert len({page.address for page in _waiting(world)}) == 1


def _waiting(world: WatchingWorld) -> list[PutAside]:
    with world.store.reading() as catalog:
        return list(catalog.put_aside())
