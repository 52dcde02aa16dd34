"""Pages are read by a process of their own: what it says is what the parser says, and no page stops anything else."""

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.parsing_child import ParsingChild
from bot.parsing_wire import LENGTHS, Nonsense, listing_messages, page_message, page_of, read_entries, read_listing
from scrapers.errors import LayoutChanged, Refused, RefusedAsMalice
from scrapers.parsers import parse
from scrapers.types import Entry, Listing, Page, PageKind
from tests.scrapers.page_builders import PAGES, SOURCE, fixture_page, page

TOLD = "tests.bot.unguarded:told"


@asynccontextmanager
async def reading(**chosen: object) -> AsyncIterator[ParsingChild]:
    async with ParsingChild(**{"parser": TOLD, **chosen}) as child:  # type: ignore[arg-type] # as chosen
        yield child


async def lag_of(work: Awaitable[object]) -> float:
    """The longest time in seconds for which the loop could do nothing else while this was being done."""
    worst = 0.0

    async def tick() -> None:
        nonlocal worst
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.005)
            worst = max(worst, time.monotonic() - before - 0.005)

    ticking = asyncio.create_task(tick())
    try:
        await work
    finally:
        ticking.cancel()
    return worst


def test_every_page_says_there_what_it_says_here() -> None:
    async def there(child: ParsingChild, given: Page) -> object:
        try:
            return await child.parse(given)
        except (LayoutChanged, Refused) as error:
            return repr(error)

    async def both() -> None:
        async with ParsingChild() as child:
            for name in sorted(path.name for path in PAGES.iterdir()):
                assert await there(child, fixture_page(name)) == here(fixture_page(name)), name

    def here(given: Page) -> object:
        try:
            return parse(given)
        except (LayoutChanged, Refused) as error:
            return repr(error)

    asyncio.run(both())


@pytest.mark.parametrize(
    ("parser", "body"),
    [
        pytest.param("tree", "<html><b " + " ".join(f"a{at}" for at in range(300_000)) + ">", id="300k attributes"),
        pytest.param("events", "<!--" * 200_000, id="200k comments begun"),
        pytest.param("told", "spin", id="a loop"),
    ],
)
def test_a_page_that_never_ends_is_given_up_while_all_else_goes_on(parser: str, body: str) -> None:
    async def given_up() -> float:
        async with reading(parser=f"tests.bot.unguarded:{parser}", cpu_seconds=1, wall_seconds=9) as child:

            async def refused() -> None:
                with pytest.raises(RefusedAsMalice, match="took too long"):
                    await child.parse(page(body))

            return await lag_of(refused())

    begun = time.monotonic()
    assert asyncio.run(given_up()) < 0.2
    assert time.monotonic() - begun < 8, "the limit of CPU time ended it, not the clock on the wall"


@pytest.mark.slow
def test_with_the_limits_as_they_are_a_killer_is_answered_within_eleven_seconds() -> None:
    async def seconds() -> float:
        async with reading(parser="tests.bot.unguarded:tree") as child:
            begun = time.monotonic()
            with pytest.raises(RefusedAsMalice):
                await child.parse(page("<html><b " + " ".join(f"a{at}" for at in range(300_000)) + ">"))
            return time.monotonic() - begun

    assert asyncio.run(seconds()) <= 11


def test_what_waits_instead_of_reckoning_is_ended_by_the_clock() -> None:
    async def waits() -> None:
        async with reading(wall_seconds=0.3) as child:
            with pytest.raises(RefusedAsMalice, match="took too long"):
                await child.parse(page("sleep"))
            assert (await child.parse(page("next"))).entries[0].title == "next"

    asyncio.run(waits())


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        ("memory", RefusedAsMalice, "too much memory"),
        ("die", RefusedAsMalice, "exit code -9"),
        ("nonsense", RefusedAsMalice, "nonsense"),
        ("refuse", Refused, "there is nothing"),
        ("stumble", LayoutChanged, "ZeroDivisionError: by nothing"),
    ],
)
def test_whatever_a_page_does_is_an_answer_and_the_next_one_is_read(
    body: str, error: type[Exception], says: str
) -> None:
    async def answered() -> None:
        async with reading(memory=300 << 20) as child:
            with pytest.raises(error, match=says):
                await child.parse(page(body))
            assert (await child.parse(page("next"))).entries[0].title == "next"

    asyncio.run(answered())


