"""Sites that grow, a mail server, readers, and processes that run by a clock faster than the one on the wall."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, closing, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from bot.app.reader_addresses import new_address
from bot.app.reader_profiles import put_profile
from bot.core.matching.language import parse_profile
from bot.core.timing import with_next_digest
from store.outbox import DeliveryState
from store.readers import Reader, Timing, Way
from store.sql import open_store
from tests.conftest import ROOT
from tests.faults.delivery_world import KillingSink
from tests.faults.live_child import Command, fast_clock
from tests.faults.site_world import DAY, HOUR, Archive, Hub, Journal, Trouble, between, serve
from tests.scrapers.hostile_site import HostileSite
from tests.telegram.server import Fault
from tests.telegram.stand_in import TOKEN, StandIn

MORNING = datetime(2026, 11, 18, 7, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SEED = 20261118
CRISIS = 0.3
"""How often the mail server fails after a kill."""
CHATTERS = ("cid", "dot")
"""Readers who read in Telegram, and talk to the bot."""
CRISES = ("450 4.2.1 Later, please", "421 4.3.2 Closing")


@dataclass(frozen=True)
class Span:
    """What is lived through.

    :ivar growing: how long the sites grow. :ivar speed: so many times faster than on the wall.
    :ivar lives: seconds on the wall that a process lives, at least and at most.
    :ivar papers: on each day's list of the hub.
    :ivar kills: at most so many, for a delivery over which too many died is taken for the cause.
    """

    growing: timedelta
    speed: float
    lives: tuple[float, float]
    papers: int
    kills: int = 1000
    begin: datetime = MORNING
    troubles: tuple[str, ...] = ("429", "half", "500", "away", "challenge", "other day")

    @property
    def last(self) -> date:
        """The last day."""
        return (self.begin + self.growing).date()


@dataclass
class World:
    """The sites, the mail server and Telegram.

    :ivar kills: how often a process was killed. :ivar asked: how many questions people asked the bot.
    :ivar doubts: how often Telegram took a message and did not say so.
    """

    url: str
    folder: Path
    span: Span
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    kills: int = 0
    asked: int = 0
    doubts: int = 0

    def __enter__(self) -> Self:
        """They go on."""
        self._stack = ExitStack()
        self.sink = self._stack.enter_context(KillingSink())
        self.wall = time.time()
        self.clock = fast_clock(self.span.begin, self.wall, self.span.speed)
        self.telegram = self._stack.enter_context(StandIn(self.clock))
        self.people = {name: self.telegram.person(name, started=True) for name in CHATTERS}
        first, last = self.span.begin.date(), self.span.last
        self.hub = Hub(first, last, most=self.span.papers, troubles=self._troubles())
        self.archive = Archive(first, last, hub=self.hub)
        self.journal = Journal(first, last, history=7 * DAY)  # nothing leaves its feed within the hour
        addresses = {}
        for name, site in (("hub", self.hub), ("archive", self.archive), ("journal", self.journal)):
            served = self._stack.enter_context(HostileSite())
            serve(served, site, self._growing)
            addresses[name] = served.url("").rstrip("/")
        self._configure(addresses)
        self._begin_readers()
        return self

    def __exit__(self, *_: object) -> None:
        """They end."""
        self._stack.close()

    @property
    def end(self) -> datetime:
        """From when on no site grows."""
        return self.span.begin + self.span.growing

    @property
    def command(self) -> Command:
        """What a process is to do."""
        config = str(self.folder / "paperround.toml")
        return Command(config, self.url, self.span.begin.isoformat(), self.wall, self.span.speed)

    def listed(self) -> set[str]:
        """The titles of all papers that are listed in the end or ever were while somebody watched."""
        first, end = self.span.begin.date(), self.end
        papers = [each for day in between(first, self.span.last) for each in self.hub.papers(day)]
        papers += [each for day in between(first, self.span.last) for each in self.archive.papers("cs.CL", day)]
        papers += [
            each for day in between(first - self.journal.history, self.span.last) for each in self.journal.papers(day)
        ]
        return {each.title for each in papers if each.at <= end}

    def recorded(self) -> set[str]:
        """The titles of the papers in the catalog."""
        with closing(open_store(self.url)) as store, store.reading() as catalog:
            return {paper.title for paper in catalog.papers()}

    def delivered(self, reader: str) -> Counter[str]:
        """How often each paper's title stands in what was delivered to a reader, shown or counted."""
        with closing(open_store(self.url)) as store, store.reading() as catalog:
            titles = {paper.key: paper.title for paper in catalog.papers()}
            sent = catalog.deliveries(reader=self._readers[reader], states=[DeliveryState.SENT], limit=10_000)
            gathered = catalog.promises_in([each.number for each in sent])
        return Counter(titles[promise.paper] for promises in gathered.values() for promise in promises)

    def counted(self, reader: str) -> set[str]:
        """The titles that were beyond what one message shows: it only says how many more there are."""
        with closing(open_store(self.url)) as store, store.reading() as catalog:
            titles = {paper.key: paper.title for paper in catalog.papers()}
            sent = catalog.deliveries(reader=self._readers[reader], states=[DeliveryState.SENT], limit=10_000)
            gathered = catalog.promises_in([each.number for each in sent])
        return {titles[each.paper] for promises in gathered.values() for each in promises if not each.shown}

    def waiting(self, reader: str) -> Counter[str]:
        """How often each paper's title stands in what a reader will be told when it is time."""
        with closing(open_store(self.url)) as store, store.reading() as catalog:
            titles = {paper.key: paper.title for paper in catalog.papers()}
            return Counter(titles[each.paper] for each in catalog.promises(reader=self._readers[reader]))

    def unsent(self) -> list[str]:
        """What was to be sent and was not, a line each."""
        with closing(open_store(self.url)) as store, store.reading() as catalog:
            others = [each for each in catalog.deliveries(limit=10_000) if each.state is not DeliveryState.SENT]
        return [f"delivery {each.number} is {each.state.value}: {each.said}" for each in others]

    def letters(self, reader: str) -> list[str]:
        """The texts that a reader was sent, each once."""
        told = self.sink.told().items()
        return [" ".join(text.split()) for (recipient, _), text in told if recipient.startswith(f"{reader}@")]

    @property
    def repeats(self) -> int:
        """How many messages to readers were taken again."""
        readers = {message for recipient, message in self.sink.told() if not recipient.startswith("operator@")}
        return sum(times - 1 for message, times in self.sink.taken().items() if message in readers)

    def disturb_mail(self) -> None:
        """Now and then, somewhere before a message is taken, the mail server fails once."""
        if self.chance.random() > CRISIS:
            return
        phase = self.chance.choice(("MAIL", "RCPT", "DATA"))
        self.sink.fail(phase, self.chance.choice(CRISES), times=1)

    def disturb_telegram(self) -> None:
        """Now and then Telegram fails once, before or after it has taken a message, or wants to be left alone."""
        if self.chance.random() > CRISIS:
            return
        fault = self.chance.choice(
            (Fault("status", 502), Fault("reset", taken=True), Fault("garbage", taken=True), None)
        )
        if fault is None:
            self.telegram.flood(self.people["cid"].number, 120)
        else:
            self.doubts += fault.taken
            self.telegram.fail("sendMessage", fault)

    def talk(self) -> None:
        """Somebody asks the bot something, which has one answer."""
        self.asked += 1
        person = self.people[self.chance.choice(CHATTERS)]
        self.telegram.says(person, f"/nonsense{self.asked}")

    def unheard(self) -> int:
        """How much of what was said is not dealt with yet."""
        bot = int(TOKEN.partition(":")[0])
        with closing(open_store(self.url)) as store, store.receiving() as inbox:
            return inbox.count_waiting(bot)

    def answers(self) -> Counter[str]:
        """How often each question was answered, by its number."""
        posts = [post.text for name in CHATTERS for post in self.telegram.posts(self.people[name])]
        return Counter(number for text in posts for number in re.findall(r"/nonsense(\d+)", text))

    def messages(self, reader: str) -> int:
        """How many messages a reader has in their chat that nobody asked for."""
        return sum("/nonsense" not in post.text for post in self.telegram.posts(self.people[reader]))

    def sent(self, reader: str) -> int:
        """How many messages were sent to a reader, as far as we know."""
        with closing(open_store(self.url)) as store, store.reading() as catalog:
            states = [DeliveryState.SENT]
            return len(catalog.deliveries(reader=self._readers[reader], states=states, limit=10_000))

    def _growing(self) -> datetime:
        return min(self.clock(), self.end)

    def _troubles(self) -> list[Trouble]:
        """One after the other, a tenth of the time each, the last of them over in time."""
        tenth = self.span.growing / 10
        return [
            Trouble(begin, begin + tenth * 0.7, what)
            for number, what in enumerate(self.span.troubles, start=2)
            for begin in [self.span.begin + number * tenth]
        ]

    def _configure(self, addresses: dict[str, str]) -> None:
        kinds = {"hub": "huggingface-daily", "archive": "arxiv-rss", "journal": "feed"}
        lines = [
            f'database_url = "{self.folder / "unused.db"}"',
            f'sent_journal = "{self.folder / "run.sent"}"',
            f'smtp_url = "{self.sink.url}"',
            'mail_from = "Paperround <papers@papers.example>"',
            'operator = "operator@readers.example"',
            f'telegram_token = "{TOKEN}"',
            f'telegram_api_url = "{self.telegram.url}"',
            'fetch_allow = ["127.0.0.1"]',
        ]
        for name, kind in kinds.items():
            address = addresses[name] + ("/feed.xml" if name == "journal" else "")
            lines += ["[[sources]]", f'name = "{name}"', f'kind = "{kind}"', f'address = "{address}"', 'every = "5m"']
            lines += ['categories = ["cs.CL"]'] if name == "archive" else []
        (self.folder / "paperround.toml").write_text("\n".join(lines) + "\n")
        (self.folder / "paperround.toml").chmod(0o600)

    def _begin_readers(self) -> None:
        """Two who want to hear of everything at once, and two with a digest each day, the first in the middle; one of
        each by mail and by Telegram.
        """
        middle = self.span.begin + min(self.span.growing / 2, 12 * HOUR)
        daily = Timing(minute=middle.hour * 60 + middle.minute)
        timings = {"ada": Timing(minute=None), "ben": daily, "cid": Timing(minute=None), "dot": daily}
        self._readers = {}
        before = self.span.begin - MINUTE
        with closing(open_store(self.url)) as store, store.writing() as catalog:
            for name, timing in timings.items():
                reader = Reader(name=name, created_at=before, default_timing=timing)
                kept = catalog.save_reader(with_next_digest(reader, [timing], before))
                if name in self.people:
                    new_address(catalog, kept, Way.CHAT, str(self.people[name].number), before, confirmed=True)
                else:
                    new_address(catalog, kept, Way.MAIL, f"{name}@readers.example", before, confirmed=True)
                self._readers[name] = kept.number
                put_profile(catalog, kept, parse_profile("all: pigeons, min:1"), before)


class Runner:
    """A process whose forks run."""

    def __init__(self, log: Path) -> None:
        """:param log: where they say what goes wrong."""
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.live_child"],
                cwd=ROOT,
                # One thread: whatever forks must have no other, which may hold a lock.
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "error"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

        self._running = 0
        assert self._read() == {"ready": True}

    def start(self, command: Command) -> int:
        """The number of the process that now runs."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(asdict(command))}\n")
        self._process.stdin.flush()
        self._running = int(self._read()["pid"])
        return self._running

    def end(self) -> dict[str, Any]:
        """Wait for it to be gone."""
        ended = dict(self._read())
        self._running = 0
        return ended

    def close(self) -> None:
        """No more. What still runs is killed."""
        if self._running:
            with suppress(ProcessLookupError):
                os.kill(self._running, signal.SIGKILL)
        self._process.communicate(timeout=60)

    def _read(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())
