"""Looking farther back than catch_up: it fills the catalog, and readers are told of what is recent."""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot.app.watching.far_back import far_back
from bot.app.watching.reparsing import read_again
from bot.core.watch import FetchTiming, Watched
from bot.render.far_back import far_back_lines
from scrapers.errors import LayoutChanged
from scrapers.kinds import KINDS
from scrapers.kinds.types import WatchedSource
from scrapers.types import Listing, Page
from store.readers import Timing
from store.watch import LookResult
from tests.bot.app.delivery_world import World
from tests.bot.app.test_watching_windows import ARXIV, archive
from tests.bot.app.watching_world import TODAY, WEDNESDAY, WatchingWorld, huggingface
from tests.store.emptied import emptied

BACK = {TODAY - timedelta(days=ago): ago for ago in (0, 7, 8, 20)}
HUGGING_FACE = huggingface()


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        readers = World(store, WEDNESDAY - timedelta(hours=1))
        readers.profile(readers.reader(), "pigeon", timing=Timing(minute=None))
        world = WatchingWorld(store)
        world.site.days = {day: [number + 1] for day, number in BACK.items()}
        yield world


def promised(world: WatchingWorld) -> set[str]:
    with world.store.reading() as catalog:
        return {promise.paper for promise in catalog.promises()}


def test_nobody_is_told_of_days_that_lie_farther_back_than_catch_up(world) -> None:
    report = world.look(since=TODAY - timedelta(days=20))
    assert len(world.titles()) == len(BACK)
    assert promised(world) == {"arxiv:2611.00001", "arxiv:2611.00008"}
    assert report.untold_before == TODAY - timedelta(days=7)


def test_who_wants_all_of_them_told_says_so(world) -> None:
    report = world.look(since=TODAY - timedelta(days=20), tell_all=True)
    assert len(promised(world)) == len(BACK)
    assert report.untold_before is None


def test_looking_no_farther_back_than_catch_up_tells_of_all(world) -> None:
    report = world.look(since=TODAY - timedelta(days=7))
    assert promised(world) == {"arxiv:2611.00001", "arxiv:2611.00008"}
    assert report.untold_before is None


def test_of_a_source_without_days_the_papers_own_days_count(world) -> None:
    archive(world, {1: date(2026, 11, 15), 2: date(2026, 10, 1)})
    report = world.look(ARXIV, since=date(2026, 9, 1))
    assert [look.result for look in report.looks] == [LookResult.NEWS]
    assert len(world.titles()) == 2
    assert len(promised(world)) == 1


@pytest.mark.parametrize(
    ("wished", "tell_all", "said"),
    [
        (
            date(2020, 1, 1),
            False,
            [
                "huggingface: 2020-01-01 is more than 366 days back; it begins with 2025-11-17.",
                "huggingface: 367 listings since 2025-11-17, which takes about 18 minutes.",
                "huggingface: papers from before 2026-11-11 are only recorded, nobody is told. Else: --tell-all",
            ],
        ),
        (
            date(2026, 11, 1),
            True,
            [
                "huggingface: 18 listings since 2026-11-01, which takes a minute or two.",
                "huggingface: readers are told of all papers that match, however old they are (--tell-all).",
            ],
        ),
    ],
)
def test_what_it_takes_is_said_before(wished, tell_all, said) -> None:
    far = far_back(KINDS["huggingface-daily"], HUGGING_FACE, wished, WEDNESDAY)
    assert far is not None
    assert list(far_back_lines("huggingface", far, wished, tell=True, tell_all=tell_all)) == said


def test_nothing_is_said_of_what_every_look_does() -> None:
    assert far_back(KINDS["huggingface-daily"], HUGGING_FACE, date(2026, 11, 11), WEDNESDAY) is None
    weekly = Watched(
        source=WatchedSource(name="weekly", kind="feed", address="https://example.org/f.xml"),
        timing=FetchTiming(catch_up=30),
    )
    assert far_back(KINDS["feed"], weekly, date(2026, 10, 20), WEDNESDAY) is None


def test_a_page_from_far_back_that_is_read_again_is_told_to_nobody_either(world) -> None:
    async def cannot(page: Page) -> Listing:
        raise LayoutChanged(page.address, "it is not what it was.")

    far = TODAY - timedelta(days=40)
    world.site.days = {far: [1], TODAY: [2]}
    parse, world.parse = world.parse, cannot
    world.look(since=far)
    again = read_again(world.store, parse, [HUGGING_FACE], clock=lambda: world.now, teller=world.teller, run="again")
    asyncio.run(again)
    assert (len(world.titles()), promised(world)) == (2, {"arxiv:2611.00002"})
