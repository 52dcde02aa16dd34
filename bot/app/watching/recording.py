"""What a look came to, written down: all of it in one transaction, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from bot.app.collect import Collected, collect_within
from bot.app.watching.asking import Had, Heard, Inquiry
from bot.app.watching.means import Means
from bot.app.watching.outcome import log, logged, result_of
from bot.app.watching.places import Cut, forget_cut, forget_missed, keep_cut, keep_missed, missed_between
from bot.app.watching.wanted import NEWEST, Wanted
from bot.core.watch.days import after_look
from scrapers.exchange import Validators
from scrapers.types import Listing, Page
from store.api import Writing
from store.watch import KnownPage, ListingDay, Look, LookResult, PutAside


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What a look is about.

    :ivar source: its name. :ivar run: the run it belongs to.
    :ivar wanted: which listing.
    :ivar over_at: when, as a rule, nothing is added to that day any more.
    :ivar settled: for how long a day that is over must not have grown to be complete.
    """

    source: str
    run: str
    begun_at: datetime
    wanted: Wanted = NEWEST
    over_at: datetime | None = None
    settled: timedelta = timedelta(0)

    @property
    def day(self) -> date | None:
        """The listing's day; ``None`` where listings have none."""
        return self.wanted.day

    def look(self, inquiry: Inquiry, result: LookResult, ended_at: datetime, said: str = "") -> Look:
        """The look, without what was recorded."""
        return Look(
            source=self.source,
            run=self.run,
            day=self.day.isoformat() if self.day else None,
            begun_at=self.begun_at,
            ended_at=ended_at,
            result=result,
            status=inquiry.status,
            size=inquiry.size,
            said=said,
        )


def record_listing(
    means: Means, attempt: Attempt, inquiry: Inquiry, heard: Heard, said: str, waited: Sequence[Collected] = ()
) -> Look:
    """Record the pages of a listing, what is told of them, the day, and the versions of the pages.

    :param said: what is noteworthy.
    :param waited: what pages brought that had been put aside and were recorded just before; it counts with this look.
    :raises store.errors.DatabaseError: nothing of it is recorded; the next request asks for what this one asked for.
    """
    begun = means.clock()
    with means.store.writing() as catalog:
        at = means.clock()
        look = _with(waited, attempt.look(inquiry, LookResult.UNCHANGED, at, said))
        look = _collected(catalog, means, attempt, heard.pages, at, look)
        look = replace(look, pages=len(heard.pages), entries=heard.entries)
        if not heard.entries and not look.new:
            look = replace(look, result=LookResult.EMPTY)
        _keep_day(catalog, attempt, heard, at, look.new)
        for had in heard.pages:
            _keep_version(catalog, attempt.source, had, at)
        _keep_places(catalog, attempt, heard, at, look.new)
        _settle_superseded(catalog, attempt, inquiry, heard.pages, at)
        _put_unread_aside(catalog, attempt, inquiry, at)
        look = replace(look, number=catalog.add_look(look))
    ms = (means.clock() - begun).total_seconds() * 1000
    log.debug("%s: recorded and matched, pages %d, promises %d, %.0f ms", look.source, look.pages, look.promised, ms)
    logged(look)
    means.on_look(look)
    return look


def record_nothing(means: Means, attempt: Attempt, inquiry: Inquiry, look: Look, aside: Sequence[Had] = ()) -> Look:
    """Record that a look brought nothing that may be recorded, and put its pages aside. The next request for any of
    them is unconditional.

    :param aside: pages that were understood and yet are not recorded.
    :raises store.errors.DatabaseError: not even that is recorded.
    """
    with means.store.writing() as catalog:
        at = look.ended_at
        _put_unread_aside(catalog, attempt, inquiry, at)
        for had in aside:
            catalog.put_page_aside(_aside(attempt, had.page, look.result, look.said, at))
        if inquiry.addresses:
            catalog.forget_pages(attempt.source, inquiry.addresses)
        look = replace(look, number=catalog.add_look(look))
    logged(look)
    means.on_look(look)
    return look


def _with(waited: Sequence[Collected], look: Look) -> Look:
    """The look with what pages brought that had waited."""
    if not waited:
        return look
    pages = "1 page that had been put aside was" if len(waited) == 1 else f"{len(waited)} pages put aside before were"
    return replace(
        look,
        new=sum(len(each.new_papers) for each in waited),
        promised=sum(each.promised for each in waited),
        said=" ".join(filter(None, (look.said, f"{pages} recorded, too."))),
    )


