"""What of a page may be news, and to which profiles.

A paper is news to a profile when it first matches it, if one of the profile's sources listed it first when the profile
was already what it is. So what was there before a profile began, or was changed, comes to nobody by that alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.core.matching.scoring import AnalysedPaper, analyse
from store.api import CatalogReader
from store.outbox import NEW
from store.profiles import StoredProfile
from store.records import ChangeKind, Decision, Paper

KEPT_DELIVERED = timedelta(days=90)
"""Deliveries that came to their end are kept so long, with what they told. Who was told of a paper that came earlier is
not known any more, so it is news to nobody.
"""

NOTEWORTHY = frozenset({"title", "abstract", "version", "withdrawn"})
"""A revision is news only if one of these changed."""

_TEXTS = frozenset({"title", "abstract"})
_LISTS = frozenset({"authors", "categories", "ai_keywords"})
_FACTS = frozenset({"organization", "listed", "published"})
_MATCHED_ON = _TEXTS | _LISTS | _FACTS

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Known(NamedTuple):
    """What the catalog knew of a paper.

    :ivar before: the paper as it was before this page. :ivar listed: when each source first listed it; ``None`` where
        nobody knows.
    """

    before: Paper
    listed: Mapping[str, datetime | None]


class News(NamedTuple):
    """A paper that readers may want to hear of, and what is new about it.

    :ivar known: of a paper that was in the catalog before; ``None`` of any other.
    """

    analysed: AnalysedPaper
    news: str = NEW
    known: Known | None = None


class Told(NamedTuple):
    """A paper that may be news. :ivar decisions: all of the page that are about it."""

    paper: Paper
    news: str
    decisions: tuple[Decision, ...]

    @property
    def is_known(self) -> bool:
        """Whether it was in the catalog before this page."""
        return self.decisions[0].slot > 0


def told_by(decisions: Sequence[Decision], revisions: Mapping[int, int]) -> Iterator[Told]:
    """What of a page may be news: each paper once for being new, to everyone or to somebody, and for every revision.

    :param revisions: by rank, the numbers of the revisions that the decisions became.
    """
    about: dict[int, list[Decision]] = {}
    for decision in decisions:
        about.setdefault(decision.slot, []).append(decision)
    for its in map(tuple, about.values()):
        paper = its[-1].paper
        if any(map(_may_match_now, its)):
            yield Told(paper, NEW, its)
        for decision in its:
            noteworthy = any(change.field in NOTEWORTHY for change in decision.changes)
            if decision.kind is ChangeKind.REVISED and noteworthy and decision.rank in revisions:
                yield Told(paper, f"revised {revisions[decision.rank]}", its)


def known_before(catalog: CatalogReader, told: Sequence[Told], at: datetime) -> dict[str, Known]:
    """What was known of those that are in the catalog for longer, by the paper's key.

    :param at: when the page was recorded.
    """
    papers = {each.paper.key: each for each in told if each.is_known and each.news == NEW}
    listed = catalog.listed(papers.keys())
    return {key: Known(_before(each, listed.get(key, {}), at), listed.get(key, {})) for key, each in papers.items()}


def came_in_time(stored: StoredProfile, told: News, at: datetime) -> bool:
    """Whether a paper is of a profile's sources, and may be news to it: it is new; or they first listed it when the
    profile was what it is now, and not too long ago to know whether it was told.
    """
    if told.known is None:
        return from_its_sources(stored, told.analysed.paper)
    listed = told.known.listed.items()
    came = [first or _LONG_AGO for source, first in listed if not stored.sources or source in stored.sources]
    return min(came, default=_LONG_AGO) >= max(stored.changed_at or _LONG_AGO, at - KEPT_DELIVERED)


def from_its_sources(stored: StoredProfile, paper: Paper) -> bool:
    """Whether one of a profile's sources told of a paper."""
    return not stored.sources or not set(stored.sources).isdisjoint(paper.sources)


class Earlier:
    """Known papers as they were before a page, analysed once."""

    def __init__(self, news: Sequence[News]) -> None:
        """Nothing is analysed yet."""
        self._before = {each.analysed.paper.key: each.known.before for each in news if each.known is not None}
        self._analysed: dict[str, AnalysedPaper] = {}

    @property
    def keys(self) -> frozenset[str]:
        """Which papers those are."""
        return frozenset(self._before)

    def paper(self, key: str) -> AnalysedPaper:
        """One of them."""
        if key not in self._analysed:
            self._analysed[key] = analyse(self._before[key])
        return self._analysed[key]


def _may_match_now(decision: Decision) -> bool:
    """Whether someone may match the paper who did not before: it is new, or its words changed, or a source says of it
    what it did not say before, perhaps for the first time.
    """
    if decision.slot < 0:
        return decision.kind is ChangeKind.NEW
    changed = any(change.field in _MATCHED_ON for change in decision.changes)
    return changed or not decision.statement.sequence


def _before(told: Told, listed: Mapping[str, datetime | None], at: datetime) -> Paper:
    """The paper as it was before the page, as far as matching looks at it."""
    then: dict[str, object] = {}
    for decision in reversed(told.decisions):  # of several changes the first tells what was there before
        for change in decision.changes:
            if change.field in _TEXTS:
                then[change.field] = change.before
            elif change.field in _LISTS:
                then[change.field] = tuple(filter(None, change.before.split(", ")))
            elif change.field in _FACTS:
                then[change.field] = change.before or None
    fresh = {each.statement.source for each in told.decisions if listed.get(each.statement.source) == at}
    sources = tuple(source for source in told.paper.sources if source not in fresh)
    return replace(told.paper, sources=sources, **then)  # type: ignore[arg-type]
