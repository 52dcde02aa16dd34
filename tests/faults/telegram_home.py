"""The command as an operator runs it, or processes by a faster clock, each with the stand-in for Telegram."""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from store.outbox import DeliveryState
from store.sql import open_store
from store.sql.address import understand
from store.sql.engine import connect
from store.watch import Incident
from tests.conftest import ROOT
from tests.faults.live_child import Command, fast_clock
from tests.faults.telegram_world import ActingStandIn
from tests.telegram.cloud import BOT
from tests.telegram.rooms import User
from tests.telegram.stand_in import TOKEN

DOOR = "from bot.cli.main import main; main()"
ADDRESS = "https://papers.example"
KEY = "0123456789abcdef" * 4
PATIENCE = 60.0
"""Seconds within which a machine that has much to do should have done it."""


def eventually(so: Callable[[], bool], log: Path, seconds: float = PATIENCE) -> None:
    """Wait until it is so. :param log: says why, if it never is."""
    began = time.monotonic()
    while not so():
        assert time.monotonic() - began < seconds, log.read_text()[-10_000:]
        time.sleep(0.05)


class Home:
    """A folder with settings, a database and Telegram."""

    def __init__(self, folder: Path, url: str, telegram: ActingStandIn) -> None:
        """:param url: of the database."""
        self.folder = folder
        self.url = url
        self.telegram = telegram
        self._asked_at: list[float] = []
        self.configure()

    @property
    def asked(self) -> int:
        """How many questions people asked."""
        return len(self._asked_at)

    def configure(self, *lines: str) -> None:
        """Settings, and more of them."""
        file = self.folder / "paperround.toml"
        own = [
            f'database_url = "{self.url}"',
            f'sent_journal = "{self.folder / "sent"}"',
            f'telegram_token = "{TOKEN}"',
            f'telegram_api_url = "{self.telegram.url}"',
        ]
        file.write_text("\n".join([*own, *lines]) + "\n")
        file.chmod(0o600)

    def asks(self, person: User) -> None:
        """Somebody asks the bot something, which has one answer."""
        self._asked_at.append(self.telegram.cloud.now)
        self.telegram.says(person, f"/nonsense{self.asked}")

    def answers(self, *people: User) -> Counter[str]:
        """How often each question was answered, by its number."""
        posts = [post.text for person in people for post in self.telegram.posts(person)]
        return Counter(number for text in posts for number in re.findall(r"/nonsense(\d+)", text))

    def waits(self, *people: User) -> list[float]:
        """Seconds until each question was answered, the shortest first."""
        posts = [post for person in people for post in self.telegram.posts(person)]
        answered = [(post.date, re.findall(r"/nonsense(\d+)", post.text)) for post in posts]
        return sorted(at - self._asked_at[int(number) - 1] for at, numbers in answered for number in numbers)

    def told(self, people: list[User], text: str) -> list[int]:
        """How often each of them was told something."""
        return [sum(text in post.text for post in self.telegram.posts(person)) for person in people]

    def waiting(self) -> int:
        """How much of what was said is not dealt with yet."""
        with closing(open_store(self.url)) as store, store.receiving() as inbox:
            return inbox.count_waiting(BOT)

    def unsent(self) -> Counter[DeliveryState]:
        """How many deliveries are not sent, by what became of them."""
        with closing(open_store(self.url)) as store, store.reading() as catalog:
            states = [each.state for each in catalog.deliveries(limit=10_000)]
        return Counter(state for state in states if state is not DeliveryState.SENT)

    def incidents(self) -> list[Incident]:
        """What the operator should know, and is not over."""
        with closing(open_store(self.url)) as store, store.reading() as catalog:
            return list(catalog.incidents(open_only=True))


def held(url: str) -> dict[str, str]:
    """What processes hold, leases and jobs, and which of them."""
    database = connect(understand(url), busy_seconds=5, create=False)
    queries = ("SELECT name, owner FROM leases", "SELECT name, owner FROM jobs WHERE owner IS NOT NULL")
    try:
        with database.engine.connect() as connection:
            return {str(name): str(owner) for query in queries for name, owner in connection.exec_driver_sql(query)}
    finally:
        database.engine.dispose()


@contextmanager
def command(home: Home, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A command that runs, and is killed in the end. What it says is in files beside the settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAPERROUND_")}
    environment |= {"HOME": str(home.folder), "XDG_CONFIG_HOME": str(home.folder), "PYTHONPATH": str(ROOT)}
    with (home.folder / "out").open("ab") as out, (home.folder / "err").open("ab") as err:
        process = subprocess.Popen(
            [sys.executable, "-c", DOOR, *words], cwd=home.folder, env=environment, stdout=out, stderr=err
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class Fast:
    """Homes whose processes all go by one clock, faster than the one on the wall."""

    def __init__(self, speed: float) -> None:
        """:param speed: so many times faster."""
        self.speed = speed
        self._began = datetime(2026, 11, 18, 9, tzinfo=UTC)
        self._wall = time.time()
        self.clock = fast_clock(self._began, self._wall, speed)

    def command(self, home: Home) -> Command:
        """What a process is to do, see :mod:`tests.faults.live_child`."""
        config = str(home.folder / "paperround.toml")
        return Command(config, home.url, self._began.isoformat(), self._wall, self.speed)
