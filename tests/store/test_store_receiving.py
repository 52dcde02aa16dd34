"""What every store promises of what happens in chats: each thing kept once, and each chat's in order."""

import multiprocessing
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pytest

from store.chats import Flood, Update
from store.errors import NotStorable
from store.sql import SqlStore, open_store
from tests.store.builders import NOON
from tests.store.readership import DAY, HOUR, MINUTE, an_update

PATIENCE = 60.0
"""Seconds after which a test gives up on the others."""


def kept(store: SqlStore, *updates: Update) -> list[bool]:
    with store.receiving() as inbox:
        return [inbox.keep_update(each) for each in updates]


def waiting(store: SqlStore, at: Any = NOON, limit: int = 99, without: Sequence[int] = ()) -> list[int]:
    with store.receiving() as inbox:
        return [each.number for each in inbox.waiting_updates(1, at, limit, without=without)]


def test_an_update_is_kept_once_dealt_with_or_not(store: SqlStore) -> None:
    assert kept(store, an_update(), an_update(), an_update(bot=2), an_update(2)) == [True, False, True, True]
    with store.receiving() as inbox:
        inbox.settle_update(1, 1, NOON)
    assert kept(store, an_update(), an_update(2, -99, body="another")) == [False, False]
    assert waiting(store) == [2]


def test_an_update_is_given_as_it_was_kept(store: SqlStore) -> None:
    update = an_update(2**40, -1001234567890123, 7310554412, body='{"text": "ä 𝔘 \\u0000"}')
    nowhere = an_update(5, None, 7310554412)
    assert kept(store, update, nowhere) == [True, True]
    with store.receiving() as inbox:
        assert inbox.waiting_updates(7310554412, NOON, 9) == (nowhere, update)
        assert inbox.waiting_updates(1, NOON, 9) == ()


def test_what_no_database_can_hold_is_refused_and_nothing_is_written(store: SqlStore) -> None:
    with pytest.raises(NotStorable):
        kept(store, an_update(), an_update(2, body="\x00"))
    assert waiting(store) == []


def test_of_each_chat_the_first_waits_and_the_lowest_numbers_come_first(store: SqlStore) -> None:
    chats = {9: -42, 8: 7, 7: None, 6: None, 5: -42, 4: -43, 3: 7}
    kept(store, *(an_update(number, chat) for number, chat in chats.items()), an_update(1, 7, bot=2))
    assert waiting(store) == [3, 4, 5, 6]
    assert waiting(store, limit=2) == [3, 4]
    assert waiting(store, without=[7, -43]) == [5, 6]
    assert waiting(store, without=[0]) == [3, 4, 5]
    with store.receiving() as inbox:
        for number in (3, 6):
            inbox.settle_update(1, number, NOON)
    assert waiting(store) == [4, 5, 7, 8]


def test_what_is_put_off_keeps_its_chat_waiting_and_no_other(store: SqlStore) -> None:
    kept(store, an_update(1), an_update(2), an_update(3, 7))
    with store.receiving() as inbox:
        inbox.put_update_off(1, 1, NOON + HOUR)
    assert waiting(store, NOON + HOUR - MINUTE) == [3]
    assert waiting(store, NOON + HOUR) == [1, 3]


def test_an_update_is_taken_up_and_counted_until_it_is_settled(store: SqlStore) -> None:
    kept(store, an_update())
    with store.receiving() as inbox:
        assert [inbox.begin_update(1, 1), inbox.begin_update(1, 1)] == [1, 2]
        inbox.put_update_off(1, 1, NOON, counts=True)
        assert inbox.waiting_updates(1, NOON, 1) == (an_update(attempts=2, not_before=NOON),)
        inbox.settle_update(1, 1, NOON)
        assert [inbox.begin_update(1, 1), inbox.begin_update(1, 2), inbox.begin_update(2, 1)] == [0, 0, 0]
        inbox.put_update_off(1, 1, NOON)
        inbox.settle_update(1, 2, NOON)
    assert waiting(store) == []


def test_what_is_put_off_for_no_fault_of_its_own_loses_no_attempt(store: SqlStore) -> None:
    kept(store, an_update())
    with store.receiving() as inbox:
        for _ in range(5):
            assert inbox.begin_update(1, 1) == 1
            inbox.put_update_off(1, 1, NOON)
        inbox.put_update_off(1, 1, NOON)
        assert inbox.waiting_updates(1, NOON, 1) == (an_update(attempts=0, not_before=NOON),)


