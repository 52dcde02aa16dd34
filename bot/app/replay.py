"""Pages out of files, one after the other, as if the days had passed: the whole way from page to digest, offline."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.app.collect import Collected, collect
from bot.core.digest import Digest, compose
from bot.core.matching.scoring import AnalysedPaper, analyse
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Profile
from scrapers.errors import ScrapeError
from scrapers.parsers import parse
from scrapers.types import Fetcher, Listing, Page
from store.api import Store

STATISTICS_SAMPLE = 2000
"""From so many of the papers recorded last a kept catalog's word statistics are drawn before the first page."""


class UnreadablePages(Exception):
    """Some pages could not be read, so none was recorded.

    :ivar errors: one for each such page, in order.
    """

    def __init__(self, errors: Sequence[ScrapeError]) -> None:
        """:param errors: at least one."""
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page and what it says."""

    page: Page
    listing: Listing


@dataclass(frozen=True, slots=True)
class ReplayedDay:
    """What one page brought, and the digest made of it; ``None`` if nobody asked for one."""

    read: ReadPage
    collected: Collected
    digest: Digest | None


def read_pages(fetchers: Sequence[Fetcher]) -> tuple[ReadPage, ...]:
    """Fetch and understand every page before anything is recorded.

    :raises UnreadablePages: with all the pages at fault, so that one run names them all.
    """
    read, errors = [], []
    for fetcher in fetchers:
        try:
            for page in fetcher.pages():
                try:
                    read.append(ReadPage(page, parse(page)))
                except ScrapeError as error:
                    errors.append(error)
        except ScrapeError as error:
            errors.append(error)
    if errors:
        raise UnreadablePages(errors)
    return tuple(read)


def replay(store: Store, pages: Sequence[ReadPage], profiles: Sequence[Profile]) -> Iterator[ReplayedDay]:
    """Record the pages in this order; after each, match what was new against the profiles.

    A page that was recorded before brings nothing new. The statistics a day is scored with are those of the papers
    known by the end of that day.

    :raises store.errors.DatabaseError: the pages before are recorded, this one and those after are not.
    """
    statistics = _statistics(store) if profiles else Statistics()
    for read in pages:
        collected = collect(store, read.page, read.listing)
        digest = None
        if profiles:
            analysed = [analyse(paper) for paper in collected.new_papers]
            _learn(statistics, analysed)
            digest = compose(read.page.address, collected.summary, analysed, profiles, statistics)
        yield ReplayedDay(read, collected, digest)


def _statistics(store: Store) -> Statistics:
    statistics = Statistics()
    with store.reading() as catalog:
        _learn(statistics, [analyse(paper) for paper in catalog.papers(limit=STATISTICS_SAMPLE)])
    return statistics


def _learn(statistics: Statistics, papers: Sequence[AnalysedPaper]) -> None:
    for paper in papers:
        statistics.add(paper.terms)
