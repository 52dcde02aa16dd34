"""Several sources, several processes: who looks, when hosts are asked, what the operator hears."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from time import monotonic
from typing import Any

import pytest

from bot.app.watching.exclusive import LEASE, Ending, Exclusion
from bot.app.watching.fetching import BUSY, Fetched, fetch_sources
from bot.app.watching.pacing import StorePacing
from bot.app.watching.runs import new_run
from bot.core.watch import FetchTiming, Watched
from bot.core.watch.due import retry_due
from scrapers.errors import AskedTooOften, Unreachable
from scrapers.exchange import Request
from scrapers.kinds import KINDS
from scrapers.types import Listing, Page
from store.errors import DatabaseError
from store.sql import open_store
from store.watch import Job, LookResult
from tests.bot.app.watching_world import TODAY, WEDNESDAY, YESTERDAY, WatchingWorld, huggingface
from tests.store.emptied import emptied

NEWEST = FetchTiming(catch_up=0)
ONE, OTHER = huggingface("one", NEWEST), huggingface("other", NEWEST)


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        yield WatchingWorld(store)


def exclusion(world: WatchingWorld, owner: str = "me", **more: Any) -> Exclusion:
    return Exclusion(store=world.store, owner=owner, clock=lambda: world.now, **more)


def fetch(world: WatchingWorld, *watched: Watched, owner: str = "me", **more: Any) -> Fetched:
    return asyncio.run(fetch_sources(world.means(), watched, "run", exclusion(world, owner), **more))


def job(world: WatchingWorld, name: str) -> Job:
    with world.store.reading() as catalog:
        return next(each for each in catalog.jobs() if each.name == name)


def test_sources_are_looked_at_side_by_side_and_a_paper_of_both_is_one(world) -> None:
    world.site.days = {TODAY: [1, 2]}
    fetched = fetch(world, ONE, OTHER)
    assert [source.name for source in fetched.sources] == ["one", "other"]
    assert world.site.most_at_once == 2
    assert sum(look.new for source in fetched.sources for look in source.looks) == 2


def test_a_source_that_fails_does_not_stop_the_others(world) -> None:
    world.site.days = {TODAY: [1]}
    failing = huggingface("failing", NEWEST, limit=7)
    world.site.trouble = lambda request: Unreachable("site", "nobody answers.") if _is_fallback(request) else None
    fetched = fetch(world, failing, ONE)
    assert [source.looks[0].result for source in fetched.sources] == [LookResult.FAILED, LookResult.NEWS]
    assert fetched.failed


def test_what_another_process_looks_at_is_left_to_it(world) -> None:
    with world.store.timing() as timing:
        timing.ensure_job("fetch one", world.now)
        timing.claim_job("fetch one", "other process", world.now, lease=LEASE, even_if_early=True)
    fetched = fetch(world, ONE, OTHER)
    busy, looked = (source.skipped for source in fetched.sources)
    assert (busy, looked) == (
        f"{BUSY}; if that one died, its claim ends at 15:00:30 UTC. To wait for it: --wait 60",
        "",
    )
    assert not fetched.failed
    assert job(world, "fetch one").owner == "other process"
    world.now += LEASE
    assert fetch(world, ONE).sources[0].skipped == ""


def test_who_waits_gets_their_turn_when_the_other_is_done(world) -> None:
    world.site.days = {TODAY: [1]}

    async def both() -> tuple[Fetched, Fetched]:
        async def passing(seconds: float) -> None:
            world.now += timedelta(seconds=seconds)
            await asyncio.sleep(0)

        first = fetch_sources(world.means(), [ONE], "first", exclusion(world, "first", sleep=_never))
        second = fetch_sources(world.means(), [ONE], "second", exclusion(world, "second", wait=60, sleep=passing))
        return await asyncio.gather(first, second)

    first, second = asyncio.run(both())
    assert [fetched.sources[0].looks[0].result for fetched in (first, second)] == [
        LookResult.NEWS,
        LookResult.UNCHANGED,
    ]


def test_after_a_look_a_source_is_due_at_its_interval_after_a_failure_sooner(world) -> None:
    world.site.days = {TODAY: [1]}
    fetch(world, ONE)
    done = job(world, "fetch one")
    assert (done.owner, done.failures, done.due_at) == (
        None,
        0,
        WEDNESDAY + KINDS["huggingface-daily"].every(ONE.source),
    )
    world.site.trouble = lambda _: Unreachable("site", "nobody answers.")
    fetch(world, ONE)
    failed = job(world, "fetch one")
    assert (failed.failures, failed.due_at) == (1, retry_due(1, timedelta(minutes=30), world.now))
    until = world.now + timedelta(hours=7)
    world.site.trouble = lambda _: AskedTooOften("site", "it asks for a rest.", until)
    fetch(world, ONE)
    assert job(world, "fetch one").due_at == until


def test_while_a_day_that_is_over_may_still_grow_it_is_looked_at_soon_whatever_the_times(world) -> None:
    world.site.days = {TODAY: [1], YESTERDAY: [2]}
    fetch(world, huggingface("one", FetchTiming(at=(time(9),))))
    assert job(world, "fetch one").due_at == WEDNESDAY + timedelta(hours=1)
    for _ in range(3):  # by then the day before is complete
        world.later(hours=2)
        fetch(world, huggingface("one", FetchTiming(at=(time(9),))))
    assert job(world, "fetch one").due_at == datetime(2026, 11, 19, 9, tzinfo=UTC)


def test_a_day_that_nobody_catches_up_on_hurries_nobody(world) -> None:
    mornings = huggingface("one", FetchTiming(at=(time(9),), catch_up=0))
    world.site.days = {TODAY: [1], TODAY + timedelta(days=1): [2]}
    fetch(world, mornings)
    world.later(days=1)
    fetch(world, mornings)
    assert job(world, "fetch one").due_at == datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_called_off_a_source_is_given_back_due_as_it_was(world) -> None:
    async def called_off() -> None:
        reached = asyncio.Event()

        async def stuck(_page: Page) -> Listing:
            reached.set()
            await asyncio.Event().wait()
            raise AssertionError

        means = world.means(parse=stuck)
        task = asyncio.create_task(fetch_sources(means, [ONE], "run", exclusion(world)))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    world.site.days = {TODAY: [1]}
    asyncio.run(called_off())
    given_back = job(world, "fetch one")
    assert (given_back.owner, given_back.due_at) == (None, WEDNESDAY)


def test_a_job_is_kept_while_a_look_takes_long_and_lets_nothing_else_happen(world) -> None:
    async def slow() -> None:
        async with exclusion(world, beat=0.01).of("fetch one") as ending:
            assert isinstance(ending, Ending)
            world.now += LEASE / 2
            last = monotonic() + 5
            while job(world, "fetch one").lease_until != world.now + LEASE and monotonic() < last:
                pass  # the event loop is not given a chance
            world.now += LEASE * 3 / 4
            with world.store.timing() as timing:
                taken = timing.claim_job("fetch one", "other", world.now, lease=LEASE, even_if_early=True)
            assert taken is None

    asyncio.run(slow())


def test_what_a_dead_process_was_at_is_taken_up_within_half_a_minute(world) -> None:
    with world.store.timing() as timing:
        timing.ensure_job("fetch one", world.now)
        timing.claim_job("fetch one", "dead", world.now, lease=LEASE, even_if_early=True)
    world.later(seconds=31)
    assert fetch(world, ONE).sources[0].skipped == ""


def test_a_database_that_fails_ends_the_run_with_its_own_error(world, tmp_path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path / 'gone.db'}")) as store:
        broken = WatchingWorld(store)
        broken.site.days = {TODAY: [1]}

        async def parse(page: Page) -> Listing:
            raise DatabaseError(f"The disk is full; {page.address} is not recorded.")

        broken.parse = parse
        with pytest.raises(DatabaseError, match="disk is full"):
            fetch(broken, ONE)


def test_a_host_has_one_place_over_all_who_share_the_store(world) -> None:
    one, other = StorePacing(world.store), StorePacing(world.store)
    assert one.reserve("arxiv.org", WEDNESDAY, gap=3, hold=60) is None
    assert other.reserve("arxiv.org", WEDNESDAY, gap=3, hold=60) == WEDNESDAY + timedelta(seconds=60)
    one.release("arxiv.org", WEDNESDAY + timedelta(seconds=1), gap=3)
    again = WEDNESDAY + timedelta(seconds=4)
    assert other.reserve("arxiv.org", WEDNESDAY + timedelta(seconds=2), gap=3, hold=60) == again
    assert other.reserve("arxiv.org", again, gap=3, hold=60) is None
    other.forbid("example.org", WEDNESDAY + timedelta(hours=1))
    assert one.reserve("example.org", WEDNESDAY, gap=3, hold=60) == WEDNESDAY + timedelta(hours=1)
    assert one.reserve("example.org", WEDNESDAY + timedelta(hours=1), gap=3, hold=60) is None


def test_who_held_a_place_for_too_long_does_not_give_back_what_is_anothers_by_now(world) -> None:
    slow, other = StorePacing(world.store), StorePacing(world.store)
    assert slow.reserve("arxiv.org", WEDNESDAY, gap=3, hold=45) is None
    later = WEDNESDAY + timedelta(seconds=50)
    assert other.reserve("arxiv.org", later, gap=60, hold=45) is None
    for _ in range(2):
        slow.release("arxiv.org", later, gap=3)
    assert slow.reserve("arxiv.org", later, gap=3, hold=45) == later + timedelta(seconds=60)
    other.release("arxiv.org", later, gap=3)
    assert slow.reserve("arxiv.org", later, gap=3, hold=45) == later + timedelta(seconds=60)


def test_runs_are_called_by_their_time_and_chance() -> None:
    assert new_run(WEDNESDAY, lambda: 0.0) == "20261118T150000-aaaa"
    assert new_run(WEDNESDAY, lambda: 0.999) == "20261118T150000-9999"


def _is_fallback(request: Request) -> bool:
    return "limit=7" in request.address or "/papers/date/" in request.address


async def _never(_seconds: float) -> None:
    await asyncio.Event().wait()
