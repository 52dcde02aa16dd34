"""A recording that was made without a catalog gives the catalog what live looks would have given it."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from bot.app.watching.taping import Taped, listings_to_tape, tape
from bot.core.watch import FetchTiming, Watched
from bot.wiring import scratch_store
from scrapers.errors import Blocked
from scrapers.recordings import RecordedWeb, Recorder
from tests.bot.app.watching_world import TODAY, YESTERDAY, WatchingWorld, huggingface, results
from tests.store.emptied import emptied

SOURCE = huggingface()
MONDAY = TODAY - timedelta(days=2)


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        yield WatchingWorld(store)


def taped(world: WatchingWorld, folder, watched: Watched = SOURCE, day=None, since=None) -> tuple[Taped, ...]:
    with closing(scratch_store()) as nothing:
        means = world.means(store=nothing, teller=None)
        recorder = Recorder(means.web, folder, watched.source.source)
        listings = listings_to_tape(means, watched, day, since)
        web = lambda each: recorder.about(watched.source.source, each)  # noqa: E731 - as the door passes it
        return asyncio.run(tape(means, watched, listings, web))


def test_a_first_look_at_the_recording_finds_what_a_first_look_at_the_web_finds(world, tmp_path) -> None:
    world.site.days = {TODAY: list(range(1, 121)), YESTERDAY: [121], MONDAY: [122]}
    assert taped(world, tmp_path) == (Taped(TODAY, 2, 120), Taped(YESTERDAY, 1, 1))
    assert world.titles() == []
    live = world.site
    world.site = RecordedWeb(tmp_path)
    replayed = world.look(SOURCE, run="r")
    with closing(scratch_store()) as store:
        other = WatchingWorld(store)
        other.site.days = live.days
        report = other.look(SOURCE, run="r")
        assert other.titles() == world.titles()
    assert [(look.day, look.new, look.entries) for look in replayed.looks] == [
        (look.day, look.new, look.entries) for look in report.looks
    ]


def test_the_days_are_those_that_were_named(world, tmp_path) -> None:
    world.site.days = {TODAY: [1], YESTERDAY: [2], MONDAY: [3]}
    assert [each.day for each in taped(world, tmp_path / "since", since=MONDAY)] == [TODAY, MONDAY, YESTERDAY]
    assert [each.day for each in taped(world, tmp_path / "day", day=MONDAY)] == [MONDAY]
    weekly = huggingface(period="week")
    site = world.site
    world.site.trouble = lambda request: site.whole(request, b"[]")
    assert len(taped(world, tmp_path / "week", weekly, since=MONDAY)) == 1


def test_what_failed_is_recorded_and_fails_again_and_a_host_that_refuses_is_asked_no_more(world, tmp_path) -> None:
    world.site.trouble = lambda request: Blocked(request.address, "403")
    [only] = taped(world, tmp_path)
    assert isinstance(only.failure, Blocked)
    asked, world.site = world.site.asked, RecordedWeb(tmp_path)
    assert len(asked) == only.asked
    newest = huggingface(timing=FetchTiming(catch_up=0))
    assert results(world.look(newest).looks) == {TODAY.isoformat(): "blocked"}
