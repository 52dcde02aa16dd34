"""How the sources are, as a reader hears it: trouble first, times in their own zone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.watch.types import Watched
from scrapers.kinds.types import WatchedSource
from store.watch import Look, LookResult, SourceVerdict, VerdictKind
from tests.telegram.clock import Clock
from tests.telegram.conversation import Seat, World

HOUR = timedelta(hours=1)


def feed(name: str, title: str = "") -> Watched:
    address = f"https://{name}.example/feed.xml"
    return Watched(source=WatchedSource(name=name, kind="feed", title=title, address=address))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    sources = (feed("blog", "A <b> blog"), feed("lab"), feed("new"))
    with World(tmp_path / "paperround.db", Clock(), sources=sources) as made:
        yield made


def looked(world: World, name: str, kind: VerdictKind, at: datetime, **numbers: str) -> None:
    verdict = SourceVerdict(
        source=name, kind=kind, said="", since=at - 5 * HOUR, judged_at=at, numbers=tuple(numbers.items())
    )
    look = Look(source=name, run="r", day=None, begun_at=at, ended_at=at, result=LookResult.UNCHANGED)
    with world.store.writing() as catalog:
        catalog.add_look(look)
        catalog.keep_verdict(verdict)


def berliner(world: World) -> Seat:
    seat = world.person("Ada")
    seat.says("/start")
    seat.says("crows")
    seat.taps("Europe")
    seat.taps("Berlin")
    return seat


def test_those_in_trouble_come_first_with_when_they_were_and_will_be_read(world) -> None:
    now = world.clock()
    looked(world, "blog", VerdictKind.FRESH, now - HOUR)
    looked(world, "lab", VerdictKind.FAILED, now - HOUR, why="answers")
    with world.store.timing() as timing:
        timing.ensure_job("fetch blog", now + HOUR)
    heard = berliner(world).says("/sources").text.splitlines()
    assert heard[0] == "Where papers come from"
    assert heard[1].startswith("❌ lab: 0 new papers this week; failed since ")
    assert heard[1].endswith("it gives no usable answer")
    assert heard[3] == "✅ A <b> blog: 0 new papers this week"
    last, following = (f"{moment + HOUR:%H:%M}" for moment in (now - HOUR, now + HOUR))
    assert heard[4].startswith("read ")
    assert f"{last}, next " in heard[4]
    assert heard[4].endswith(following)
    assert heard[5] == "⏳ new: not read yet"
    assert heard[6] == "never read"


def test_nothing_watched_is_said(empty_world) -> None:
    assert "Nothing is watched." in empty_world.person("Ada").says("/sources").text


def test_however_many_there_are_the_message_fits(tmp_path) -> None:
    sources = [feed(f"source{number}", f"{number} {'long name ' * 30}") for number in range(120)]
    with World(tmp_path / "paperround.db", Clock(), sources=sources) as world:
        heard = world.person("Ada").says("/sources").text
    assert "more sources" in heard
    assert len(heard) > 3000
