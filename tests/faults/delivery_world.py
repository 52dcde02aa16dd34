"""Readers, a mail server and processes that deliver: what the tests of killing share."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from bot.app.reader_addresses import new_address
from bot.app.reader_profiles import put_profile
from bot.core.matching.language import parse_profile
from bot.core.timing import with_next_digest
from store.outbox import DeliveryState
from store.readers import DAILY, Reader, Timing, Way
from store.sql import open_store
from store.sql.address import understand
from store.sql.engine import Mode, connect
from store.sql.tables import metadata, numbers, version
from tests.bot.channels.smtp_sink import SmtpSink
from tests.conftest import ROOT

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SEEDS = sorted(str(path) for path in (ROOT / "seeds").glob("00*.txt"))
NIGHT = datetime(2026, 11, 1, 5, 0, tzinfo=UTC)
"""When the readers came."""

RECORDED = NIGHT + timedelta(hours=1)
FIRST_ROUND = NIGHT + timedelta(hours=3, minutes=30)
"""Half an hour after the digests fell due."""

PROFILES = (
    "judges: preference optimization, reward model, language model",
    "truth: retrieval, hallucination, factuality",
    "code: code, alignment",
    "tests: evaluation, dataset",
    "agents: agents, tools, planning",
    "judging: judge, feedback, human",
)
FEW = PROFILES[:3]
"""Enough readers for the normal run."""

AT_ONCE = 2
"""The reader of this number hears of every match at once."""


@dataclass(frozen=True)
class Ended:
    """How a process ended. :ivar points: those it passed, if it lived."""

    killed: bool
    points: list[str]
    error: str


class KillingSink(SmtpSink):
    """A mail server in which, in a phase of its choice, something happens: it kills who is talking to it, say."""

    def __init__(self) -> None:
        super().__init__()
        self._phase = ""
        self._left = 0
        self._act: Callable[[], object] = list
        self._victims: Queue[int] = Queue()

    def act_in(self, phase: str, occurrence: int, act: Callable[[], object]) -> None:
        """When the phase has come so often, this happens."""
        self._phase, self._left, self._act = phase, occurrence, act

    def kill_in(self, phase: str, occurrence: int) -> None:
        """When the phase has come so often, the victim is killed."""
        self.act_in(phase, occurrence, lambda: os.kill(self._victims.get(timeout=10), signal.SIGKILL))

    def talks_to(self, process: int) -> None:
        """Who is to be killed."""
        self._victims.put(process)

    def how(self, phase: str) -> str | None:
        if phase == self._phase:
            self._left -= 1
            if not self._left:
                self._act()
        return super().how(phase)

    def taken(self) -> Counter[str]:
        """How often each message was taken, by its Message-ID."""
        return Counter(str(message_of(mail.content)["Message-ID"]) for mail in self.messages)

    def told(self) -> dict[tuple[str, str], str]:
        """What recipients were told: the plain text, by recipient and Message-ID."""
        letters = [(mail.recipients[0], message_of(mail.content)) for mail in self.messages]
        return {(recipient, str(letter["Message-ID"])): text_of(letter) for recipient, letter in letters}


def message_of(content: bytes) -> EmailMessage:
    """A mail, understood."""
    letter = message_from_bytes(content, policy=default)
    assert isinstance(letter, EmailMessage)
    return letter


def text_of(letter: EmailMessage) -> str:
    """Its plain text."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


class Deliverers:
    """A process whose forks deliver, one after the other."""

    def __init__(self, module: str = "tests.faults.delivery_child") -> None:
        """:param module: what it runs."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            # One thread: whatever forks must have no other, which may hold a lock.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "error"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, command: "DataclassInstance") -> int:
        """The number of the process that now does it."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(asdict(command))}\n")
        self._process.stdin.flush()
        return int(self._read()["pid"])

    def end(self) -> Ended:
        """Wait for it to be gone."""
        ended = Ended(**self._read())
        assert not ended.error, ended.error
        return ended

    def close(self) -> None:
        self._process.communicate(timeout=60)

    def _read(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@contextmanager
def deliverers(module: str = "tests.faults.delivery_child") -> Iterator[Deliverers]:
    """A process whose forks deliver."""
    made = Deliverers(module)
    try:
        yield made
    finally:
        made.close()


def rounds(first: datetime, count: int) -> list[str]:
    """So many rounds, an hour apart."""
    return [(first + timedelta(hours=number)).isoformat() for number in range(count)]


def fill(url: str, profiles: Sequence[str] = PROFILES, chats: Sequence[int] = ()) -> None:
    """Readers for an empty database, each with a profile and a mail address, or a chat.

    :param chats: their numbers, one for each reader; none: they read mail.
    """
    with closing(open_store(url)) as store, store.writing() as catalog:
        for number, written in enumerate(profiles):
            timing = Timing(minute=None) if number == AT_ONCE else DAILY
            reader = Reader(name=f"reader {number}", created_at=NIGHT, default_timing=timing)
            kept = catalog.save_reader(with_next_digest(reader, [timing], NIGHT))
            way, target = (Way.CHAT, str(chats[number])) if chats else (Way.MAIL, f"reader{number}@readers.example")
            new_address(catalog, kept, way, target, NIGHT, confirmed=True)
            put_profile(catalog, kept, replace(parse_profile(written), top=2, threshold=10.0), NIGHT)


def clear(url: str) -> None:
    """Take everything out of a database but its schema."""
    database = connect(understand(url), busy_seconds=5, create=False)
    try:
        with database.transaction(Mode.WRITING) as connection:
            for table in reversed(metadata.sorted_tables):
                if table not in {numbers, version}:
                    connection.execute(delete(table))
    finally:
        database.engine.dispose()


def unsettled(url: str) -> list[str]:
    """What of the promises was not kept, a line each."""
    with closing(open_store(url)) as store, store.reading() as catalog:
        waiting = [f"promised and not gathered: {promise.paper}" for promise in catalog.promises()]
        others = [each for each in catalog.deliveries(limit=10_000) if each.state is not DeliveryState.SENT]
    unsent = [f"delivery {each.number} is {each.state.value}: {each.said}" for each in others]
    return [*waiting, *unsent]


def journal_of(folder: Path, name: str) -> str:
    """A folder for the journal of one run."""
    return str(folder / f"{name}.sent")
