"""A Telegram that keeps what it is told in lists, and fails when it is told to."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from bot.channels.telegram.types import Identity, NoSuchMessage, NotModified, Place, Room
from bot.channels.types import ChatMessage, Refused

ME = Identity(777, "paper_bot", "Paperround")


@dataclass
class Sent:
    """A message as it stands in a chat now."""

    place: Place
    message: ChatMessage
    number: int
    reply_to: int | None = None
    removed: bool = False

    @property
    def text(self) -> str:
        return self.message.plain

    @property
    def labels(self) -> list[str]:
        return [button.text for row in self.message.keyboard for button in row]


@dataclass
class FakeTelegram:
    """See :class:`bot.channels.telegram.types.Telegram`.

    :ivar troubles: raised by the next messages that are sent, one each; ``late_troubles``: after they arrived.
    :ivar slow_chat: messages to it wait for the ``gate``. :ivar arrived: is set when a message has come.
    :ivar administrators: chat and person.
    """

    sent: list[Sent] = field(default_factory=list)
    toasts: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[Place, str, bytes, str]] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    troubles: deque[BaseException | None] = field(default_factory=deque)
    late_troubles: deque[BaseException | None] = field(default_factory=deque)
    tap_troubles: deque[Exception] = field(default_factory=deque)
    administrators: set[tuple[int, int]] = field(default_factory=set)
    asked: list[tuple[int, int]] = field(default_factory=list)
    ask_troubles: deque[Exception] = field(default_factory=deque)
    rooms: dict[int | str, Room] = field(default_factory=dict)
    slow_chat: int = 0
    gate: asyncio.Event | None = None
    arrived: asyncio.Event | None = None

    async def me(self) -> Identity:
        return ME

    async def send(self, place: Place, message: ChatMessage, *, reply_to: int | None = None, bulk: bool = False) -> int:
        assert not bulk
        if self.gate is not None and place.chat == self.slow_chat:
            await self.gate.wait()
        self._fail()
        self.sent.append(Sent(place, message, len(self.sent) + 1, reply_to))
        if self.arrived is not None:
            self.arrived.set()
        late = self.late_troubles.popleft() if self.late_troubles else None
        if late is not None:
            raise late
        return len(self.sent)

    async def edit(self, chat: int, number: int, message: ChatMessage) -> None:
        self._fail()
        known = self._message(chat, number)
        if known.message == message:
            raise NotModified
        known.message = message

    async def remove(self, chat: int, number: int) -> None:
        self._message(chat, number).removed = True

    async def answer_tap(self, tap: str, text: str = "", *, alert: bool = False) -> None:
        if self.tap_troubles:
            raise self.tap_troubles.popleft()
        self.toasts.append((tap, f"! {text}" if alert else text))

    async def send_file(self, place: Place, name: str, body: bytes, caption: str = "") -> None:
        self.files.append((place, name, body, caption))

    async def file(self, file_id: str, limit: int) -> bytes:
        raise Refused(f"There is no file {file_id} of at most {limit} bytes.")

    async def is_administrator(self, chat: int, person: int) -> bool:
        self.asked.append((chat, person))
        if self.ask_troubles:
            raise self.ask_troubles.popleft()
        return (chat, person) in self.administrators

    async def room(self, chat: int | str) -> Room:
        if chat not in self.rooms:
            raise Refused("There is no such chat.")
        return self.rooms[chat]

    async def leave(self, chat: int) -> None:
        self.left.append(chat)

    def _fail(self) -> None:
        trouble = self.troubles.popleft() if self.troubles else None
        if trouble is not None:
            raise trouble

    def _message(self, chat: int, number: int) -> Sent:
        known = next((each for each in self.sent if each.number == number and each.place.chat == chat), None)
        if known is None or known.removed:
            raise NoSuchMessage
        return known
