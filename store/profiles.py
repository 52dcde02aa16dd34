"""What is kept of readers' interests: their profiles, and how they reacted to what they were told of.

Plain frozen data, as :mod:`store.records`. The store knows no language of keywords: to it they are lines of text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from store.readers import DAILY, Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProfile:
    """One named interest.

    :ivar name: no two profiles of a reader share one.
    :ivar keywords: in normal form, none with a line feed in it.
    :ivar threshold: score from which a paper is told of, 0 to 100.
    :ivar top: at most so many papers a digest, from 1; ``None`` for all.
    :ivar number: the store's own, from 1; 0 while not yet stored. A profile keeps it when it is replaced.
    :ivar reader: whose it is, by number; 0 for nobody's: then nobody is told.
    :ivar sources: papers of these sources only, by name; empty for all.
    :ivar addresses: told at these of the reader's addresses only, by number; empty for all.
    :ivar timing: when its matches are told.
    :ivar revisions: tell of revisions of papers too.
    :ivar changed_at: when what it matches was last changed, by an edit or by feedback; ``None`` for unknown.
    """

    name: str
    keywords: tuple[str, ...]
    threshold: float
    top: int | None = None
    number: int = 0
    reader: int = 0
    sources: tuple[str, ...] = ()
    addresses: tuple[int, ...] = ()
    timing: Timing = DAILY
    revisions: bool = False
    changed_at: datetime | None = None


class FeedbackKind(StrEnum):
    """How a reader reacts."""

    LIKE = "like"
    """To a paper: more like this."""
    DISLIKE = "dislike"
    """To a paper: less like this."""
    SAVE = "save"
    """To a paper: on the reading list, and more like this."""
    HIDE = "hide"
    """To a paper: off the reading list, and less like this."""
    MUTE = "mute"
    """To a word: tell of no paper that has it."""
    FOLLOW = "follow"
    """To an author or organisation: look for their papers too."""


JUDGEMENTS = frozenset((FeedbackKind.LIKE, FeedbackKind.DISLIKE, FeedbackKind.SAVE, FeedbackKind.HIDE))
"""The reactions to papers."""

REPLACED: Mapping[FeedbackKind, frozenset[FeedbackKind]] = MappingProxyType(
    {
        FeedbackKind.LIKE: frozenset((FeedbackKind.DISLIKE, FeedbackKind.HIDE)),
        FeedbackKind.DISLIKE: frozenset((FeedbackKind.LIKE, FeedbackKind.HIDE)),
        FeedbackKind.SAVE: frozenset((FeedbackKind.HIDE,)),
        FeedbackKind.HIDE: frozenset((FeedbackKind.LIKE, FeedbackKind.DISLIKE, FeedbackKind.SAVE)),
        FeedbackKind.MUTE: frozenset(),
        FeedbackKind.FOLLOW: frozenset(),
    }
)
"""Which earlier reactions to the same paper each reaction takes back, because both cannot be meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One reaction of a reader.

    :ivar profile: the name of the interest it belongs to, which need not be stored here.
    :ivar reader: whose, by number; 0 for nobody's, as where profiles live in a file.
    :ivar subject: of a paper an identifier; of a word or name the keyword it stands for, in normal form.
    :ivar at: when, aware, UTC.
    :ivar title: the paper's, as it was then; empty for words and names.
    :ivar number: order of arrival, from 1, what a person names to take it back; 0 while not yet stored.
    :ivar undone: it was taken back, by a person or by a later reaction that contradicts it.
    """

    profile: str
    kind: FeedbackKind
    subject: str
    at: datetime
    title: str = ""
    number: int = 0
    undone: bool = False
    reader: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFeedback:
    """What became of a reaction.

    :ivar feedback: as it stands now.
    :ivar repeated: the very same stood before; nothing was written.
    :ivar replaced: the numbers of earlier reactions that it took back, rising.
    """

    feedback: Feedback
    repeated: bool = False
    replaced: tuple[int, ...] = ()
