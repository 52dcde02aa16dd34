"""Pages of a listing that wait, put aside because they had suspiciously little: what is on them must not be lost.

Such a page was understood, and its papers are papers. When the listing is as it should be again, or has been short for
so long that this is how it is, what waited is recorded before it, as it was received then.
"""

from collections.abc import Sequence

from bot.app.collect import Collected
from bot.app.watching.asking import Had
from bot.app.watching.means import Means
from bot.app.watching.recording import Attempt
from bot.app.watching.reparsing import read_again
from bot.core.watch.types import Watched
from scrapers.errors import ScrapeError
from scrapers.types import Entry, Page, Source
from store.watch import LookResult, PutAside


async def record_waiting(means: Means, watched: Watched, attempt: Attempt) -> tuple[Collected, ...]:
    """Record the pages of a listing that wait, those received first coming first, each by itself.

    A page that cannot be understood any more waits on.

    :raises store.errors.DatabaseError: the pages before are recorded.
    """
    brought: list[Collected] = []
    for page in _waiting(means, attempt):
        reread = await read_again(
            means.store,
            means.parse,
            [watched],
            clock=means.clock,
            teller=means.teller,
            run=attempt.run,
            number=page.number,
            accept=True,
        )
        brought += [each.collected for each in reread if each.collected is not None]
    return tuple(brought)


async def not_yet_aside(means: Means, attempt: Attempt, pages: Sequence[Had]) -> tuple[Had, ...]:
    """The pages, unless all papers on them stand on pages that wait already: counts that move with each look must not
    make a new page of an old one.
    """
    waiting = _waiting(means, attempt)
    known = {name for page in waiting for name in await _names(means, attempt.source, page)}
    is_known = all(_name(entry) in known for had in pages for entry in had.listing.entries)
    return () if waiting and is_known else tuple(pages)


def _waiting(means: Means, attempt: Attempt) -> list[PutAside]:
    """Those of the same listing, without their bodies, those received first coming first."""
    day = attempt.day.isoformat() if attempt.day else None
    with means.store.reading() as catalog:
        waiting = catalog.put_aside(source=attempt.source)
    return [page for page in reversed(waiting) if page.result is LookResult.PARTIAL and page.day == day]


async def _names(means: Means, source: str, aside: PutAside) -> set[str]:
    with means.store.reading() as catalog:
        body = catalog.page_put_aside(aside.number).body
    try:
        listing = await means.parse(Page(Source(source, ""), aside.address, body, aside.media_type, aside.received_at))
    except ScrapeError:  # an older version understood it
        return set()
    return {_name(entry) for entry in listing.entries}


def _name(entry: Entry) -> str:
    return entry.arxiv_id or entry.doi or entry.native_id or entry.url or entry.title
