"""What Telegram knows: people, chats, messages, files; and who may write where."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.telegram.calls import BadRequest, Call, Forbidden
from tests.telegram.flood_rules import Floods, Rates
from tests.telegram.html_rules import Parsed
from tests.telegram.keyboard_rules import Rows
from tests.telegram.queue import UpdateQueue
from tests.telegram.rooms import ANONYMOUS, Posted, Room, Standing, User

BOT = 700000001
FIRST_UPDATE = 5_000_000
TAP_LIFE = 15.0
"""Seconds within which a tap may be answered."""
_CALLED = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}


@dataclass(frozen=True, slots=True)
class Toast:
    """What a person saw after a tap. :ivar alert: whether they had to close it."""

    text: str
    alert: bool = False


@dataclass(slots=True)
class TapMade:
    """A tap that was told. :ivar answered: with what; ``None`` if not yet."""

    number: str
    person: int
    posted: Posted
    data: str
    at: float
    answered: Toast | None = None


@dataclass(slots=True)
class Cloud:
    """All of it. Whoever looks or changes something holds :ivar lock:.

    :ivar clock: what time it is; aware. :ivar breaches: rules that were broken and that Telegram does not complain of.
    :ivar taps: all that were made, by what answers them. :ivar files: what may be had, by id: name and content.
    :ivar commands: by scope (as JSON) and language.
    """

    clock: Callable[[], datetime]
    floods: Floods
    me: User
    users: dict[int, User] = field(default_factory=dict)
    rooms: dict[int, Room] = field(default_factory=dict)
    taps: dict[str, TapMade] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    descriptions: dict[tuple[str, str], str] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)
    queue: UpdateQueue = field(default_factory=lambda: UpdateQueue(FIRST_UPDATE))
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        return self.clock().timestamp()

    def room(self, chat: int | str) -> Room:
        """A chat that the bot may know of.

        :raises BadRequest: it may not.
        """
        if isinstance(chat, str):
            found = [each for each in self.rooms.values() if f"@{each.username}".lower() == chat.lower()]
            if not found or found[0].kind == "private":
                raise BadRequest("chat not found")
            return found[0]
        if chat not in self.rooms:
            raise BadRequest("chat not found")
        return self.rooms[chat]

    def entered(self, room: Room) -> Room:
        """A chat that the bot is in.

        :raises tests.telegram.calls.ApiError: it is not, or not any more.
        """
        if room.kind == "private":
            self._welcome(self.users[room.number])
            return room
        if room.moved_to is not None:
            raise BadRequest("group chat was upgraded to a supergroup chat", migrate_to_chat_id=room.moved_to)
        standing = room.standing(self.me.number)
        if standing is Standing.KICKED:
            raise Forbidden(f"bot was kicked from the {_CALLED[room.kind]}")
        if not standing.is_in:
            raise Forbidden(f"bot is not a member of the {_CALLED[room.kind]}")
        return room

    @staticmethod
    def _welcome(person: User) -> None:
        if person.deactivated:
            raise Forbidden("user is deactivated")
        if person.blocked:
            raise Forbidden("bot was blocked by the user")
        if not person.started:
            raise Forbidden("bot can't initiate conversation with a user")

    def writable(self, room: Room, topic: int | None) -> Room:
        """A chat, and a topic of it, that the bot may write in.

        :raises tests.telegram.calls.ApiError: it may not.
        """
        self.entered(room)
        rules = room.standing(self.me.number).rules
        if room.kind == "channel" and not rules:
            raise BadRequest("need administrator rights in the channel chat")
        if room.mute and not rules:
            raise BadRequest("not enough rights to send text messages to the chat")
        if topic is not None:
            found = room.topics.get(topic)
            if found is None or found.deleted:
                raise BadRequest("message thread not found")
            if found.closed:
                raise BadRequest("TOPIC_CLOSED")
        return room

    def flow(self, room: Room, *, is_change: bool = False) -> None:
        """A message, or a change of one, is about to be taken.

        :raises tests.telegram.calls.ApiError: 429.
        """
        self.floods.pass_on(room.number, self.now, is_group=room.is_group, is_change=is_change)

    def post(
        self,
        room: Room,
        sender: User,
        parsed: Parsed,
        *,
        topic: int | None = None,
        reply_to: Posted | None = None,
        keyboard: Rows = (),
        markup: str = "",
        silent: bool = False,
        document: tuple[str, bytes] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> Posted:
        """A message stands in a chat now."""
        self.breaches += [f"chat {room.number}: {complaint}" for complaint in parsed.complaints]
        posted = Posted(
            number=len(room.messages) + 1,
            room=room,
            date=self.now,
            sender=sender,
            text=parsed.text,
            entities=parsed.entities,
            markup=markup,
            keyboard=keyboard,
            topic=topic,
            reply_to=reply_to,
            silent=silent,
            document=document,
            more=more or {},
        )
        room.messages[posted.number] = posted
        return posted

    def mine(self, call: Call, what: str) -> Posted:
        """A message that the bot may change.

        :param what: to do with it, as errors say.
        :raises tests.telegram.calls.ApiError: it may not, or there is none.
        """
        room = self.entered(self.room(call.chat()))
        posted = room.messages.get(call.integer("message_id"))
        if posted is None or posted.gone:
            raise BadRequest(f"message to {what} not found")
        if posted.sender is not self.me:
            raise BadRequest(
                f"message can't be {what}ed" if what == "edit" else "message can't be deleted for everyone"
            )
        return posted

    def keep_file(self, name: str, body: bytes) -> dict[str, Any]:
        """A file can be had. :return: as the Bot API tells of a document."""
        number = f"file{len(self.files) + 1}"
        self.files[number] = (name, body)
        return {"file_id": number, "file_unique_id": f"u{number}", "file_name": name, "file_size": len(body)}


def new_cloud(clock: Callable[[], datetime], rates: Rates) -> Cloud:
    """Telegram with the bot and nobody else."""
    me = User(BOT, "Paperround", "paperround_bot", is_bot=True)
    anonymous = User(ANONYMOUS, "Group", "GroupAnonymousBot", is_bot=True)
    return Cloud(clock, Floods(rates), me, users={me.number: me, anonymous.number: anonymous})
