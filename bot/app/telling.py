"""From what a page changed to promises: in the very transaction that records the page, so that neither is without the
other.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.app.readership import News, Readership, Told
from bot.app.statistics import StatisticsKeeper, pack
from bot.core.matching.background import Background
from bot.core.matching.statistics import Statistics
from store.api import Store, Writing
from store.outbox import NEW
from store.records import ChangeKind, Decision

NOTEWORTHY = frozenset({"title", "abstract", "version", "withdrawn"})
"""A revision is news only if one of these changed."""


class Teller:
    """Promises what readers want to hear. One for a process; not to be shared between threads."""

    def __init__(self, background: Background) -> None:
        """:param background: what is believed of words before any paper was counted."""
        self._keeper = StatisticsKeeper(background)
        self._readership = Readership()

    def tell(self, catalog: Writing, decisions: Sequence[Decision], revisions: Mapping[int, int], at: datetime) -> int:
        """Match what was just recorded against all stored profiles, and promise the matches.

        A paper that was known by its title alone counts as new when its abstract arrives: nobody could have been told
        of it before, and who was is not told again.

        :param revisions: by rank, the numbers of the revisions that the decisions became.
        :return: how many promises were made.
        """
        told = list(_news(decisions, revisions))
        if not told:
            return 0
        statistics = self._keeper.statistics(catalog)
        news = [News(self._keeper.analysed(decision.paper), what) for decision, what in told]
        return _keep(catalog, self._readership.told(catalog, news, statistics, at), statistics, at)


def _news(decisions: Sequence[Decision], revisions: Mapping[int, int]) -> Iterator[tuple[Decision, str]]:
    """What of a listing is news: each paper once for being new, and for every revision of it."""
    latest = {decision.slot: decision for decision in decisions}
    fresh = set()
    for decision in decisions:
        changed = {change.field for change in decision.changes}
        if decision.kind is ChangeKind.NEW or any(
            change.field == "abstract" and not change.before for change in decision.changes
        ):
            if decision.slot not in fresh:
                fresh.add(decision.slot)
                yield latest[decision.slot], NEW
        elif decision.kind is ChangeKind.REVISED and changed & NOTEWORTHY and decision.rank in revisions:
            yield latest[decision.slot], f"revised {revisions[decision.rank]}"


def promise_recent(store: Store, profile: int, days: int, background: Background, now: datetime) -> int:
    """Promise what a profile would have brought in the last days, as far as it was not promised before.

    :param profile: its number.
    :param days: from 1.
    :return: how many promises were made.
    :raises store.errors.NotFound: there is no such profile.
    """
    keeper, readership = StatisticsKeeper(background), Readership(only=profile)
    with store.writing() as catalog:
        catalog.profile_numbered(profile)
        papers = catalog.recorded(now - timedelta(days=days), now)
        statistics = keeper.statistics(catalog)
        found = readership.told(catalog, [News(keeper.analysed(paper)) for paper in papers], statistics, now)
        return _keep(catalog, found, statistics, now)


def _keep(catalog: Writing, found: Told, statistics: Statistics, at: datetime) -> int:
    if not found.matches:
        return 0
    catalog.keep_statistics(statistics.version, pack(statistics), at)
    return catalog.promise(found.matches, found.promises)
