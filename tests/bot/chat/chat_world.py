"""A bot at work over a store in memory: people write and tap, it answers into a Telegram that is made up."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.app.collect import collect
from bot.app.telling import Teller
from bot.channels.telegram.types import Entered, Entry, Incoming, Message, Person, Room, Tapped
from bot.chat.asking import AskingTelegram
from bot.chat.runner import Runner
from bot.chat.types import Desk, Rules
from bot.links import Links
from bot.wiring import background, explainer
from scrapers.parsers import parse
from store.chats import Chat, ChatKind, Update
from store.profiles import StoredProfile
from store.readers import Address, Reader, Way
from store.sql import SqlStore
from tests.bot.app.delivery_world import page_of
from tests.bot.chat.fake_telegram import ME, FakeTelegram, Sent

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
ADA = Person(11, "Ada", "ada", "en")
BEN = Person(22, "Ben", "ben", "en")
DORA = Person(44, "Dora", "dora", "de")
ANONYMOUS = Person(0, "The meadow")
MEADOW = Room(-100500, ChatKind.SUPERGROUP, "The meadow", is_forum=True)
BIRDS = Room(-100700, ChatKind.CHANNEL, "Birds daily", "birdsdaily")


def room_of(person: Person) -> Room:
    """A person's private chat."""
    return Room(person.number, ChatKind.PRIVATE, person.name, person.username)


@dataclass
class ChatWorld:
    """A bot and those who talk to it."""

    store: SqlStore
    rules: Rules = field(default_factory=lambda: Rules(commands_per_minute=1000))
    now: datetime = NOON
    telegram: FakeTelegram = field(default_factory=FakeTelegram)
    happened: dict[int, Incoming] = field(default_factory=dict)
    links: Links | None = None
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.teller = Teller(background())
        self.begin_anew()

    def begin_anew(self) -> None:
        """As a new process would."""
        mind = explainer()
        desk = Desk(
            store=self.store,
            explainer=mind,
            statistics=mind.statistics,
            background=background(),
            telegram=AskingTelegram(self.telegram, lambda: self.now),
            me=ME,
            rules=self.rules,
            links=self.links,
        )
        self.runner = Runner(desk, self.telegram, lambda: self.now, self.read_update)

    def read_update(self, body: Mapping[str, Any]) -> Incoming | None:
        """What happened under that number."""
        return self.happened.get(body["update_id"])

    def happens(self, incoming: Incoming) -> int:
        """Something is told, and kept; nothing is done about it yet."""
        number = next(self.numbers)
        self.happened[number] = replace(incoming, update=number)
        body = json.dumps({"update_id": number})
        with self.store.receiving() as inbox:
            inbox.keep_update(
                Update(bot=ME.number, number=number, chat=incoming.room.number, body=body, received_at=self.now)
            )
        return number

    def work(self) -> list[Sent]:
        """All that waits is dealt with. :return: what was sent meanwhile."""
        before = len(self.telegram.sent)
        asyncio.run(self._work_off())
        return self.telegram.sent[before:]

    async def _work_off(self) -> None:
        while await self.runner.work_off():
            pass

    def says(self, person: Person, text: str = "", room: Room | None = None, **more: Any) -> list[Sent]:
        """Somebody writes, and is answered."""
        self.happens(Message(update=0, room=room or room_of(person), person=person, text=text, message=1, **more))
        return self.work()

    def taps(self, person: Person, label: str, on: Sent | None = None, room: Room | None = None, **more: Any) -> Sent:
        """Somebody taps a button, by what it begins with, of a message or else of the last one that has it.

        :return: the message, as it is now.
        """
        where = room or room_of(person)
        shown = [on] if on else [each for each in self.telegram.sent if each.place.chat == where.number]
        found = [
            (each, button)
            for each in reversed(shown)
            for row in each.message.keyboard
            for button in row
            if button.text.startswith(label) and not each.removed
        ]
        assert found, f"no button {label}: {[each.labels for each in shown]}"
        message, button = found[0]
        self.tapped(person, button.data, message.number, where, **more)
        return message

    def tapped(self, person: Person, data: str, message: int, room: Room | None = None, **more: Any) -> list[Sent]:
        """A tap is told, and dealt with."""
        where = room or room_of(person)
        tap = Tapped(
            update=0, room=where, person=person, tap=f"t{len(self.happened)}", data=data, message=message, **more
        )
        self.happens(tap)
        return self.work()

    def enters(self, room: Room, person: Person = ADA, now: Entry = Entry.MEMBER, **more: Any) -> list[Sent]:
        """What we are in a chat changes."""
        self.happens(Entered(update=0, room=room, person=person, now=now, **more))
        return self.work()

    def papers(self, *titles: str) -> None:
        """A page of papers comes."""
        page = page_of(*titles)
        collect(self.store, page, parse(page), self.now, self.teller)

    def begins(self, person: Person = ADA, words: str = "pigeon", zone: str = "Berlin") -> Reader:
        """Somebody who has come through the first minute."""
        self.says(person, "/start")
        self.says(person, words)
        self.says(person, zone)
        return self.reader(person.number)

    def passes(self, **time: float) -> None:
        """Time passes."""
        self.now += timedelta(**time)

    def waiting(self) -> int:
        """How many updates wait."""
        with self.store.receiving() as inbox:
            return inbox.count_waiting(ME.number)

    def address(self, target: int | str) -> Address | None:
        """The address of a chat or topic."""
        with self.store.reading() as catalog:
            return catalog.address_at(Way.CHAT, str(target))

    def reader(self, chat: int) -> Reader:
        """Who reads in a chat."""
        address = self.address(chat)
        assert address is not None
        with self.store.reading() as catalog:
            return catalog.reader(address.reader)

    def chat(self, number: int) -> Chat | None:
        """What is kept of a chat."""
        with self.store.reading() as catalog:
            return catalog.chat(number)

    def profiles(self, chat: int) -> list[StoredProfile]:
        """The profiles of who reads in a chat."""
        reader = self.reader(chat).number
        with self.store.reading() as catalog:
            return list(catalog.profiles_of(reader))
