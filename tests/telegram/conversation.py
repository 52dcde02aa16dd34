"""Whole conversations with the real bot, told as people would tell them, without waiting for anything.

    with World(tmp_path / "paperround.db") as world:
        ada = world.person("Ada", language="de")
        ada.says("/start")
        ada.taps("Berlin")
        assert "Berlin" in ada.sees()

Everything goes the whole way: over HTTP to the stand-in, as updates into the store, through the runner, and back.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from bot.app.delivery_round import Round
from bot.chat.types import Rules
from bot.core.watch.types import Watched
from bot.wiring import kept_store
from tests.telegram.bot_at_work import Bot, Means
from tests.telegram.clock import Clock
from tests.telegram.cloud import Toast
from tests.telegram.rooms import Posted, Room, Standing, User
from tests.telegram.seeded import TOMORROWS, pages, papers_come
from tests.telegram.stand_in import StandIn
from tests.telegram.transcript import Line, Transcript


@dataclass(frozen=True)
class Heard:
    """What the bot did about something.

    :ivar new: messages it sent, anywhere. :ivar changed: messages it changed. :ivar removed: those it took away.
    :ivar toast: what it showed above the chat; ``None`` if nothing was tapped or it never answered.
    """

    new: tuple[Posted, ...]
    changed: tuple[Posted, ...]
    removed: tuple[Posted, ...]
    toast: Toast | None = None

    @property
    def text(self) -> str:
        """All of it, as people see it."""
        toast = [self.toast.text] if self.toast and self.toast.text else []
        return "\n\n".join([*toast, *(shown(each) for each in (*self.new, *self.changed))])


def shown(posted: Posted) -> str:
    """A message as people see it: its text, and its buttons row by row."""
    rows = [" ".join(f"[{button['text']}]" for button in row) for row in posted.keyboard]
    return "\n".join([posted.text, *rows])


@dataclass(frozen=True)
class Seat:
    """A person in a chat. :ivar room: where. :ivar anonymous: whether they speak there as the group itself."""

    world: "World"
    user: User
    room: Room
    topic: int | None = None
    anonymous: bool = False

    def at(self, room: Room, topic: int | None = None, *, anonymous: bool = False) -> "Seat":
        """The same person in another chat."""
        return replace(self, room=room, topic=topic, anonymous=anonymous)

    def says(self, text: str, **how: Any) -> Heard:
        """They write. :param how: see :func:`tests.telegram.happenings.says`."""
        how = {"topic": self.topic, "as_group": self.anonymous, **how}
        line = Line("says", self.room.title, self.user.name, text)
        return self.world.react(line, lambda: self.world.telegram.says(self.user, text, self.room, **how))

    def sends_place(self, latitude: float, longitude: float) -> Heard:
        """They send where they are."""
        return self.says("", more={"location": {"latitude": latitude, "longitude": longitude}})

    def sends_file(self, name: str, body: bytes, caption: str = "") -> Heard:
        """They send a file."""
        line = Line("says", self.room.title, self.user.name, f"📎 {name}\n{caption}".strip())
        return self.world.react(line, lambda: self.world.telegram.sends_file(self.user, name, body, caption, self.room))

    def forwards(self, text: str, channel: Room) -> Heard:
        """They forward a message of a channel."""
        origin = {
            "type": "channel",
            "date": int(self.world.clock().timestamp()),
            "chat": channel.told(),
            "message_id": 1,
        }
        return self.says(text, more={"forward_origin": origin})

    def taps(self, label: str, below: Posted | None = None) -> Heard:
        """They tap a button.

        :param label: it, or its beginning. :param below: of which message; the last one here if none is named.
        """
        line = Line("taps", self.room.title, self.user.name, label)
        below = below or self.last
        return self.world.react(line, lambda: self.world.telegram.taps(self.user, label, below))

    def taps_data(self, data: str, below: Posted) -> Heard:
        """Their app says that a button was tapped, whether or not it is there any more."""
        line = Line("taps", self.room.title, self.user.name, data)
        return self.world.react(line, lambda: self.world.telegram.taps_data(self.user, data, below))

    @property
    def last(self) -> Posted:
        """The bot's last message here."""
        here = [each for each in self.world.telegram.posts(self.room) if each.topic == self.topic]
        assert here, f"the bot has said nothing in {self.room.title}"
        return here[-1]

    def sees(self) -> str:
        """The bot's last message here, with its buttons."""
        return shown(self.last)

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons below it."""
        return [button["text"] for row in self.last.keyboard for button in row]


class World:
    """Telegram, people, and one bot with its store.

    :ivar telegram: the stand-in. :ivar store: what the bot remembers. :ivar transcript: all that was said.
    """

    def __init__(
        self, database: Path, clock: Clock | None = None, rules: Rules | None = None, sources: Sequence[Watched] = ()
    ) -> None:
        """:param database: of the bot; made if there is none. :param sources: what it watches."""
        self.clock = clock or Clock()
        self._database = database
        self._rules = rules or Rules(commands_per_minute=10_000)
        self._sources = sources
        self._stack = ExitStack()
        self.transcript = Transcript()

    def __enter__(self) -> Self:
        self.telegram = self._stack.enter_context(StandIn(self.clock))
        self.store = self._stack.enter_context(closing(kept_store(f"sqlite:///{self._database}")))
        self._loop = self._stack.enter_context(asyncio.Runner())
        self.bot = self._started()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self.bot.close())
        self._stack.close()

    def _started(self) -> Bot:
        means = Means(self.telegram, self.store, self.clock, self._rules, self._sources)
        return self._loop.run(Bot.started(means))

    def restart(self) -> None:
        """The bot's process ends, and another one begins."""
        self._loop.run(self.bot.close())
        self.bot = self._started()

    # Who there is ---------------------------------------------------------------------------------------------------

    def person(self, name: str, language: str = "en") -> Seat:
        """A new person, who has not started the bot yet."""
        user = self.telegram.person(name, language)
        return Seat(self, user, self.telegram.private(user))

    def group(
        self, title: str, by: Seat, members: Sequence[Seat] = (), *, is_forum: bool = False, kind: str = "supergroup"
    ) -> Room:
        """A new group, to which its administrator has added the bot."""
        users = [each.user for each in members]
        room = self.telegram.group(title, users, [by.user], kind=kind, is_forum=is_forum)
        self.add_bot(room, by)
        return room

    def channel(self, title: str, by: Seat) -> Room:
        """A new channel, whose administrator has made the bot one too."""
        room = self.telegram.channel(title, [by.user])
        self.add_bot(room, by, Standing.ADMINISTRATOR)
        return room

    def add_bot(self, room: Room, by: Seat, standing: Standing = Standing.MEMBER) -> Heard:
        """Somebody adds the bot."""
        line = Line("does", room.title, by.user.name, f"adds the bot to {room.title}")
        return self.react(line, lambda: self.telegram.add_bot(room, by.user, standing))

    # What happens ---------------------------------------------------------------------------------------------------

    def react(self, line: Line | None, act: Callable[[], Any]) -> Heard:
        """Something happens, and the bot does what it does about it."""
        before = self._posted()
        taps = set(self.telegram.cloud.taps)
        if line:
            self.transcript.add(line)
        act()
        self._loop.run(self.bot.catch_up())
        return self._heard(before, taps)

    def wait_until(self, moment: datetime) -> Heard:
        """Time passes; what is due by then is answered and delivered."""
        before = self._posted()
        self.clock.until(moment)
        self.transcript.add(Line("time", "", "", f"{moment:%A, %H:%M} UTC"))
        self._loop.run(self.bot.catch_up())
        self.deliver()
        return self._heard(before, set(self.telegram.cloud.taps))

    def deliver(self) -> Round:
        """One round of delivery."""
        return self._loop.run(self.bot.deliver())

    def news_comes(self) -> int:
        """The papers of tomorrow come now. :return: how many promises were made."""
        return papers_come(self.store, pages()[-TOMORROWS:], self.clock())

    def _posted(self) -> dict[tuple[int, int], tuple[object, ...]]:
        with self.telegram.cloud.lock:
            rooms = self.telegram.cloud.rooms.values()
            return {
                (each.room.number, each.number): _state(each) for room in rooms for each in self.telegram.posts(room)
            }

    def _heard(self, before: dict[tuple[int, int], tuple[object, ...]], taps: set[str]) -> Heard:
        cloud = self.telegram.cloud
        with cloud.lock:
            after = {place: cloud.rooms[place[0]].messages[place[1]] for place in self._posted()}
            gone = tuple(cloud.rooms[room].messages[number] for room, number in before if (room, number) not in after)
            made = [cloud.taps[number] for number in cloud.taps if number not in taps]
        new = tuple(each for place, each in after.items() if place not in before)
        changed = tuple(each for place, each in after.items() if place in before and _state(each) != before[place])
        heard = Heard(new, changed, gone, made[-1].answered if made else None)
        self.transcript.hear(heard.new, heard.changed, heard.removed, heard.toast)
        return heard


def _state(posted: Posted) -> tuple[object, ...]:
    return (posted.markup, posted.keyboard)
