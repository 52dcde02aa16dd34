"""Asking a source for one listing: all of its pages are had and understood before anything else happens."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from bot.app.watching.means import Means
from bot.app.watching.understanding import OwnTrouble, understood
from scrapers.errors import (
    AskedTooOften,
    BadAnswer,
    Blocked,
    Gone,
    LayoutChanged,
    PageMissing,
    PageTooLarge,
    Refused,
    ScrapeError,
    ServerFailed,
    SourceConfigError,
    Unreachable,
)
from scrapers.exchange import Answer, Request, Validators
from scrapers.kinds import page_of
from scrapers.kinds.types import Kind, WatchedSource
from scrapers.parsers.blocked import challenge_in
from scrapers.types import Listing, Page
from store.watch import KnownPage

MAX_PAGES = 50
"""No more pages of a listing are asked for at once; one that has more is cut."""

_TRY_ELSEWHERE = (LayoutChanged, Refused, Gone, PageMissing, PageTooLarge, ServerFailed, Unreachable, BadAnswer)
"""After these the same listing is asked for at the kind's next place. Not when the host does not want us."""

_LASTING = (Gone, PageMissing, Blocked, LayoutChanged, Refused)
"""A continuation elsewhere that fails so would fail again and again; what was had so far is not held back for it."""


