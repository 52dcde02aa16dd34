"""What is kept of readers: who they are, where they read, when they want to be told. Plain frozen data.

A *reader* is a person, a group or a channel. An *address* is a way out to them. Everything that concerns a reader names
them in a field ``reader``; that is how it is exported and erased.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
"""All weekdays; Monday is 0."""


class Way(StrEnum):
    """A way out: what kind of address it is."""

    MAIL = "mail"
    CHAT = "chat"
    """A Telegram chat."""
    APPRISE = "apprise"
    """A notification URL of the Apprise library. It may hold a password: never print it whole."""
    FILE = "file"
    """A folder on the machine that sends."""
    CONSOLE = "console"
    """The terminal or log of the process that sends."""


class QuietDay(StrEnum):
    """What a reader hears on a day that brought them nothing."""

    NOTHING = "nothing"
    LINE = "line"
    """One short message at the time of the digest."""
    WEEKLY = "weekly"
    """A sign of life if there was nothing for a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Hours in which nothing is sent; what falls due waits for their end.

    :ivar start: minute of the local day, 0–1439.
    :ivar end: likewise, not included; before ``start`` if they go over midnight. Never equal to it.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When the matches of a profile are told.

    :ivar minute: minute of the local day at which the digest comes, 0–1439; ``None``: no digest, every match at once.
    :ivar weekdays: on these days of the week, Monday 0, rising, at least one.
    :ivar instant_from: with a digest: matches from this score on (0–100) come at once nevertheless; ``None`` for none.
    """

    minute: int | None = 8 * 60
    weekdays: tuple[int, ...] = EVERY_DAY
    instant_from: float | None = None


DAILY = Timing()
"""A digest every morning at eight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Someone who is told of papers.

    :ivar name: how the operator calls them; no two share one.
    :ivar language: a BCP 47 tag.
    :ivar timezone: an IANA name, ``Europe/Berlin``.
    :ivar snoozed_until: nothing is sent before this instant; then one digest. If it has passed, their last snooze or
        pause ended then. ``None`` if there was none.
    :ivar paused: nothing is sent until they resume.
    :ivar created_at: aware, UTC.
    :ivar next_digest_at: when the next digest of any of their profiles falls due; ``None`` if none has any.
    :ivar default_timing: what a profile gets that names no timing of its own, while the reader has no other profile.
    :ivar generation: part of their signed links; raised, all links handed out before are void (unsubscribing excepted).
    :ivar trending: at most so many trending papers end their digests; 0: no such section.
    :ivar number: the store's own, from 1, never given twice; 0 while not yet stored.
    """

    name: str
    created_at: datetime
    language: str = "en"
    timezone: str = "UTC"
    quiet_hours: QuietHours | None = None
    quiet_day: QuietDay = QuietDay.NOTHING
    snoozed_until: datetime | None = None
    paused: bool = False
    next_digest_at: datetime | None = None
    default_timing: Timing = DAILY
    generation: int = 1
    trending: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a reader reads. Used only once it is confirmed, and while it is not stopped.

    :ivar reader: the reader's number.
    :ivar target: a mail address, the number of a chat, a URL, a folder; of the console, who has it. No two addresses of
        one way share a target, upper and lower case of mail addresses not told apart.
    :ivar created_at: when it was made known, aware, UTC.
    :ivar confirmed_at: when its owner, or the operator, said that it is theirs.
    :ivar stopped: why nothing is sent there any more, in words; empty while it is in use.
    :ivar number: the store's own, from 1, never given twice; 0 while not yet stored.
    """

    reader: int
    way: Way
    target: str
    created_at: datetime
    confirmed_at: datetime | None = None
    stopped: str = ""
    number: int = 0

    @property
    def is_open(self) -> bool:
        """Whether anything but a confirmation may be sent there."""
        return self.confirmed_at is not None and not self.stopped


class BounceKind(StrEnum):
    """How a mail came back."""

    HARD = "hard"
    """There is no such mailbox."""
    SOFT = "soft"
    """It could not be delivered for now: mailbox full, server away."""
    COMPLAINT = "complaint"
    """The recipient reported it as unwanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """That a mail came back.

    :ivar address: the address's number. :ivar said: what the other side said. :ivar at: aware, UTC.
    """

    reader: int
    address: int
    kind: BounceKind
    said: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """That nothing may be sent to a mail address. It is kept as a hash alone and survives the reader.

    :ivar digest: SHA-256, hex, of the address in lower case.
    """

    digest: str
    kind: BounceKind
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What erasing a reader took away: rows by table, and how many deliveries were cancelled in doing so."""

    rows: dict[str, int]
    cancelled: int
