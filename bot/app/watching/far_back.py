"""Looking farther back than a source's ``catch_up``: what it takes, and that nobody is told of what is that old.

Who asks for a year of papers wants to have them in the catalog. In readers' mails they would be no news.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.app.telling import Teller
from bot.app.watching.means import Means
from bot.core.watch import Watched, days_to_ask
from bot.core.watch.days import MOST_DAYS
from scrapers.kinds.types import Kind
from store.api import Writing
from store.records import Decision, Paper

_FULL = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FarBack:
    """What it takes to look as far back at a source as is wished.

    :ivar begins: the first day that is asked for: :data:`MOST_DAYS` before the newest, if an earlier one was wished.
    :ivar told_from: papers from before that day are recorded, and nobody is told of them.
    :ivar listings: how many are asked for; ``None`` where listings have no days: nobody knows how many pages it takes.
    :ivar untold: those of them that nobody is told of.
    :ivar seconds: how long that takes at least.
    """

    begins: date
    told_from: date
    listings: int | None = None
    untold: int = 0
    seconds: float = 0.0


def far_back(kind: Kind, watched: Watched, since: date, now: datetime) -> FarBack | None:
    """What it takes to look at a source since then; ``None`` if that is no farther back than any look goes.

    :param now: aware, UTC.
    """
    source = watched.source
    today = kind.day_at(source, now)
    begins, told_from = max(since, today - timedelta(days=MOST_DAYS)), _told_from(watched, today)
    if begins >= told_from:
        return None
    if not kind.has_days(source):
        return FarBack(begins=begins, told_from=told_from)
    days = days_to_ask((), today=today, since=since, catch_up=watched.timing.catch_up)
    listings = list(dict.fromkeys(kind.listing_day(source, day) for day in days))
    gaps = [request.gap for request in kind.requests(source, today)[:1]]
    return FarBack(
        begins=begins,
        told_from=told_from,
        listings=len(listings),
        untold=sum(day < kind.listing_day(source, told_from) for day in listings),
        seconds=len(listings) * sum(gaps),
    )


def untold_before(kind: Kind, watched: Watched, since: date | None, now: datetime) -> date | None:
    """Papers from before that day are not told; ``None`` if all are."""
    far = far_back(kind, watched, since, now) if since is not None else None
    return far.told_from if far else None


def telling_from(means: Means, kind: Kind, watched: Watched, told_from: date | None, day: date | None) -> Means:
    """The means with which a listing is looked at: they tell nobody of papers from before a day.

    :param told_from: that day; ``None``: all are told. :param day: the listing's; ``None`` where listings have none.
    """
    if told_from is None or means.teller is None:
        return means
    if day is None:
        return replace(means, teller=RecentTeller(means.teller, told_from))
    return replace(means, teller=None) if day < kind.listing_day(watched.source, told_from) else means


class RecentTeller(Teller):
    """Tells of papers that were listed, revised or published since a day, and of those that say nothing of it."""

    def __init__(self, teller: Teller, since: date) -> None:
        """:param teller: who tells."""
        self._teller = teller
        self._since = since.isoformat()

    def tell(self, catalog: Writing, decisions: Sequence[Decision], revisions: Mapping[int, int], at: datetime) -> int:
        """See :meth:`bot.app.telling.Teller.tell`."""
        recent = [decision for decision in decisions if self._is_recent(decision.paper)]
        return self._teller.tell(catalog, recent, revisions, at)

    def _is_recent(self, paper: Paper) -> bool:
        days = [day for day in (paper.listed, paper.updated, paper.published) if day and _FULL.fullmatch(day)]
        return not days or max(days) >= self._since


def _told_from(watched: Watched, today: date) -> date:
    """The first day that a look which nobody wished to go farther back asks for."""
    return today - timedelta(days=watched.timing.catch_up)
