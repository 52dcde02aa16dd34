"""RELIABILITY T1: a delivery killed at any point loses nothing, and repeats at most the message in flight.

A real process records pages, promises their papers to readers, gathers and sends mails to a real mail server; the
operating system kills it at a point of the way, or the server does in the middle of the dialogue. Later ones carry on.
"""

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from store.sql import check
from tests.faults.delivery_child import Command
from tests.faults.delivery_world import (
    FEW,
    FIRST_ROUND,
    PROFILES,
    RECORDED,
    SEEDS,
    Deliverers,
    Ended,
    KillingSink,
    clear,
    deliverers,
    fill,
    journal_of,
    rounds,
    unsettled,
)

IN_THE_WINDOW = frozenset(("dot", "after channel.send", "before journal.add"))
"""Between the server's having a message and its being written down that it has: only there may one be repeated."""

PHASES = ("connect", "EHLO", "MAIL", "RCPT", "DATA", "dot")
SHORT = (
    ("after the end of writing", 1),
    ("after sending.claim", 1),
    ("dot", 3),
    ("before journal.add", 2),
    ("after journal.add", 3),
)
"""Where the normal run kills, and at which occurrence."""


class Whole(NamedTuple):
    """What happens if nobody is killed. :ivar told: by recipient and Message-ID, the text."""

    told: dict[tuple[str, str], str]
    points: Counter[str]


class World:
    """A database that can be begun anew, and a mail server."""

    def __init__(self, url: str, folder: Path, profiles: Sequence[str]) -> None:
        """:param url: of an empty database. :param profiles: one for each reader."""
        self.url = url
        self.profiles = profiles
        self._folder = folder
        self._runs = 0
        self._filled = folder / "filled.db"
        if url.startswith("sqlite"):
            fill(f"sqlite:///{self._filled}", profiles)

    def begin(self) -> Path:
        """Readers, and nothing else; the folder for a new journal."""
        self._runs += 1
        if self.url.startswith("sqlite"):
            self.url = f"sqlite:///{self._folder / f'{self._runs}.db'}"
            shutil.copy(self._filled, self._folder / f"{self._runs}.db")
        else:
            if self._runs > 1:
                clear(self.url)
            fill(self.url, self.profiles)
        return Path(journal_of(self._folder, str(self._runs)))

    def command(
        self,
        sink: KillingSink,
        journal: Path,
        *,
        later: int = 0,
        count: int = 1,
        fatal: str = "",
        occurrence: int = 1,
        owner: str = "one",
    ) -> Command:
        """Record and deliver.

        :param later: so many hours after the first time. :param count: so many rounds.
        """
        first = FIRST_ROUND + timedelta(hours=later)
        recorded = RECORDED + timedelta(minutes=later)
        return Command(
            self.url,
            sink.url,
            str(journal),
            SEEDS[:1],
            recorded.isoformat(),
            rounds(first, count),
            fatal,
            occurrence,
            owner,
        )


@pytest.fixture(scope="module")
def child() -> Iterator[Deliverers]:
    with deliverers() as made:
        yield made


@pytest.fixture(scope="module")
def second_child() -> Iterator[Deliverers]:
    with deliverers() as made:
        yield made


def run(child: Deliverers, sink: KillingSink, command: Command) -> Ended:
    """One process, from its beginning to its end."""
    sink.talks_to(child.start(command))
    return child.end()


def undisturbed(child: Deliverers, world: World) -> Whole:
    """A run without a kill."""
    journal = world.begin()
    with KillingSink() as sink:
        ended = run(child, sink, world.command(sink, journal))
        assert set(sink.taken().values()) == {1}
        assert len(sink.messages) == len(world.profiles)
        assert unsettled(world.url) == []
        return Whole(sink.told(), Counter(ended.points))


def assert_a_kill_is_mended(child: Deliverers, world: World, whole: Whole, point: str, occurrence: int) -> None:
    where = f"killed at '{point}', {occurrence}"
    journal = world.begin()
    with KillingSink() as sink:
        if point in PHASES:
            sink.kill_in(point, occurrence)
            killed = run(child, sink, world.command(sink, journal))
        else:
            killed = run(child, sink, world.command(sink, journal, fatal=point, occurrence=occurrence))
        assert killed.killed, where
        run(child, sink, world.command(sink, journal, later=1, count=3))
        assert unsettled(world.url) == [], where
        assert sink.told() == whole.told, where
        repeats = sum(sink.taken().values()) - len(whole.told)
        assert repeats == (1 if point in IN_THE_WINDOW else 0), where


def test_a_delivery_killed_on_its_way_loses_nothing_and_repeats_at_most_one_message(
    child: Deliverers, file_url: str, tmp_path: Path
) -> None:
    world = World(file_url, tmp_path, FEW)
    whole = undisturbed(child, world)
    for point, occurrence in SHORT:
        assert_a_kill_is_mended(child, world, whole, point, occurrence)
    assert check(world.url).findings == ()


@pytest.mark.slow
def test_a_delivery_killed_anywhere_loses_nothing_and_repeats_at_most_one_message(
    child: Deliverers, lasting_url: str, tmp_path: Path
) -> None:
    world = World(lasting_url, tmp_path, PROFILES)
    whole = undisturbed(child, world)
    times = whole.points + Counter(dict.fromkeys(PHASES, len(PROFILES))) - Counter(connect=5, EHLO=5)
    assert len(times) >= 25
    for point, most in sorted(times.items()):
        if point.endswith("channel.close"):
            continue  # nobody is left to lose anything; the window is closed
        for occurrence in sorted({1, most // 3 or 1, 2 * most // 3 or 1, most}):
            assert_a_kill_is_mended(child, world, whole, point, occurrence)
            assert check(world.url).findings == ()


TOGETHER = (("before channel.send", 1), ("dot", 1), ("after journal.add", 1), ("after sending.claim", 1))


def two_senders_at_once(child: Deliverers, second: Deliverers, world: World, point: str, occurrence: int) -> None:
    """One of two senders is killed; the other one, and those who come later, tell everyone."""
    whole = undisturbed(child, world)
    journal = world.begin()
    with KillingSink() as sink, KillingSink() as deadly:
        run(child, sink, replace(world.command(sink, journal), rounds=[]))
        if point in PHASES:
            deadly.kill_in(point, occurrence)
            dying = child.start(world.command(deadly, journal))
        else:
            dying = child.start(world.command(deadly, journal, fatal=point, occurrence=occurrence))
        deadly.talks_to(dying)
        second.start(world.command(sink, journal, owner="two"))
        ended = child.end()
        second.end()
        run(child, sink, world.command(sink, journal, later=1, count=3))
        assert unsettled(world.url) == []
        assert {**sink.told(), **deadly.told()} == whole.told
        repeats = (sink.taken() + deadly.taken()).total() - len(whole.told)
        # The other one may have been quicker, so that nothing was left to die over.
        assert repeats <= (1 if ended.killed and point in IN_THE_WINDOW else 0)


@pytest.mark.slow
@pytest.mark.parametrize("again", range(4))
@pytest.mark.parametrize(("point", "occurrence"), TOGETHER)
def test_of_two_senders_one_is_killed_and_nobody_is_told_twice_but_of_the_message_in_flight(
    child: Deliverers,
    second_child: Deliverers,
    lasting_url: str,
    tmp_path: Path,
    point: str,
    occurrence: int,
    again: int,
) -> None:
    two_senders_at_once(child, second_child, World(lasting_url, tmp_path, PROFILES), point, occurrence)
