"""The stand-in by a clock that stands still, and somebody who asks it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.telegram import seeded
from tests.telegram.clock import Clock
from tests.telegram.conversation import World
from tests.telegram.stand_in import StandIn, User
from tests.telegram.stand_in_calls import Asker


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram(clock: Clock) -> Iterator[StandIn]:
    with StandIn(clock) as serving:
        yield serving


@pytest.fixture
def ask(telegram: StandIn) -> Iterator[Asker]:
    with Asker(telegram) as asker:
        yield asker


@pytest.fixture
def ada(telegram: StandIn) -> User:
    return telegram.person("Ada", started=True)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the papers of the last days."""
    path = tmp_path_factory.mktemp("filled") / "paperround.db"
    seeded.fill(path, Clock().now)
    return path


@pytest.fixture
def world(filled: Path, tmp_path: Path) -> Iterator[World]:
    """A bot that has papers."""
    path = Path(shutil.copy(filled, tmp_path / "paperround.db"))
    with World(path) as made:
        yield made


@pytest.fixture
def small_world(tmp_path: Path) -> Iterator[World]:
    """A bot that has the papers of today only, for those who go through everything."""
    path = tmp_path / "paperround.db"
    seeded.fill(path, Clock().now, 1)
    with World(path) as made:
        yield made


@pytest.fixture
def empty_world(tmp_path: Path) -> Iterator[World]:
    """A bot that has no papers yet."""
    with World(tmp_path / "paperround.db") as made:
        yield made
