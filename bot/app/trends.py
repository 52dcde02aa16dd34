"""Which papers gain upvotes and comments fast: for a list of them, and for the end of a digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.rising import WINDOW, Measure, Rising, counted_from, fastest, risen, trends_until
from bot.core.trends import Trend
from store.api import Reading
from store.outbox import Delivery, DeliveryKind, Promise
from store.profiles import FeedbackKind
from store.readers import Reader
from store.records import Paper

_TOLD_WITH = frozenset((DeliveryKind.DIGEST, DeliveryKind.QUIET))
_UNWANTED = frozenset((FeedbackKind.DISLIKE, FeedbackKind.HIDE))
_KEPT = 8
"""The messages of a round are mostly composed at one moment; those of more moments are not kept in mind."""


@dataclass(frozen=True, slots=True)
class TrendingPaper:
    """A paper that gains.

    :ivar first_seen: when a source first listed it; ``None`` if nobody knows.
    """

    paper: Paper
    trend: Trend
    first_seen: datetime | None


@dataclass(frozen=True, slots=True)
class Trending:
    """What gained how fast.

    :ivar papers: the fastest first. :ivar gained: how many papers gained at all. :ivar counted: how many were counted.
    """

    papers: tuple[TrendingPaper, ...]
    gained: int
    counted: int


def trending_papers(
    catalog: Reading,
    now: datetime,
    *,
    window: timedelta = WINDOW,
    by: Measure = Measure.UPVOTES,
    source: str | None = None,
    limit: int = 20,
) -> Trending:
    """The papers that gained fastest in the time before ``now``.

    :param source: what this source alone counted. :param limit: at most so many.
    """
    points = [
        point
        for point in catalog.counts_between(counted_from(now, window), now)
        if source in (None, point.source) and not (point.upvotes is None and point.comments is None)
    ]
    trends = fastest(trends_until(points, now, window), by)
    shown = trends[:limit]
    keys = [trend.paper for trend in shown]
    papers, listed = catalog.called(keys), catalog.listed(keys)
    found = (
        TrendingPaper(papers[each.paper], each, _first([*listed.get(each.paper, {}).values()]))
        for each in shown
        if each.paper in papers
    )
    return Trending(tuple(found), len(trends), len({point.paper for point in points}))


def _first(listed: Sequence[datetime | None]) -> datetime | None:
    """``None`` too where one of the sources listed it nobody knows when: it may have been the first."""
    known = [at for at in listed if at is not None]
    return min(known) if known and len(known) == len(listed) else None


class RisingNow:
    """What ends digests: the fastest papers as of the moment a message was composed, so that it always says the same.

    What one message needed serves the next.
    """

    def __init__(self) -> None:
        """Without anything in mind."""
        self._trends: dict[datetime, tuple[Trend, ...]] = {}

    def rising(
        self, catalog: Reading, reader: Reader, delivery: Delivery, promises: Sequence[Promise]
    ) -> tuple[Rising, ...]:
        """What a message ends with: papers that it does not tell of and its reader did not send away.

        :param promises: what was gathered into it.
        :return: as many as the reader wishes at most; none in what is told at once.
        """
        if not reader.trending or delivery.kind not in _TOLD_WITH:
            return ()
        trends = self._until(catalog, delivery.created_at)
        given = catalog.feedback(reader=reader.number) if trends else ()
        named = {promise.paper for promise in promises}
        named |= {each.subject for each in given if each.kind in _UNWANTED}
        without = named | {paper.key for paper in catalog.called(named).values()}
        left = [trend for trend in trends if trend.paper not in without]
        # Withdrawn papers are left out too; there are never as many of them as there are others.
        candidates = left[: 2 * reader.trending]
        papers = catalog.called([trend.paper for trend in candidates])
        known = ((papers[trend.paper], trend) for trend in candidates if trend.paper in papers)
        told = [risen(paper, trend) for paper, trend in known if not paper.withdrawn]
        return tuple(told[: reader.trending])

    def _until(self, catalog: Reading, now: datetime) -> tuple[Trend, ...]:
        if now not in self._trends:
            if len(self._trends) >= _KEPT:
                self._trends.clear()
            self._trends[now] = trends_until(catalog.counts_between(counted_from(now), now), now)
        return self._trends[now]
