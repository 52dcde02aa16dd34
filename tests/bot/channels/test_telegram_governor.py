"""How much Telegram is asked: never more than it allows, and hardly less."""

import heapq
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.telegram.calling import BULK_PATIENCE
from bot.channels.telegram.governor import (
    A_SECOND,
    BULK_PER_SECOND,
    PER_GROUP,
    PER_SECOND,
    REMEMBERED,
    Call,
    Governor,
    Kind,
)
from store.chats import Flood

BOT = 7
NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
WORKERS = 24


def message(chat: int, *, bulk: bool = False) -> Call:
    return Call(Kind.MESSAGE, chat, bulk=bulk)


def made(governor: Governor, call: Call, now: float) -> None:
    """A request that is answered at once."""
    assert governor.begin(call, now, NOW) == 0
    governor.end(call, now)


@dataclass
class Simulated:
    """Telegram, which counts a message some time after it was sent, and answers some time after that.

    :ivar arrived: when each message arrived, by chat, in seconds.
    """

    governor: Governor
    latency: tuple[float, float]
    chance: random.Random = field(default_factory=lambda: random.Random(6))
    arrived: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    def send(self, chats: Iterable[int]) -> float:
        """Send a message to each by so many workers as send at once. :return: the seconds it took."""
        due = [(0.0, place, chat) for place, chat in enumerate(chats)]
        events: list[tuple[float, int, int | None, Call | None]] = [(0.0, -each, None, None) for each in range(WORKERS)]
        order, now = 0, 0.0
        while events:
            now, _, chat, ended = heapq.heappop(events)
            order += 1
            if ended is not None:
                self.governor.end(ended, now)
            if chat is None and due:
                when, _, chat = heapq.heappop(due)
                if when > now:
                    heapq.heappush(events, (when, order, chat, None))
                    continue
            if chat is not None:
                at, held, call = self._tried(chat, now)
                if at - now > BULK_PATIENCE:
                    heapq.heappush(due, (at, order, chat))
                    at, held = now, None
                heapq.heappush(events, (at, order, held, call))
        return now

    def _tried(self, chat: int, now: float) -> tuple[float, int | None, Call | None]:
        """When a worker goes on, with which chat still to be tried, or with what was sent."""
        call = message(chat, bulk=True)
        wait = self.governor.begin(call, now, NOW + timedelta(seconds=now))
        if wait > 0:
            return now + wait, chat, None
        arrival = now + self.chance.uniform(*self.latency)
        self.arrived[chat].append(arrival)
        return arrival + self.chance.uniform(*self.latency), None, call


def most_within(times: Iterable[float], seconds: float) -> int:
    """The most of them in any stretch of time of that length."""
    ordered, first, most = sorted(times), 0, 0
    for place, time in enumerate(ordered):
        while ordered[first] <= time - seconds:
            first += 1
        most = max(most, place - first + 1)
    return most


@pytest.mark.parametrize(("latency", "rate"), [((0.001, 0.004), 0.9), ((0.02, 0.2), 0.7)], ids=["near", "far"])
def test_ten_thousand_messages_from_a_cold_start_break_no_limit(latency: tuple[float, float], rate: float) -> None:
    groups, channels = range(-1, -41, -1), range(-1001, -1041, -1)
    chats = [*range(1, 9_001), *range(1, 201), *(chat for chat in (*groups, *channels) for _ in range(10))]
    assert len(chats) == 10_000
    random.Random(1).shuffle(chats)
    telegram = Simulated(Governor(BOT), latency)
    for channel in channels:
        telegram.governor.learn(channel, is_channel=True)
    took = telegram.send(chats)
    everything = [time for times in telegram.arrived.values() for time in times]
    assert len(everything) == 10_000
    assert most_within(everything, 1) <= PER_SECOND
    assert max(most_within(times, 1) for times in telegram.arrived.values()) == 1
    assert max(most_within(telegram.arrived[group], 60) for group in groups) <= PER_GROUP
    assert took <= 10_000 / PER_SECOND / rate


def test_a_busy_group_has_twenty_a_minute_and_a_channel_one_a_second() -> None:
    telegram = Simulated(Governor(BOT), (0.001, 0.004))
    telegram.send([-5] * 60)
    assert most_within(telegram.arrived[-5], 60) == PER_GROUP
    assert max(telegram.arrived[-5]) < 60 + 60 + PER_GROUP * 1.1
    telegram = Simulated(Governor(BOT), telegram.latency)
    telegram.governor.learn(-1001, is_channel=True)
    assert telegram.send([-1001] * 100) < 100 * 1.1
    assert most_within(telegram.arrived[-1001], 1) == 1


