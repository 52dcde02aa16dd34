"""What is kept of chats: what Telegram says of them, how their readers want messages to look, what they were asked,
what they said to us and was not dealt with yet. Plain frozen data.

A *chat* is a private chat, a group or a channel, called by Telegram's number for it; a private chat has the number of
the person. Who reads there is a :class:`store.readers.Reader` with an address of the way ``chat``, whose target is the
number, or ``number/topic`` for a topic of a group.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChatKind(StrEnum):
    """What kind of chat it is, as the Bot API calls it (https://core.telegram.org/bots/api#chat)."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"

    @property
    def is_group(self) -> bool:
        """Whether several people talk there."""
        return self in (ChatKind.GROUP, ChatKind.SUPERGROUP)


class Layout(StrEnum):
    """How much a message says of each paper."""

    COMPACT = "compact"
    """Title, score and why."""
    FULL = "full"
    """With authors, facts and the abstract, folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat that a reader reads in.

    :ivar chat: Telegram's number; negative for groups and channels.
    :ivar reader: whose it is, by number.
    :ivar title: of a group or channel; a person's name.
    :ivar username: the public name without ``@``; empty if there is none.
    :ivar silent: whether messages come without a sound.
    :ivar template: how the reader wants a paper to be written, see :mod:`bot.render.chat.template`; empty for the
        layout.
    :ivar managing: in a private chat: the chat that its person's commands are for at present; ``None`` for this one.
    :ivar linked_by: the person who made a group or channel known to us, by number.
    :ivar max_profiles: how many profiles the reader may have; ``None`` for the usual number.
    :ivar commands_per_minute: how many commands are obeyed; ``None`` for the usual number.
    :ivar created_at: when it was made known; aware, UTC.
    """

    chat: int
    reader: int
    kind: ChatKind
    title: str
    created_at: datetime
    username: str = ""
    layout: Layout = Layout.COMPACT
    silent: bool = False
    template: str = ""
    managing: int | None = None
    linked_by: int | None = None
    max_profiles: int | None = None
    commands_per_minute: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody was asked and has not answered: the next plain text of theirs in that chat is the answer.

    :ivar user: who, by number. :ivar reader: for whom they speak, by number; 0 if for nobody yet.
    :ivar topic: what it is about, as :mod:`bot.chat.registry` calls it. :ivar body: JSON of what belongs to it.
    """

    chat: int
    user: int
    reader: int
    topic: str
    body: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Something that happened in a chat, as the Bot API tells it (https://core.telegram.org/bots/api#update).

    :ivar bot: the number of the bot that was told. :ivar number: ``update_id``, unique for the bot.
    :ivar chat: where it happened; ``None`` if in no chat.
    :ivar body: the JSON that came; empty once it was dealt with.
    :ivar attempts: how often it was taken up. :ivar not_before: when it may be taken up.
    """

    bot: int
    number: int
    chat: int | None
    body: str
    received_at: datetime
    attempts: int = 0
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A list of papers as a message shows it, so that its buttons mean the same tomorrow.

    :ivar delivery: the delivery whose papers it lists; ``None`` if it lists others.
    :ivar body: JSON: the papers' keys, and what else belongs to the list.
    :ivar number: the store's own, from 1; 0 while not yet stored.
    """

    reader: int
    body: str
    made_at: datetime
    delivery: int | None = None
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A profile that its reader handed on. :ivar token: what the link says; cannot be guessed.

    :ivar profile: by number; a profile that is taken away takes its shares with it.
    """

    token: str
    reader: int
    profile: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCode:
    """That a mail address was sent a code, which its owner tells the chat to show that it is theirs.

    :ivar reader: whose the address is to become, by number. :ivar address: by number; one code for both.
    :ivar tries: how often a wrong one was told.
    """

    reader: int
    address: int
    code: str
    made_at: datetime
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """That a person or group is not answered. It is kept as a hash and survives the reader.

    :ivar digest: SHA-256, hex, of the number in decimals. :ivar why: in words; may be empty.
    """

    digest: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something the operator told all chats. :ivar number: the store's own, from 1; 0 while not yet stored."""

    text: str
    at: datetime
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """That Telegram wants to be left alone. :ivar chat: by one chat, by number; ``None``: by all of the bot."""

    bot: int
    chat: int | None
    until: datetime
