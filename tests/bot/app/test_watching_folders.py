"""Folders on other machines: their clocks are ahead, and they may not answer."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from bot.app.watching.source import look_at_source
from scrapers.kinds.types import WatchedSource
from store.watch import LookResult
from tests.bot.app.test_watching_windows import FOLDER, SavedFile, rss
from tests.bot.app.watching_world import WatchingWorld
from tests.store.emptied import emptied


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        yield WatchingWorld(store)


def test_a_file_whose_time_is_yet_to_come_is_read_when_two_looks_found_it_the_same(world) -> None:
    file = SavedFile("a.xml", rss(["Pigeons"]), world.now + timedelta(hours=9))
    world.files = [file]
    assert [look.result for look in world.look(FOLDER).looks] == [LookResult.UNCHANGED]
    file.body = rss(["Pigeons", "Rooks"])  # it was still being written
    world.later(minutes=5)
    assert [look.result for look in world.look(FOLDER).looks] == [LookResult.UNCHANGED]
    assert file.reads == 0
    world.later(minutes=5)
    assert [look.new for look in world.look(FOLDER).looks] == [2]
    world.later(minutes=5)
    assert [look.result for look in world.look(FOLDER).looks] == [LookResult.UNCHANGED]
    assert file.reads == 1


def test_looks_in_quick_succession_do_not_make_a_file_whole(world) -> None:
    file = SavedFile("a.xml", rss(["Pigeons"]), world.now + timedelta(hours=9))
    world.files = [file]
    world.look(FOLDER)
    world.later(seconds=1)
    world.look(FOLDER)
    assert file.reads == 0


def test_a_folder_that_does_not_answer_does_not_stop_everything_else(world) -> None:
    answers, reads = threading.Event(), threading.Event()

    class Slow(SavedFile):
        def read(self):
            assert reads.wait(10)
            return super().read()

    def slow(_: WatchedSource) -> Sequence[SavedFile]:
        assert answers.wait(10)
        return [Slow("a.xml", rss(["Pigeons"]), world.now - timedelta(hours=1))]

    async def both() -> int:
        looking = asyncio.create_task(look_at_source(world.means(folder=slow), FOLDER, "run"))
        for event in (answers, reads):  # were the loop held up, nobody could let the folder answer
            await asyncio.sleep(0.02)
            assert not looking.done()
            event.set()
        return (await looking).looks[0].new

    assert asyncio.run(both()) == 1
