"""One look at a source of which nothing is recorded: what it answers, how that is understood, what would be thought."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.app.collect import count_new
from bot.app.watching.asking import Heard, Inquiry
from bot.app.watching.judged import source_facts
from bot.app.watching.looking import judge_heard, nothing_yet
from bot.app.watching.means import Means
from bot.app.watching.outcome import UNDERSTOOD, result_of
from bot.app.watching.recording import known_day
from bot.app.watching.source import FOLDER_KIND
from bot.core.watch import Judgement, Watched, after_look, verdict
from scrapers.errors import ScrapeError
from scrapers.kinds.types import Kind
from scrapers.parsers.feed_title import feed_title
from scrapers.types import Listing, Page, PageKind
from store.api import Store
from store.watch import Look, LookResult

SHOWN_TITLES = 3
_RUN = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What a look found.

    :ivar day: the listing that was asked for; ``None`` where listings have no days.
    :ivar asked: addresses, or the file, in order. :ivar status: the last one's; ``None`` if there was no answer.
    :ivar seconds: until all of it was understood, waiting for the host's turn included. :ivar size: bytes, decoded.
    :ivar kind: what the page was taken for; ``None`` if it was not understood. :ivar skipped: blocks not understood.
    :ivar new: how many of its papers nobody knows yet.
    :ivar answered_day: the listing's own day, if it says one. :ivar titles: of the first papers.
    :ivar feed_title: what a feed calls itself; empty if it does not say, or of any other page.
    :ivar failures: what went wrong, at each place that was tried. :ivar result: how such a look would end.
    :ivar said: why it would not be recorded; else empty. :ivar judgement: what would be thought of the source.
    """

    source: Watched
    day: date | None
    asked: tuple[str, ...]
    status: int | None
    seconds: float
    size: int
    kind: PageKind | None = None
    papers: int = 0
    new: int = 0
    skipped: int = 0
    answered_day: date | None = None
    titles: tuple[str, ...] = ()
    feed_title: str = ""
    failures: tuple[ScrapeError, ...] = ()
    result: LookResult = LookResult.FAILED
    said: str = ""
    judgement: Judgement

    @property
    def is_well(self) -> bool:
        """Whether it would be recorded."""
        return self.result in UNDERSTOOD


async def probe(means: Means, known: Store, watched: Watched) -> Probed:
    """Look at a source's newest listing, all its pages, and record nothing.

    :param means: with a store that remembers no page, so that all of it is asked for.
    :param known: the store by whose looks and days the source is judged.
    :raises store.errors.DatabaseError: it cannot be asked.
    """
    kind, now = means.kinds[watched.source.kind], means.clock()
    if watched.source.kind == FOLDER_KIND:
        return await _probe_folder(means, known, watched, kind)
    day = kind.day_at(watched.source, now) if kind.has_days(watched.source) else None
    day = kind.listing_day(watched.source, day) if day else None
    inquiry = Inquiry(means, watched.source, kind)
    try:
        heard = await inquiry.ask(day)
    except ScrapeError as error:
        failures = tuple(dict.fromkeys((*inquiry.errors, error)))
        ended = means.clock()
        look = _look(watched, day, now, ended, result_of(error, ended), said=" ".join(map(str, failures)))
        if said := nothing_yet(replace(means, store=known), kind, watched, day, inquiry, error):
            look = replace(look, result=LookResult.OTHER_DAY, said=said)
        found = Probed(
            source=watched,
            day=day,
            asked=tuple(inquiry.addresses),
            status=inquiry.status,
            seconds=(means.clock() - now).total_seconds(),
            size=inquiry.size,
            failures=failures,
            result=look.result,
            said=said,
            judgement=_judgement(known, kind, watched, look),
        )
    else:
        found = _understood(means, known, watched, kind, inquiry, heard, day, now)
    return found