def test_nothing_is_left_of_what_was_dealt_with_but_that_it_was(store: SqlStore) -> None:
    kept(store, an_update(body='{"text": "zebrafinch"}'))
    with store.receiving() as inbox:
        inbox.settle_update(1, 1, NOON)
        inbox.settle_update(1, 1, NOON + 9 * DAY)
    with store.writing() as catalog:
        assert catalog.tidy_chats(NOON + 3 * DAY, updates=2 * DAY, sheets=DAY, codes=DAY)["updates"] == 1
    assert kept(store, an_update()) == [True]


def test_what_waits_is_counted_and_the_later_of_one_chat_can_be_dropped(store: SqlStore) -> None:
    kept(store, *(an_update(number, -42 if number % 2 else 7) for number in range(1, 11)), an_update(99, bot=2))
    with store.receiving() as inbox:
        assert (inbox.count_waiting(1), inbox.count_waiting(1, -42), inbox.count_waiting(3)) == (10, 5, 0)
        assert inbox.drop_updates(1, -42, 3, NOON) == 3
        assert inbox.drop_updates(1, -42, 3, NOON) == 0
        assert (inbox.count_waiting(1), inbox.count_waiting(1, -42), inbox.count_waiting(2)) == (7, 2, 1)
        assert not inbox.keep_update(an_update(9))
    assert waiting(store) == [1, 2]


def test_a_flood_lasts_as_long_as_was_said_and_is_never_cut_short(store: SqlStore) -> None:
    with store.receiving() as inbox:
        for chat, until in ((None, HOUR), (-42, 2 * HOUR), (-42, HOUR), (7, MINUTE), (7, DAY)):
            inbox.keep_flood(Flood(bot=1, chat=chat, until=NOON + until))
        inbox.keep_flood(Flood(bot=2, chat=None, until=NOON + 10_072 * MINUTE))
        assert inbox.floods(1, NOON) == (
            Flood(bot=1, chat=-42, until=NOON + 2 * HOUR),
            Flood(bot=1, chat=None, until=NOON + HOUR),
            Flood(bot=1, chat=7, until=NOON + DAY),
        )
        assert [each.chat for each in inbox.floods(1, NOON + HOUR)] == [-42, 7]
        assert inbox.floods(1, NOON + DAY) == ()


def test_a_block_that_fails_keeps_nothing(store: SqlStore) -> None:
    with pytest.raises(KeyboardInterrupt), store.receiving() as inbox:
        interrupted(inbox.keep_update(an_update()))
    assert waiting(store) == []


def interrupted(_: Any) -> None:
    raise KeyboardInterrupt


def test_what_happens_in_chats_waits_for_no_writer_of_the_catalog_on_postgresql(postgres_url: str) -> None:
    with closing(open_store(postgres_url, busy_seconds=0.2)) as store, store.writing():
        assert kept(store, an_update()) == [True]
        assert waiting(store) == [1]


PROCESSES, UPDATES = 4, 50


def keep_all(url: str, start: Any, told: Any) -> None:
    """One of several receivers that are told the same."""
    with closing(open_store(url, busy_seconds=PATIENCE)) as store:
        start.wait(PATIENCE)
        news = Counter(number for number in range(1, UPDATES + 1) if kept(store, an_update(number)) == [True])
        told.put(sorted(news))


def test_what_several_processes_are_told_at_once_is_news_to_one_of_them(lasting_url: str) -> None:
    open_store(lasting_url).close()
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(PROCESSES), context.Queue()
    processes = [context.Process(target=keep_all, args=(lasting_url, start, told)) for _ in range(PROCESSES)]
    for each in processes:
        each.start()
    news = sorted(number for _ in processes for number in told.get(timeout=PATIENCE))
    for each in processes:
        each.join(PATIENCE)
    assert [each.exitcode for each in processes] == [0] * PROCESSES
    assert news == list(range(1, UPDATES + 1))
    with closing(open_store(lasting_url)) as store, store.receiving() as inbox:
        assert inbox.count_waiting(1) == UPDATES
