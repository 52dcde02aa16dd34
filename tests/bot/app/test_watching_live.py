"""The whole way from a server on this machine to promises, and that a recording of it replays to the same rows."""

import asyncio
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.replay import read_pages, replay
from bot.app.telling import Teller
from bot.app.watching.next_look import next_look
from bot.app.watching.pacing import StorePacing
from bot.app.watching.source import SourceReport, look_at_source
from bot.core.watch import Watched
from bot.wiring import background, page_files
from scrapers.kinds.types import WatchedSource
from scrapers.recordings import Recorder
from store.api import Store
from store.sql import open_store
from store.watch import LookResult
from tests.bot.app.delivery_world import World
from tests.bot.app.watching_world import WEDNESDAY, WatchingWorld
from tests.scrapers.hostile_site import HostileSite
from tests.scrapers.web_clients import Clock, client
from tests.support import every_row

SEED = Path(__file__).resolve().parents[3] / "seeds" / "004_cabfb7d225db60ae.txt"
OF_LOOKS = {"looks", "listing_days", "verdicts", "known_pages", "put_aside", "incidents", "jobs", "leases", "hosts"}
"""What is remembered of looks is not there where nobody looked."""


def watched(site: HostileSite) -> Watched:
    source = WatchedSource(name="saved", kind="feed", title="Saved", address=site.url("/papers.txt"))
    return Watched(source=source)


def with_a_reader(store: Store) -> None:
    world = World(store)
    world.now = WEDNESDAY - timedelta(days=1)
    world.reader("ada", "diffusion", "video", "agent", "reasoning")


def look(store: Store, site: HostileSite, clock: Clock, recording: Path | None = None) -> SourceReport:
    world = WatchingWorld(store)

    async def looked() -> SourceReport:
        async with client(site, clock=clock, pacing=StorePacing(store), robots=True) as web:
            recorder = Recorder(web, recording, watched(site).source.source) if recording else web
            means = world.means(web=recorder, clock=clock)
            return await look_at_source(means, watched(site), f"run at {clock.now:%H:%M:%S}")

    return asyncio.run(looked())


def test_a_dump_fetched_live_and_its_recording_replayed_leave_the_same_rows(tmp_path) -> None:
    live, replayed = tmp_path / "live.db", tmp_path / "replayed.db"
    clock = Clock(WEDNESDAY)
    with HostileSite() as site, closing(open_store(f"sqlite:///{live}")) as store:
        site.answer("/papers.txt", SEED.read_bytes(), headers={"Content-Type": "text/plain; charset=utf-8"}, gzip=True)
        with_a_reader(store)
        report = look(store, site, clock, tmp_path / "recording")
    assert (report.looks[0].result, report.looks[0].new) == (LookResult.NEWS, 71)
    assert report.promised > 0
    with closing(open_store(f"sqlite:///{replayed}")) as store:
        with_a_reader(store)
        pages = read_pages(page_files([tmp_path / "recording"], None))
        for _ in range(2):
            list(replay(store, pages, [], background(), lambda: report.looks[0].ended_at, Teller(background())))
    assert told(live) == told(replayed)


def told(path: Path) -> Mapping[str, list[tuple[object, ...]]]:
    """The rows of the catalog, of matches and of the outbox; of pages without the run that brought them."""
    rows = {name: found for name, found in every_row(path).items() if name not in OF_LOOKS}
    assert rows["promises"]
    rows["numbers"] = [row for row in rows["numbers"] if row[0] != "look"]
    return {name: [_without_run(row) for row in found] for name, found in rows.items()}


def _without_run(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(None if isinstance(cell, str) and cell.startswith("run at") else cell for cell in row)


def test_a_server_that_asks_for_a_rest_is_left_alone_over_runs_and_then_asked_again(tmp_path) -> None:
    clock = Clock(WEDNESDAY)
    with HostileSite() as site, closing(open_store(f"sqlite:///{tmp_path / 'papers.db'}")) as store:
        site.answer("/papers.txt", SEED.read_bytes(), headers={"Content-Type": "text/plain"}, etag=True)
        site.answer("/papers.txt", status=429, headers={"Retry-After": "1800"}, times=1)
        assert look(store, site, clock).looks[0].result is LookResult.LATER
        clock.now += timedelta(minutes=20)
        assert look(store, site, clock).looks[0].result is LookResult.LATER
        assert len(site.asked("/papers.txt")) == 1
        clock.now += timedelta(minutes=20)
        assert look(store, site, clock).looks[0].result is LookResult.NEWS
        clock.now += timedelta(minutes=20)
        again = look(store, site, clock).looks[0]
        assert (again.result, again.status) == (LookResult.UNCHANGED, 304)
        assert len(site.asked("/papers.txt")) == 3


@pytest.mark.parametrize(("hours", "result"), [(23, LookResult.LATER), (25, LookResult.BLOCKED)])
def test_a_host_that_wants_more_than_a_day_does_not_want_us_and_gets_what_it_wants(tmp_path, hours, result) -> None:
    clock = Clock(WEDNESDAY)
    with HostileSite() as site, closing(open_store(f"sqlite:///{tmp_path / 'papers.db'}")) as store:
        site.answer("/papers.txt", SEED.read_bytes(), headers={"Content-Type": "text/plain"})
        site.answer("/papers.txt", status=429, headers={"Retry-After": f"{hours * 3600}"}, times=1)
        report = look(store, site, clock)
        assert report.looks[0].result is result
        assert report.verdict is not None
        assert report.verdict.kind.is_trouble is (result is LookResult.BLOCKED)
        due = next_look(WatchingWorld(store).means(clock=clock), watched(site), report)
        assert due >= WEDNESDAY + timedelta(hours=hours)
        clock.now += timedelta(hours=hours - 1)
        look(store, site, clock)
        assert len(site.asked("/papers.txt")) == 1
        clock.now = due
        assert look(store, site, clock).looks[0].result is LookResult.NEWS


def test_nobody_is_sent_away_for_longer_than_a_week(tmp_path) -> None:
    clock = Clock(WEDNESDAY)
    with HostileSite() as site, closing(open_store(f"sqlite:///{tmp_path / 'papers.db'}")) as store:
        site.answer("/papers.txt", status=429, headers={"Retry-After": "9999999"})
        not_before = look(store, site, clock).not_before
        assert not_before is not None
        assert timedelta(days=7) <= not_before - WEDNESDAY < timedelta(days=7, minutes=1)