@dataclass(frozen=True, slots=True)
class Had:
    """A page that was had and understood.

    :ivar following: where the listing's next page is asked for; ``None`` after the last.
    :ivar followed_to: of the last, see :attr:`store.watch.KnownPage.followed_to`.
    :ivar cut: where the listing would go on that has more than :data:`MAX_PAGES` pages; ``None`` if it has not.
    """

    request: Request
    answer: Answer
    page: Page
    listing: Listing
    following: Request | None = None
    followed_to: str | None = None
    cut: Request | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that was had and not understood."""

    page: Page
    error: ScrapeError


@dataclass(frozen=True, slots=True)
class Heard:
    """The pages of a listing.

    :ivar pages: in order; empty if none of them has changed since they were recorded.
    :ivar unchanged: the versions that are still the listing's pages.
    """

    pages: tuple[Had, ...] = ()
    unchanged: tuple[KnownPage, ...] = ()

    @property
    def entries(self) -> int:
        """How many papers the listing has."""
        if self.pages:
            return sum(len(had.listing.entries) for had in self.pages)
        return sum(known.entries for known in self.unchanged)

    @property
    def cut(self) -> Request | None:
        """Where it would go on, if not all of its pages were asked for."""
        return self.pages[-1].cut if self.pages else None

    @property
    def has_more(self) -> bool:
        """Of a source without days: whether there is more behind the last page, which nobody wanted."""
        ends = (*(had.followed_to for had in self.pages[-1:]), *(known.followed_to for known in self.unchanged[-1:]))
        return any(end is not None for end in ends)

    @property
    def listing(self) -> Listing:
        """All that the pages say, as if they were one. Only where there are pages."""
        first = self.pages[0].listing
        return replace(first, entries=tuple(entry for had in self.pages for entry in had.listing.entries))


class Inquiry:
    """One inquiry about one listing, and what is known of how it went, also when it failed.

    :ivar addresses: all that was asked for, in order.
    :ivar status: of the last answer; ``None`` if the last request had none.
    :ivar size: bytes that came, decoded.
    :ivar unread: pages that were had and not understood.
    :ivar errors: what went wrong at each place that was tried in vain.
    :ivar left_out: why the listing's continuation elsewhere could not be had, where it is recorded without it.
    """

    def __init__(self, means: Means, source: WatchedSource, kind: Kind) -> None:
        """Nothing is asked yet."""
        self._means = means
        self._source = source
        self._kind = kind
        self.addresses: list[str] = []
        self.status: int | None = None
        self.size = 0
        self.unread: list[Unread] = []
        self.errors: list[ScrapeError] = []
        self.left_out: list[ScrapeError] = []

    async def ask(self, day: date | None, start: str = "") -> Heard:
        """The listing from the first place that gives it.

        :param day: see :meth:`scrapers.kinds.types.Kind.requests`.
        :param start: at the best place, the address of the page with which to begin; empty: the first.
        :raises ScrapeError: no place gave it; the error of the best one.
        :raises scrapers.errors.AskedTooOften: a host wants to be left alone; no other place was tried after that.
        """
        places = self._kind.requests(self._source, day)
        for first in [replace(place, address=start) for place in places[:1]] if start else places:
            try:
                return await self._from_place(first, day)
            except AskedTooOften:
                raise
            except ScrapeError as error:
                self.errors.append(error)
                if not isinstance(error, _TRY_ELSEWHERE):
                    break
        if not self.errors:
            raise SourceConfigError(self._source.name, "there is no page to ask for.", "Check its kind and address.")
        raise self.errors[0]

    async def _from_place(self, first: Request, day: date | None) -> Heard:
        known = self._known_pages(first, day)
        answer = await self._get(_conditional(first, known[0]) if known else first)
        if answer.unchanged and known:
            if await self._are_unchanged(first, known[1:]):
                return Heard(unchanged=known)
            answer = await self._get(first)
        return Heard(await self._pages(first, answer, day))

    def _known_pages(self, first: Request, day: date | None) -> tuple[KnownPage, ...]:
        """The versions we have of all pages of the listing; nothing if one is missing, or if they do not go back to the
        day: then the listing must be asked for anew, since of an unchanged page there is no body.
        """
        pages: list[KnownPage] = []
        address = first.address
        with self._means.store.reading() as catalog:
            while address:
                known = catalog.known_page(self._source.name, address)
                if known is None or not _validators(known) or len(pages) >= MAX_PAGES:
                    return ()
                pages.append(known)
                address = known.next_address
        followed_to = pages[-1].followed_to
        wanted_more = followed_to is not None and day is not None and (not followed_to or day.isoformat() < followed_to)
        return () if wanted_more else tuple(pages)

    async def _are_unchanged(self, first: Request, known: Sequence[KnownPage]) -> bool:
        """Whether each of these is still the page."""
        for each in known:
            answer = await self._get(_conditional(replace(first, address=each.address), each))
            if not answer.unchanged:
                return False
        return True

    async def _pages(self, first: Request, answer: Answer, day: date | None) -> tuple[Had, ...]:
        pages = [await self._had(first, answer, day, ())]
        while following := pages[-1].following:
            try:
                pages.append(await self._had(following, await self._get(following), day, pages))
            except _LASTING as error:
                if _place(following) == _place(first):
                    raise
                self.left_out.append(error)
                pages[-1] = replace(pages[-1], following=None, followed_to="")
        return tuple(pages)

    async def _had(self, request: Request, answer: Answer, day: date | None, before: Sequence[Had]) -> Had:
        if answer.unchanged:
            raise BadAnswer(request.address, "the server says 'not modified' to one who asked for the whole page.")
        page = page_of(self._source, request, answer)
        listing = await self._understood(page)
        following = self._kind.following(self._source, day, request, answer, listing)
        asked = {request.address, *(had.request.address for had in before)}
        if following and following.address not in asked:
            is_cut = len(asked) >= MAX_PAGES
            return Had(request, answer, page, listing, *((None, None, following) if is_cut else (following,)))
        more = following is None and not self._kind.has_days(self._source)
        if more and self._kind.following(self._source, date.min, request, answer, listing):
            return Had(request, answer, page, listing, followed_to=day.isoformat() if day else "")
        return Had(request, answer, page, listing)

    async def _understood(self, page: Page) -> Listing:
        try:
            return await understood(self._means, page)
        except OwnTrouble:
            raise
        except ScrapeError as error:
            # A challenge for robots is no page of the source: its layout has not changed, the host does not want us.
            # Honest pages have its marks too, so what counts is that the parser refused it.
            challenged = type(error) is Refused and challenge_in(page.body.decode("utf-8", "replace"))
            found = Blocked(error.address, error.what, error.hint) if challenged else error
            self.unread.append(Unread(page, found))
            raise found from error

    async def _get(self, request: Request) -> Answer:
        self.addresses.append(request.address)
        self.status = None
        answer = await self._means.web.get(request)
        self.status = answer.status
        self.size += len(answer.body)
        return answer


def _conditional(request: Request, known: KnownPage) -> Request:
    return replace(request, validators=_validators(known), validated_at=known.came_from)


def _validators(known: KnownPage) -> Validators:
    return Validators(known.etag, known.last_modified)


def _place(request: Request) -> tuple[str, str, str]:
    """Who is asked, and for what: the address without its query, in which pages are counted."""
    parts = urlsplit(request.address)
    return parts.scheme, parts.netloc, parts.path