def test_a_process_that_was_ended_between_two_pages_is_replaced_without_a_word() -> None:
    async def replaced() -> None:
        async with reading() as child:
            await child.parse(page("one"))
            assert child._process is not None  # noqa: SLF001 - somebody else ends it
            os.kill(child._process.pid, signal.SIGKILL)  # noqa: SLF001 - likewise
            assert (await child.parse(page("two"))).entries[0].title == "two"

    asyncio.run(replaced())


def test_pages_that_come_at_once_get_each_its_own_answer_also_after_one_was_called_off() -> None:
    async def at_once() -> None:
        async with reading() as child:
            called_off = asyncio.create_task(child.parse(page("sleep")))
            waiting = [asyncio.create_task(child.parse(page(f"page {at}"))) for at in range(5)]
            await asyncio.sleep(0.3)
            called_off.cancel()
            listings = await asyncio.gather(*waiting)
            assert [each.entries[0].title for each in listings] == [f"page {at}" for at in range(5)]

    asyncio.run(at_once())


def test_no_secret_of_ours_is_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERROUND_SECRET_KEY", "the-secret-key")

    async def environment() -> str:
        async with reading() as child:
            return (await child.parse(page("secrets"))).entries[0].title

    assert "secret" not in asyncio.run(environment()).lower()


def test_what_a_library_prints_is_not_taken_for_an_answer() -> None:
    async def printed() -> str:
        async with reading() as child:
            return (await child.parse(page("print"))).entries[0].title

    assert asyncio.run(printed()) == "print"


def test_a_parser_that_is_not_there_is_said_with_how_to_see_why() -> None:
    async def missing() -> None:
        async with reading(parser="scrapers.parsers:nothing") as child:
            with pytest.raises(ChildProcessError, match=r"python -m bot\.parsing_worker scrapers\.parsers:nothing"):
                await child.parse(page("page"))

    asyncio.run(missing())


def test_two_thousand_entries_with_half_a_character_come_over_whole_and_do_not_hold_up_the_loop() -> None:
    entries = tuple(Entry(rank=at, title="\ud83d" + "é" * 60, abstract="…" * 1500) for at in range(2000))
    written = list(listing_messages(Listing(PageKind.ARXIV_API, entries)))
    assert sum(map(len, written)) < 20_000_000
    assert max(map(len, written)) < 500_000
    read: list[Entry] = []
    for each in written[:-1]:
        read += read_entries(json.loads(each[4:].decode("utf-8", "surrogatepass"))["entries"])
    assert tuple(read) == entries


@pytest.mark.parametrize(
    "said",
    [
        "entries",
        [1],
        [{"rank": 1}],
        [{"rank": "1", "title": "t"}],
        [{"rank": True, "title": "t"}],
        [{"rank": 1, "title": "t", "authors": "Ada"}],
        [{"rank": 1, "title": "t", "authors": [["Ada"]]}],
        [{"rank": 1, "title": "t", "doi": 10}],
        [{"rank": 1, "title": "t", "__class__": "os.system"}],
        [{"rank": 1, "title": None}],
    ],
)
def test_entries_that_are_not_made_as_ours_are_nonsense(said: object) -> None:
    with pytest.raises(Nonsense):
        read_entries(said)


@pytest.mark.parametrize(
    "said", [None, [], {}, {"kind": "no such", "skipped": []}, {"kind": ["feed"], "skipped": []}, {"kind": "feed"}]
)
def test_listings_that_are_not_made_as_ours_are_nonsense(said: object) -> None:
    with pytest.raises(Nonsense):
        read_listing(said, [])


def test_a_page_without_a_time_and_one_with_it_arrive_as_they_were() -> None:
    for moment in (None, datetime(2026, 11, 1, 8, 30, tzinfo=UTC)):
        given = Page(SOURCE, "https://example.org/ü", b"\x00body", "text/html", moment)
        written = page_message(given)
        head, _ = LENGTHS.unpack_from(written)
        assert page_of(written[LENGTHS.size : LENGTHS.size + head], written[LENGTHS.size + head :]) == given
