"""The parts of a process do together what it says it does, and none keeps another waiting."""

import asyncio
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.app.outcomes import Policy
from bot.run_wiring import delivering_jobs, fetching_jobs, keep_doing, this_process
from bot.settings import load_settings
from bot.timer.delivering import Sending
from bot.timer.supervising import Part, supervise
from bot.timer.turns import Process
from bot.timer.types import Outcome, TimedJob
from bot.watch_wiring import watching
from bot.wiring import explainer
from scrapers.exchange import Answer, Request
from scrapers.types import Listing, Page
from store.api import Store
from store.readers import Way
from store.sql import open_store
from store.watch import Job
from tests.bot.app.delivery_world import Postbox

SOURCES = """
[[sources]]
name = "folder"
kind = "dump"
address = "pages"
[[sources]]
name = "off"
kind = "dump"
address = "pages"
enabled = false
"""
OPERATED = 'operator = "ops@example.org"\nping_url = "https://alarm.example/secret"\n'


def now() -> datetime:
    return datetime.now(UTC)


class Nowhere:
    """A web that nobody asks."""

    async def get(self, request: Request) -> Answer:
        raise AssertionError(request.address)


async def parse(page: Page) -> Listing:
    raise AssertionError(page.address)


@pytest.mark.parametrize("more", ["", OPERATED])
def test_a_process_names_exactly_the_jobs_that_its_parts_do(tmp_path: Path, more: str) -> None:
    config = tmp_path / "paperround.toml"
    config.write_text(more + SOURCES)
    config.chmod(0o600)
    settings = load_settings({}, config, tmp_path)
    with closing(open_store("sqlite://")) as store:
        sending = Sending(
            store=store,
            explainer=explainer(),
            outlets={Way.MAIL: Postbox().outlet()},
            clock=now,
            policy=Policy(owner="me"),
            journal=None,
            stop=threading.Event(),
        )
        fetching = fetching_jobs(settings, watching(store, Nowhere(), parse, now, tell=False))
        named = [job.name for job in (*fetching, *delivering_jobs(settings, sending))]
    assert sorted(named) == sorted(this_process(settings).jobs)
    assert ("fetch folder" in named, "fetch off" in named, len(named)) == (True, False, 5 if more else 3)


def test_a_part_that_is_stuck_keeps_no_other_from_its_work() -> None:
    process, delivered = Process("one", frozenset(("deliver", "fetch"))), []
    stuck, free = threading.Event(), threading.Event()

    async def fetch(_job: Job) -> Outcome:
        stuck.set()
        free.wait(5)  # as a database does that says nothing
        return Outcome(now() + timedelta(hours=1))

    async def deliver(_job: Job) -> Outcome:
        if stuck.is_set():
            delivered.append(time.monotonic())
        return Outcome(now())

    def part(store: Store, name: str, job: TimedJob) -> Part:
        return Part(name, lambda stop: asyncio.run(keep_doing([job], store, process, now, stop, every=0.02)))

    with closing(open_store("sqlite://")) as store:
        jobs = {"fetching": TimedJob("fetch", fetch, now()), "delivering": TimedJob("deliver", deliver, now())}
        ended = threading.Event()
        parts = [part(store, name, job) for name, job in jobs.items()]
        process_thread = threading.Thread(target=partial(supervise, parts, ended))
        process_thread.start()
        assert stuck.wait(5)
        last = time.monotonic() + 5
        while len(delivered) < 5 and time.monotonic() < last:
            time.sleep(0.01)
        count = len(delivered)
        free.set()
        ended.set()
        process_thread.join()
    assert count >= 5
