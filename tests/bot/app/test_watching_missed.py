"""What must not be missed: pages behind an unchanged one, days nobody looked, other sources of the same run."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.app.watching.exclusive import Exclusion
from bot.app.watching.fetching import Fetched, fetch_sources
from bot.core.watch import FetchTiming, Watched
from scrapers.errors import Gone, Unreachable
from scrapers.exchange import Answer, Request
from scrapers.kinds.types import WatchedSource
from scrapers.types import Listing, Page
from store.errors import DatabaseError
from store.watch import LookResult
from tests.bot.app.test_watching_windows import ARXIV, FEED, atom, rss, show
from tests.bot.app.watching_world import TODAY, WatchingWorld, huggingface, understood
from tests.store.emptied import emptied

RSS = Watched(source=WatchedSource(name="cs", kind="arxiv-rss", parameters={"categories": ("cs.CL",)}))
MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        yield WatchingWorld(store)


def newest_first(world: WatchingWorld, submitted: dict[int, date], request: Request) -> Answer:
    """An archive that gives its newest two a page, with validators and how many there are."""
    query = parse_qs(urlsplit(request.address).query)
    start, size = int(query["start"][0]), int(query["max_results"][0])
    newest = sorted(submitted, key=lambda number: (submitted[number], number), reverse=True)
    return world.site.whole(request, atom(newest[start : start + size], submitted), "application/atom+xml")


def test_who_asks_for_more_days_gets_them_also_if_the_first_page_has_not_changed(world) -> None:
    submitted = {number: TODAY - timedelta(days=number) for number in range(30)}
    world.site.trouble = lambda request: newest_first(world, submitted, request)
    assert world.look(ARXIV).looks[0].entries == 2
    world.later(hours=1)
    assert world.look(ARXIV).looks[0].entries == 8  # four days back and the page on which it ends
    world.later(hours=1)
    assert world.look(ARXIV).looks[0].status == 304
    world.look(ARXIV, since=TODAY - timedelta(days=19))
    assert {f"Pigeons {number}" for number in range(20)} <= set(world.titles())
    asked = len(world.site.asked)
    world.look(ARXIV, since=TODAY - timedelta(days=19))
    assert all(world.site.conditional[asked:])


def announce(world: WatchingWorld, days: Mapping[date, Sequence[int]]) -> None:
    """arXiv: the feed of the day it is in New York, and its archive with all that was announced until then."""

    def answer(request: Request) -> Answer:
        today = (world.now - timedelta(hours=5)).date()
        if "/api/query" not in request.address:
            items = "".join(
                f"<item><title>Pigeons {number}</title><guid>oai:arXiv.org:2611.{number:05}v1</guid>"
                f"<pubDate>{today:%a, %d %b %Y} 00:00:00 -0500</pubDate></item>"
                for number in days.get(today, ())
            )
            channel = f"<title>cs.CL</title><link>http://rss.arxiv.org/rss/cs.CL</link>{items}"
            stamp = f"<pubDate>{today:%a, %d %b %Y} 00:00:00 -0500</pubDate>"
            body = f'<rss version="2.0"><channel>{stamp}{channel}</channel></rss>'.encode()
            return world.site.whole(request, body, "application/rss+xml")
        submitted = {
            number: day - timedelta(days=1) for day, numbers in days.items() if day <= today for number in numbers
        }
        return newest_first(world, submitted, request)

    world.site.trouble = answer


DAYS = {date(2026, 11, 16) + timedelta(days=day): range(10 * day, 10 * day + 10) for day in range(5)}


def test_what_arxiv_announced_while_nobody_looked_is_asked_for_at_its_archive_and_only_then(world) -> None:
    announce(world, DAYS)
    world.now = MONDAY
    for hours in (0, 1, 23, 72):  # Monday, Tuesday, Friday
        world.later(hours=hours)
        world.look(RSS)
    assert world.titles() == sorted(f"Pigeons {number}" for number in range(50))
    asked = [urlsplit(request.address).netloc for request in world.site.asked]
    assert asked.count("export.arxiv.org") == 1
    world.later(days=3)  # Monday again: there is nothing at weekends
    world.look(RSS)
    assert "export" not in world.site.asked[-1].address


def test_an_archive_that_is_not_there_does_not_hold_back_the_feed_and_one_that_is_away_is_asked_again(world) -> None:
    announce(world, DAYS)
    world.now = MONDAY
    world.look(RSS)
    world.later(days=3)
    whole, error = world.site.trouble, Unreachable("archive", "nobody answers.")
    world.site.trouble = lambda request: error if "/api/query" in request.address else whole(request)
    assert world.look(RSS).looks[0].result is LookResult.FAILED
    world.site.trouble = lambda request: (
        Gone("archive", "no such page.") if "/api" in request.address else whole(request)
    )
    look = world.look(RSS).looks[0]
    assert (look.result, look.new) == (LookResult.NEWS, 10)
    assert "could not be caught up on" in look.said


def test_a_page_that_says_what_it_said_is_not_written_down_again_though_the_server_cannot_tell(world) -> None:
    def plain(request: Request) -> Answer:
        body = rss([f"Pigeons {number}" for number in range(20)]) + f"<!-- {world.now} -->".encode()
        headers = {"content-type": "application/rss+xml"}
        return Answer(address=request.address, status=200, headers=headers, body=body, received_at=world.now)

    world.site.trouble = plain
    for _ in range(30):
        report = world.look(FEED)
        world.later(hours=1)
    assert (report.looks[0].result, report.looks[0].entries) == (LookResult.UNCHANGED, 20)
    with world.store.reading() as catalog:
        assert len(catalog.history(next(iter(catalog.papers())).key).sightings) == 1
    show(world, *(f"Pigeons {number}" for number in range(21)))
    assert world.look(FEED).looks[0].new == 1


def test_a_version_is_asked_about_where_it_came_from(world) -> None:
    issue = [11]

    def latest(request: Request) -> Answer:
        answer = world.site.whole(request, rss([f"Pigeons {issue[0]}"]), "application/rss+xml")
        return Answer(
            address=f"https://meadow.example/{issue[0]}",
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            received_at=answer.received_at,
        )

    world.site.trouble = latest
    world.look(FEED)
    world.look(FEED)
    asked = world.site.asked[-1]
    assert asked.validators
    assert (asked.address, asked.validated_at) == (FEED.source.address, "https://meadow.example/11")


def fetch(world: WatchingWorld, *watched: Watched) -> Fetched:
    exclusion = Exclusion(store=world.store, owner="me", clock=lambda: world.now)
    return asyncio.run(fetch_sources(world.means(), watched, "run", exclusion))


def test_what_nobody_foresaw_of_one_source_is_told_and_the_others_go_on(world) -> None:
    world.site.days = {TODAY: [1]}
    one, other = (huggingface(name, FetchTiming(catch_up=0)) for name in ("one", "other"))

    async def parse(page: Page) -> Listing:
        if page.source.name == "one":
            raise RuntimeError("nobody thought of it")
        await asyncio.sleep(0.01)
        return await understood(page)

    world.parse = parse
    fetched = fetch(world, one, other)
    assert [source.failed for source in fetched.sources] == [True, False]
    assert fetched.sources[0].trouble == "RuntimeError: nobody thought of it"
    assert world.titles() == ["Pigeons at Sea, Part 1"]
    with world.store.reading() as catalog:
        [incident] = catalog.incidents(open_only=True)
        assert {job.name: job.failures for job in catalog.jobs()} == {"fetch one": 1, "fetch other": 0}
    assert (incident.subject, incident.said) == (
        "source one",
        "It cannot be looked at: RuntimeError: nobody thought of it",
    )


def test_a_database_that_fails_for_one_source_is_told_when_the_others_are_done(world) -> None:
    world.site.days = {TODAY: [1]}
    one, other = (huggingface(name, FetchTiming(catch_up=0)) for name in ("one", "other"))

    async def parse(page: Page) -> Listing:
        if page.source.name == "one":
            raise DatabaseError("It is locked.")
        await asyncio.sleep(0.01)
        return await understood(page)

    world.parse = parse
    with pytest.raises(DatabaseError, match="locked"):
        fetch(world, one, other)
    assert world.titles() == ["Pigeons at Sea, Part 1"]