def _understood(
    means: Means,
    known: Store,
    watched: Watched,
    kind: Kind,
    inquiry: Inquiry,
    heard: Heard,
    day: date | None,
    begun_at: datetime,
) -> Probed:
    now, listing = means.clock(), heard.listing
    new = _new(known, [(had.page, had.listing) for had in heard.pages])
    judged = judge_heard(replace(means, store=known), kind, watched, day, heard, now)
    result = judged.result or _result(listing, new)
    look = replace(
        _look(watched, day, begun_at, now, result, said=judged.said),
        entries=heard.entries,
        new=new,
        pages=len(heard.pages),
    )
    return Probed(
        source=watched,
        day=day,
        asked=tuple(inquiry.addresses),
        status=inquiry.status,
        seconds=(now - begun_at).total_seconds(),
        size=inquiry.size,
        kind=listing.kind,
        papers=heard.entries,
        new=new,
        skipped=sum(len(had.listing.skipped) for had in heard.pages),
        answered_day=kind.answered_day(watched.source, listing),
        titles=_titles(listing),
        feed_title=feed_title(heard.pages[0].page) if listing.kind is PageKind.FEED else "",
        failures=tuple(inquiry.errors),
        result=result,
        said=judged.said,
        judgement=_judgement(known, kind, watched, look),
    )


async def _probe_folder(means: Means, known: Store, watched: Watched, kind: Kind) -> Probed:
    """The last file of the folder by name; an empty folder is well."""
    now = means.clock()
    asked: tuple[str, ...] = (watched.source.address,)
    page: Page | None = None
    failures: tuple[ScrapeError, ...] = ()
    try:
        found = means.folder(watched.source)
        files = sorted((file for file in found if not file.leads_out), key=lambda file: file.name)
        asked = (files[-1].name,) if files else asked
        page = files[-1].read() if files else None
        listing = await means.parse(page) if page else None
    except ScrapeError as error:
        look = _look(watched, None, now, means.clock(), result_of(error), said=str(error))
        listing, failures = None, (error,)
    else:
        new = _new(known, [(page, listing)]) if page and listing else 0
        result = _result(listing, new) if listing else LookResult.EMPTY
        look = replace(_look(watched, None, now, means.clock(), result), new=new)
    return Probed(
        source=watched,
        day=None,
        asked=asked,
        status=None,
        seconds=(means.clock() - now).total_seconds(),
        size=len(page.body) if page else 0,
        kind=listing.kind if listing else None,
        papers=len(listing.entries) if listing else 0,
        new=look.new,
        skipped=len(listing.skipped) if listing else 0,
        titles=_titles(listing) if listing else (),
        failures=failures,
        result=look.result,
        judgement=_judgement(known, kind, watched, look),
    )


def _judgement(known: Store, kind: Kind, watched: Watched, look: Look) -> Judgement:
    """What would be thought of the source after this look."""
    now = look.ended_at
    with known.reading() as catalog:
        facts = source_facts(catalog, kind, watched, now)
    days = facts.days
    if look.day is not None and look.result in UNDERSTOOD:
        day = date.fromisoformat(look.day)
        after = after_look(
            known_day(days, day),
            source=watched.name,
            day=day,
            entries=look.entries,
            now=now,
            over_at=kind.day_over(watched.source, day),
            settled=watched.timing.settled,
        )
        days = (*(each for each in days if each.day != after.day), after)
    return verdict(replace(facts, days=days, looks=(look, *facts.looks)), now)


def _look(
    watched: Watched, day: date | None, begun_at: datetime, ended_at: datetime, result: LookResult, *, said: str = ""
) -> Look:
    listing = day.isoformat() if day else None
    return Look(
        source=watched.name, run=_RUN, day=listing, begun_at=begun_at, ended_at=ended_at, result=result, said=said
    )


def _new(known: Store, pages: Sequence[tuple[Page, Listing]]) -> int:
    with known.writing() as catalog:  # only who writes may ask what is known of papers
        return sum(count_new(catalog, page, listing) for page, listing in pages)


def _result(listing: Listing, new: int) -> LookResult:
    if not listing.entries:
        return LookResult.EMPTY
    return LookResult.NEWS if new else LookResult.UNCHANGED


def _titles(listing: Listing) -> tuple[str, ...]:
    return tuple(entry.title for entry in listing.entries[:SHOWN_TITLES])
