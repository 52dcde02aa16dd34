"""A bot over a store in memory."""

from collections.abc import Iterator

import pytest

from tests.bot.chat.chat_world import ChatWorld
from tests.store.emptied import emptied


@pytest.fixture
def world() -> Iterator[ChatWorld]:
    with emptied() as store:
        yield ChatWorld(store)
