"""What is kept of matches, promises and deliveries. Plain frozen data.

*Matched*: a paper reached a profile's threshold. *Promised*: it will be told at an address; a promise is unique per
address, paper and piece of news. *Delivered*: promises are gathered into deliveries, one message each, when they fall
due; a delivery's state says what became of it::

    pending → leased → sent
                     → uncertain (it may have arrived) → leased …
                     → pending (later), dead, suppressed
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from store.readers import Address, BounceKind, Reader

NEW = "new"
"""The piece of news that a paper is new. Another one is ``revised 17``: revision number 17 of the catalog."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMatch:
    """That a paper reached a profile's threshold.

    :ivar profile: the profile's number.
    :ivar paper: the paper's key as it was then.
    :ivar news: :data:`NEW`, or which revision.
    :ivar score: 0–100, in tenths.
    :ivar statistics: the version of the word statistics it was scored with.
    :ivar at: aware, UTC.
    """

    reader: int
    profile: int
    paper: str
    score: float
    statistics: str
    at: datetime
    news: str = NEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """That an address will be told of a paper.

    :ivar address: the address's number.
    :ivar due_at: not before this instant, aware, UTC.
    :ivar at: when it was made.
    :ivar delivery: the number of the delivery it was gathered into; ``None`` while it waits.
    :ivar shown: whether the delivery shows it; if not, it was beyond a cap and is only counted.
    :ivar dropped: why it will not be told after all, in words; empty otherwise.
    :ivar number: the store's own, from 1; 0 while not yet stored.
    """

    reader: int
    address: int
    paper: str
    due_at: datetime
    at: datetime
    news: str = NEW
    delivery: int | None = None
    shown: bool = True
    dropped: str = ""
    number: int = 0


class DeliveryKind(StrEnum):
    """What a delivery is."""

    DIGEST = "digest"
    INSTANT = "instant"
    QUIET = "quiet"
    """That there was nothing: a line, or the weekly sign of life."""
    CONFIRMATION = "confirmation"
    """The question whether an address is its owner's. The only kind that unconfirmed addresses get."""
    NOTICE = "notice"
    """Something the operator tells all chats; the slot is ``notice 3``, by the number of the notice."""


class DeliveryState(StrEnum):
    """What became of a delivery."""

    PENDING = "pending"
    LEASED = "leased"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    """It may have arrived. It is tried once more, later."""
    DEAD = "dead"
    """Given up; a person can look at it and try it again."""
    SUPPRESSED = "suppressed"
    """Not to be sent: the address was stopped, or its reader erased."""


class Note(StrEnum):
    """Why a digest covers more than its day."""

    NONE = ""
    LATE = "late"
    """Nothing could be sent for a while."""
    AWAY = "away"
    """The reader had snoozed or paused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one address.

    :ivar slot: what it is the only one of at its address: ``digest 2026-11-01T08:00`` (local), ``instant arxiv:…``.
    :ivar since: from when on it covers what happened; ``None`` for the beginning.
    :ivar created_at: when it was composed, aware, UTC: also the date the message bears, however often it is tried.
    :ivar not_before: when it may be tried.
    :ivar owner: who has claimed it, until ``lease_until``.
    :ivar begun_at: when it was handed to its way out after the last claim; ``None``: it was not.
    :ivar attempts: how often it was taken up.
    :ivar ambiguous: how often nobody knew whether it had arrived.
    :ivar said: the last error, in words; why it is dead or suppressed.
    :ivar settled_at: when it came to its end: sent, dead or suppressed.
    :ivar number: the store's own, from 1; 0 while not yet stored.
    """

    reader: int
    address: int
    kind: DeliveryKind
    slot: str
    created_at: datetime
    not_before: datetime
    since: datetime | None = None
    note: Note = Note.NONE
    state: DeliveryState = DeliveryState.PENDING
    owner: str | None = None
    lease_until: datetime | None = None
    begun_at: datetime | None = None
    attempts: int = 0
    ambiguous: int = 0
    said: str = ""
    settled_at: datetime | None = None
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How many deliveries there are of a kind. :ivar oldest: when the first of them was composed."""

    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An address for which something is due: its waiting promises that are, the one made first first.

    :ivar last: when the last digest or quiet message to this address was composed; ``None`` if there was none.
    """

    reader: Reader
    address: Address
    promises: tuple[Promise, ...]
    last: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A delivery ready to be written, with what goes into it.

    :ivar shown: numbers of the promises it shows. :ivar counted: of those beyond a cap.
    :ivar dropped: why some promises will not be told after all, by number. They belong to no delivery.
    """

    delivery: Delivery | None
    shown: tuple[int, ...] = ()
    counted: tuple[int, ...] = ()
    dropped: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery that is now this sender's to send, and where it goes."""

    delivery: Delivery
    reader: Reader
    address: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an attempt.

    :ivar state: ``SENT``, ``UNCERTAIN`` or ``PENDING`` (try again at ``not_before``), ``DEAD``, or ``SUPPRESSED``.
    :ivar at: when, aware, UTC.
    :ivar said: the error in words; empty if it was sent.
    :ivar stop_address: why nothing is to be sent to the address any more: then everything of it that is pending is
        suppressed. Empty otherwise.
    :ivar bounce: how the mail came back, to be remembered with the address; ``None`` if it did not.
    :ivar suppress: never send to this mail address again, whoever asks (needs ``bounce``).
    :ivar moved_to: the address's new target.
    """

    state: DeliveryState
    at: datetime
    not_before: datetime | None = None
    said: str = ""
    stop_address: str = ""
    bounce: BounceKind | None = None
    suppress: bool = False
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDay:
    """What one source brought in a stretch of time.

    :ivar pages: how many pages were recorded. :ivar new: how many papers were new.
    :ivar papers: how many papers they listed, each counted once, however often it was seen.
    :ivar last_news: when the last page that brought something new was recorded, at any time; ``None`` if never.
    """

    name: str
    title: str
    pages: int
    papers: int
    new: int
    last_news: datetime | None
