"""A look of which nothing is recorded finds what a real one would find, and leaves no trace."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.watching.probing import Probed, probe
from bot.core.watch import FetchTiming, Watched
from bot.watched_folder import files_in
from bot.wiring import scratch_store
from scrapers.errors import AskedTooOften, Blocked, Gone, ScrapeError, ServerFailed
from scrapers.exchange import Request
from scrapers.kinds.types import WatchedSource
from scrapers.types import PageKind
from store.sql import open_store
from store.watch import LookResult, VerdictKind
from tests.bot.app.test_watching_windows import FEED, show
from tests.bot.app.watching_world import TODAY, WEDNESDAY, Site, WatchingWorld, huggingface
from tests.scrapers.page_builders import SEEDS
from tests.support import every_row

SOURCE = huggingface(timing=FetchTiming(catch_up=0))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[WatchingWorld]:
    with closing(open_store(f"sqlite:///{tmp_path / 'papers.db'}")) as store:
        yield WatchingWorld(store)


def probed(world: WatchingWorld, watched: Watched = SOURCE) -> Probed:
    with closing(scratch_store()) as nothing:
        return asyncio.run(probe(world.means(store=nothing), world.store, watched))


def failing(error: ScrapeError) -> Callable[[Request], ScrapeError]:
    return lambda _: error


def later(request: Request) -> ScrapeError:
    return AskedTooOften(request.address, "Too many.", WEDNESDAY + timedelta(hours=1))


def test_what_it_finds_is_told(world) -> None:
    world.site.days = {TODAY: list(range(1, 151))}
    found = probed(world)
    assert (found.status, found.kind, found.papers, found.new) == (200, PageKind.HUGGINGFACE_JSON, 150, 150)
    assert [request.address for request in world.site.asked] == list(found.asked)
    assert len(found.asked) == 2
    assert found.titles == ("Pigeons at Sea, Part 1", "Pigeons at Sea, Part 2", "Pigeons at Sea, Part 3")
    assert (found.day, found.answered_day, found.is_well) == (TODAY, TODAY, True)


def test_a_feed_is_asked_what_it_calls_itself(world) -> None:
    show(world, "Pigeons at Sea")
    assert probed(world, FEED).feed_title == "Meadow"
    world.site.trouble = lambda _: None
    assert probed(world).feed_title == ""


def test_nothing_is_recorded_and_a_page_that_is_known_is_asked_for_whole(world, tmp_path) -> None:
    world.site.days = {TODAY: [1, 2]}
    world.look(SOURCE)
    before = every_row(tmp_path / "papers.db")
    found = probed(world)
    assert (found.status, found.papers, found.new, found.result) == (200, 2, 0, LookResult.UNCHANGED)
    world.site.trouble = failing(ServerFailed("https://hf.example", "500"))
    assert not probed(world).is_well
    assert every_row(tmp_path / "papers.db") == before


@pytest.mark.parametrize(
    "trouble",
    [
        lambda _: None,
        failing(ServerFailed("https://hf.example", "500")),
        failing(Blocked("https://hf.example", "403")),
        failing(Gone("https://hf.example", "404")),
        later,
        lambda request: Site(lambda: WEDNESDAY).whole(request, b"<html>nothing here</html>", "text/html"),
    ],
    ids=["none", "500", "403", "404", "429", "layout"],
)
@pytest.mark.parametrize("grown", [0, 1, 40])
@pytest.mark.parametrize("looks", [0, 1, 4])
def test_what_would_be_thought_is_what_is_thought(world, trouble, grown: int, looks: int) -> None:
    world.site.days = {TODAY: list(range(1, 41))}
    for _ in range(looks):
        world.look(SOURCE)
        world.later(minutes=30)
    world.site.days = {TODAY: list(range(1, 41 + grown))} if grown else {TODAY: [1, 2]}
    world.site.trouble = trouble
    found, report = probed(world), world.look(SOURCE)
    assert (found.judgement.kind, found.judgement.said) == (report.verdict.kind, report.verdict.said)
    assert found.result is report.looks[0].result


def test_an_answer_about_another_day_is_told_as_one(world) -> None:
    other = TODAY - timedelta(days=5)
    world.site.days, world.site.other = {other: [1]}, other
    found = probed(world)
    assert (found.result, found.answered_day, found.is_well) == (LookResult.OTHER_DAY, other, False)
    assert "Asked for 2026-11-18" in found.said


def test_of_a_folder_the_last_file_is_read(world, tmp_path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    watched = Watched(source=WatchedSource(name="saved", kind="dump", address=str(folder)))
    world.folder = files_in
    assert (probed(world, watched).result, probed(world, watched).is_well) == (LookResult.EMPTY, True)
    for seed in sorted(SEEDS.glob("*.txt"))[:2]:
        (folder / seed.name).write_bytes(seed.read_bytes())
    found = probed(world, watched)
    assert (found.asked, found.kind, found.papers) == (("001_d1ab88f426360a21.txt",), PageKind.DUMP, 37)
    (folder / "zz.html").write_text("<html>nothing here</html>")
    assert probed(world, watched).judgement.kind is VerdictKind.CHANGED
