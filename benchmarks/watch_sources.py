"""What does a look at a source cost, beside the script one would write oneself?

The source is an RSS feed of 100 papers on this machine, in a process of its own. A look is all of it: asked for, read,
judged, compared with what is known, recorded in a scratch SQLite file and committed; there are no readers yet, and the
pause that hosts are given between two requests is left out. The page is read in a process of its own, as it is in
earnest, and for comparison in the process itself. Beside it stands a plain script, with the same connection kept open
and the same care of the database for its disk: ``httpx`` with ``If-None-Match``, ``feedparser``, a table of the ids
that were seen, a commit for each page. It keeps an id of each paper and nothing else, no title and no abstract; it
knows no papers that come under two ids, no pauses, no limits, and a page that breaks its parser breaks it. Turns
alternate, and the median of each counts.

    python benchmarks/watch_sources.py [--looks 20] [--turns 3]

The exit code is 1 if a look found other papers than stand on the page.
"""

import argparse
import asyncio
import itertools
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import formatdate
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import feedparser
import httpx

from benchmarks.reverse.report import print_machine, print_table
from bot.app.watching.pacing import StorePacing
from bot.app.watching.source import look_at_source
from bot.core.watch import Watched
from bot.parsing_child import ParsingChild
from bot.watch_wiring import watching
from scrapers.exchange import Answer, Request
from scrapers.gate import Gate
from scrapers.http import WebClient
from scrapers.kinds.types import WatchedSource
from scrapers.parsers import parse
from scrapers.types import Listing, Page, Source
from store.sql import open_store
from tests.scrapers.hostile_site import HostileSite, Reply

PAPERS = 100
_BEGINNINGS = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se")
WORDS = [first + last for first in _BEGINNINGS for last in ("ron", "tel", "vis", "na")]

SITUATIONS = {"unchanged": 0, "changed, no paper new": 0, "changed, all papers new": PAPERS}
"""What a look finds, and how many papers of it are new to whoever looked before."""

WAYS = 3
"""Ours with the page read apart, ours with the page read in the process, by hand."""

Times = list[float]


def feed(papers: str) -> bytes:
    """A feed of these papers; another one each time, by the date it bears."""
    head = "<title>Ours</title><link>https://example.org/</link><description>Papers</description>"
    made = f"<lastBuildDate>{formatdate(usegmt=True)} {time.monotonic_ns()}</lastBuildDate>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{made}{papers}</channel></rss>'.encode()


def papers_from(first: int) -> str:
    """As many as a page has, with these numbers on."""
    return "".join(item(number) for number in range(first, first + PAPERS))


def item(number: int) -> str:
    """A paper, its abstract of the usual length."""
    chance = random.Random(number)  # noqa: S311 - made-up words
    title, abstract = (" ".join(chance.choices(WORDS, k=count)) for count in (9, 180))
    address = f"https://arxiv.org/abs/26{1 + number // 90_000:02}.{10_000 + number % 90_000}"
    return f"<item><title>{title}</title><link>{address}</link><description>{abstract}.</description></item>"


def serve(told: Connection, looks: int) -> None:
    """A site with a page for each situation, until nobody listens any more; its pages are made beforehand.

    :param looks: at most so many find papers that are all new.
    """
    unchanged, same, new = (path_of(situation) for situation in SITUATIONS)
    papers = papers_from(0)
    others = iter([papers_from(PAPERS * number) for number in range(1, looks + 1)])
    how = {"Content-Type": "application/rss+xml"}
    with HostileSite() as site:
        site.answer(unchanged, feed(papers), etag=True, headers=how)
        site.route(same, lambda _: Reply(body=feed(papers), etag=True, headers=how))
        site.route(new, lambda _: Reply(body=feed(next(others)), etag=True, headers=how))
        told.send(site.authority)
        told.poll(None)


def path_of(situation: str) -> str:
    """Where its page is."""
    return f"/{situation.replace(', ', '-').replace(' ', '-')}"


@contextmanager
def served(looks: int) -> Iterator[str]:
    """Host and port of the site. :param looks: see :func:`serve`."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, looks), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours.recv()
    finally:
        ours.close()
        process.join()


class Hurried:
    """The web, without the pause that hosts are given."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    async def get(self, request: Request) -> Answer:
        return await self._client.get(replace(request, gap=0.0))


async def in_process(page: Page) -> Listing:
    """As the child reads it."""
    return parse(page)


