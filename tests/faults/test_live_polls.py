"""RELIABILITY F5: a page that does not change is asked for a hundred times and sent once.

The web client, the parsers and the store are real, and so is the server; only time is an argument.
"""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app.watching.means import Means
from bot.app.watching.pacing import StorePacing
from bot.app.watching.source import look_at_source
from bot.core.watch import FetchTiming, Watched
from scrapers.errors import LayoutChanged
from scrapers.kinds.types import WatchedSource
from scrapers.types import Listing, Page
from store.api import Store
from store.sql import open_store
from store.watch import Look, LookResult
from tests.bot.app.watching_world import WatchingWorld
from tests.faults.site_world import Hub, Journal, Site, serve
from tests.scrapers.hostile_site import HostileSite, Seen
from tests.scrapers.web_clients import Clock, client

DAY = date(2026, 11, 18)
EVENING = datetime(2026, 11, 18, 21, 0, tzinfo=UTC)
"""All papers of the day are there."""
MINUTE = timedelta(minutes=1)
POLLS = 100

FEED = Watched(source=WatchedSource(name="journal", kind="feed", address="/feed.xml"))
LIST = Watched(source=WatchedSource(name="hub", kind="huggingface-daily"), timing=FetchTiming(catch_up=0))
WORLDS: dict[str, tuple[Watched, Site, str]] = {
    "a feed": (FEED, Journal(DAY, DAY), "/feed.xml"),
    "a day's list": (LIST, Hub(DAY, DAY), "/api/daily_papers"),
}


@pytest.fixture(params=WORLDS)
def world(request: pytest.FixtureRequest) -> Iterator["Polled"]:
    """A site with one page that does not change, and one who watches it."""
    watched, site, path = WORLDS[request.param]
    with HostileSite() as served, closing(open_store("sqlite://")) as store:
        clock = Clock(EVENING)
        serve(served, site, clock)
        address = served.url(watched.source.address).rstrip("/")
        yield Polled(store, served, clock, replace(watched, source=replace(watched.source, address=address)), path)


class Polled:
    """Watches one page.

    :ivar page_path: where it is.
    """

    def __init__(self, store: Store, site: HostileSite, clock: Clock, watched: Watched, page_path: str) -> None:
        self.store = store
        self.site = site
        self.clock = clock
        self.watched = watched
        self._path = page_path

    def poll(self, times: int = 1, **more: object) -> list[Look]:
        """Look so often, a minute between; more means than the usual may be given."""

        async def looked() -> list[Look]:
            async with client(self.site, clock=self.clock, pacing=StorePacing(self.store), robots=True) as web:
                given = {"web": web, "clock": self.clock, "teller": None, **more}
                means: Means = WatchingWorld(self.store).means(**given)
                looks: list[Look] = []
                for _ in range(times):
                    report = await look_at_source(means, self.watched, f"run at {self.clock.now}")
                    looks += report.looks
                    self.clock.now += MINUTE
                return looks

        return asyncio.run(looked())

    def requests(self) -> list[Seen]:
        """For the page."""
        return self.site.asked(self._path)

    def papers(self) -> int:
        """How many are recorded."""
        with self.store.reading() as catalog:
            return catalog.paper_count()


def test_of_a_hundred_polls_of_a_page_that_does_not_change_ninety_nine_are_answered_without_it(world) -> None:
    looks = world.poll(POLLS)
    statuses = [look.status for look in looks]
    assert statuses == [200] + [304] * (POLLS - 1)
    assert [look.result for look in looks] == [LookResult.NEWS] + [LookResult.UNCHANGED] * (POLLS - 1)
    assert len(world.requests()) == POLLS  # nothing was asked twice
    assert [bool(seen.headers.get("if-none-match")) for seen in world.requests()] == [False] + [True] * (POLLS - 1)


def test_after_a_page_was_not_understood_it_is_asked_for_whole_and_nothing_of_it_is_missed(world) -> None:
    async def confused(page: Page) -> Listing:
        raise LayoutChanged(page.address, "this is a test.")

    [failed] = world.poll(parse=confused)
    assert (failed.result, world.papers()) == (LookResult.CHANGED, 0)
    [look] = world.poll()
    assert (look.result, look.status, look.new) == (LookResult.NEWS, 200, world.papers())
    assert world.papers() > 10
    [again] = world.poll(parse=confused)  # of a page that did not change nothing is parsed
    assert again.status == 304
