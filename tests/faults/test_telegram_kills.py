"""RELIABILITY T1 by Telegram: a delivery killed at any point loses nothing, and repeats at most the message in flight.
(What people say: :mod:`tests.faults.test_telegram_heard`.)
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.sql import check
from tests.faults.delivery_world import FEW, PROFILES, Deliverers, deliverers, unsettled
from tests.faults.telegram_kills import CHILD, PHASES, Whole, World, chats_of, run, told_by
from tests.faults.telegram_world import ASKED, TAKEN

WINDOW = frozenset((*PHASES, "after channel.send", "before journal.add"))
"""Between Telegram's having a message (whoever asked it may be gone) and its being written down that it has: only there
may one be repeated.
"""
SHORT = (
    ("after the end of writing", 1),
    ("after sending.claim", 1),
    ("after sending.begin", 2),
    (ASKED, 2),
    (TAKEN, 2),
    ("before journal.add", 3),
    ("after journal.add", 1),
)
"""Where the normal run kills, and at which occurrence."""


@pytest.fixture(scope="module")
def child() -> Iterator[Deliverers]:
    with deliverers(CHILD) as made:
        yield made


def undisturbed(child: Deliverers, world: World) -> Whole:
    """A run without a kill."""
    journal = world.begin()
    with world.telegram() as telegram:
        ended = run(child, telegram, world.order(telegram, journal))
        told = told_by(telegram)
        assert {chat for chat, _ in told} == set(chats_of(telegram))
        assert set(told.values()) == {1}
        assert unsettled(world.url) == []
        return Whole(told, Counter(ended.points))


def assert_a_kill_is_mended(child: Deliverers, world: World, whole: Whole, point: str, occurrence: int) -> None:
    where = f"killed at '{point}', {occurrence}"
    journal = world.begin()
    with world.telegram() as telegram:
        assert run(child, telegram, world.order(telegram, journal), point, occurrence).killed, where
        run(child, telegram, world.order(telegram, journal, later=1, count=3))
        assert unsettled(world.url) == [], where
        told = told_by(telegram)
        assert set(told) == set(whole.told), where
        assert told.total() - whole.told.total() == (1 if point in WINDOW else 0), where


def test_a_delivery_by_telegram_killed_on_its_way_loses_nothing_and_repeats_at_most_one_message(
    child: Deliverers, file_url: str, tmp_path: Path
) -> None:
    world = World(file_url, tmp_path, FEW)
    whole = undisturbed(child, world)
    for point, occurrence in SHORT:
        assert_a_kill_is_mended(child, world, whole, point, occurrence)
    assert check(world.url).findings == ()


def occurrences(points: Counter[str], messages: int) -> Iterator[tuple[str, int]]:
    """Where to kill: at every point, up to four times."""
    times = points + Counter(dict.fromkeys(PHASES, messages))
    assert len(times) >= 25
    for point, most in sorted(times.items()):
        for occurrence in sorted({1, most // 3 or 1, 2 * most // 3 or 1, most}):
            yield point, occurrence


@pytest.mark.slow
def test_a_delivery_by_telegram_killed_anywhere_loses_nothing_and_repeats_at_most_one_message(
    child: Deliverers, lasting_url: str, tmp_path: Path
) -> None:
    world = World(lasting_url, tmp_path, PROFILES)
    whole = undisturbed(child, world)
    for point, occurrence in occurrences(whole.points, whole.told.total()):
        assert_a_kill_is_mended(child, world, whole, point, occurrence)
    assert check(world.url).findings == ()
