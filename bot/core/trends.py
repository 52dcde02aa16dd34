"""How fast papers gain upvotes and comments, from the counts that were seen of them. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from store.watch import CountPoint

SHORTEST = timedelta(hours=1)
"""Two counts that lie closer together say nothing about velocity."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """What a paper gained.

    :ivar paper: its key.
    :ivar upvotes: as they were seen last; ``None`` if they never were. :ivar upvotes_gained: between two sightings.
    :ivar upvotes_per_day: the velocity. :ivar comments: and so on: likewise.
    :ivar since: the first sighting it is reckoned from. :ivar until: the last.
    """

    paper: str
    upvotes: int | None
    upvotes_gained: int
    upvotes_per_day: float
    comments: int | None
    comments_gained: int
    comments_per_day: float
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class _Gain:
    last: int
    gained: int
    per_day: float
    since: datetime
    until: datetime


def velocities(points: Sequence[CountPoint], now: datetime, window: timedelta) -> tuple[Trend, ...]:
    """The papers that gained something of late, the fastest in upvotes first.

    A paper must have been counted twice by the same source, an hour apart at least. It is reckoned from the first count
    within the window, never from nothing. What it lost is not reckoned, nor is it gained twice when it comes back.
    Where several sources count a paper, the one that saw it gain most speaks.

    :param points: in any order. :param window: how far back from now the counts reach.
    """
    recent = [point for point in points if now - window <= point.at <= now]
    recent.sort(key=lambda point: (point.paper, point.source, point.at))
    trends = (_trend(paper, list(seen)) for paper, seen in groupby(recent, key=lambda point: point.paper))
    moving = (trend for trend in trends if trend is not None)
    return tuple(sorted(moving, key=lambda trend: (-trend.upvotes_per_day, -trend.comments_per_day, trend.paper)))


def _trend(paper: str, seen: Sequence[CountPoint]) -> Trend | None:
    upvotes = _fastest(seen, lambda point: point.upvotes)
    comments = _fastest(seen, lambda point: point.comments)
    gains = [gain for gain in (upvotes, comments) if gain is not None and gain.gained]
    if not gains:
        return None
    return Trend(
        paper=paper,
        upvotes=upvotes.last if upvotes else None,
        upvotes_gained=upvotes.gained if upvotes else 0,
        upvotes_per_day=upvotes.per_day if upvotes else 0,
        comments=comments.last if comments else None,
        comments_gained=comments.gained if comments else 0,
        comments_per_day=comments.per_day if comments else 0,
        since=min(gain.since for gain in gains),
        until=max(gain.until for gain in gains),
    )


def _fastest(seen: Sequence[CountPoint], count: Callable[[CountPoint], int | None]) -> _Gain | None:
    by_source = groupby(seen, key=lambda point: point.source)
    counts = ([(point.at, value) for point in points if (value := count(point)) is not None] for _, points in by_source)
    return max(_gains(counts), key=lambda gain: (gain.per_day, gain.last), default=None)


def _gains(counts: Iterable[list[tuple[datetime, int]]]) -> Iterable[_Gain]:
    for values in counts:
        if not values:
            continue
        (since, first), (until, last) = values[0], values[-1]
        gained = max(value for _, value in values) - first if until - since >= SHORTEST else 0
        yield _Gain(last, gained, gained and gained / ((until - since) / _DAY), since, until)
