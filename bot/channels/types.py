"""What a way out is given, and what it can answer. See ``docs/channels.md`` for how to add one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.core.said import said
from store.outbox import DeliveryKind
from store.readers import BounceKind, Way


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message. Either ``data`` or ``url``.

    :ivar data: what is told when it is tapped, see :mod:`bot.core.chat.taps`. :ivar url: where it leads.
    """

    text: str
    data: str = ""
    url: str = ""


Keyboard = tuple[tuple[Button, ...], ...]
"""Buttons, row by row."""


ASTRAY = said("The topic for this is closed or gone, so it comes here.")
"""What is said above a message that goes to the main room of a group because its topic cannot be written in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """A message for a chat, rendered and within Telegram's limits.

    :ivar html: in Telegram's HTML (https://core.telegram.org/bots/api#html-style).
    :ivar plain: the same without any markup, for when Telegram cannot read the markup.
    :ivar silent: without a sound. :ivar preview: whether the first link's page may be shown below it.
    :ivar astray: what is said above it, in plain text, where it has to go to the main room of a group because its topic
        is closed or gone.
    """

    html: str
    plain: str
    keyboard: Keyboard = ()
    silent: bool = False
    preview: bool = False
    astray: str = ASTRAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message, rendered. What a way out cannot use it leaves.

    :ivar kind: what it is: a digest may be unsubscribed from, a confirmation not.
    :ivar message_id: stable over attempts, with angle brackets (RFC 5322, section 3.6.4).
    :ivar date: when it was composed, aware, UTC.
    :ivar subject: one line, what is inside.
    :ivar text: plain text, complete by itself.
    :ivar html: a page for mail; empty where nobody asked for one.
    :ivar language: a BCP 47 tag.
    :ivar unsubscribe: an https address for one-click unsubscribing (RFC 8058); ``None`` if there are no pages.
    :ivar bounce_token: what identifies the delivery in an envelope's sender; ``None`` if bounces are not collected.
    :ivar leave_token: what identifies the address in a mail that asks to unsubscribe; ``None`` if nobody reads such.
    :ivar chat: as a chat shows it; ``None`` for other ways out.
    :ivar headers: further ones, by name. :ivar of_list: whether it is of a list that its recipient can leave.
    """

    kind: DeliveryKind
    message_id: str
    date: datetime
    subject: str
    text: str
    html: str = ""
    language: str = "en"
    unsubscribe: str | None = None
    bounce_token: str | None = None
    leave_token: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    of_list: bool = True
    chat: ChatMessage | None = None


class DeliveryError(Exception):
    """It was not delivered, as far as is known. The message says why, in words, without secrets."""


class Later(DeliveryError):
    """It was certainly not delivered, and may be another time.

    :ivar retry_after: seconds the other side asked us to wait; ``None`` if it named none.
    :ivar bounce: ``SOFT`` if the recipient's side was at fault, so that it counts as a bounce of the address.
    :ivar most: it is tried at most so many times altogether; ``None`` for as many as any other.
    """

    def __init__(
        self,
        said: str,
        *,
        retry_after: float | None = None,
        bounce: BounceKind | None = None,
        most: int | None = None,
    ) -> None:
        """:param said: why, in words."""
        super().__init__(said)
        self.retry_after = retry_after
        self.bounce = bounce
        self.most = most


class NotNow(Later):
    """The address can take no more for a while: the other side said so, or would. The message is not at fault and loses
    no attempt; messages to others go on.

    :ivar wait: seconds until it may be tried, to be kept exactly.
    """

    def __init__(self, said: str, wait: float) -> None:
        """:param said: why, in words."""
        super().__init__(said, retry_after=wait)
        self.wait = wait


class Uncertain(DeliveryError):
    """It may have been delivered: the other side fell silent when it had everything."""


class Refused(DeliveryError):
    """The message will never be taken. :ivar bounce: ``HARD`` if nothing sent to this address ever will be."""

    def __init__(self, said: str, *, bounce: BounceKind | None = None) -> None:
        """:param said: why, in words."""
        super().__init__(said)
        self.bounce = bounce


class Gone(DeliveryError):
    """The address as such is no more: the chat blocked us, the folder was removed."""


class Moved(DeliveryError):
    """The address has a new target. :ivar moved_to: it."""

    def __init__(self, said: str, moved_to: str) -> None:
        """:param said: why, in words."""
        super().__init__(said)
        self.moved_to = moved_to


class Unusable(DeliveryError):
    """The whole way out cannot be used now: no server, no login, a quota used up. No delivery is at fault; none of
    them loses an attempt.

    :ivar retry_after: seconds until it may be worth trying; ``None`` if a person must mend something first.
    """

    def __init__(self, said: str, *, retry_after: float | None = None) -> None:
        """:param said: why, in words, and what to do."""
        super().__init__(said)
        self.retry_after = retry_after


class Channel(Protocol):
    """A way out. Belongs to one event loop."""

    @property
    def way(self) -> Way:
        """Which kind of address it serves."""
        ...

    async def send(self, target: str, letter: Letter) -> None:
        """Deliver a message; returning means that the other side has taken it.

        :raises DeliveryError: it has not, or nobody knows.
        """
        ...

    async def close(self) -> None:
        """Let go of connections. Closing twice is harmless."""
        ...
