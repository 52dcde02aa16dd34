"""A Bot API on this machine that keeps Telegram's rules, and the people who use it.

    with StandIn() as telegram:
        ada = telegram.person("Ada", language="de")
        telegram.says(ada, "/start")
        ...  # a bot with telegram.token asks telegram.url
        assert telegram.last(ada).text == "Hello"
        telegram.taps(ada, "Berlin")
        assert telegram.breaches == []

Whatever the documentation forbids is answered with the error that Telegram answers; what Telegram mends or bears in
silence (too many entities, a link that leads nowhere, a message that came before a flood was over) is written down in
:attr:`StandIn.breaches`. Everything may be called from any thread, also while it serves.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Self

from tests.telegram import happenings
from tests.telegram.cloud import TapMade, new_cloud
from tests.telegram.flood_rules import Rates
from tests.telegram.rooms import Posted, Room, Standing, Topic, User
from tests.telegram.server import Asked, Connection, Fault, Served

TOKEN = "700000001:AAstand-in_of_the_bot_api_00000000000"  # noqa: S105 - of the stand-in
_FIRST_PERSON = 1_001
_BUFFER = 2**20


class StandIn:
    """The Bot API. :ivar token: the bot's. :ivar url: the base address; methods are under ``/bot<token>/``."""

    def __init__(
        self, clock: Callable[[], datetime] = lambda: datetime.now(UTC), rates: Rates | None = None, port: int = 0
    ) -> None:
        """It serves as a context manager.

        :param clock: what time it is, aware; floods and the age of taps go by it. :param rates: what may be sent.
        """
        self.cloud = new_cloud(clock, rates or Rates())
        self.served = Served(self.cloud, TOKEN)
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._ready = threading.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serving()), name="stand-in", daemon=True)

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.served.token

    @property
    def breaches(self) -> list[str]:
        """The rules that were broken without an error, or before a flood was over."""
        with self.cloud.lock:
            return [*self.cloud.breaches, *self.cloud.floods.breaches]

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    async def _serving(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self.cloud.queue.begin(self._loop)
        server = await asyncio.start_server(self._connected, sock=self._socket, limit=_BUFFER)
        calling = asyncio.create_task(self.cloud.queue.call_webhook())
        self._ready.set()
        await self._over.wait()
        server.close()
        for task in (calling, *self._tasks):
            task.cancel()
        await asyncio.gather(calling, *self._tasks, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            await Connection(self.served, reader, writer).serve()

    # Who there is ---------------------------------------------------------------------------------------------------

    def person(self, name: str, language: str = "en", *, username: str = "", started: bool = False) -> User:
        """A new person. :param started: whether they have pressed Start some time ago."""
        with self.cloud.lock:
            number = _FIRST_PERSON + len(self.cloud.users)
            user = User(number, name, username, language, started=started)
            self.cloud.users[number] = user
            self.cloud.rooms[number] = Room(number=number, kind="private", title=name, username=username)
            return user

    def group(
        self,
        title: str,
        members: Sequence[User] = (),
        administrators: Sequence[User] = (),
        *,
        kind: str = "supergroup",
        is_forum: bool = False,
        username: str = "",
    ) -> Room:
        """A new group without the bot, see :meth:`add_bot`. The first administrator made it."""
        with self.cloud.lock:
            far = 1_000_000_000_000 if kind != "group" else 0
            number = -far - 2_001 - len(self.cloud.rooms)
            room = Room(number=number, kind=kind, title=title, is_forum=is_forum, username=username)
            room.standings |= {each.number: Standing.MEMBER for each in members}
            room.standings |= {each.number: Standing.ADMINISTRATOR for each in administrators}
            if administrators:
                room.standings[administrators[0].number] = Standing.CREATOR
            self.cloud.rooms[number] = room
            return room

    def channel(self, title: str, administrators: Sequence[User] = (), username: str = "") -> Room:
        """A new channel without the bot."""
        return self.group(title, (), administrators, kind="channel", username=username)

    def topic(self, room: Room, name: str) -> int:
        """A new topic of a forum. :return: its number."""
        with self.cloud.lock:
            number = len(room.messages) + 1
            room.topics[number] = Topic(name)
            told = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
            by = next((who for who in room.standings if room.standing(who).rules), self.cloud.me.number)
            happenings.says(self.cloud, room, self.cloud.users[by], topic=number, more=told)
            return number

    # What they do ---------------------------------------------------------------------------------------------------

    def says(self, person: User, text: str = "", room: Room | None = None, **how: Any) -> Posted:
        """Somebody writes, to the bot itself if no room is named. :param how: see :func:`happenings.says`."""
        with self.cloud.lock:
            return happenings.says(self.cloud, room or self.private(person), person, text, **how)

    def sends_file(self, person: User, name: str, body: bytes, caption: str = "", room: Room | None = None) -> Posted:
        """Somebody sends a file."""
        with self.cloud.lock:
            return self.says(person, caption, room, more={"document": self.cloud.keep_file(name, body)})

    def changes(self, posted: Posted, text: str) -> None:
        """Somebody changes what they wrote."""
        with self.cloud.lock:
            happenings.changes(self.cloud, posted, text)

    def taps(self, person: User, label: str, posted: Posted | None = None) -> TapMade:
        """Somebody taps a button.

        :param label: it, or its beginning. :param posted: below which message; the last one to them if none is named.
        """
        with self.cloud.lock:
            posted = posted or self.last(person)
            buttons = [button for row in posted.keyboard for button in row if "callback_data" in button]
            exact = [each for each in buttons if each["text"] == label]
            found = exact or [each for each in buttons if each["text"].startswith(label)]
            assert found, f"no button {label!r} among {[each['text'] for each in buttons]} of {posted.text!r}"
            return happenings.taps(self.cloud, posted, person, found[0]["callback_data"])

    def taps_data(self, person: User, data: str, posted: Posted) -> TapMade:
        """Somebody's app says that a button was tapped, whether or not it is there any more."""
        with self.cloud.lock:
            return happenings.taps(self.cloud, posted, person, data)

    def add_bot(self, room: Room, by: User, standing: Standing = Standing.MEMBER, *, can_post: bool = True) -> None:
        """Somebody adds the bot to a group or channel, or makes it an administrator there."""
        with self.cloud.lock:
            happenings.becomes(self.cloud, room, standing, by, can_post=can_post)

    def remove_bot(self, room: Room, by: User) -> None:
        """Somebody throws the bot out."""
        with self.cloud.lock:
            happenings.becomes(self.cloud, room, Standing.KICKED, by)

    def blocks(self, person: User) -> None:
        """A person blocks the bot."""
        with self.cloud.lock:
            happenings.blocks(self.cloud, person)

    def unblocks(self, person: User) -> None:
        """A person lets the bot write again."""
        with self.cloud.lock:
            happenings.unblocks(self.cloud, person)

    def migrates(self, room: Room) -> Room:
        """A group becomes a supergroup. :return: it."""
        with self.cloud.lock:
            return happenings.migrates(self.cloud, room, -1_000_000_009_000 - len(self.cloud.rooms))

    # What can go wrong, and what came of it -------------------------------------------------------------------------

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next calls of a method go wrong."""
        with self.cloud.lock:
            self.served.faults[method].extend([fault] * times)

    def flood(self, chat: int | None, seconds: float) -> None:
        """A chat (``None``: the bot) may be sent nothing for so long; who tries is told once, then it is a breach."""
        with self.cloud.lock:
            self.cloud.floods.force(chat, self.cloud.now + seconds)

    def private(self, person: User) -> Room:
        """The chat of a person with the bot."""
        return self.cloud.rooms[person.number]

    def posts(self, where: User | Room) -> list[Posted]:
        """The bot's messages in a chat, the first first, without those that were taken away."""
        with self.cloud.lock:
            room = self.private(where) if isinstance(where, User) else where
            return [each for each in room.messages.values() if each.sender is self.cloud.me and not each.gone]

    def last(self, where: User | Room) -> Posted:
        """The bot's last message in a chat."""
        posts = self.posts(where)
        assert posts, "the bot has said nothing there"
        return posts[-1]

    def calls(self, method: str) -> list[Asked]:
        """The calls of a method so far."""
        with self.cloud.lock:
            return [asked for asked in self.served.calls if asked.call.method == method]

    def unanswered(self) -> list[TapMade]:
        """The taps that nobody answered."""
        with self.cloud.lock:
            return [made for made in self.cloud.taps.values() if made.answered is None]


__all__ = ["TOKEN", "Asked", "Fault", "Posted", "Rates", "Room", "StandIn", "Standing", "User"]
