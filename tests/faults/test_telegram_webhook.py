"""RELIABILITY T7 with the real pages: Telegram comes by itself, what it was thanked for is never lost, and whoever asks
while it comes by itself is told so once a minute.
"""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from bot.chat.serving import SUBJECT
from store.chats import Update
from store.sql import open_store
from tests.faults.live_world import Runner
from tests.faults.telegram_home import ADDRESS, KEY, Fast, Home, command, eventually
from tests.faults.telegram_sending import chatting
from tests.faults.telegram_world import ActingStandIn
from tests.telegram.calls import Call
from tests.telegram.cloud import BOT, FIRST_UPDATE
from tests.telegram.rooms import User

PEOPLE, QUESTIONS = 8, 2
CALLED = f"""public_url = "{ADDRESS}"
secret_key = "{KEY}"
telegram_webhook = true"""


@contextmanager
def called(folder: Path, url: str) -> Iterator[tuple[Home, list[User]]]:
    """A home to which Telegram comes by itself, and people."""
    with ActingStandIn() as telegram, chatting(url, telegram, telegram.cloud.clock(), PEOPLE) as (_, people):
        home = Home(folder, url, telegram)
        home.configure(CALLED)
        yield home, people


def begin(home: Home, stack: ExitStack) -> "subprocess.Popen[bytes]":
    """A process, with its pages behind the proxy."""
    said = home.folder / "out"
    before = len(said.read_text()) if said.exists() else 0
    process = stack.enter_context(command(home, "run", "--port", "0"))

    def address() -> str:
        found = re.search(r"http://127\.0\.0\.1:[0-9]+", said.read_text()[before:])
        return found[0] if found else ""

    eventually(lambda: bool(address()), home.folder / "err")
    home.telegram.proxied.behind = address()
    return process


def test_where_telegram_comes_by_itself_everything_is_answered_once(file_url: str, tmp_path: Path) -> None:
    with called(tmp_path, file_url) as (home, people), ExitStack() as stack:
        begin(home, stack)
        for person in people * QUESTIONS:
            home.asks(person)
        queue = home.telegram.cloud.queue
        eventually(lambda: len(home.answers(*people)) == home.asked, tmp_path / "err")
        assert queue.webhook is not None
        assert queue.webhook.url == f"{ADDRESS}/telegram"
        assert queue.waiting == []
        assert queue.webhook.answers.count(200) == home.asked
        assert set(home.answers(*people).values()) == {1}
        assert home.telegram.breaches == []


def killed_when_thanked(home: Home, people: list[User], process: "subprocess.Popen[bytes]", times: int) -> int:
    """The process is killed as soon as its page has thanked for so many updates. :return: for how many it did."""
    answers = webhook_of(home)
    before, left = answers.count(200), [times]

    def taken() -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(process.pid, signal.SIGKILL)

    home.telegram.proxied.on_taken = taken
    for person in people * QUESTIONS:
        home.asks(person)
    assert process.wait(timeout=60) == -signal.SIGKILL
    return answers.count(200) - before


def webhook_of(home: Home) -> list[int]:
    """What the page answered each time."""
    queue = home.telegram.cloud.queue
    eventually(lambda: queue.webhook is not None, home.folder / "err")
    assert queue.webhook is not None
    return queue.webhook.answers


def test_a_crash_right_after_it_was_thanked_loses_nothing(file_url: str, tmp_path: Path) -> None:
    with called(tmp_path, file_url) as (home, people), ExitStack() as stack:
        thanked = killed_when_thanked(home, people, begin(home, stack), 3)
        with closing(open_store(file_url)) as store, store.receiving() as inbox:
            for number in range(FIRST_UPDATE, FIRST_UPDATE + thanked):
                told_again = Update(bot=BOT, number=number, chat=None, body="", received_at=datetime.now(UTC))
                assert not inbox.keep_update(told_again)
        assert home.waiting() + len(home.answers(*people)) >= thanked >= 3
        assert len(home.telegram.cloud.queue.waiting) == home.asked - thanked


@pytest.mark.slow
def test_whatever_it_was_thanked_for_before_a_crash_is_answered_by_the_next_process(
    lasting_url: str, tmp_path: Path
) -> None:
    kills = 4
    with called(tmp_path, lasting_url) as (home, people), ExitStack() as stack:
        for number in range(kills):
            killed_when_thanked(home, people, begin(home, stack), number + 2)
        begin(home, stack)
        eventually(lambda: len(home.answers(*people)) == home.asked, home.folder / "err")
        eventually(lambda: not home.waiting(), home.folder / "err")
        repeats = [sum(home.answers(person).values()) - len(home.answers(person)) for person in people]
        assert max(repeats) <= kills
        assert home.telegram.cloud.queue.waiting == []


def test_whoever_asks_while_telegram_comes_by_itself_asks_once_a_minute_and_says_so(
    file_url: str, tmp_path: Path
) -> None:
    fast = Fast(60)
    with ActingStandIn(fast.clock) as telegram, chatting(file_url, telegram, fast.clock(), 1):
        home = Home(tmp_path, file_url, telegram)
        runner = Runner(tmp_path / "err")
        try:
            runner.start(fast.command(home))
            eventually(lambda: bool(telegram.calls("setMyCommands")), tmp_path / "err")
            with telegram.cloud.lock:
                telegram.cloud.queue.set_webhook(Call("setWebhook", {"url": "https://elsewhere.example/telegram"}))
            refused = telegram.calls
            eventually(lambda: len(refused("getUpdates")) >= 4, tmp_path / "err")
        finally:
            runner.close()
        times = [asked.at for asked in refused("getUpdates") if asked.code == 409]
        assert min(later - earlier for earlier, later in pairwise(times)) >= 60
        (incident,) = (each for each in home.incidents() if each.subject == SUBJECT)
        assert "webhook" in incident.said
