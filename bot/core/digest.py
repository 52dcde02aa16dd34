"""The digest as a finished view-model: what templates print, nothing left to decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.matching.scoring import AnalysedPaper, score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Match, Profile
from store.records import Paper, Revision


@dataclass(frozen=True, slots=True)
class ProfileMatch:
    """That a paper answers one of the reader's profiles."""

    profile: str
    match: Match


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One paper of a digest, with every profile it matched, the best match first.

    :ivar revision: what changed, where that is the news; ``None`` where the paper itself is.
    """

    paper: Paper
    matches: tuple[ProfileMatch, ...]
    revision: Revision | None = None

    @property
    def score(self) -> float:
        """The best of its scores, 0–100."""
        return self.matches[0].match.score


@dataclass(frozen=True, slots=True)
class ProfileSummary:
    """What one profile brought that day.

    :ivar matched: how many papers reached the threshold.
    :ivar shown: how many of them stand in the digest (the profile's cap).
    :ivar excluded: how many papers an excluding keyword kept out.
    :ivar nearest: title and score of the best paper below the threshold, if any scored: why a quiet day was quiet.
    """

    profile: str
    threshold: float
    matched: int
    shown: int
    nearest: tuple[str, float] | None = None
    excluded: int = 0


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
    :ivar statistics: the version of the word statistics it was scored with: with the same ones the same pages make the
        same digest.
    :ivar counted: how many papers these were drawn from.
    """

    day: str
    page: PageSummary
    items: tuple[DigestItem, ...]
    profiles: tuple[ProfileSummary, ...]
    statistics: str
    counted: int


def compose(
    day: str,
    page: PageSummary,
    papers: Sequence[AnalysedPaper],
    profiles: Sequence[Profile],
    statistics: Statistics,
) -> Digest:
    """The digest of these papers for a reader with these profiles.

    A paper stands in it once, with every profile whose threshold it reached and whose cap let it in. Papers of one
    score stand in the order of their keys, so the same day makes the same digest.

    :param day: what to call the day.
    :param papers: what is new.
    """
    chosen: dict[str, list[ProfileMatch]] = {}
    summaries = []
    for profile in profiles:
        ranked = sorted(
            ((score(profile, analysed, statistics), analysed.paper) for analysed in papers),
            key=lambda pair: (-pair[0].score, pair[1].key),
        )
        reached = [(match, paper) for match, paper in ranked if 0 < match.score >= profile.threshold]
        missed = [(match, paper) for match, paper in ranked if 0 < match.score < profile.threshold]
        shown = reached if profile.top is None else reached[: profile.top]
        for match, paper in shown:
            chosen.setdefault(paper.key, []).append(ProfileMatch(profile.name, match))
        summaries.append(
            ProfileSummary(
                profile=profile.name,
                threshold=profile.threshold,
                matched=len(reached),
                shown=len(shown),
                excluded=sum(match.excluded_by is not None for match, _ in ranked),
                nearest=(missed[0][1].title, missed[0][0].score) if missed else None,
            )
        )
    by_key = {analysed.paper.key: analysed.paper for analysed in papers}
    items = [
        DigestItem(by_key[key], tuple(sorted(matches, key=lambda m: (-m.match.score, m.profile))))
        for key, matches in chosen.items()
    ]
    items.sort(key=lambda item: (-item.score, item.paper.key))
    return Digest(
        day=day,
        page=page,
        items=tuple(items),
        profiles=tuple(summaries),
        statistics=statistics.version,
        counted=statistics.documents,
    )
