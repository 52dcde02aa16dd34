"""RELIABILITY T1 for what people say: a process killed while it hears and answers loses nothing, and repeats at most
the answer under way in each chat.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store.sql import check, open_store
from tests.faults.delivery_world import FEW, Deliverers, deliverers
from tests.faults.telegram_kills import CHILD, PHASES, Whole, World, chats_of, run, told_by
from tests.faults.telegram_world import ASKED, TAKEN, ActingStandIn
from tests.telegram.cloud import BOT

HEARD_WINDOW = frozenset(
    (
        *PHASES,
        "after telegram.send",
        "before receiving.begin_update",
        "before receiving.settle_update",
        "after receiving.settle_update",
        "before the end of receiving",
    )
)
"""Between Telegram's having an answer and its being settled that it has. A transaction may be any chat's."""
SAID = ("/nonsense1", "/threshold 40", "/nonsense2", "/pause", "/nonsense3", "/resume")
HEARD_SHORT = (
    ("after receiving.keep_update", 2),
    ("after the end of receiving", 2),
    ("after receiving.begin_update", 2),
    ("before telegram.send", 2),
    (ASKED, 3),
    (TAKEN, 3),
    ("after receiving.settle_update", 3),
)


@pytest.fixture(scope="module")
def child() -> Iterator[Deliverers]:
    with deliverers(CHILD) as made:
        yield made


def say_all(telegram: ActingStandIn, people: int) -> None:
    """So many people say everything, one after the other."""
    for number in chats_of(telegram)[:people]:
        for text in SAID:
            telegram.says(telegram.cloud.users[number], text)


def waiting(url: str) -> int:
    with closing(open_store(url)) as store, store.receiving() as inbox:
        return inbox.count_waiting(BOT)


def answered(child: Deliverers, world: World, people: int) -> Whole:
    """What is answered if nobody is killed."""
    world.begin()
    with world.telegram() as telegram:
        say_all(telegram, people)
        ended = run(child, telegram, world.hearing(telegram))
        told = told_by(telegram)
        assert told.total() == people * len(SAID)
        return Whole(told, Counter(ended.points))


def assert_nothing_said_is_lost(
    child: Deliverers, world: World, whole: Whole, people: int, point: str, occurrence: int
) -> None:
    """Each chat's updates are dealt with in order, so at most the last answer in each chat is repeated."""
    where = f"killed at '{point}', {occurrence}"
    world.begin()
    with world.telegram() as telegram:
        say_all(telegram, people)
        assert run(child, telegram, world.hearing(telegram), point, occurrence).killed, where
        run(child, telegram, world.hearing(telegram))
        told = told_by(telegram)
        assert waiting(world.url) == 0, where
        assert telegram.cloud.queue.waiting == [], where
        assert set(told) == set(whole.told), where
        repeated = Counter(chat for chat, _ in (told - whole.told).elements())
        assert set(repeated.values()) <= {1}, where
        assert repeated.total() <= people, where
        if people == 1:
            assert not repeated or point in HEARD_WINDOW, where


def test_a_process_killed_while_it_answers_loses_nothing_that_was_said_and_repeats_at_most_one_answer(
    child: Deliverers, file_url: str, tmp_path: Path
) -> None:
    world = World(file_url, tmp_path, FEW)
    whole = answered(child, world, 1)
    for point, occurrence in HEARD_SHORT:
        assert_nothing_said_is_lost(child, world, whole, 1, point, occurrence)
    assert check(world.url).findings == ()


@pytest.mark.slow
@pytest.mark.parametrize("people", [1, 3])
def test_a_process_killed_anywhere_while_it_answers_repeats_at_most_one_answer_in_each_chat(
    child: Deliverers, lasting_url: str, tmp_path: Path, people: int
) -> None:
    world = World(lasting_url, tmp_path, FEW)
    whole = answered(child, world, people)
    # How often a database is looked at for news depends on how fast the machine is.
    sure = Counter({point: times for point, times in whole.points.items() if "waiting_updates" not in point})
    for point, most in sorted((sure + Counter(dict.fromkeys(PHASES, whole.told.total()))).items()):
        for occurrence in sorted({1, most // 3 or 1, most // 2 or 1}):
            assert_nothing_said_is_lost(child, world, whole, people, point, occurrence)
    assert check(world.url).findings == ()
