"""From what a page changed to promises: in the very transaction that records the page, so that neither is without the
other.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.app.news import KEPT_DELIVERED, News, known_before, told_by
from bot.app.readership import Readership, Told
from bot.app.statistics import StatisticsKeeper, pack
from bot.core.matching.background import Background
from bot.core.matching.statistics import Statistics
from store.api import Store, Writing
from store.records import Decision

log = logging.getLogger(__name__)


class Teller:
    """Promises what readers want to hear. One for a process; not to be shared between threads."""

    def __init__(self, background: Background) -> None:
        """:param background: what is believed of words before any paper was counted."""
        self._keeper = StatisticsKeeper(background)
        self._readership = Readership()

    def tell(self, catalog: Writing, decisions: Sequence[Decision], revisions: Mapping[int, int], at: datetime) -> int:
        """Match what was just recorded against all stored profiles, and promise the matches.

        A paper is news to a profile when it first matches it, as long as it came after the profile was what it is: so
        also when its abstract arrives, when it is revised, or when one of the profile's sources lists it at last. Who
        was told before is not told again.

        :param revisions: by rank, the numbers of the revisions that the decisions became.
        :return: how many promises were made.
        """
        told = list(told_by(decisions, revisions))
        if not told:
            return 0
        statistics = self._keeper.statistics(catalog)
        known = known_before(catalog, told, at)
        news = [News(self._keeper.analysed(each.paper), each.news, known.get(each.paper.key)) for each in told]
        found = self._readership.told(catalog, news, statistics, at)
        log.debug("matched %d papers: %d matches, %d promises", len(news), len(found.matches), len(found.promises))
        return _keep(catalog, found, statistics, at)


def promise_recent(store: Store, profile: int, days: int, background: Background, now: datetime) -> int:
    """Promise what a profile would have brought in the last days, as far as its reader was not told. What was promised
    and came to nothing, because the profile was another then, is promised anew.

    What a reader was told is known for :data:`KEPT_DELIVERED`; of those who are here for longer, older papers are left
    out.

    :param profile: its number.
    :param days: from 1.
    :return: how many promises were made.
    :raises store.errors.NotFound: there is no such profile.
    """
    keeper, readership = StatisticsKeeper(background), Readership(only=profile)
    with store.writing() as catalog:
        reader = catalog.reader(catalog.profile_numbered(profile).reader)
        since = now - timedelta(days=days)
        if reader.created_at < now - KEPT_DELIVERED:
            since = max(since, now - KEPT_DELIVERED)
        papers = catalog.recorded(since, now)
        statistics = keeper.statistics(catalog)
        found = readership.told(catalog, [News(keeper.analysed(paper)) for paper in papers], statistics, now)
        return _keep(catalog, found, statistics, now, renew=True)


def _keep(catalog: Writing, found: Told, statistics: Statistics, at: datetime, *, renew: bool = False) -> int:
    if not found.matches:
        return 0
    catalog.keep_statistics(statistics.version, pack(statistics), at)
    return catalog.promise(found.matches, found.promises, renew=renew)
