"""Pages out of files, one after the other, as if the days had passed: the whole way from page to digest, offline."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.collect import Collected, collect
from bot.app.feedback import with_feedback
from bot.app.statistics import catalog_statistics
from bot.app.telling import Teller
from bot.core.digest import Digest, compose
from bot.core.matching.background import Background
from bot.core.matching.scoring import analyse
from bot.core.matching.types import Profile
from scrapers.errors import ScrapeError
from scrapers.parsers import parse
from scrapers.types import Fetcher, Listing, Page
from store.api import Store


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


def fill(store: Store, pages: Sequence[ReadPage]) -> None:
    """Record pages in this order and no more, so that what stands on several of them is one paper.

    :raises store.errors.DatabaseError: the pages before are recorded, the others are not.
    """
    for read in pages:
        collect(store, read.page, read.listing)


def replay(
    store: Store,
    pages: Sequence[ReadPage],
    profiles: Sequence[Profile],
    background: Background,
    at: Callable[[], datetime] | None = None,
    teller: Teller | None = None,
) -> Iterator[ReplayedDay]:
    """Record the pages in this order; after each, match what was new against the profiles.

    A page that was recorded before brings nothing new. The statistics a day is scored with are those of the papers
    known by the end of that day. What readers said of earlier papers counts as it stood before the first page.

    :param profiles: those a digest is made for, besides the ones that are stored.
    :param background: what is believed of words before any paper was counted.
    :param at: says what time it is; ``None`` in a scratch catalog.
    :param teller: promises what is new to the stored readers; ``None``: nobody is told.
    :raises store.errors.DatabaseError: the pages before are recorded, this one and those after are not.
    """

    def record(read: ReadPage) -> Collected:
        return collect(store, read.page, read.listing, at() if at else None, teller)

    if profiles:
        yield from _told(store, pages, profiles, background, record)
        return
    for read in pages:
        yield ReplayedDay(read, record(read), None)


def _told(
    store: Store,
    pages: Sequence[ReadPage],
    profiles: Sequence[Profile],
    background: Background,
    record: Callable[[ReadPage], Collected],
) -> Iterator[ReplayedDay]:
    with store.reading() as catalog:
        statistics = catalog_statistics(catalog, background)
        asked = with_feedback(catalog, profiles, statistics)
    for read in pages:
        collected = record(read)
        analysed = [analyse(paper) for paper in collected.new_papers]
        for paper in analysed:
            statistics.count(paper)
        digest = compose(read.page.address, collected.summary, analysed, asked, statistics)
        yield ReplayedDay(read, collected, digest)
