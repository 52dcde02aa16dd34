"""What parts what is due into messages: what is told at once never waits for a digest, nothing keeps others back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.compose import AT_ONCE, compose_due
from bot.app.delivery_round import rehearse
from bot.core.gathering import MOST_AT_ONCE
from store.outbox import DeliveryKind
from store.readers import QuietDay, Timing, Way
from store.sql import SqlStore
from tests.bot.app.delivery_world import SUNDAY, Postbox, World
from tests.bot.app.test_compose import EIGHT, compose, edition, titles, with_next
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

TUESDAY = SUNDAY + timedelta(days=2)
MONDAYS = Timing(weekdays=(0,))


@pytest.fixture
def world(store: SqlStore) -> World:  # noqa: F811 - the fixture
    return World(store)


def put_due(world: World, at=EIGHT) -> None:
    """Everything that waits is due."""
    with world.store.writing() as catalog:
        catalog.reschedule({promise.number: at for promise in catalog.promises()})


def in_nowhere(world: World, reader) -> None:
    with world.store.writing() as catalog:
        catalog.save_reader(replace(catalog.reader(reader.number), timezone="Mars/Base"))


def test_what_one_profile_wants_at_once_does_not_wait_for_the_others_digest(world) -> None:
    reader = world.reader()
    world.profile(reader, "pigeon", timing=Timing(minute=None))
    world.profile(reader, "sea", name="week", timing=MONDAYS)
    world.now = SUNDAY + timedelta(days=1, hours=2)
    world.read("Rooks at Sea")
    put_due(world, world.now)
    assert [digest.slot for digest in compose(world)] == ["digest 2026-11-02T08:00"]
    world.now = TUESDAY
    world.read("Pigeons at Sea", first=2)
    (instant,) = compose(world)
    assert (instant.kind, titles(world, instant)) == (DeliveryKind.INSTANT, ["Pigeons at Sea"])


def test_where_the_digest_was_had_what_is_told_at_once_comes_apart_and_the_rest_with_the_next(world) -> None:
    reader = world.reader()
    world.profile(reader, "pigeon", timing=Timing(minute=None))
    world.profile(reader, "rook", name="daily")
    world.read("Rooks at Sea")
    world.now = EIGHT
    assert len(compose(world)) == 1
    world.read("Rooks on Land", "Pigeons on Land", first=2)
    put_due(world)
    (instant,) = compose(world)
    assert titles(world, instant) == ["Pigeons on Land"]
    with world.store.reading() as catalog:
        assert [promise.due_at for promise in catalog.promises()] == [EIGHT + timedelta(days=1)]
    assert compose(world) == []


def test_a_page_replayed_again_sends_nothing_and_leaves_waiting_what_came_since(world) -> None:
    world.reader("ada", "pigeon")
    world.read("Pigeons at Sea")
    assert len(compose(world, "page 1")) == 1
    world.read("Pigeons on Land", first=2)
    assert compose(world, "page 1") == []
    with world.store.reading() as catalog:
        assert [promise.due_at for promise in catalog.promises()] == [EIGHT]
    assert [titles(world, digest) for digest in compose(world, "page 2")] == [["Pigeons on Land"]]


def test_of_many_who_had_a_pages_message_none_keeps_the_others_from_theirs(world) -> None:
    for number in range(AT_ONCE + 1):
        world.reader(f"reader {number}", "pigeon")
    world.read("Pigeons at Sea")
    assert len(compose(world, "page 1")) == AT_ONCE + 1
    late = world.reader("zoe", "pigeon")
    world.read("Pigeons on Land", first=2)
    assert [digest.reader for digest in compose(world, "page 1")] == [late.number]


def test_a_reader_who_cannot_be_served_is_named_and_everybody_else_is(world) -> None:
    broken, fine = world.reader("ada", "pigeon"), world.reader("bob", "pigeon")
    with_next(world, broken)
    world.read("Pigeons at Sea")
    in_nowhere(world, broken)
    world.read("Pigeons on Land", first=2)
    with_next(world, fine)
    world.now = EIGHT
    composed = compose_due(world.store, world.explainer, list(Way), world.now)
    assert [digest.reader for digest in composed.deliveries] == [fine.number]
    assert list(composed.skipped) == ["ada"]
    assert "Mars/Base" in composed.skipped["ada"]
    with world.store.reading() as catalog:
        assert len(catalog.promises(reader=broken.number)) == 2
        assert catalog.reader(fine.number).next_digest_at == EIGHT + timedelta(days=1)


def test_a_quiet_day_of_one_who_cannot_be_served_keeps_nobody_from_theirs(world) -> None:
    readers = [world.reader(name, "pigeon", quiet_day=QuietDay.LINE) for name in ("ada", "bob")]
    for reader in readers:
        with_next(world, reader)
    in_nowhere(world, readers[0])
    world.now = EIGHT
    composed = compose_due(world.store, world.explainer, list(Way), world.now)
    assert [quiet.reader for quiet in composed.deliveries] == [readers[1].number]
    assert list(composed.skipped) == ["ada"]


def test_who_cannot_be_served_is_told_all_of_it_once_they_can(world) -> None:
    reader = world.reader("ada", "pigeon")
    in_nowhere(world, reader)
    world.read("Pigeons at Sea")
    world.now = EIGHT
    assert compose(world) == []
    with world.store.writing() as catalog:
        catalog.save_reader(replace(catalog.reader(reader.number), timezone="Europe/Berlin"))
    assert [titles(world, digest) for digest in compose(world)] == [["Pigeons at Sea"]]


def test_a_rehearsal_ends_and_names_who_cannot_be_served(world) -> None:
    in_nowhere(world, world.reader("ada", "pigeon"))
    world.read("Pigeons at Sea")
    world.now = EIGHT
    rehearsal = rehearse(world.store, world.explainer, {Way.MAIL: Postbox().outlet()}, world.now)
    assert list(rehearsal.composed.skipped) == ["ada"]


def test_a_message_that_comes_at_once_tells_of_the_best_and_counts_the_others(world) -> None:
    world.profile(world.reader(), "pigeon", "crow", timing=Timing(minute=None))
    many = (f"Rook {number}, and a pigeon beside it" for number in range(MOST_AT_ONCE + 5))
    world.read(*many, "Pigeons and a crow")
    (instant,) = compose(world)
    told = edition(world, instant)
    assert (len(told.items), told.hidden) == (MOST_AT_ONCE, 6)
    assert told.items[0].paper.title == "Pigeons and a crow"
    world.now += timedelta(minutes=10)
    assert compose(world) == []
