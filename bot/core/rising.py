"""Papers that gain upvotes and comments fast, as digests and commands tell of them. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

from bot.core.trends import Trend, velocities
from store.records import Paper
from store.watch import CountPoint

WINDOW = timedelta(hours=24)
"""So far back a digest's velocities go."""
MAX_RISING = 20
"""More trending papers end no digest."""

_SHORTEST_SLACK = timedelta(hours=3)
_HOUR = timedelta(hours=1)
_DAY_IN_HOURS = 24


class Measure(StrEnum):
    """What a velocity is of."""

    UPVOTES = "upvotes"
    COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Rising:
    """A paper that rises, in a digest.

    :ivar upvotes: so many it gained. :ivar comments: likewise. :ivar hours: in so many hours, at least 1.
    """

    paper: Paper
    upvotes: int
    comments: int
    hours: int


def trends_until(points: Sequence[CountPoint], now: datetime, window: timedelta = WINDOW) -> tuple[Trend, ...]:
    """The papers that gained something in about that time, the fastest in upvotes first.

    A source that is looked at once a day counts a little more or less than a day ago. So each paper is reckoned from
    the count that lies nearest to the window's beginning, on either side; how long that is ago the trend says.

    :param points: reaching back to :func:`counted_from`, in any order.
    """
    begin = now - window
    counted = (point for point in points if point.upvotes is not None or point.comments is not None)
    kept = []
    for _, group in groupby(sorted(counted, key=_by_source), key=lambda point: (point.paper, point.source)):
        seen = list(group)
        first = min(seen, key=lambda point: abs(point.at - begin)).at
        kept += [point for point in seen if point.at >= first]
    return velocities(kept, now, now - counted_from(now, window))


def counted_from(now: datetime, window: timedelta = WINDOW) -> datetime:
    """How far back counts matter to :func:`trends_until`."""
    return now - window - max(window / 2, _SHORTEST_SLACK)


def fastest(trends: Iterable[Trend], by: Measure) -> tuple[Trend, ...]:
    """Those that gained in this measure, the fastest first."""
    speed: dict[Measure, Callable[[Trend], tuple[float, float]]] = {
        Measure.UPVOTES: lambda trend: (trend.upvotes_per_day, trend.comments_per_day),
        Measure.COMMENTS: lambda trend: (trend.comments_per_day, trend.upvotes_per_day),
    }
    moving = [trend for trend in trends if speed[by](trend)[0] > 0]
    return tuple(sorted(moving, key=lambda trend: (*(-each for each in speed[by](trend)), trend.paper)))


def an_hour(per_day: float) -> float:
    """A velocity by the day as one by the hour."""
    return per_day / _DAY_IN_HOURS


def risen(paper: Paper, trend: Trend) -> Rising:
    """What a digest tells of a trend."""
    hours = max(1, round((trend.until - trend.since) / _HOUR))
    return Rising(paper, trend.upvotes_gained, trend.comments_gained, hours)


def _by_source(point: CountPoint) -> tuple[str, str, datetime]:
    return point.paper, point.source, point.at
