"""RELIABILITY S4: a disk that is full is told within seconds, and so is that there is room again."""

from contextlib import closing
from pathlib import Path

from bot.disk import free_bytes
from bot.web.health_pages import KEPT
from store.sql import open_store
from tests.bot.web.site_world import Visitor, World
from tests.faults.test_delivery_storage import fill_up, small_disk  # noqa: F401 - a fixture


def test_a_full_disk_is_told_and_room_again_as_well(small_disk: Path) -> None:  # noqa: F811 - the fixture
    with closing(open_store(f"sqlite:///{small_disk / 'catalog.db'}")) as store:
        world = World(store)
        with Visitor(world.app()) as somebody:
            answers = [somebody.get("/readyz")]
            fill_up(small_disk)
            world.now += KEPT
            answers.append(somebody.get("/readyz"))
            (small_disk / "ballast").unlink()
            world.now += KEPT
            answers.append(somebody.get("/readyz"))
    assert [answer.status for answer in answers] == [200, 503, 200]
    assert answers[1].text == "FAIL  database: cannot be written to\n"


def test_free_space_is_known_of_a_file_alone(tmp_path: Path) -> None:
    assert free_bytes("sqlite://") is None
    assert free_bytes("postgresql://127.0.0.1/test") is None
    assert free_bytes(f"sqlite:///{tmp_path / 'gone' / 'catalog.db'}") is None
    assert (free_bytes(f"sqlite:///{tmp_path / 'catalog.db'}") or 0) > 0
