"""Pages that were put aside, read once more: a parser may have learned, or a person may know better."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.app.collect import Collected, collect_within
from bot.app.telling import Teller
from bot.core.watch import Watched
from bot.core.watch.days import LONGEST_GAP
from scrapers.errors import ScrapeError
from scrapers.types import Listing, Page, Source
from store.api import Store
from store.records import SourceRecord
from store.watch import LookResult, PutAside

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Reread:
    """A page that was read once more.

    :ivar page: without its body. :ivar collected: what it brought; ``None`` if it still waits.
    :ivar said: why it still waits; else empty.
    """

    page: PutAside
    collected: Collected | None = None
    said: str = ""


async def read_again(
    store: Store,
    parse: Callable[[Page], Awaitable[Listing]],
    sources: Sequence[Watched],
    *,
    clock: Callable[[], datetime],
    teller: Teller | None,
    run: str,
    number: int | None = None,
    accept: bool = False,
) -> tuple[Reread, ...]:
    """Read pages that wait with today's parsers. What is understood is recorded as it was received then, and settled.

    :param sources: those that are configured; pages of others stay what the catalog knows them as.
    :param number: of one page; ``None`` for all that wait, those received first coming first.
    :param accept: record also those that were put aside because they have suspiciously little.
    :raises store.errors.NotFound: there is no page of that number.
    :raises store.errors.DatabaseError: the pages before are recorded.
    """
    known = {watched.name: watched.source.source for watched in sources}
    with store.reading() as catalog:
        recorded = {each.name: each for each in catalog.sources()}
        waiting = (
            [each.number for each in reversed(catalog.put_aside(limit=_AT_ONCE))]
            if number is None
            else [catalog.page_put_aside(number).number]
        )
    reread = []
    for each in waiting:
        with store.reading() as catalog:
            aside = catalog.page_put_aside(each)
        source = known.get(aside.source) or _of_record(recorded.get(aside.source), aside.source)
        reread.append(await _again(store, parse, source, aside, clock, teller, run, accept=accept))
    return tuple(reread)


async def _again(
    store: Store,
    parse: Callable[[Page], Awaitable[Listing]],
    source: Source,
    aside: PutAside,
    clock: Callable[[], datetime],
    teller: Teller | None,
    run: str,
    *,
    accept: bool,
) -> Reread:
    if aside.settled_at is not None:
        return Reread(aside, said="It was settled before.")
    if aside.result is LookResult.PARTIAL and not accept:
        return Reread(aside, said="It has suspiciously little; it is recorded only if a person says that this is all.")
    page = Page(source, aside.address, aside.body, aside.media_type, aside.received_at)
    try:
        listing = await parse(page)
    except ScrapeError as error:
        return Reread(aside, said=str(error))
    with store.writing() as catalog:
        at = clock()
        collected = collect_within(catalog, page, listing, at, None if _is_far_back(aside) else teller, run)
        catalog.settle_page(aside.number, at)
    return Reread(aside, collected)


def _is_far_back(aside: PutAside) -> bool:
    """Whether it is of a day so long before that only who wished to look far back can have asked for it: nobody was to
    be told of it then (:mod:`bot.app.watching.far_back`).
    """
    last = aside.received_at.date() - timedelta(days=LONGEST_GAP)
    return aside.day is not None and date.fromisoformat(aside.day) < last


def _of_record(record: SourceRecord | None, name: str) -> Source:
    """A source that is watched no more, as the catalog knows it."""
    return Source(record.name, record.kind, record.title, record.homepage) if record else Source(name, "")
