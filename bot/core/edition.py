"""What one message tells one reader, as a finished view-model: what templates print, nothing left to decide. Pure."""

from dataclasses import dataclass
from datetime import date

from bot.core.digest import DigestItem
from bot.core.rising import Rising
from store.chats import Chat
from store.outbox import Delivery, SourceDay
from store.readers import Address, Reader
from store.watch import SourceVerdict


@dataclass(frozen=True, slots=True)
class EditionProfile:
    """One of the reader's profiles as far as this message goes.

    :ivar number: the store's number for it; what feedback links name. :ivar shown: papers the message shows for it.
    """

    number: int
    name: str
    threshold: float
    shown: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """The paper that came nearest to a profile's threshold on a day that brought nothing.

    :ivar score: below ``threshold``, 0–100.
    """

    profile: str
    threshold: float
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Edition:
    """One message to one reader.

    :ivar delivery: its kind, slot, and the stretch of time it covers: ``since`` to ``created_at``.
    :ivar day: the reader's local date of ``created_at``.
    :ivar items: the best first; each paper once. Empty for a quiet day.
    :ivar hidden: how many papers more were matched, beyond the profiles' caps; the page in the browser has them.
    :ivar profiles: all that took part, by number.
    :ivar sources: what the sources did in that stretch, by name.
    :ivar new_papers: how many papers were new in that stretch.
    :ivar nearest: on a quiet day, what came nearest, the nearest first; may be empty.
    :ivar statistics: the versions of the word statistics that the scores are from.
    :ivar verdicts: what is thought of the sources, as far as it bears on this message.
    :ivar rising: papers that gain upvotes fast and are not among those it tells of, the fastest first; may be empty.
    :ivar chat: where its address is a chat's: how that one wants its messages; ``None`` if that is not known.
    :ivar notice: what the operator tells, in a delivery of that kind; empty in others, and if it is not kept any more.
    """

    delivery: Delivery
    reader: Reader
    address: Address
    day: date
    items: tuple[DigestItem, ...]
    hidden: int
    profiles: tuple[EditionProfile, ...]
    sources: tuple[SourceDay, ...]
    new_papers: int
    nearest: tuple[Nearest, ...] = ()
    statistics: tuple[str, ...] = ()
    rising: tuple[Rising, ...] = ()
    verdicts: tuple[SourceVerdict, ...] = ()
    chat: Chat | None = None
    notice: str = ""
