"""Somebody who talks to the handlers of papers: writes, taps what they were shown, and sees what is answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

from bot.app.explaining import Explainer
from bot.app.statistics import StoredStatistics
from bot.channels.telegram.types import Identity, Incoming, Message, Person, Room, Tapped
from bot.channels.types import Button, ChatMessage
from bot.chat import lists, papers, saying, why
from bot.chat.types import Answer, Command, Desk, Edit, Part, Rules, Say, Toast, Turn
from bot.core.chat.taps import read_tap
from bot.render.chat.markup import size_of
from bot.render.language import language
from bot.wiring import background
from store.api import Store
from store.chats import Chat, ChatKind
from store.readers import Address, Reader, Way
from tests.telegram.html_rules import parse_html
from tests.telegram.keyboard_rules import read_keyboard

PARTS: Sequence[Part] = (papers.PART, lists.PART, why.PART, saying.PART)
COMMANDS: dict[str, Command] = {command.name: command for part in PARTS for command in part.commands}
TAPS = {verb: handler for part in PARTS for verb, handler in part.taps.items()}
ANSWERS = {topic: handler for part in PARTS for topic, handler in part.answers.items()}
_UPDATES = count(1)


class Administrators:
    """Telegram, which knows who administrates what."""

    def __init__(self, persons: Collection[int] = ()) -> None:
        self.persons = persons

    def is_administrator(self, chat: int, person: int) -> bool:
        del chat
        return person in self.persons

    def file(self, file_id: str, limit: int) -> bytes:
        raise NotImplementedError

    def room(self, chat: int | str) -> Room:
        raise NotImplementedError


def desk_of(store: Store, administrators: Collection[int] = ()) -> Desk:
    known = background()
    return Desk(
        store=store,
        explainer=Explainer(known),
        statistics=StoredStatistics(known),
        background=known,
        telegram=Administrators(administrators),
        me=Identity(1, "paperbot", "Paper Bot"),
        rules=Rules(),
    )


def as_telegram_takes_it(said: ChatMessage) -> None:
    """What would be refused fails here."""
    assert size_of(said.html).fits
    assert parse_html(said.html).text
    rows = [[{"text": button.text, "callback_data": button.data} for button in row] for row in said.keyboard]
    read_keyboard({"inline_keyboard": rows})


def enrol(
    store: Store, name: str, number: int, now: datetime, kind: ChatKind = ChatKind.PRIVATE, **facts: Any
) -> Reader:
    """A reader of a chat of that number."""
    with store.writing() as catalog:
        reader = catalog.save_reader(replace(Reader(name=name, created_at=now), **facts))
        catalog.save_address(
            Address(reader=reader.number, way=Way.CHAT, target=str(number), created_at=now, confirmed_at=now)
        )
        catalog.save_chat(Chat(chat=number, reader=reader.number, kind=kind, title=name, created_at=now))
    return reader


@dataclass
class Talker:
    """A person in a chat.

    :ivar number: theirs. :ivar room: the chat's number. :ivar speaks_for: the chat whose reader they speak for; the
        room's where it is not said. :ivar seen: the message they look at. :ivar toast: what was said above the chat.
    """

    desk: Desk
    now: datetime
    number: int = 100
    room: int = 100
    speaks_for: int | None = None
    tag: str = "en"
    seen: ChatMessage | None = None
    toast: str = ""
    answers: list[Answer] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)

    @property
    def last_turn(self) -> Turn:
        return self.turns[-1]

    def says(self, text: str, **facts: Any) -> str:
        """Write something. :return: what is answered, as plain text."""
        known = self._incoming(Message, text=text, message=1, **facts)
        name, _, rest = text.removeprefix("/").partition(" ")
        if text.startswith("/"):
            return self._heard(COMMANDS[name].handler(self._turn(known), rest.strip()))
        with self.desk.store.writing() as catalog:
            question = catalog.question(self.room, self.number)
            assert question is not None
            catalog.unask(self.room, self.number)
        return self._heard(ANSWERS[question.topic](self._turn(known), text, {}))

    def taps(self, label: str) -> str:
        """Tap the first button whose label begins like that. :return: what the message says then, as plain text."""
        return self.taps_data(self.button(label).data)

    def taps_data(self, data: str) -> str:
        """Tap a button that says this."""
        tap = read_tap(data)
        known = self._incoming(Tapped, tap="tap", data=data, message=1)
        return self._heard(TAPS[tap.verb](self._turn(known), tap))

    def button(self, label: str) -> Button:
        return next(each for each in self.buttons() if each.text.startswith(label))

    def buttons(self) -> list[Button]:
        assert self.seen is not None
        return [button for row in self.seen.keyboard for button in row]

    def labels(self) -> list[str]:
        return [button.text for button in self.buttons()]

    def _incoming(self, kind: type[Incoming], **facts: Any) -> Incoming:
        where = ChatKind.PRIVATE if self.room > 0 else ChatKind.SUPERGROUP
        return kind(
            update=next(_UPDATES),
            room=Room(self.room, where, "room"),
            person=Person(self.number, "Ada"),
            **facts,
        )

    def _turn(self, incoming: Incoming) -> Turn:
        with self.desk.store.reading() as catalog:
            spoken = catalog.address_at(Way.CHAT, str(self.speaks_for or self.room))
            own = catalog.address_at(Way.CHAT, str(self.number))
            turn = Turn(
                desk=self.desk,
                now=self.now,
                incoming=incoming,
                language=language(self.tag),
                reader=catalog.reader(spoken.reader) if spoken else None,
                chat=catalog.chat(self.speaks_for or self.room),
                address=spoken,
                own=catalog.reader(own.reader) if own else None,
            )
        self.turns.append(turn)
        return turn

    def _heard(self, answer: Answer) -> str:
        self.answers.append(answer)
        self.toast = next((each.text for each in answer if isinstance(each, Toast)), "")
        for each in answer:
            if isinstance(each, Say | Edit):
                self.seen = each.message
                as_telegram_takes_it(each.message)
        return self.seen.plain if self.seen else ""
