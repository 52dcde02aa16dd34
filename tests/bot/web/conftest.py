"""A site with one reader, and a visitor."""

from collections.abc import Iterator

import pytest

from tests.bot.web.site_world import Visitor, World
from tests.store.emptied import emptied


@pytest.fixture
def world() -> Iterator[World]:
    """Ada's world."""
    with emptied() as store:
        yield World(store).fill()


@pytest.fixture
def visitor(world: World) -> Iterator[Visitor]:
    """Somebody who looks at Ada's pages."""
    with Visitor(world.app()) as somebody:
        yield somebody
