"""The bot at work: one process at a time, no loop of failures, the operator told once of its beginning and its end."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from bot.channels.telegram.types import Identity
from bot.channels.types import DeliveryError, Later, Unusable
from bot.chat.serving import LONGEST_WAIT, PATIENCE, SUBJECT, Means, Serving, Waits
from store.api import Store
from store.sql import open_store

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
LAMP = Identity(7, "lamp_bot", "Lamp")


class World:
    """A bot whose Telegram answers as it is told, in a time that passes while somebody waits."""

    def __init__(self, store: Store) -> None:
        self.now = NOON
        self.store = store
        self.stop = Event()
        self.may = True
        self.waited: list[float] = []
        self.happened: list[str] = []
        self.introductions: list[DeliveryError | None] = []
        self.answers: list[DeliveryError | int] = []
        self.work = 0

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    async def introduce(self) -> Identity:
        self.happened.append("introduced")
        error = self.introductions.pop(0) if self.introductions else None
        if error is not None:
            raise error
        return LAMP

    async def once(self) -> int:
        self.happened.append("asked")
        if not self.answers:
            self.stop.set()
            await asyncio.sleep(60)
        answer = self.answers.pop(0)
        if isinstance(answer, DeliveryError):
            raise answer
        self.work += answer
        return answer

    async def work_off(self) -> int:
        done, self.work = self.work, 0
        if done:
            self.happened.append(f"answered {done}")
        return done

    def serve(self, *, hears: bool = True, may: Callable[[], bool] | None = None) -> None:
        async def run() -> None:
            serving = Serving(
                Means(
                    store=self.store,
                    may=may or (lambda: self.may),
                    introduce=self.introduce,
                    listener=self if hears else None,
                    worker=lambda _: self,
                    clock=lambda: self.now,
                    pause=self.pause,
                )
            )
            await serving.run(self.stop)

        asyncio.run(run())

    def incidents(self) -> list[tuple[str, bool]]:
        with self.store.reading() as catalog:
            return [(each.said, each.ended_at is None) for each in catalog.incidents() if each.subject == SUBJECT]


@pytest.fixture
def world() -> Iterable[World]:
    store = open_store("sqlite://")
    yield World(store)
    store.close()


def test_what_is_heard_is_answered(world: World) -> None:
    world.answers = [2, 0, 1]
    world.serve()
    assert sum(int(each.split()[1]) for each in world.happened if each.startswith("answered")) == 3


def test_who_may_not_neither_asks_nor_answers(world: World) -> None:
    turns = iter([False] * 5)

    def may() -> bool:
        allowed = next(turns, None)
        if allowed is None:
            world.stop.set()
        return False

    world.work = 3
    world.serve(may=may)
    assert world.happened == []


def test_a_token_that_is_refused_is_the_operators_to_know_and_asked_about_once_a_minute(world: World) -> None:
    world.introductions = [Unusable("The token is wrong."), Unusable("The token is wrong."), None]
    world.serve()
    assert world.incidents() == [("The token is wrong.", False)]
    assert world.waited[:2] == [LONGEST_WAIT, LONGEST_WAIT]
    assert world.happened[:3] == ["introduced"] * 3


def test_a_failure_for_a_moment_is_nobodys_to_know(world: World) -> None:
    world.answers = [Later("No connection."), 1]
    world.serve()
    assert world.incidents() == []


def test_a_failure_that_goes_on_is_told_once_and_its_end_too(world: World) -> None:
    world.answers = [*(Later("No connection.") for _ in range(20)), 1]
    world.serve()
    assert world.now - NOON > PATIENCE
    assert world.incidents() == [("No connection.", False)]


def test_waits_grow_and_obey_what_telegram_asks_for() -> None:
    waits = Waits()
    assert [waits.after(Later("")) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert Waits().after(Later("", retry_after=100)) == 100
    assert Waits().after(Unusable("", retry_after=3)) == 3


def test_where_telegram_comes_by_itself_it_is_not_asked(world: World) -> None:
    world.work = 1
    looks = iter(range(20))

    def may() -> bool:
        if next(looks, None) is None:
            world.stop.set()
        return True

    world.serve(hears=False, may=may)
    assert "asked" not in world.happened
    assert "answered 1" in world.happened