async def look_ours(authority: str, situation: str, looks: int, folder: Path, *, apart: bool) -> Times:
    """Seconds of each look, after a first one that is not counted."""
    source = WatchedSource(name="ours", kind="feed", address=f"http://{authority}{path_of(situation)}")
    found = Times()

    def clock() -> datetime:
        return datetime.now(UTC)

    async with AsyncExitStack() as open_until_the_end:
        store = open_until_the_end.enter_context(closing(open_store(f"sqlite:///{folder}/catalog.db")))
        gate = Gate((authority,))
        client = WebClient(contact="", pacing=StorePacing(store), gate=gate, clock=clock, version="0", robots=False)
        await open_until_the_end.enter_async_context(client)
        child = await open_until_the_end.enter_async_context(ParsingChild())
        means = watching(store, Hurried(client), child.parse if apart else in_process, clock)
        for number in range(looks + 1):
            started = time.perf_counter()
            report = await look_at_source(means, Watched(source=source), f"run {number}")
            found.append(time.perf_counter() - started)
            check(situation, number, sum(look.new for look in report.looks))
    return found[1:]


def look_by_hand(authority: str, situation: str, looks: int, folder: Path) -> Times:
    """The same with the plain script."""
    address, etag, found = f"http://{authority}{path_of(situation)}", "", Times()
    with httpx.Client() as client, closing(sqlite3.connect(folder / "seen.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE seen (id TEXT PRIMARY KEY)")
        for number in range(looks + 1):
            started, new = time.perf_counter(), 0
            answer = client.get(address, headers={"If-None-Match": etag} if etag else {})
            if answer.status_code == httpx.codes.OK:
                etag = answer.headers.get("etag", "")
                for entry in feedparser.parse(answer.content).entries:
                    new += connection.execute("INSERT OR IGNORE INTO seen VALUES (?)", (entry.link,)).rowcount
                connection.commit()
            found.append(time.perf_counter() - started)
            check(situation, number, new)
    return found[1:]


def check(situation: str, number: int, new: int) -> None:
    """Whether a look found what stands on the page."""
    expected = SITUATIONS[situation] if number else PAPERS
    if new != expected:
        sys.exit(f"{situation}: look {number} found {new} new papers where {expected} stand.")


def one_turn(authority: str, situation: str, looks: int) -> tuple[Times, Times, Times]:
    """Apart, in the process, by hand; each with a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / name for name in ("apart", "within", "by hand")]
        for place in places:
            place.mkdir()
        apart = asyncio.run(look_ours(authority, situation, looks, places[0], apart=True))
        within = asyncio.run(look_ours(authority, situation, looks, places[1], apart=False))
        return apart, within, look_by_hand(authority, situation, looks, places[2])


async def time_reading(times: int) -> tuple[float, float, float]:
    """Milliseconds to read the page: in the process, in the child, and how much longer the child's first page takes."""
    page = Page(Source("ours", "feed"), "https://example.org/feed", feed(papers_from(0)), "application/rss+xml")

    async def median(read: Callable[[Page], Awaitable[Listing]]) -> float:
        seconds = []
        for _ in range(times):
            started = time.perf_counter()
            await read(page)
            seconds.append(time.perf_counter() - started)
        return 1000 * statistics.median(seconds)

    async with ParsingChild() as child:
        started = time.perf_counter()
        await child.parse(page)
        first = 1000 * (time.perf_counter() - started)
        apart = await median(child.parse)
    return await median(in_process), apart, first - apart


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--looks", type=int, default=20, help="looks of each turn that count")
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    print_machine()
    size = len(feed(papers_from(0))) // 1000
    print(f"A feed of {PAPERS} papers, {size} KB. Medians of {options.turns} turns of {options.looks} looks.")
    rows = []
    with served(WAYS * (options.looks + 1) * options.turns) as authority:
        one_turn(authority, next(iter(SITUATIONS)), 1)  # what is loaded only once is not counted
        for situation in SITUATIONS:
            turns = [one_turn(authority, situation, options.looks) for _ in range(options.turns)]
            medians = [1000 * statistics.median(itertools.chain(*way)) for way in zip(*turns, strict=True)]
            ratios = [each / medians[-1] for each in medians[:-1]]
            rows.append((situation, *(f"{each:.1f}" for each in (*medians, *ratios))))
    heads = ("ms; the page is", "ours", "ours, read in the process", "by hand", "ours : by hand", "that : by hand")
    print_table("A look", heads, rows)
    within, apart, start = asyncio.run(time_reading(options.looks * options.turns))
    print_table(
        "Reading the page",
        ("in the process, ms", "in a process of its own", "ratio", "once, to start that"),
        [(f"{within:.1f}", f"{apart:.1f}", f"{apart / within:.2f}", f"{start:.0f}")],
    )


if __name__ == "__main__":
    main()
