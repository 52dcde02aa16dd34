"""What is known of hosts when the database, which remembers it, cannot be used for a while."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from bot.app.watching.pacing import StorePacing
from store.api import Timing
from store.errors import DatabaseLocked
from store.sql import SqlStore
from tests.bot.app.watching_world import WEDNESDAY
from tests.store.emptied import emptied

HOST = "example.org"


class Lockable:
    """A store that another process keeps busy when it is told so. Only what pacing needs of one."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.locked = False

    @contextmanager
    def timing(self) -> Iterator[Timing]:
        if self.locked:
            raise DatabaseLocked("Another process keeps the database busy.")
        with self._store.timing() as timing:
            yield timing


@pytest.fixture
def store() -> Iterator[Lockable]:
    with emptied() as store:
        yield Lockable(store)


def at(seconds: float) -> datetime:
    return WEDNESDAY + timedelta(seconds=seconds)


def pacing_of(store: Lockable) -> StorePacing:
    return StorePacing(store)  # type: ignore[arg-type]


def test_a_lock_throws_no_answer_away_and_the_place_is_given_back_with_the_next_request(store, caplog) -> None:
    ours, others = pacing_of(store), pacing_of(store)
    assert ours.reserve(HOST, at(0), gap=3, hold=45) is None
    store.locked = True
    ours.release(HOST, at(1), gap=3)
    assert HOST in caplog.text
    with pytest.raises(DatabaseLocked):
        ours.reserve(HOST, at(2), gap=3, hold=45)
    store.locked = False
    assert others.reserve(HOST, at(2), gap=3, hold=45) == at(45)
    assert ours.reserve(HOST, at(2), gap=3, hold=45) == at(4)
    assert others.reserve(HOST, at(4), gap=3, hold=45) is None


def test_a_place_that_was_given_back_too_late_stays_with_whom_it_has_now(store) -> None:
    ours, others = pacing_of(store), pacing_of(store)
    assert ours.reserve(HOST, at(0), gap=3, hold=45) is None
    store.locked = True
    ours.release(HOST, at(1), gap=3)
    store.locked = False
    assert others.reserve(HOST, at(50), gap=3, hold=45) is None
    assert ours.reserve(HOST, at(51), gap=3, hold=45) == at(95)


def test_a_host_that_says_later_while_the_database_is_locked_is_left_alone_all_the_same(store, caplog) -> None:
    caplog.set_level(logging.CRITICAL, "bot.app.watching.pacing")
    ours = pacing_of(store)
    assert ours.reserve(HOST, at(0), gap=3, hold=45) is None
    store.locked = True
    ours.forbid(HOST, at(3600))
    store.locked = False
    ours.release(HOST, at(1), gap=3)
    assert pacing_of(store).reserve(HOST, at(4), gap=3, hold=45) == at(3600)
    store.locked = True
    ours.forbid(HOST, at(7200))
    store.locked = False
    assert ours.reserve(HOST, at(3600), gap=3, hold=45) == at(7200)
