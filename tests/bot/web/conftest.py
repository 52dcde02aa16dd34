"""A site with one reader, and a visitor."""

from collections.abc import Iterator

import pytest

from tests.bot.web.site_world import Visitor, World, new_world


@pytest.fixture
def world() -> Iterator[World]:
    """Ada's world."""
    made = new_world()
    yield made.fill()
    made.store.close()


@pytest.fixture
def visitor(world: World) -> Iterator[Visitor]:
    """Somebody who looks at Ada's pages."""
    with Visitor(world.app()) as somebody:
        yield somebody
