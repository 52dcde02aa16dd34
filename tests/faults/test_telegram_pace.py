"""RELIABILITY T3: from a cold start no limit of Telegram's is broken, and hardly anything it allows is left unused."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from heapq import heapify, heappop, heappush
from pathlib import Path

import pytest

from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.types import Place
from bot.channels.types import ChatMessage, NotNow
from bot.telegram_wiring import AT_ONCE
from store.sql import open_store
from tests.faults.telegram_sending import Process, all_sent, chatting, tell_all
from tests.faults.telegram_world import ASKED, ActingStandIn, Pause, client_of
from tests.telegram.clock import Clock
from tests.telegram.stand_in import Standing

ALLOWED = 30
"""Messages in a second."""
WORD = ChatMessage(html="<b>Something</b> new", plain="Something new")
LATENCY = 0.03
"""Seconds that Telegram takes for a message."""


def places(telegram: ActingStandIn, people: int, groups: tuple[int, int], channels: tuple[int, int]) -> list[Place]:
    """Where messages go, in any order.

    :param groups: how many, and how many messages to each; ``channels`` likewise.
    """
    somebody = telegram.person("Ada", started=True)
    numbers = [telegram.person(f"person {number}", started=True).number for number in range(people)]
    for kind, (count, each) in (("supergroup", groups), ("channel", channels)):
        for number in range(count):
            room = telegram.group(f"{kind} {number}", administrators=[somebody], kind=kind)
            telegram.add_bot(room, somebody, Standing.ADMINISTRATOR)
            numbers += [room.number] * each
    random.Random(3).shuffle(numbers)
    return [Place(number) for number in numbers]


async def send_all(client: TelegramClient, pause: Pause, clock: Clock, where: Sequence[Place]) -> None:
    """Send a message to each place, as many at once as a process does; what must wait for its turn goes behind."""
    waiting = [(clock(), number, place) for number, place in enumerate(where)]
    heapify(waiting)

    async def work() -> None:
        while waiting:
            at, number, place = heappop(waiting)
            if at > clock():  # then so are all the others
                await pause((at - clock()).total_seconds())
            try:
                await client.send(place, WORD, bulk=True)
            except NotNow as error:
                heappush(waiting, (clock() + timedelta(seconds=error.wait), number, place))

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    await client.close()


def assert_the_pace_is_kept(telegram: ActingStandIn, clock: Clock, folder: Path, where: Sequence[Place]) -> None:
    async def run() -> None:
        client, pause = client_of(telegram, store, clock)
        await send_all(client, pause, clock, where)

    began = clock().timestamp()
    with closing(open_store(f"sqlite:///{folder / 'catalog.db'}")) as store:
        asyncio.run(run())
    sent = [asked for asked in telegram.calls("sendMessage") if asked.code == 200]
    assert len(sent) == len(where) == len(telegram.calls("sendMessage"))
    assert telegram.breaches == []
    assert len(where) / (sent[-1].at - began) >= 0.9 * ALLOWED


def test_hundreds_of_messages_from_a_cold_start_keep_the_pace(clock: Clock, tmp_path: Path) -> None:
    with ActingStandIn(clock) as telegram:
        where = places(telegram, 360, groups=(12, 10), channels=(12, 10))
        assert_the_pace_is_kept(telegram, clock, tmp_path, where)


@pytest.mark.slow
def test_ten_thousand_messages_from_a_cold_start_keep_the_pace(clock: Clock, tmp_path: Path) -> None:
    with ActingStandIn(clock) as telegram:
        where = places(telegram, 4_000, groups=(30, 80), channels=(40, 90))
        assert len(where) == 10_000
        assert_the_pace_is_kept(telegram, clock, tmp_path, where)


@pytest.mark.parametrize("count", [100, pytest.param(10_000, marks=pytest.mark.slow)])
def test_so_many_private_chats_are_told_at_25_a_second(clock: Clock, file_url: str, count: int) -> None:
    """The whole way, from the outbox to the chats, one message under way at a time."""
    with ActingStandIn(clock) as telegram, chatting(file_url, telegram, clock(), count) as (store, people):
        telegram.act_always(ASKED, lambda: clock.forward(LATENCY))
        tell_all(store, "We move tomorrow.", clock())
        began = clock().timestamp()
        Process(store, telegram, clock).live(all_sent(store, count), seconds=3_600)
        sent = [asked.at for asked in telegram.calls("sendMessage")]
        assert len(sent) == count
        assert all(len(telegram.posts(person)) == 1 for person in people)
        assert telegram.breaches == []
        assert sent[-1] - began <= 420 * count / 10_000
