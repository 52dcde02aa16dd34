"""What goes to Telegram and comes from it, in our own words. No library in sight."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, Self

from bot.channels.types import ChatMessage
from store.chats import ChatKind


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes. :ivar topic: of a forum group; ``None`` for its main room and everywhere else."""

    chat: int
    topic: int | None = None

    @classmethod
    def of(cls, target: str) -> Self:
        """The place that the target of an address of the way ``chat`` means: ``-1001234`` or ``-1001234/56``.

        :raises ValueError: it is none.
        """
        chat, slash, topic = target.partition("/")
        return cls(int(chat), int(topic) if slash else None)

    def __str__(self) -> str:
        """As the target of an address."""
        return str(self.chat) if self.topic is None else f"{self.chat}/{self.topic}"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is. :ivar username: without ``@``."""

    number: int
    username: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who spoke or tapped.

    :ivar number: Telegram's; 0 where a group or channel itself spoke.
    :ivar language: of their app, a tag; may be empty.
    """

    number: int
    name: str = ""
    username: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """The chat where something happened, as Telegram tells it."""

    number: int
    kind: ChatKind
    title: str
    username: str = ""
    is_forum: bool = False


class Entry(StrEnum):
    """What we are in a chat now."""

    MEMBER = "member"
    ADMINISTRATOR = "administrator"
    OUT = "out"
    """Blocked, kicked, or left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Something that happened.

    :ivar update: its number. :ivar room: where. :ivar person: who did it. :ivar topic: in which topic of a group.
    :ivar is_anonymous_admin: an administrator of the group did it in the group's name; the person's number is 0 then.
    :ivar at: when, aware, UTC; ``None`` where Telegram does not say.
    """

    update: int
    room: Room
    person: Person
    topic: int | None = None
    is_anonymous_admin: bool = False
    at: datetime | None = None

    @property
    def place(self) -> Place:
        """Where an answer goes."""
        return Place(self.room.number, self.topic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Incoming):
    """Somebody wrote something, or sent a place or a file.

    :ivar text: as written, a caption too; empty if there is none.
    :ivar links: addresses behind the words of the text, in order.
    :ivar message: its number in the chat. :ivar reply_to: of the message it answers.
    :ivar reply_links: links in that message; ``reply_text``: its text.
    :ivar location: latitude and longitude in degrees. :ivar file: what to ask for to have it, its name and its size in
        bytes. :ivar forwarded: whether it is a forwarded message. :ivar forwarded_from: the channel it is from.
    :ivar is_edit: an older message was changed.
    """

    text: str = ""
    links: tuple[str, ...] = ()
    message: int = 0
    reply_to: int | None = None
    reply_text: str = ""
    reply_links: tuple[str, ...] = ()
    reply_is_ours: bool = False
    location: tuple[float, float] | None = None
    file: tuple[str, str, int] | None = None
    forwarded: bool = False
    forwarded_from: Room | None = None
    is_edit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped(Incoming):
    """Somebody tapped a button. :ivar tap: what answers it. :ivar message: of which message; 0 if it is too old to say.

    :ivar data: what the button says.
    """

    tap: str
    data: str
    message: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered(Incoming):
    """What we are in a chat has changed. :ivar can_post: whether we may write there."""

    now: Entry
    can_post: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Incoming):
    """A group has become a supergroup. :ivar old: its number so far. :ivar new: its number from now on."""

    old: int
    new: int


class NotModified(Exception):
    """A message says that already. Nobody need do anything."""


class NoSuchMessage(Exception):
    """The message cannot be changed: it is gone, or too old."""


class Telegram(Protocol):
    """The Bot API, as far as we use it. Every call waits for its turn (:mod:`bot.channels.telegram.governor`).

    All raise :class:`bot.channels.types.DeliveryError`: ``Later`` without a connection, ``NotNow`` if Telegram wants us
    to wait, ``Uncertain``, ``Refused``, ``Gone`` if the chat does not want us, ``Moved`` with the new number,
    ``Unusable`` if the token is wrong.
    """

    async def me(self) -> Identity:
        """Who the bot is."""
        ...

    async def send(self, place: Place, message: ChatMessage, *, reply_to: int | None = None, bulk: bool = False) -> int:
        """Send a message; as plain text if Telegram cannot read its markup; to the main room, saying so, if the topic
        is closed or gone.

        :param bulk: nobody is waiting for it: it goes behind what somebody waits for.
        :return: the message's number.
        """
        ...

    async def edit(self, chat: int, number: int, message: ChatMessage) -> None:
        """Change a message of ours.

        :raises NotModified: it says that already. :raises NoSuchMessage: it cannot be changed.
        """
        ...

    async def remove(self, chat: int, number: int) -> None:
        """Take a message of ours away.

        :raises NoSuchMessage: it is gone, or too old.
        """
        ...

    async def answer_tap(self, tap: str, text: str = "", *, alert: bool = False) -> None:
        """Say that a tap was understood. One that is too old is passed over.

        :param text: at most 200 characters, shown for a moment, or until it is closed (``alert``).
        """
        ...

    async def send_file(self, place: Place, name: str, body: bytes, caption: str = "") -> None:
        """Send a file. :param caption: plain text."""
        ...

    async def file(self, file_id: str, limit: int) -> bytes:
        """What somebody sent.

        :raises bot.channels.types.Refused: it is larger than so many bytes.
        """
        ...

    async def is_administrator(self, chat: int, person: int) -> bool:
        """Whether a person administrates a group or channel; ``False`` if we cannot know."""
        ...

    async def room(self, chat: int | str) -> Room:
        """What Telegram says of a chat. :param chat: its number, or ``@name``."""
        ...

    async def leave(self, chat: int) -> None:
        """Leave a group or channel."""
        ...
