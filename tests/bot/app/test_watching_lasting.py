"""Trouble that lasts, comes back or gets graver: what is thought of the source, and what the operator hears."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from bot.app.watching.judged import end_incidents_of_others
from bot.app.watching.tidying import tidy_watching
from scrapers.errors import Blocked
from scrapers.exchange import Answer, Request
from store.watch import Incident, VerdictKind
from tests.bot.app.test_watching_lost import MONDAY, TWICE, WEDNESDAY, at, full_days, look_until
from tests.bot.app.test_watching_windows import FEED, show
from tests.bot.app.watching_world import YESTERDAY, WatchingWorld
from tests.store.emptied import emptied


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        yield WatchingWorld(store)


@pytest.mark.parametrize("everything", [False, True])
def test_a_day_that_is_never_understood_becomes_a_note_on_a_source_that_is_well_today(world, everything) -> None:
    full_days(world, MONDAY, date(2026, 11, 25))
    world.now = at(WEDNESDAY, 15)
    broken = b"<html><body>nothing</body></html>"

    def trouble(request: Request) -> Answer | None:
        is_broken = everything or f"{YESTERDAY}" in request.address
        return world.site.whole(request, broken, "text/html") if is_broken else None

    world.site.trouble = trouble
    report = world.look(TWICE)
    assert report.verdict.kind is VerdictKind.CHANGED
    world.later(hours=27)
    report = world.look(TWICE)
    if everything:
        assert report.verdict.kind is VerdictKind.CHANGED
    else:
        assert report.verdict.said.startswith("Fresh: 12 papers for 2026-11-19")
        assert "A day before it is still not well." in report.verdict.said
    with world.store.reading() as catalog:
        assert len(catalog.incidents(open_only=True)) == 1  # whoever hears "well again" may rely on it


def test_a_feed_that_died_stays_stalled_for_as_long_as_it_is_dead(world) -> None:
    for day in range(12):
        show(world, *(f"Pigeons {number}" for number in range(day, day + 20)))
        world.look(FEED)
        world.later(days=1)
    kinds = []
    for _ in range(30):
        kinds.append(world.look(FEED).verdict.kind)
        world.later(days=5)
        tidy_watching(world.store, world.now)
    stalled = kinds.index(VerdictKind.STALLED)
    assert kinds[stalled:] == [VerdictKind.STALLED] * (30 - stalled)
    show(world, "Rooks", *(f"Pigeons {number}" for number in range(20)))
    assert world.look(FEED).verdict.kind is not VerdictKind.STALLED
    with world.store.reading() as catalog:
        assert len(catalog.incidents()) == 1


def test_a_failure_does_not_make_a_dead_feed_forgotten(world) -> None:
    for day in range(6):
        show(world, *(f"Pigeons {number}" for number in range(day, day + 20)))
        world.look(FEED)
        world.later(days=1)
    for _ in range(25):
        world.look(FEED)
        world.later(days=5)
        tidy_watching(world.store, world.now)
    whole = world.site.trouble
    world.site.trouble = lambda request: Blocked(request.address, "it says no.")
    assert world.look(FEED).verdict.kind is VerdictKind.BLOCKED
    world.later(days=1)
    world.site.trouble = whole
    assert world.look(FEED).verdict.kind is VerdictKind.STALLED


def test_a_daily_list_that_died_stays_stalled_for_as_long_as_it_is_dead(world) -> None:
    full_days(world, date(2026, 11, 2), date(2026, 11, 13))
    world.now = at(date(2026, 11, 2), 15)
    look_until(world, at(date(2026, 11, 19), 12), hours=12)
    kinds = set()
    while world.now < at(date(2027, 2, 20), 0):
        kinds.add(world.look(TWICE).verdict.kind)
        world.later(hours=52)
    assert kinds == {VerdictKind.STALLED}


def test_a_source_that_refuses_every_other_look_is_one_trouble(world) -> None:
    for look in range(40):
        show(world, *(f"Pigeons {number}" for number in range(20)))
        if look % 2:
            world.site.trouble = lambda request: Blocked(request.address, "it says no.")
        world.look(FEED)
        world.later(minutes=30)
    with world.store.reading() as catalog:
        assert [(each.kind, each.ended_at) for each in catalog.incidents()] == [("blocked", None)]


def test_trouble_that_gets_graver_is_told_anew_and_what_it_was_before_is_not_called_well(world) -> None:
    for day in range(4):
        show(world, *(f"Pigeons {number}" for number in range(day, day + 20)))
        world.look(FEED)
        world.later(days=1)
    for _ in range(5):
        world.look(FEED)
        world.later(days=1)
    world.site.trouble = lambda request: world.site.whole(request, b"<html>new</html>", "text/html")
    for _ in range(3):
        world.look(FEED)
        world.later(days=1)
    with world.store.reading() as catalog:
        changed, stalled = catalog.incidents()
        assert (changed.kind, changed.ended_at, changed.told_at) == ("changed layout", None, None)
        assert (stalled.kind, stalled.ended_at is None, stalled.end_told_at is None) == ("stalled", False, False)
        assert [each.kind for each in catalog.incidents(untold=True)] == ["changed layout"]


def test_trouble_of_a_source_that_is_watched_no_more_is_over_and_told_anew_should_it_be_watched_again(world) -> None:
    show(world)
    world.site.trouble = lambda request: Blocked(request.address, "it says no.")
    world.look(FEED)
    world.look(TWICE)
    with world.store.writing() as catalog:
        catalog.open_incident(Incident(subject="mail", kind="failed", said="No server.", began_at=world.now))
    assert end_incidents_of_others(world.store, [FEED, replace(TWICE, enabled=False)], world.now) == 1
    assert end_incidents_of_others(world.store, [FEED], world.now) == 0
    with world.store.reading() as catalog:
        assert {each.subject for each in catalog.incidents(open_only=True)} == {"source meadow", "mail"}
        assert "source huggingface" not in {each.subject for each in catalog.incidents(untold=True)}
    world.later(days=3)
    world.look(TWICE)
    with world.store.reading() as catalog:
        assert catalog.incidents(untold=True)[-1].subject == "source huggingface"
