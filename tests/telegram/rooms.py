"""People, chats, topics and messages as the stand-in keeps them, and as the Bot API tells of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.telegram.html_rules import Entity
from tests.telegram.keyboard_rules import Rows

ANONYMOUS = 1087968824
"""Who administrators are that write as their group (``GroupAnonymousBot``)."""
_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


class Standing(StrEnum):
    """What somebody is in a chat (https://core.telegram.org/bots/api#chatmember)."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"

    @property
    def is_in(self) -> bool:
        """Whether they are there."""
        return self in (Standing.CREATOR, Standing.ADMINISTRATOR, Standing.MEMBER)

    @property
    def rules(self) -> bool:
        """Whether they administrate it."""
        return self in (Standing.CREATOR, Standing.ADMINISTRATOR)


@dataclass(slots=True)
class User:
    """A person, or the bot.

    :ivar started: whether they ever pressed Start. :ivar blocked: whether they blocked the bot.
    """

    number: int
    name: str
    username: str = ""
    language: str = ""
    is_bot: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def told(self) -> dict[str, Any]:
        """As the Bot API tells it."""
        said: dict[str, Any] = {"id": self.number, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            said["username"] = self.username
        if self.language:
            said["language_code"] = self.language
        return said


@dataclass(slots=True)
class Topic:
    """A topic of a forum."""

    name: str
    closed: bool = False
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Posted:
    """A message.

    :ivar number: in its chat. :ivar sender: who wrote it; of a channel's it is not told. :ivar markup: the text as the
        bot sent it. :ivar text: as people see it. :ivar before: the markup it had before each change of it.
    :ivar document: name and content. :ivar more: what else belongs to it, as the Bot API tells it.
    """

    number: int
    room: "Room"
    date: float
    sender: User
    text: str = ""
    markup: str = ""
    entities: tuple[Entity, ...] = ()
    keyboard: Rows = ()
    topic: int | None = None
    reply_to: "Posted | None" = None
    silent: bool = False
    document: tuple[str, bytes] | None = None
    gone: bool = False
    before: list[str] = field(default_factory=list)
    more: Mapping[str, Any] = field(default_factory=dict)

    def told(self, *, with_reply: bool = True) -> dict[str, Any]:
        """As the Bot API tells it."""
        said: dict[str, Any] = {
            "message_id": self.number,
            "date": int(self.date),
            "chat": self.room.told(),
            **self.more,
        }
        if self.room.kind != "channel":
            said["from"] = self.sender.told()
        if self.room.kind == "channel" or self.sender.number == ANONYMOUS:
            said["sender_chat"] = self.room.told()
        if self.text:
            named = ("caption", "caption_entities") if "document" in said else ("text", "entities")
            said |= {named[0]: self.text, named[1]: [_entity(each) for each in self.entities]}
        if self.topic is not None:
            said |= {"message_thread_id": self.topic, "is_topic_message": True}
        if self.reply_to is not None and with_reply:
            said["reply_to_message"] = self.reply_to.told(with_reply=False)
        if self.keyboard:
            said["reply_markup"] = {"inline_keyboard": [[dict(button) for button in row] for row in self.keyboard]}
        return said


def _entity(entity: Entity) -> dict[str, Any]:
    said: dict[str, Any] = {"type": entity.kind, "offset": entity.offset, "length": entity.length}
    return said | ({"url": entity.url} if entity.kind == "text_link" else {})


@dataclass(slots=True, kw_only=True)
class Room:
    """A chat.

    :ivar kind: ``private``, ``group``, ``supergroup`` or ``channel``. :ivar standings: of people and the bot.
    :ivar moved_to: the number of the supergroup it has become. :ivar topics: by number, if it is a forum.
    :ivar mute: whether only administrators may write.
    """

    number: int
    kind: str
    title: str
    username: str = ""
    is_forum: bool = False
    mute: bool = False
    standings: dict[int, Standing] = field(default_factory=dict)
    moved_to: int | None = None
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Posted] = field(default_factory=dict)

    @property
    def is_group(self) -> bool:
        """Whether several people talk there."""
        return self.kind in ("group", "supergroup")

    def standing(self, number: int) -> Standing:
        """What somebody is there."""
        return self.standings.get(number, Standing.LEFT)

    def told(self) -> dict[str, Any]:
        """As the Bot API tells it."""
        said: dict[str, Any] = {"id": self.number, "type": self.kind}
        said["first_name" if self.kind == "private" else "title"] = self.title
        if self.username:
            said["username"] = self.username
        if self.is_forum:
            said["is_forum"] = True
        return said

    def told_fully(self) -> dict[str, Any]:
        """As ``getChat`` tells it."""
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        return self.told() | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts, False),
        }


def member_told(user: User, standing: Standing, *, can_post: bool | None = None) -> dict[str, Any]:
    """What somebody is in a chat, as the Bot API tells it."""
    said: dict[str, Any] = {"user": user.told(), "status": standing.value}
    if standing is Standing.CREATOR:
        return said | {"is_anonymous": False}
    if standing is Standing.ADMINISTRATOR:
        said |= {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, True)}
        return said | ({} if can_post is None else {"can_post_messages": can_post, "can_edit_messages": can_post})
    return said | ({"until_date": 0} if standing is Standing.KICKED else {})
