"""Chats whose deliveries and answers are interrupted by killing: what the tests of it share."""

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from tests.faults.delivery_world import FIRST_ROUND, RECORDED, SEEDS, Deliverers, Ended, clear, fill, journal_of, rounds
from tests.faults.telegram_child import Command
from tests.faults.telegram_world import ASKED, TAKEN, UNLIMITED, ActingStandIn

CHILD = "tests.faults.telegram_child"
PHASES = (ASKED, TAKEN)
Told = Counter[tuple[int, str]]
"""How often each chat was told each text."""


class Whole(NamedTuple):
    """What happens if nobody is killed."""

    told: Told
    points: Counter[str]


class World:
    """A database that can be begun anew, for chats whose numbers are the same in each stand-in."""

    def __init__(self, url: str, folder: Path, profiles: Sequence[str]) -> None:
        """:param url: of an empty database. :param profiles: one for each reader."""
        self.url = url
        self.profiles = profiles
        self._folder = folder
        self._runs = 0
        with self.telegram() as telegram:
            self._chats = chats_of(telegram)
        self._filled = folder / "filled.db"
        if url.startswith("sqlite"):
            fill(f"sqlite:///{self._filled}", profiles, self._chats)

    def telegram(self) -> ActingStandIn:
        """Telegram, to which nothing was said yet."""
        made = ActingStandIn(rates=UNLIMITED)
        for number in range(len(self.profiles)):
            made.person(f"reader {number}", started=True)
        return made

    def begin(self) -> str:
        """Readers, and nothing else; the folder for a new journal."""
        self._runs += 1
        if self.url.startswith("sqlite"):
            self.url = f"sqlite:///{self._folder / f'{self._runs}.db'}"
            shutil.copy(self._filled, self._folder / f"{self._runs}.db")
        else:
            if self._runs > 1:
                clear(self.url)
            fill(self.url, self.profiles, self._chats)
        return journal_of(self._folder, str(self._runs))

    def order(self, telegram: ActingStandIn, journal: str, *, later: int = 0, count: int = 1) -> Command:
        """Record and deliver. :param later: so many hours after the first time. :param count: so many rounds."""
        recorded = (RECORDED + timedelta(minutes=later)).isoformat()
        times = rounds(FIRST_ROUND + timedelta(hours=later), count)
        return Command(self.url, telegram.url, journal, SEEDS[:1], recorded, times)

    def hearing(self, telegram: ActingStandIn) -> Command:
        """Hear and answer what was said."""
        return Command(self.url, telegram.url, "", [], FIRST_ROUND.isoformat(), [], hears=True)


def chats_of(telegram: ActingStandIn) -> list[int]:
    """The chats of those who pressed Start."""
    return [user.number for user in telegram.cloud.users.values() if user.started]


def told_by(telegram: ActingStandIn) -> Told:
    with telegram.cloud.lock:
        rooms = [telegram.cloud.rooms[chat] for chat in chats_of(telegram)]
        ours = [each for room in rooms for each in room.messages.values() if each.sender is telegram.cloud.me]
        return Counter((each.room.number, each.text) for each in ours)


def run(child: Deliverers, telegram: ActingStandIn, command: Command, point: str = "", occurrence: int = 1) -> Ended:
    """One process, from its beginning to its end. :param point: where it is killed; nowhere if there is none."""
    if point in PHASES:
        telegram.kill_in(point, occurrence)
        point = ""
    telegram.talks_to(child.start(replace(command, fatal=point, occurrence=occurrence)))
    return child.end()
