"""RELIABILITY T8: of two processes with one token exactly one asks and sends; when it dies, the other one takes over
within half a minute. Two databases with one token disturb each other once a minute, and say so.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from bot.chat.serving import SUBJECT
from tests.faults.live_world import Runner
from tests.faults.telegram_home import Fast, Home, eventually, held
from tests.faults.telegram_sending import chatting, tell_all
from tests.faults.telegram_world import ActingStandIn
from tests.telegram.cloud import BOT

PEOPLE = 4
NEWS, LATER = "We move tomorrow, says", "We have moved."
TAKEOVER = 30
"""Seconds within which a process that died is replaced."""


@contextmanager
def processes(*logs: Path) -> Iterator[list[Runner]]:
    """Processes whose forks run."""
    with ExitStack() as stack:
        runners = []
        for log in logs:
            runners.append(Runner(log))
            stack.callback(runners[-1].close)
        yield runners


def holder(url: str) -> int:
    """The process that holds the token."""
    return int(held(url)[f"telegram {BOT}"].split()[-2])


def assert_the_other_takes_over(folder: Path, url: str, speed: float) -> None:
    fast = Fast(speed)
    logs = (folder / "one", folder / "two")
    with (
        ActingStandIn(fast.clock) as telegram,
        chatting(url, telegram, fast.clock(), PEOPLE) as (store, people),
        processes(*logs) as runners,
    ):
        home = Home(folder, url, telegram)
        of = {runner.start(fast.command(home)): runner for runner in runners}
        home.asks(people[0])
        eventually(lambda: len(home.answers(*people)) == home.asked, logs[0])
        for number, person in enumerate(people):
            tell_all(store, f"{NEWS} {number}", fast.clock())
            home.asks(person)
            eventually(lambda: len(home.answers(*people)) == home.asked, logs[0])
        eventually(lambda: not home.unsent(), logs[0])
        first = holder(url)
        assert first in of
        os.kill(first, signal.SIGKILL)
        assert of.pop(first).end()["killed"]
        died = fast.clock().timestamp()
        tell_all(store, LATER, fast.clock())
        home.asks(people[0])
        eventually(lambda: len(home.answers(*people)) == home.asked, logs[1])
        eventually(lambda: not home.unsent(), logs[1])
        assert telegram.last(people[0]).date - died <= TAKEOVER + 5  # the second message to a chat waits for its turn
        assert min(post.date for person in people for post in telegram.posts(person) if post.date > died) - died <= (
            TAKEOVER
        )
        assert {holder(url)} == set(of)
        assert home.told(people, NEWS) == [PEOPLE] * PEOPLE
        assert home.told(people, LATER) == [1] * PEOPLE
        assert set(home.answers(*people).values()) == {1}
        assert telegram.cloud.queue.conflicts == 0
        assert telegram.calls("getUpdates") == []  # those that were refused
        assert telegram.breaches == []


def test_of_two_processes_one_asks_and_sends_and_the_other_takes_over_when_it_dies(
    file_url: str, tmp_path: Path
) -> None:
    assert_the_other_takes_over(tmp_path, file_url, 3)


@pytest.mark.slow
def test_it_takes_over_within_half_a_minute_by_the_clock_on_the_wall(lasting_url: str, tmp_path: Path) -> None:
    assert_the_other_takes_over(tmp_path, lasting_url, 1)


def test_two_databases_with_one_token_disturb_each_other_once_a_minute_and_say_so(tmp_path: Path) -> None:
    fast = Fast(40)
    folders = [tmp_path / "one", tmp_path / "two"]
    with ActingStandIn(fast.clock) as telegram, processes(*(tmp_path / f"{each.name}.log" for each in folders)) as run:
        homes = []
        for folder, runner in zip(folders, run, strict=True):
            folder.mkdir()
            homes.append(Home(folder, f"sqlite:///{folder / 'catalog.db'}", telegram))
            runner.start(fast.command(homes[-1]))
        eventually(lambda: len(telegram.calls("getUpdates")) >= 6, tmp_path / "one.log")
        times = [asked.at for asked in telegram.calls("getUpdates") if asked.code == 409]
        # Each is disturbed by the other, which then waits for a minute itself.
        assert (len(times) - 2) / 2 <= (times[-1] - times[0]) / 60
        said = [incident.said for home in homes for incident in home.incidents() if incident.subject == SUBJECT]
        assert said
        assert all("Somebody else asks for this bot's messages" in each for each in said)
        person = telegram.person("Ada", started=True)
        homes[0].asks(person)
        eventually(lambda: len(homes[0].answers(person)) == 1, tmp_path / "one.log")
        assert set(homes[0].answers(person).values()) == {1}
