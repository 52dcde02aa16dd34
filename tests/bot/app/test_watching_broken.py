"""Looks at sources that break: nothing wrong is recorded, nothing is missed, nobody is pestered."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from bot.app.watching.source import look_at_source
from bot.core.watch import FetchTiming
from scrapers.errors import AskedTooOften, Gone, LayoutChanged, ScrapeError, ServerFailed, Unreachable
from scrapers.exchange import Answer, Request
from scrapers.types import Listing, Page
from store.api import Store, Writing
from store.errors import DatabaseError
from store.watch import LookResult, VerdictKind
from tests.bot.app.watching_world import TODAY, WEDNESDAY, WatchingWorld, huggingface, understood
from tests.store.emptied import emptied

NEWEST_ONLY = huggingface(timing=FetchTiming(catch_up=0))


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        yield WatchingWorld(store)


def test_after_a_page_that_could_not_be_understood_nothing_is_missed_and_the_next_request_is_unconditional(
    world,
) -> None:
    world.site.days = {TODAY: [1]}
    world.look(NEWEST_ONLY)
    world.site.days = {TODAY: [1, 2]}
    world.parse = _fails_with(LayoutChanged("page", "it is not what it was."))
    report = world.look(NEWEST_ONLY)
    assert report.looks[0].result is LookResult.CHANGED
    assert report.failed
    assert len(world.titles()) == 1
    world.parse = understood
    world.site.asked.clear()
    assert world.look(NEWEST_ONLY).looks[0].new == 1
    assert world.site.conditional == [False]


def test_killed_between_body_and_commit_nothing_is_recorded_and_nothing_is_missed(world) -> None:
    world.site.days = {TODAY: [1]}
    world.look(NEWEST_ONLY)
    world.site.days = {TODAY: [1, 2]}
    world.parse = _fails_with(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        world.look(NEWEST_ONLY)
    with world.store.reading() as catalog:
        assert len(catalog.looks()) == 1
    world.parse = understood
    report = world.look(NEWEST_ONLY)
    assert (report.looks[0].new, report.looks[0].status) == (1, 200)


def test_called_off_while_it_waits_a_look_records_nothing(world) -> None:
    world.site.days = {TODAY: [1]}

    async def called_off() -> None:
        reached = asyncio.Event()

        async def parse(_page: Page) -> Listing:
            reached.set()
            await asyncio.Event().wait()
            raise AssertionError

        task = asyncio.create_task(look_at_source(world.means(parse=parse), NEWEST_ONLY, "run"))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(called_off())
    assert world.titles() == []
    assert world.look(NEWEST_ONLY).looks[0].new == 1


def test_a_half_page_is_put_aside_with_one_incident_and_the_catalog_is_as_it_was(world) -> None:
    world.site.days = {TODAY: list(range(40))}
    world.look(NEWEST_ONLY)
    before = world.titles()
    world.site.days = {TODAY: [1, 2, 77]}
    for _ in range(3):
        world.later(hours=1)
        report = world.look(NEWEST_ONLY)
        assert report.looks[0].result is LookResult.PARTIAL
        assert report.looks[0].entries == 3
    assert world.titles() == before
    with world.store.reading() as catalog:
        assert len(catalog.put_aside()) == 1
        (incident,) = catalog.incidents()
        assert (incident.subject, incident.kind) == ("source huggingface", "partial")
    world.site.days = {TODAY: list(range(41))}
    world.later(hours=1)
    look = world.look(NEWEST_ONLY).looks[0]
    assert look.new == 2  # one of them stood on the page that waited, and was announced there
    assert look.said == "1 page that had been put aside was recorded, too."
    world.later(hours=1)
    world.look(NEWEST_ONLY)
    with world.store.reading() as catalog:
        assert not catalog.incidents(open_only=True)
        assert not catalog.put_aside()


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body><h1>500 Internal Server Error</h1></body></html>",
        b"{}",
        b"",
    ],
)
def test_what_is_no_listing_is_never_taken_for_an_empty_day(world, body) -> None:
    world.site.days = {TODAY: list(range(40))}
    world.look(NEWEST_ONLY)
    world.site.trouble = lambda request: world.site.whole(request, body, "text/html")
    report = world.look(NEWEST_ONLY)
    assert report.looks[0].result is LookResult.CHANGED
    assert report.verdict.kind is VerdictKind.CHANGED
    assert len(world.titles()) == 40
    assert world.day(TODAY).entries == 40


def test_a_challenge_for_robots_is_a_refusal_and_no_change_of_layout(world) -> None:
    world.site.days = {TODAY: [1]}
    world.look(NEWEST_ONLY)
    body = b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
    world.site.trouble = lambda request: world.site.whole(request, body, "text/html")
    world.site.asked.clear()
    report = world.look(NEWEST_ONLY)
    assert report.looks[0].result is LookResult.BLOCKED
    assert report.verdict.kind is VerdictKind.BLOCKED
    assert len(world.site.asked) == 1
    with world.store.reading() as catalog:
        assert [page.result for page in catalog.put_aside()] == [LookResult.BLOCKED]


def test_no_papers_where_there_were_some_are_put_aside(world) -> None:
    world.site.days = {TODAY: list(range(40))}
    world.look(NEWEST_ONLY)
    world.site.days = {TODAY: []}
    assert world.look(NEWEST_ONLY).looks[0].result is LookResult.PARTIAL
    assert len(world.titles()) == 40


def test_a_host_that_asks_to_be_left_alone_is_asked_nothing_more_in_this_run(world) -> None:
    until = WEDNESDAY + timedelta(minutes=10)
    world.site.trouble = lambda _: AskedTooOften("site", "it asks for a rest.", until)
    report = world.look()
    assert [look.result for look in report.looks] == [LookResult.LATER]
    assert report.not_before == until
    assert not report.failed
    assert len(world.site.asked) == 1


def test_a_source_whose_first_looks_bring_nothing_is_asked_no_more_in_this_run(world) -> None:
    world.site.trouble = lambda _: Unreachable("site", "nobody answers.")
    report = world.look(since=date(2026, 11, 1))
    assert [look.result for look in report.looks] == [LookResult.FAILED] * 2


def test_single_days_that_fail_do_not_keep_the_others_from_being_asked(world) -> None:
    world.site.days = {TODAY - timedelta(days=back): [back] for back in range(20)}
    world.site.trouble = lambda request: Gone("site", "none.") if "2026-11-0" in request.address else None
    report = world.look(since=date(2026, 11, 1))
    assert [look.result.value for look in report.looks] == [
        *("news", "other day", *["failed"] * 5, "other day", "other day", "failed"),  # nothing is expected at weekends
        *["news"] * 8,
    ]


def test_a_server_that_fails_on_the_way_is_asked_no_more_in_this_run(world) -> None:
    world.site.days = {TODAY: [1]}
    failed = ServerFailed("site", "it failed.")
    world.site.trouble = lambda request: None if "2026-11-18" in request.address else failed
    report = world.look(since=date(2026, 11, 1))
    assert [look.result.value for look in report.looks] == ["news", *["failed"] * 5]


def test_a_commit_that_fails_leaves_nothing_and_the_next_request_asks_as_before(world) -> None:
    world.site.days = {TODAY: [1]}
    world.look(NEWEST_ONLY)
    world.site.days = {TODAY: [1, 2]}
    whole = world.store
    world.store = FullDisk(whole)
    with pytest.raises(DatabaseError):
        world.look(NEWEST_ONLY)
    world.store = whole
    assert len(world.titles()) == 1
    report = world.look(NEWEST_ONLY)
    assert (report.looks[0].new, report.looks[0].status) == (1, 200)


def test_a_page_with_something_that_could_not_be_read_is_had_whole_again(world) -> None:
    broken = (
        b'[{"paper": {"id": "2611.00001", "title": "Pigeons", "submittedOnDailyAt": "2026-11-18T10:00:00Z"}}, {"a":'
    )
    world.site.trouble = lambda request: world.site.whole(request, broken)
    assert world.look(NEWEST_ONLY).looks[0].new == 1
    world.look(NEWEST_ONLY)
    assert world.site.conditional == [False, False]


class FullDisk:
    """A store in which no transaction is brought to its end."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        with self._store.writing() as catalog:
            yield catalog
            raise DatabaseError("The disk is full.")


def _fails_with(error: BaseException) -> Callable[[Page], Coroutine[Any, Any, Listing]]:
    async def parse(_page: Page) -> Listing:
        raise error

    return parse


def _only(part: str, error: ScrapeError, elsewhere: str = "") -> Callable[[Request], Answer | ScrapeError | None]:
    """What goes wrong for addresses with that part, and at the place that would be asked instead."""

    def trouble(request: Request) -> Answer | ScrapeError | None:
        return error if part in request.address or (elsewhere and elsewhere in request.address) else None

    return trouble
