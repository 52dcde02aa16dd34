"""RELIABILITY T2: who wants to be left alone is left alone to the second, by the next process too, and no other chat
waits for it; two of them at a time are the whole bot.
"""

import pytest

from tests.faults.telegram_sending import Process, all_sent, arrivals, chatting, tell_all
from tests.telegram.clock import Clock
from tests.telegram.rooms import User
from tests.telegram.stand_in import StandIn

PEOPLE = 24
BACKLOG = 300
"""So many chats are told within some ten seconds."""
LONGEST = 10_072
"""Seconds: the longest that is on record."""


def tries(telegram: StandIn, person: User) -> list[float]:
    """When a chat was sent something, whatever came of it; seconds since 1970."""
    return [asked.at for asked in telegram.calls("sendMessage") if asked.call.chat() == person.number]


def late(telegram: StandIn, people: list[User], began: float) -> float:
    """Seconds after which nineteen of twenty had their message."""
    times = sorted(times[0] for times in arrivals(telegram, people).values())
    return times[len(times) * 19 // 20] - began


@pytest.mark.parametrize(
    ("seconds", "anew"),
    [
        pytest.param(7, False, id="7 s, the same process"),
        pytest.param(LONGEST, True, id="the longest, a new process"),
        pytest.param(1, False, id="1 s, the same process", marks=pytest.mark.slow),
        pytest.param(7, True, id="7 s, a new process", marks=pytest.mark.slow),
        pytest.param(LONGEST, False, id="the longest, the same process", marks=pytest.mark.slow),
    ],
)
def test_a_chat_in_flood_is_left_alone_to_the_second_and_no_other_waits_for_it(
    telegram: StandIn, clock: Clock, file_url: str, seconds: int, anew: bool
) -> None:
    with chatting(file_url, telegram, clock(), PEOPLE) as (store, people):
        first, *others = people
        telegram.flood(first.number, seconds)
        began = clock().timestamp()
        tell_all(store, "We move tomorrow.", clock())
        if anew:
            Process(store, telegram, clock).live(all_sent(store, len(others)), seconds=3)
        Process(store, telegram, clock).live(all_sent(store, PEOPLE), seconds=seconds + 30)
        told, again = tries(telegram, first)
        assert seconds <= again - told <= seconds + 1
        assert late(telegram, others, began) < 2
        assert [len(times) for times in arrivals(telegram, people).values()] == [1] * PEOPLE
        assert telegram.breaches == []


@pytest.mark.parametrize("anew", [False, True], ids=["the same process", "a new process"])
def test_two_chats_in_flood_stop_the_whole_bot_for_the_longer_time(
    telegram: StandIn, clock: Clock, file_url: str, anew: bool
) -> None:
    with chatting(file_url, telegram, clock(), PEOPLE) as (store, people):
        shorter, longer, *_ = people
        telegram.flood(shorter.number, 4)
        telegram.flood(longer.number, 40)
        tell_all(store, "We move tomorrow.", clock())
        Process(store, telegram, clock).live(all_sent(store, PEOPLE), seconds=3 if anew else 90)
        told = max(tries(telegram, shorter)[0], tries(telegram, longer)[0])
        tell_all(store, "We moved.", clock())
        Process(store, telegram, clock).live(all_sent(store, 2 * PEOPLE), seconds=90)
        after = [asked.at - told for asked in telegram.calls("sendMessage") if asked.at > told]
        assert min(after) >= 40
        assert tries(telegram, longer)[1] - told <= 41
        assert [len(times) for times in arrivals(telegram, people).values()] == [2] * PEOPLE
        assert telegram.breaches == []


def test_a_flood_of_the_whole_bot_is_noticed_with_the_second_chat(
    telegram: StandIn, clock: Clock, file_url: str
) -> None:
    with chatting(file_url, telegram, clock(), PEOPLE) as (store, people):
        telegram.flood(None, 12)
        began = clock().timestamp()
        tell_all(store, "We move tomorrow.", clock())
        Process(store, telegram, clock).live(all_sent(store, PEOPLE), seconds=60)
        arrived = [times[0] - began for times in arrivals(telegram, people).values()]
        assert min(arrived) >= 12
        assert max(arrived) <= 16
        # Telegram does not say that it means all of them.
        assert len([asked for asked in telegram.calls("sendMessage") if asked.code == 429]) == 2


def test_a_chat_whose_flood_is_over_need_not_wait_for_those_who_were_due_before(
    telegram: StandIn, clock: Clock, file_url: str
) -> None:
    with chatting(file_url, telegram, clock(), BACKLOG) as (store, people):
        flooded = people[0]
        telegram.flood(flooded.number, 4)
        began = clock().timestamp()
        tell_all(store, "We move tomorrow.", clock())
        Process(store, telegram, clock).live(all_sent(store, BACKLOG), seconds=60)
        told, again = tries(telegram, flooded)
        assert 4 <= again - told <= 5
        assert clock().timestamp() - began > 8  # the others took longer
        assert telegram.breaches == []
