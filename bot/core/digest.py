"""The digest as a finished view-model: what templates print, nothing left to decide."""

from dataclasses import dataclass

from bot.core.matching.types import Match
from store.records import Paper


@dataclass(frozen=True, slots=True)
class ProfileMatch:
    """That a paper answers one of the reader's profiles."""

    profile: str
    match: Match


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One paper of a digest, with every profile it matched, the best match first."""

    paper: Paper
    matches: tuple[ProfileMatch, ...]

    @property
    def score(self) -> float:
        """The best of its scores, 0–100."""
        return self.matches[0].match.score


@dataclass(frozen=True, slots=True)
class ProfileSummary:
    """What one profile brought that day.

    :ivar matched: how many papers reached the threshold.
    :ivar shown: how many of them stand in the digest (the profile's cap).
    :ivar nearest: the best paper below the threshold and its score, if any scored at all; says why a quiet day was quiet.
    """

    profile: str
    threshold: float
    matched: int
    shown: int
    nearest: tuple[str, float] | None = None


@dataclass(frozen=True, slots=True)
class PageSummary:
    """What was read for this digest. ``known`` includes those of which only counts moved.

    :ivar skipped: blocks that could not be read.
    """

    page: str
    kind: str
    listing_date: str | None
    entries: int
    new: int
    revised: int
    enriched: int
    known: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Digest:
    """One day's news for one reader.

    :ivar day: what to call the day: a date, or the page's name.
    :ivar items: best first; each paper once.
    """

    day: str
    page: PageSummary
    items: tuple[DigestItem, ...]
    profiles: tuple[ProfileSummary, ...]
