"""RELIABILITY T9: whoever wants too much is answered at most once a second, and nobody else notices."""

import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.faults.live_world import Runner
from tests.faults.telegram_home import Fast, Home, eventually
from tests.faults.telegram_sending import chatting
from tests.faults.telegram_world import ActingStandIn

A_SECOND = 100
"""So many commands does the one send in a second."""
OTHERS = 12
"""So many others ask something in turn, every 0.3 seconds one of them: seventeen times a minute each."""
SOON = 2.0
"""Seconds within which nineteen of twenty others have their answer."""
ENOUGH = 25
"""Answers that somebody gets within a minute, at most: twenty commands are obeyed."""


def assert_nobody_else_waits(folder: Path, url: str, seconds: int) -> None:
    fast = Fast(1)
    with ActingStandIn(fast.clock) as telegram, chatting(url, telegram, fast.clock(), 1 + OTHERS) as (_, people):
        home = Home(folder, url, telegram)
        runner = Runner(folder / "err")
        try:
            runner.start(fast.command(home))
            home.asks(people[1])
            eventually(lambda: len(home.answers(*people[1:])) == home.asked, folder / "err")
            pest, *others = people
            for tenth in range(10 * seconds):
                for number in range(A_SECOND // 10):
                    telegram.says(pest, f"/latest {tenth} {number}")
                if tenth % 3 == 0:
                    home.asks(others[tenth // 3 % len(others)])
                time.sleep(0.1)
            eventually(lambda: len(home.answers(*others)) == home.asked, folder / "err")
            eventually(lambda: not home.waiting() and not telegram.cloud.queue.waiting, home.folder / "err")
        finally:
            runner.close()
        waits = home.waits(*others)[:-1]  # the first one waited until the process was there
        assert waits[len(waits) * 19 // 20] < SOON
        times = [post.date for post in telegram.posts(pest)]
        assert 1 <= len(times) <= ENOUGH * (1 + seconds / 60)
        assert all(later - earlier >= 1 for earlier, later in pairwise(times))
        assert telegram.breaches == []


def test_one_chat_that_sends_a_hundred_commands_a_second_holds_up_no_other(file_url: str, tmp_path: Path) -> None:
    assert_nobody_else_waits(tmp_path, file_url, 4)


@pytest.mark.slow
def test_it_holds_up_no_other_for_a_minute_on_both_databases(lasting_url: str, tmp_path: Path) -> None:
    assert_nobody_else_waits(tmp_path, lasting_url, 60)
