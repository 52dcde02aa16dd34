"""Sources without days, and folders: how far back is asked, what is suspicious, which files are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.core.watch import FetchTiming, Watched
from scrapers.errors import PageMissing
from scrapers.exchange import Answer, Request
from scrapers.kinds.types import WatchedSource
from scrapers.types import Listing, Page, Source
from store.watch import LookResult, VerdictKind
from tests.bot.app.watching_world import WatchingWorld
from tests.store.emptied import emptied

FEED = Watched(source=WatchedSource(name="meadow", kind="feed", address="https://meadow.example/papers.xml"))
ARXIV = Watched(source=WatchedSource(name="arxiv", kind="arxiv-api", parameters={"categories": ("cs.CL",), "limit": 2}))
FOLDER = Watched(source=WatchedSource(name="saved", kind="dump", address="pages"))


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        yield WatchingWorld(store)


def rss(titles: Sequence[str]) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>https://meadow.example/{title.replace(' ', '-')}</link></item>"
        for title in titles
    )
    return f'<rss version="2.0"><channel><title>Meadow</title>{items}</channel></rss>'.encode()


def show(world: WatchingWorld, *titles: str) -> None:
    world.site.trouble = lambda request: world.site.whole(request, rss(titles), "application/rss+xml")


def test_a_window_that_is_suddenly_short_is_put_aside_until_that_is_how_it_is(world) -> None:
    for step in range(4):
        show(world, *(f"Pigeons {number}" for number in range(step, step + 20)))
        assert world.look(FEED).looks[0].result is LookResult.NEWS
        world.later(hours=12)
    show(world, "Rooks")
    results = []
    for _ in range(4):
        results.append(world.look(FEED).looks[0].result)
        world.later(hours=12)
    assert results == [LookResult.PARTIAL, LookResult.PARTIAL, LookResult.NEWS, LookResult.UNCHANGED]
    assert "Rooks" in world.titles()


def test_an_empty_window_where_there_were_papers_is_put_aside_and_said_once(world) -> None:
    for step in range(4):
        show(world, *(f"Pigeons {number}" for number in range(step, step + 20)))
        world.look(FEED)
        world.later(hours=1)
    show(world)
    report = world.look(FEED)
    assert report.looks[0].result is LookResult.PARTIAL
    assert report.verdict.kind is VerdictKind.PARTIAL
    assert len(world.titles()) == 23


def test_what_is_usual_is_known_also_after_many_looks_that_brought_no_page(world) -> None:
    for step in range(4):
        show(world, *(f"Pigeons {number}" for number in range(step, step + 20)))
        world.look(FEED)
    for _ in range(70):
        world.later(minutes=10)
        assert world.look(FEED).looks[0].status == 304
    show(world, "Rooks")
    assert world.look(FEED).looks[0].result is LookResult.PARTIAL


def atom(numbers: Sequence[int], submitted: dict[int, date]) -> bytes:
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/2611.{number:05}v1</id><title>Pigeons {number}</title>"
        f"<published>{submitted[number]}T10:00:00Z</published><updated>{submitted[number]}T10:00:00Z</updated>"
        "<summary>We report what we saw on three meadows.</summary><author><name>A. Author</name></author></entry>"
        for number in numbers
    )
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/1</id><title>arXiv Query</title>'
        f"<updated>2026-11-18T00:00:00Z</updated>{entries}</feed>"
    ).encode()


def archive(world: WatchingWorld, submitted: dict[int, date]) -> None:
    """An archive that gives its papers newest first, two a page, and no validators."""

    def answer(request: Request) -> Answer:
        start = int(parse_qs(urlsplit(request.address).query)["start"][0])
        newest = sorted(submitted, key=lambda number: (submitted[number], number), reverse=True)
        body = atom(newest[start : start + 2], submitted)
        return Answer(
            address=request.address,
            status=200,
            headers={"content-type": "application/atom+xml"},
            body=body,
            received_at=world.now,
        )

    world.site.trouble = answer


def test_a_new_source_without_days_brings_its_first_page_and_later_all_since_the_last_look(world) -> None:
    submitted = {number: date(2026, 10, 1) + timedelta(days=number // 4) for number in range(60)}
    archive(world, submitted)
    assert world.look(ARXIV).looks[0].entries == 2
    world.later(days=2)
    submitted |= {60 + number: date(2026, 11, 16 + number // 3) for number in range(9)}
    assert {f"Pigeons {60 + number}" for number in range(9)} == _brought(world, ARXIV)


def _brought(world: WatchingWorld, watched: Watched) -> set[str]:
    """Titles that a look brought, without those of the page on which it stopped."""
    before = set(world.titles())
    world.look(watched)
    return {title for title in set(world.titles()) - before if int(title.split()[1]) >= 60}


def test_catching_up_can_be_bounded_and_switched_off(world) -> None:
    submitted = {number: date(2026, 11, 18) - timedelta(days=number) for number in range(60)}
    archive(world, submitted)
    world.look(ARXIV)
    world.site.asked.clear()
    world.look(Watched(source=ARXIV.source, timing=FetchTiming(catch_up=0)))
    assert len(world.site.asked) == 1
    world.site.asked.clear()
    world.look(ARXIV, since=date(2026, 11, 2))
    assert len(world.site.asked) in (9, 10)  # two a page, and one to see the end


@dataclass
class SavedFile:
    """A file in memory."""

    name: str
    body: bytes
    changed_at: datetime
    reads: int = 0
    leads_out: bool = False

    @property
    def version(self) -> str:
        return f"{len(self.body)}-{self.changed_at.timestamp()}"

    @property
    def size(self) -> int:
        return len(self.body)

    def read(self) -> Page:
        self.reads += 1
        return Page(Source("saved", "dump"), self.name, self.body)


LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)


def test_each_file_of_a_folder_is_read_once_in_order_and_again_when_it_changed(world) -> None:
    second, first = SavedFile("b.xml", rss(["Rooks"]), LONG_AGO), SavedFile("a.xml", rss(["Pigeons"]), LONG_AGO)
    world.files = [second, first]
    assert [look.said for look in world.look(FOLDER).looks] == ["a.xml", "b.xml"]
    assert [look.result for look in world.look(FOLDER).looks] == [LookResult.UNCHANGED]
    assert (first.reads, second.reads) == (1, 1)
    second.body, second.changed_at = rss(["Rooks", "Terns"]), LONG_AGO + timedelta(hours=1)
    assert [look.new for look in world.look(FOLDER).looks] == [1]


def test_files_that_came_together_do_not_make_a_folder_late_when_no_more_come(world) -> None:
    world.files = [SavedFile(f"{name}.xml", rss([f"Pigeons {name}"]), LONG_AGO) for name in "abcde"]
    assert len(world.look(FOLDER).looks) == 5
    world.later(minutes=10)
    assert world.look(FOLDER).verdict.kind is VerdictKind.FRESH


def test_a_file_that_is_still_being_written_waits(world) -> None:
    file = SavedFile("a.xml", rss(["Pigeons"]), world.now - timedelta(seconds=1))
    empty = SavedFile("b.xml", b"", LONG_AGO)
    world.files = [file, empty]
    assert [look.result for look in world.look(FOLDER).looks] == [LookResult.UNCHANGED]
    assert (file.reads, empty.reads) == (0, 0)
    world.later(seconds=2)
    assert [look.new for look in world.look(FOLDER).looks] == [1]


def test_a_file_that_cannot_be_understood_is_read_once_for_each_version_and_is_trouble_while_it_lies_there(
    world,
) -> None:
    file = SavedFile("a.xml", b"<html><body>nothing here</body></html>", LONG_AGO)
    world.files = [file, SavedFile("b.xml", rss(["Pigeons"]), LONG_AGO)]
    first = world.look(FOLDER)
    assert [look.result for look in first.looks] == [LookResult.CHANGED, LookResult.NEWS, LookResult.CHANGED]
    for _ in range(3):
        world.later(minutes=5)
        report = world.look(FOLDER)
        assert [look.result for look in report.looks] == [LookResult.CHANGED]
        assert report.verdict.kind is VerdictKind.CHANGED
    assert file.reads == 1
    file.body = b"<html><body>nothing here either</body></html>"
    assert [look.result for look in world.look(FOLDER).looks] == [LookResult.CHANGED]
    with world.store.reading() as catalog:
        assert len(catalog.put_aside()) == 2
    file.body = rss(["Rooks"])
    assert [look.result for look in world.look(FOLDER).looks] == [LookResult.NEWS]
    with world.store.reading() as catalog:
        assert not catalog.put_aside()
    world.later(minutes=5)
    assert world.look(FOLDER).verdict.kind is VerdictKind.FRESH


def test_broken_files_are_read_once_however_many_and_however_alike_they_are(world) -> None:
    alike = [SavedFile(f"{number}.html", b"<html>nonsense</html>", LONG_AGO) for number in range(2)]
    many = [SavedFile(f"many-{number}.html", b"<html>nonsense %d</html>" % number, LONG_AGO) for number in range(60)]
    world.files = [*alike, *many]
    assert len(world.look(FOLDER).looks) == 62
    world.later(minutes=5)
    assert len(world.look(FOLDER).looks) == 1
    assert {file.reads for file in world.files} == {1}


def test_a_page_this_machine_cannot_read_is_a_failure_of_its_own_and_asked_for_again(world) -> None:
    async def no_process(_page: Page) -> Listing:
        raise ChildProcessError("no process")

    show(world, "Pigeons")
    file = SavedFile("a.xml", rss(["Rooks"]), LONG_AGO)
    world.files, understanding, world.parse = [file], world.parse, no_process
    for watched in (FEED, FOLDER):
        report = world.look(watched)
        assert report.failed
        assert [look.result for look in report.looks] == [LookResult.FAILED]
        assert "this machine could not read it: no process" in report.looks[0].said
    world.parse = understanding
    assert [world.look(watched).looks[0].new for watched in (FEED, FOLDER)] == [1, 1]


def test_a_folder_that_is_not_there_is_a_failure_and_an_empty_one_is_not(world) -> None:
    assert [look.result for look in world.look(FOLDER).looks] == [LookResult.EMPTY]

    def gone(_: WatchedSource) -> Sequence[SavedFile]:
        raise PageMissing("saved", "its folder is not there.")

    world.folder = gone
    report = world.look(FOLDER)
    assert [look.result for look in report.looks] == [LookResult.FAILED]
    assert report.failed
