"""What ``log_level = "debug"`` shows: each request, each wait for a host, each job taken and given back, each page
understood, each listing matched; and no query, in which keys may stand.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.watching.exclusive import Exclusion
from bot.app.watching.fetching import fetch_sources
from bot.app.watching.pacing import StorePacing
from bot.core.watch import Watched
from scrapers.kinds.types import WatchedSource
from store.api import Store
from store.sql import open_store
from tests.bot.app.test_watching_live import SEED, with_a_reader
from tests.bot.app.watching_world import WEDNESDAY, WatchingWorld
from tests.scrapers.hostile_site import HostileSite
from tests.scrapers.web_clients import Clock, client


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{tmp_path / 'papers.db'}")) as store:
        yield store


def look(store: Store, site: HostileSite, clock: Clock) -> None:
    source = WatchedSource(name="saved", kind="feed", address=site.url("/papers.txt?list=birds&token=QUERYSECRET"))

    async def looked() -> None:
        async with client(site, clock=clock, pacing=StorePacing(store), robots=False) as web:
            means = WatchingWorld(store).means(web=web, clock=clock)
            exclusion = Exclusion(store=store, owner="me", clock=clock)
            await fetch_sources(means, [Watched(source=source)], "run", exclusion)

    asyncio.run(looked())


def test_at_debug_every_step_of_a_look_is_logged_and_no_query(store, caplog) -> None:
    clock = Clock(WEDNESDAY)
    with_a_reader(store)
    with HostileSite() as site, caplog.at_level(logging.DEBUG):
        body = SEED.read_bytes()
        site.answer("/papers.txt", body, headers={"Content-Type": "text/plain"})
        StorePacing(store).forbid(site.authority, WEDNESDAY + timedelta(seconds=4))
        look(store, site, clock)
        where = site.url("/papers.txt")
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.DEBUG]
    expected = (
        "fetch saved: claimed",
        f"waiting 4.00 s for {site.authority}, which may be asked again 2026-11-18T15:00:04+00:00",
        f"asking {where}",
        f"{where}: status 200, {len(body)} bytes, ",
        "saved: understood as dump, 71 papers, ",
        "matched 71 papers: ",
        "saved: recorded and matched, pages 1, promises ",
        "fetch saved: given back",
    )
    found = iter(said)
    for begins in expected:  # in this order
        assert any(line.startswith(begins) for line in found), (begins, said)
    assert not [line for line in said if "QUERYSECRET" in line or "birds" in line]
