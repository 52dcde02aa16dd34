"""What a handler is given, and what it answers. Handlers decide; :mod:`bot.chat.runner` says what they decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.app.explaining import Explainer
from bot.app.statistics import StoredStatistics
from bot.channels.telegram.types import Identity, Incoming, Message, Place, Room, Tapped
from bot.channels.types import ChatMessage
from bot.core.chat.taps import Tap
from bot.core.matching.background import Background
from bot.core.watch.types import Watched
from bot.links import Links
from bot.render.language import Language
from store.api import Store
from store.chats import Chat
from store.readers import Address, Reader


class Asking(Protocol):
    """What a handler may ask Telegram. Handlers run in threads: these wait for the answer."""

    def is_administrator(self, chat: int, person: int) -> bool:
        """Whether a person administrates a group or channel; ``False`` if we cannot know."""
        ...

    def file(self, file_id: str, limit: int) -> bytes:
        """What somebody sent. :raises bot.channels.types.DeliveryError: it cannot be had."""
        ...

    def room(self, chat: int | str) -> Room:
        """What Telegram says of a chat. :raises bot.channels.types.DeliveryError: it does not."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the operator decided about chats.

    :ivar allowed: persons and chats that are answered, by number or ``@name`` in lower case; empty for everyone.
    :ivar operator: the person who runs this, by number; ``None``: nobody has the operator's commands.
    :ivar max_profiles: how many profiles a reader may have. :ivar commands_per_minute: how many commands are obeyed.
    """

    allowed: frozenset[str] = frozenset()
    operator: int | None = None
    max_profiles: int = 20
    commands_per_minute: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What all turns share.

    :ivar links: the pages for readers; ``None`` if there are none. :ivar can_mail: whether mail can be sent from here.
    :ivar sources: what is watched.
    """

    store: Store
    explainer: Explainer
    statistics: StoredStatistics
    background: Background
    telegram: Asking
    me: Identity
    rules: Rules
    sources: Sequence[Watched] = ()
    links: Links | None = None
    can_mail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing that somebody said or tapped, with all that is known of who they are.

    :ivar reader: for whom they speak: the group's or the channel's reader where they manage one; ``None`` if they are
        not known yet. :ivar chat: that reader's chat. :ivar address: that chat's address.
    :ivar own: the reader of the person's private chat; ``None`` if they have none.
    :ivar language: that of the reader; of the person's app where there is none.
    """

    desk: Desk
    now: datetime
    incoming: Incoming
    language: Language
    reader: Reader | None = None
    chat: Chat | None = None
    address: Address | None = None
    own: Reader | None = None

    @property
    def place(self) -> Place:
        """Where answers go."""
        return self.incoming.place

    @property
    def message(self) -> Message:
        """What was written. :raises TypeError: a button was tapped."""
        if not isinstance(self.incoming, Message):
            raise TypeError("nothing was written")
        return self.incoming

    @property
    def tapped(self) -> Tapped:
        """What was tapped. :raises TypeError: nothing was."""
        if not isinstance(self.incoming, Tapped):
            raise TypeError("nothing was tapped")
        return self.incoming

    def known(self) -> tuple[Reader, Chat, Address]:
        """For whom they speak.

        :raises NotKnown: for nobody yet.
        """
        if self.reader is None or self.chat is None or self.address is None:
            raise NotKnown
        return self.reader, self.chat, self.address


class NotKnown(Exception):
    """A command needs to know who speaks; they are told to begin with /start."""


class NoAnswer(Exception):
    """What was written is no answer to what was asked; it is understood as if nothing had been asked."""


class Wrong(Exception):
    """What was asked cannot be done. The message says why and what would do, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Say:
    """Send a message. :ivar to: where; ``None``: where this came from. :ivar reply: as an answer to what was said."""

    message: ChatMessage
    to: Place | None = None
    reply: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """Change the message whose button was tapped; if it cannot be changed, send another one."""

    message: ChatMessage


@dataclass(frozen=True, slots=True)
class Remove:
    """Take the message away whose button was tapped."""


@dataclass(frozen=True, slots=True)
class Toast:
    """Show a few words above the chat; ``alert``: until they are closed. Only after a tap."""

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class SendFile:
    """Send a file. :ivar caption: plain text."""

    name: str
    body: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the group or channel."""

    chat: int


Reply = Say | Edit | Remove | Toast | SendFile | Leave
Answer = Sequence[Reply]

Handler = Callable[[Turn, str], Answer]
"""Obeys a command, given what was written behind it. Raises :class:`Wrong`, :class:`NotKnown`, and what use cases
raise for people to read (``ReaderRefused``, ``BadTiming``, ``ProfileSyntaxError``, ``FeedbackRefused``, ``NotFound``):
:mod:`bot.chat.dispatch` says these in the reader's language.
"""

TapHandler = Callable[[Turn, Tap], Answer]
"""Obeys a button. Raises :class:`bot.core.chat.taps.OldTap` too."""

AnswerHandler = Callable[[Turn, str, Mapping[str, Any]], Answer]
"""Takes the answer to a question: what was written, and what belongs to the question. Raises :class:`NoAnswer` too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command.

    :ivar name: as typed, without the slash. :ivar about: one line for the menu, marked for translation; at most 256
        characters. :ivar example: what may be typed behind it; empty if nothing.
    :ivar in_groups: whether it may be used in groups. :ivar changes: whether it changes something, so that in a group
        only administrators may use it. :ivar operator: whether it is the operator's alone.
    :ivar listed: whether it stands in the menu.
    """

    name: str
    about: str
    handler: Handler
    example: str = ""
    in_groups: bool = True
    changes: bool = False
    operator: bool = False
    listed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one module of handlers brings.

    :ivar taps: by verb. :ivar answers: by topic of the question. :ivar changing: the verbs and topics that change
        something, so that in a group only administrators may use them.
    :ivar anyones: the verbs that mean the same for whomever is spoken.
    :ivar linking: the topics that may be answered by a link to a paper, or by what somebody else wrote.
    """

    commands: Sequence[Command] = ()
    taps: Mapping[str, TapHandler] = field(default_factory=dict)
    answers: Mapping[str, AnswerHandler] = field(default_factory=dict)
    changing: frozenset[str] = frozenset()
    anyones: frozenset[str] = frozenset()
    linking: frozenset[str] = frozenset()