def test_what_somebody_waits_for_finds_room_while_much_is_sent() -> None:
    governor = Governor(BOT)
    for chat in range(BULK_PER_SECOND):
        made(governor, message(chat + 1, bulk=True), 0)
    assert governor.begin(message(99, bulk=True), 0.5, NOW) > 0
    made(governor, message(99), 0.5)
    made(governor, message(98), 0.5)
    assert 0.5 < governor.begin(message(97), 0.5, NOW) < 0.51


def test_a_change_waits_for_no_message_to_the_same_chat_but_counts_in_a_group() -> None:
    governor = Governor(BOT)
    made(governor, message(1), 0)
    made(governor, Call(Kind.CHANGE, 1), 0)
    for second in range(PER_GROUP):
        made(governor, Call(Kind.CHANGE, -1), second)
    assert governor.wait(Call(Kind.CHANGE, -1), 20, NOW) == pytest.approx(40, abs=0.1)
    assert governor.wait(message(-1), 20, NOW) == pytest.approx(40, abs=0.1)


def test_a_request_under_way_counts_until_a_second_after_its_end() -> None:
    governor = Governor(BOT)
    call = message(1)
    assert governor.begin(call, 0, NOW) == 0
    assert governor.wait(call, 10, NOW) >= 1
    governor.end(call, 10)
    assert governor.wait(call, 10.9, NOW) > 0
    assert governor.wait(call, 11.01, NOW) == 0


@pytest.mark.parametrize("seconds", [3, 10_072])
def test_a_chat_that_is_to_be_left_alone_is_to_the_second_and_others_are_not(seconds: int) -> None:
    governor = Governor(BOT)
    (flood,) = governor.told(1, seconds, NOW)
    assert flood == Flood(bot=BOT, chat=1, until=NOW + timedelta(seconds=seconds))
    later = Governor(BOT)
    later.remember([flood])  # another process, that was told by the store
    for each in (governor, later):
        assert each.wait(message(1), 1, NOW + timedelta(seconds=1)) == seconds - 1
        assert each.wait(Call(Kind.CHANGE, 1), 1, NOW + timedelta(seconds=1)) == seconds - 1
        assert each.wait(message(2), 1, NOW) == 0
        assert each.ends(NOW) == (flood.until,)
        assert each.wait(message(1), seconds, flood.until) == 0
        assert each.ends(flood.until) == ()


def test_two_chats_that_want_to_be_left_alone_within_five_seconds_are_the_whole_bot() -> None:
    governor = Governor(BOT)
    governor.told(1, 40, NOW)
    assert governor.told(1, 40, NOW + timedelta(seconds=1))[1:] == ()
    at = NOW + timedelta(seconds=5)
    floods = governor.told(2, 10, at)
    assert [(flood.chat, flood.until) for flood in floods] == [
        (2, at + timedelta(seconds=10)),
        (None, at + timedelta(seconds=40)),
    ]
    assert governor.wait(Call(Kind.FREE), 5, at) == 40
    assert governor.wait(message(3), 5, at) == 40


def test_two_chats_farther_apart_are_two_chats() -> None:
    governor = Governor(BOT)
    governor.told(1, 40, NOW)
    assert len(governor.told(2, 10, NOW + timedelta(seconds=6))) == 1
    assert governor.wait(message(3), 6, NOW) == 0


def test_who_is_told_to_wait_shorter_waits_as_long_as_before() -> None:
    governor = Governor(BOT)
    governor.told(1, 40, NOW)
    governor.told(1, 3, NOW)
    assert governor.wait(message(1), 0, NOW) == 40


def test_a_request_about_no_chat_that_is_refused_stops_the_whole_bot() -> None:
    governor = Governor(BOT)
    governor.told(None, 7, NOW)
    assert governor.wait(message(1), 0, NOW) == 7


def test_what_is_known_of_chats_does_not_grow_for_ever() -> None:
    governor = Governor(BOT)
    for number in range(REMEMBERED + 50):
        made(governor, message(number + 1), number / 20)
    assert len(governor._chats) < REMEMBERED  # noqa: SLF001 - nobody else can see it


def test_the_turn_of_a_chat_is_reckoned_without_the_others() -> None:
    governor = Governor(BOT)
    for chat in range(1, BULK_PER_SECOND + 1):
        made(governor, message(chat), 100.0)
    new, told = message(99, bulk=True), message(1, bulk=True)
    assert governor.wait(new, 100.0, NOW) > 0
    assert governor.wait_of_chat(new, 100.0, NOW) == 0
    assert governor.wait_of_chat(told, 100.0, NOW) == pytest.approx(A_SECOND)
    governor.told(1, 7, NOW)
    assert governor.wait_of_chat(told, 100.0, NOW) == pytest.approx(7)
