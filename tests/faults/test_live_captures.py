"""Real captures, served by a site on this machine and looked at as the real sites would be; they are never copied."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app.watching.pacing import StorePacing
from bot.app.watching.source import SourceReport, look_at_source
from bot.core.watch import FetchTiming, Watched
from scrapers.kinds.types import WatchedSource
from store.api import Store
from store.sql import open_store
from store.watch import LookResult
from tests.bot.app.watching_world import WatchingWorld
from tests.scrapers.hostile_site import HostileSite
from tests.scrapers.page_builders import capture
from tests.scrapers.web_clients import Clock, client

JSON, HTML, ATOM = "application/json", "text/html", "application/atom+xml"
Look = Callable[[Watched, datetime], SourceReport]


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(open_store("sqlite://")) as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[HostileSite]:
    with HostileSite() as served:
        yield served


@pytest.fixture
def look(store: Store, site: HostileSite) -> Look:
    """Looks at a source at a moment."""

    def looked(watched: Watched, now: datetime) -> SourceReport:
        async def through_the_web() -> SourceReport:
            clock = Clock(now)
            async with client(site, clock=clock, pacing=StorePacing(store), robots=True) as web:
                means = WatchingWorld(store).means(web=web, clock=clock)
                return await look_at_source(means, watched, f"run at {now}")

        return asyncio.run(through_the_web())

    return looked


def watched(site: HostileSite, kind: str, **parameters: tuple[str, ...]) -> Watched:
    source = WatchedSource(name="real", kind=kind, address=site.url("").rstrip("/"), parameters=parameters)
    return Watched(source=source, timing=FetchTiming(catch_up=0))


def assert_read_whole_and_then_unchanged(
    look: Look, source: Watched, now: datetime, papers: int, day: str | None
) -> None:
    first, again = look(source, now).looks[0], look(source, now + timedelta(hours=1)).looks[0]
    assert (first.result, first.entries, first.new, first.day) == (LookResult.NEWS, papers, papers, day)
    assert (again.result, again.status, again.entries) == (LookResult.UNCHANGED, 304, papers)


def test_a_real_answer_of_the_daily_papers_is_recorded_and_then_asked_for_with_its_version(site, look) -> None:
    body = capture("api_daily_papers_2026-06-12.json")
    site.answer("/api/daily_papers", body, headers={"Content-Type": JSON}, etag=True)
    source = watched(site, "huggingface-daily")
    now = datetime(2026, 6, 12, 20, tzinfo=UTC)
    first, again = look(source, now).looks[0], look(source, now + timedelta(hours=1)).looks[0]
    assert (first.result, first.entries, first.new, first.day) == (LookResult.NEWS, 30, 30, "2026-06-12")
    assert (again.result, again.status, again.entries) == (LookResult.UNCHANGED, 304, 30)


def test_where_the_interface_fails_the_real_page_is_read(site, look, store) -> None:
    body = capture("html_daily_date-2024-08-01_captured-2024-08-11.html")
    site.answer("/api/daily_papers", status=404)
    site.answer("/papers/date/2024-08-01", body, headers={"Content-Type": HTML}, etag=True)
    source = watched(site, "huggingface-daily")
    report = look(source, datetime(2024, 8, 1, 20, tzinfo=UTC))
    assert (report.looks[0].result, report.looks[0].new) == (LookResult.NEWS, 13)
    with store.reading() as catalog:
        assert {each.day for each in catalog.listing_days("real")} == {date(2024, 8, 1).isoformat()}


def test_a_real_answer_of_arxiv_is_recorded(site, look) -> None:
    body = capture("arxiv_api_query_atom_2026-06.xml")
    site.answer("/api/query", body, headers={"Content-Type": ATOM}, etag=True)
    entries = body.count(b"<entry>")
    assert entries
    source = watched(site, "arxiv-api", categories=("cs.CL",))
    [first] = look(source, datetime(2026, 6, 13, 9, tzinfo=UTC)).looks
    assert (first.result, first.new) == (LookResult.NEWS, entries)
