"""Hearing: nothing is acknowledged that was not kept, whatever numbers it has."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.telegram.incoming import chat_of
from bot.channels.types import Later
from bot.chat.listening import JUST, Listener
from store.chats import Update
from store.errors import DatabaseError
from store.sql import SqlStore
from tests.bot.chat.chat_world import NOON
from tests.bot.chat.fake_telegram import ME
from tests.store.emptied import emptied


class Cloud:
    """Telegram's side (https://core.telegram.org/bots/api#getupdates): asking from a number on forgets lower ones."""

    def __init__(self, *waiting: int) -> None:
        self.waiting = list(waiting)
        self.fails = False

    async def get_updates(self, offset: int | None, _wait: float, /) -> Sequence[dict[str, Any]]:
        if offset is not None:
            self.waiting = [each for each in self.waiting if each >= offset]
        if self.fails:
            raise Later("No connection.")
        return [{"update_id": each} for each in sorted(self.waiting)]


class Ears:
    """Who listens to it."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.now = NOON
        self.cloud = Cloud()
        self.begin_anew()

    def begin_anew(self) -> None:
        self.listener = Listener(self.cloud, self.store, ME.number, chat_of, lambda: self.now)

    def hear(self) -> int:
        return asyncio.run(self.listener.once(0))

    def kept(self) -> list[int]:
        with self.store.receiving() as inbox:
            found = []
            while waiting := inbox.waiting_updates(ME.number, NOON + timedelta(days=999), 99):
                for each in waiting:
                    found.append(each.number)
                    inbox.settle_update(ME.number, each.number, NOON)
        return found


class Broken:
    """A store that keeps nothing."""

    def __init__(self, store: SqlStore) -> None:
        self.reading = store.reading

    def receiving(self) -> None:
        raise DatabaseError("The disk is full.")


@pytest.fixture
def ears() -> Iterator[Ears]:
    with emptied() as store:
        yield Ears(store)


def test_what_was_kept_is_acknowledged_with_the_next_question(ears):
    ears.cloud.waiting = [7, 8]
    assert [ears.hear(), ears.hear()] == [2, 0]
    assert ears.cloud.waiting == []


def test_what_came_by_another_way_acknowledges_nothing_below_it(ears):
    ears.cloud.waiting = [10, 12]
    with ears.store.receiving() as inbox:
        inbox.keep_update(Update(bot=ME.number, number=11, chat=None, body="{}", received_at=NOON))
    ears.hear()
    ears.hear()
    assert sorted(ears.kept()) == [10, 11, 12]


@pytest.mark.parametrize("silence", [timedelta(0), JUST, timedelta(days=8)], ids=str)
def test_numbers_that_begin_anew_below_the_old_ones_are_heard(ears, silence):
    ears.cloud.waiting = [9000]
    assert [ears.hear(), ears.hear()] == [1, 0]
    ears.now += silence
    ears.cloud.waiting = [5]
    ears.hear()
    assert sorted(ears.kept()) == [5, 9000]


def test_an_answer_of_long_ago_is_not_acknowledged_any_more(ears):
    ears.cloud.waiting = [9000]
    ears.hear()
    ears.now += timedelta(days=8)
    ears.cloud.waiting = [5, 9000]
    ears.hear()
    assert sorted(ears.kept()) == [5, 9000]


def test_after_a_question_without_an_answer_all_is_heard_again(ears):
    ears.cloud.waiting = [9000]
    ears.hear()
    ears.cloud.fails = True
    with suppress(Later):
        ears.hear()
    ears.cloud.fails, ears.cloud.waiting = False, [5]
    ears.hear()
    assert sorted(ears.kept()) == [5, 9000]


def test_what_could_not_be_kept_is_told_again(ears):
    ears.cloud.waiting = [7]
    broken: Any = Broken(ears.store)
    ears.listener = Listener(ears.cloud, broken, ME.number, chat_of, lambda: ears.now)
    for _ in range(2):
        with pytest.raises(DatabaseError):
            ears.hear()
    assert ears.cloud.waiting == [7]


def test_a_new_process_hears_the_last_of_it_again_and_keeps_it_once(ears):
    ears.cloud.waiting = [7, 8]
    ears.hear()
    ears.begin_anew()
    assert ears.hear() == 0
    assert sorted(ears.kept()) == [7, 8]