def _collected(
    catalog: Writing, means: Means, attempt: Attempt, pages: Sequence[Had], at: datetime, look: Look
) -> Look:
    """The look with what its pages brought. One that says what it said the last time brings nothing: of many sources
    each look has the whole page, and what is seen on it need not be written down again.
    """
    for had in pages:
        known = catalog.known_page(attempt.source, had.request.address)
        if known and known.digest == listing_digest(had.listing):
            continue
        collected = collect_within(catalog, had.page, had.listing, at, means.teller, attempt.run)
        look = replace(look, new=look.new + len(collected.new_papers), promised=look.promised + collected.promised)
    return replace(look, result=LookResult.NEWS) if look.new else look


def _keep_day(catalog: Writing, attempt: Attempt, heard: Heard, at: datetime, new: int) -> None:
    if attempt.day is None or attempt.over_at is None:
        return
    known = known_day(catalog.listing_days(attempt.source, since=attempt.day.isoformat()), attempt.day)
    entries = known.entries if known and not heard.pages else heard.entries
    catalog.keep_day(
        after_look(
            known,
            source=attempt.source,
            day=attempt.day,
            entries=entries,
            now=at,
            over_at=attempt.over_at,
            settled=attempt.settled,
            new=new,
        )
    )


def known_day(days: Sequence[ListingDay], day: date | None) -> ListingDay | None:
    """What is known of a day, if it is among these."""
    return next((each for each in days if day and each.day == day.isoformat()), None)


def _keep_version(catalog: Writing, source: str, had: Had, at: datetime) -> None:
    # What could not be read may be read the next time: then the server must not say that nothing changed.
    validators = had.answer.validators if not had.listing.skipped else Validators()
    elsewhere = had.answer.address != had.request.address
    following = had.following or had.cut
    catalog.keep_page(
        KnownPage(
            source=source,
            address=had.request.address,
            etag=validators.etag,
            last_modified=validators.last_modified,
            entries=len(had.listing.entries),
            recorded_at=at,
            next_address=following.address if following else "",
            came_from=had.answer.address if elsewhere else "",
            digest=listing_digest(had.listing),
            followed_to=had.followed_to,
        )
    )


def _keep_places(catalog: Writing, attempt: Attempt, heard: Heard, at: datetime, new: int) -> None:
    """Of a source without days: where the next look goes on, and what lies too far back."""
    wanted = attempt.wanted
    if wanted.day is not None:
        return
    if heard.cut and wanted.back_to:
        # The new ones come first: if half of them are known, all is known up to where an earlier listing was cut.
        leads_to_last = not wanted.start and new * 2 <= heard.entries
        cut = Cut(heard.cut.address, wanted.back_to, wanted.told_from)
        keep_cut(catalog, attempt.source, cut, at, leads_to_last=leads_to_last)
    elif wanted.start:
        forget_cut(catalog, attempt.source)
    if wanted.missed and heard.has_more:
        keep_missed(catalog, attempt.source, *wanted.missed, at)
        return
    missed = missed_between(catalog, attempt.source, at)
    if missed and wanted.back_to and wanted.back_to <= missed[0]:
        forget_missed(catalog, attempt.source)


def listing_digest(listing: Listing) -> str:
    """SHA-256, hex, of what a page says, counts included. Not of its bytes: many pages have the time of day in them."""
    return sha256(repr(listing).encode("utf-8", "backslashreplace")).hexdigest()


def _settle_superseded(
    catalog: Writing, attempt: Attempt, inquiry: Inquiry, pages: Sequence[Had], at: datetime
) -> None:
    """Pages of a day that could not be read wait no more if the same address now gave what they lacked, or if any
    address gave the whole day, unless theirs still cannot be read. What could not be read of a window may have moved
    out of it; and what was only too short is not passed over, but recorded (:mod:`bot.app.watching.waiting`).
    """
    if attempt.day is None or not pages:
        return
    read = {had.request.address for had in pages if not had.listing.skipped}
    unread = {each.page.address for each in inquiry.unread}
    is_whole = not any(had.listing.skipped for had in pages)
    for aside in catalog.put_aside(source=attempt.source):
        of_day = is_whole and aside.day == attempt.day.isoformat() and aside.address not in unread
        if (of_day or aside.address in read) and aside.result is not LookResult.PARTIAL:
            catalog.settle_page(aside.number, at)


def _put_unread_aside(catalog: Writing, attempt: Attempt, inquiry: Inquiry, at: datetime) -> None:
    for unread in inquiry.unread:
        catalog.put_page_aside(_aside(attempt, unread.page, result_of(unread.error), str(unread.error), at))


def _aside(attempt: Attempt, page: Page, result: LookResult, said: str, at: datetime) -> PutAside:
    return PutAside(
        source=attempt.source,
        run=attempt.run,
        day=attempt.day.isoformat() if attempt.day else None,
        address=page.address,
        media_type=page.media_type,
        received_at=page.observed_at or at,
        result=result,
        said=said,
        size=len(page.body),
        body=page.body,
    )
