"""How sources stand, and how everything is: what ``paperround source list`` and ``paperround status`` tell."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.app.health import LEADER, OVERDUE
from bot.app.standing import Standing, standings
from bot.app.status import Status, status_of
from bot.core.watch import Watched
from bot.wiring import scratch_store
from scrapers.errors import ServerFailed
from scrapers.kinds.types import WatchedSource
from store.api import Store
from store.outbox import Promise
from store.readers import Address, Reader, Way
from store.watch import ListingDay, Look, LookResult, VerdictKind
from tests.bot.app.watching_world import TODAY, WEDNESDAY, WatchingWorld, huggingface
from tests.store.emptied import emptied

SOURCE = huggingface()
FEED = Watched(source=WatchedSource(name="blog", kind="feed", address="https://example.org/feed.xml"))


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        yield WatchingWorld(store)


def standing(world: WatchingWorld, *sources: Watched) -> Sequence[Standing]:
    with world.store.reading() as catalog:
        return standings(catalog, sources, world.now)


def status(world: WatchingWorld, *sources: Watched) -> Status:
    return status_of(world.store, sources or (SOURCE,), world.now)


def test_a_source_stands_with_its_last_look_and_what_it_brought(world) -> None:
    [never] = standing(world, SOURCE)
    assert (never.verdict, never.last, never.due_at, never.new, never.is_trouble) == (None, None, None, 0, False)
    world.site.days = {TODAY: [1, 2]}
    world.look(SOURCE)
    due_at = world.now + timedelta(minutes=30)
    with world.store.timing() as timing:
        timing.ensure_job("fetch huggingface", due_at)
    [found] = standing(world, SOURCE)
    assert found.verdict is not None
    assert (found.verdict.kind, found.due_at, found.new) == (VerdictKind.FRESH, due_at, 2)
    assert found.last is not None
    assert found.today is not None
    assert (found.today.day, found.today.papers, found.today.usual) == (TODAY, 2, None)
    world.later(days=8)
    assert standing(world, SOURCE)[0].new == 0


def test_what_is_usual_is_the_median_of_complete_expected_days(world) -> None:
    at = WEDNESDAY - timedelta(days=1)
    # the 14th is a Saturday; the 17th is not complete; the 18th is today
    counts = {10: 10, 11: 12, 12: 30, 13: 20, 14: 1, 16: 14, 17: 3, 18: 5}
    with world.store.writing() as catalog:
        for day, entries in counts.items():
            known = ListingDay(
                source="huggingface",
                day=f"2026-11-{day}",
                first_at=at,
                grown_at=at,
                looked_at=at,
                entries=entries,
                complete_at=at if day not in {17, 18} else None,
            )
            catalog.keep_day(known)
    [found] = standing(world, SOURCE)
    assert found.today is not None
    assert (found.today.papers, found.today.usual) == (5, 14)


def test_what_is_usual_where_there_are_no_days_is_what_came_on_days_with_a_look(world) -> None:
    with world.store.writing() as catalog:
        for back, new in ((6, 400), (5, 4), (2, 6), (1, 8), (0, 3)):  # at first everything was new
            at = WEDNESDAY - timedelta(days=back)
            look = Look(source="blog", run=f"r{back}", day=None, begun_at=at, ended_at=at, result=LookResult.NEWS)
            catalog.add_look(replace(look, new=new))
    [found] = standing(world, FEED)
    assert found.today is not None
    assert (found.today.papers, found.today.usual) == (3, 6)


def test_a_source_that_is_not_configured_any_more_comes_last_and_is_no_trouble(world) -> None:
    world.site.trouble = lambda request: ServerFailed(request.address, "500")
    for _ in range(4):
        world.look(SOURCE)
        world.later(hours=1)
    found = standing(world, FEED)
    assert [(each.name, each.watched is None, each.is_trouble) for each in found] == [
        ("blog", False, False),
        ("huggingface", True, False),
    ]
    assert standing(world, SOURCE)[0].is_trouble
    assert not standing(world, replace(SOURCE, enabled=False))[0].is_trouble
    with world.store.writing() as catalog:
        catalog.forget_source("huggingface")
    assert [each.name for each in standing(world, FEED)] == ["blog"]


def test_where_all_is_well_nobody_need_look(world) -> None:
    world.site.days = {TODAY: [1]}
    assert not status(world).is_trouble
    world.look(SOURCE)
    assert not status(world).is_trouble
    assert status(world).looked_at == world.now


def test_that_nothing_is_watched_is_no_trouble_for_pages_may_come_by_other_ways(world) -> None:
    assert not status_of(world.store, (), world.now).is_trouble
    assert not status(world, replace(SOURCE, enabled=False)).is_trouble


def test_a_source_in_trouble_is_trouble_until_it_is_over(world) -> None:
    world.site.trouble = lambda request: world.site.whole(request, b"<html>nothing here</html>", "text/html")
    world.look(SOURCE)
    found = status(world)
    assert found.is_trouble
    assert [incident.subject for incident in found.incidents] == ["source huggingface"]
    assert found.put_aside == {"huggingface": 1}
    world.later(minutes=30)
    world.site.trouble = lambda _: None
    world.site.days = {TODAY: [1]}
    world.look(SOURCE)
    assert status(world).is_trouble  # one good look is not enough
    world.later(minutes=30)
    world.look(SOURCE)
    assert not status(world).is_trouble
    assert status(world).incidents == ()


def promised(store: Store, due_at: datetime) -> None:
    with store.writing() as catalog:
        reader = catalog.save_reader(Reader(name="Ada", created_at=WEDNESDAY))
        to = Address(reader=reader.number, way=Way.MAIL, target="a@example.org", created_at=WEDNESDAY)
        number = catalog.save_address(replace(to, confirmed_at=WEDNESDAY)).number
        catalog.promise(
            [], [Promise(reader=reader.number, address=number, paper="arxiv:2611.00001", due_at=due_at, at=due_at)]
        )


@pytest.mark.parametrize(
    ("ago", "due", "late"), [(-timedelta(minutes=1), 0, 0), (OVERDUE / 2, 1, 0), (2 * OVERDUE, 1, 1)]
)
def test_what_should_have_been_sent_long_ago_is_trouble(world, ago: timedelta, due: int, late: int) -> None:
    promised(world.store, world.now - ago)
    found = status(world)
    assert (found.outbox.due, found.outbox.late, found.is_trouble) == (due, late, bool(late))


@pytest.mark.parametrize(("ahead", "led", "trouble"), [(10, True, False), (-60, False, True), (-90_000, False, False)])
def test_whoever_did_the_work_and_fell_silent_is_trouble(world, ahead: int, led: object, trouble: object) -> None:
    until = world.now + timedelta(seconds=ahead)
    with world.store.timing() as timing:
        timing.take_lease(LEADER, "host 17", until - timedelta(seconds=20), until)
    found = status(world)
    assert (found.is_led, found.is_trouble) == (led, trouble)


def test_without_a_catalog_everything_is_simply_unknown() -> None:
    with closing(scratch_store()) as store:
        found = status_of(store, (SOURCE, FEED), WEDNESDAY)
    assert [each.name for each in found.sources] == ["huggingface", "blog"]
    assert (found.looked_at, found.leader, found.jobs, found.outbox.waiting) == (None, None, (), 0)
