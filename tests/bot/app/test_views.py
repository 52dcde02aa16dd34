"""Deliveries and feeds as they are looked at, and explanations of revisions."""

import pytest

from bot.app.compose import compose_due
from bot.app.views import edition_of, look_at_deliveries, look_at_delivery, preview, profile_feed
from bot.wiring import background
from store.errors import NotFound
from store.outbox import DeliveryState
from store.readers import Way
from tests.bot.app.delivery_world import SUNDAY, Postbox, World
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

EIGHT = SUNDAY.replace(hour=8)


@pytest.fixture
def world(store) -> World:  # noqa: F811 - the fixture
    """A reader whose digest with a cap of one has just been composed of three matches."""
    world = World(store)
    reader = world.reader()
    world.profile(reader, "pigeon", top=1, revisions=True)
    world.read("Pigeons at Sea", "Pigeons on Land", "Pigeons, Pigeons", "Rooks")
    world.now = EIGHT
    compose_due(world.store, world.explainer, list(Way), world.now)
    return world


def test_a_delivery_is_seen_in_full_even_beyond_the_cap(world) -> None:
    whole, short = (edition_of(world.store, 1, background(), everything=all_of_it) for all_of_it in (True, False))
    assert (len(whole.items), whole.hidden) == (3, 0)
    assert (len(short.items), short.hidden) == (1, 2)
    with pytest.raises(NotFound):
        edition_of(world.store, 99, background())


def test_a_feed_has_the_last_matches_of_a_profile_with_their_reasons(world) -> None:
    with world.store.reading() as catalog:
        (profile,) = catalog.profiles_of(1)
    entries = profile_feed(world.store, profile.number, background())
    assert {entry.item.paper.title for entry in entries} == {"Pigeons at Sea", "Pigeons on Land", "Pigeons, Pigeons"}
    assert all(entry.item.matches[0].match.reasons for entry in entries)
    assert len(profile_feed(world.store, profile.number, background(), limit=2)) == 2


def test_deliveries_are_listed_and_shown_with_their_papers(world) -> None:
    world.send(Postbox())
    (view,) = look_at_deliveries(world.store, states=[DeliveryState.SENT])
    assert (view.reader.name, len(view.promises)) == ("ada", 3)
    assert look_at_deliveries(world.store, reader="ada", states=[DeliveryState.DEAD]) == ()
    _, titles = look_at_delivery(world.store, 1)
    assert sorted(titles) == ["Pigeons at Sea", "Pigeons on Land", "Pigeons, Pigeons"]
    with pytest.raises(NotFound):
        look_at_deliveries(world.store, reader="nobody")


def test_a_revision_says_what_changed(world) -> None:
    world.read("Pigeons at Sea, Revisited")
    shown = preview(world.store, 1, background(), world.now)
    (item,) = shown.items
    assert item.revision is not None
    assert [change.field for change in item.revision.changes] == ["title"]


def test_a_reader_without_an_address_has_no_preview_and_is_told_what_to_do(world) -> None:
    with world.store.writing() as catalog:
        catalog.remove_address(1)
    with pytest.raises(NotFound, match="paperround reader address add"):
        preview(world.store, 1, background(), world.now)
