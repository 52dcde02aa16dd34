"""A small catalog, a reader of it who has been told, and their chat."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.app.compose import compose_due
from store.outbox import Delivery
from store.readers import Reader, Way
from store.sql import SqlStore
from tests.bot.app.delivery_world import SUNDAY, World
from tests.bot.chat_papers.talking import Talker, desk_of, enrol
from tests.store.emptied import emptied

ADA, BEN = 100, 200
TITLES = (
    "Pigeons Sort Letters by Colour",
    "Colour Vision of Pigeons",
    "Pigeons at Sea",
    "A Pigeon's Sense of Direction at Sea",
    "Old Pigeons and New Tricks",
    "Racing Pigeons Compared",
    "Lattices without Birds",
)


@pytest.fixture
def store() -> Iterator[SqlStore]:
    with emptied() as opened:
        yield opened


@pytest.fixture
def world(store: SqlStore) -> World:
    return World(store)


@pytest.fixture
def ada(world: World) -> Reader:
    """A reader with a profile, before anything has come."""
    reader = enrol(world.store, "Ada", ADA, world.now - timedelta(days=1))
    world.profile(reader, "pigeon", name="birds")
    return reader


@pytest.fixture
def talker(world: World, ada: Reader) -> Talker:
    """Ada, to whom six papers were promised."""
    del ada
    world.read(*TITLES)
    return Talker(desk_of(world.store), world.now)


def told(world: World) -> Delivery:
    """What waits becomes a delivery, at eight."""
    world.now = SUNDAY.replace(hour=8)
    (made,) = compose_due(world.store, world.explainer, [Way.CHAT], world.now, "digest now").deliveries
    return made


def said_by(world: World, name: str) -> list[tuple[str, str]]:
    with world.store.reading() as catalog:
        reader = catalog.reader_called(name)
        return [(each.kind.value, each.title or each.subject) for each in catalog.feedback(reader=reader.number)]
