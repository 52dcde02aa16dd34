"""The words every fetcher and parser speaks: Source, Page, Entry, Listing.

Dates are text in the shortest honest form: ``2025-07-25`` (ISO 8601) where the year is known, ``--07-25``
(the gMonthDay of XML Schema 1.1, part 2, section 3.3.12) where a page left it out. A year is never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

MAX_PAGE_BYTES = 5_000_000
"""The largest page that is read, in bytes, decoded. The largest honest one (2,000 arXiv entries) is about 4.5 MB."""


class PageKind(StrEnum):
    """What a page turned out to be. The value is what users see."""

    DUMP = "dump"
    HUGGINGFACE_HTML = "huggingface-html"
    HUGGINGFACE_JSON = "huggingface-json"
    ARXIV_API = "arxiv-api"
    ARXIV_RSS = "arxiv-rss"
    BIORXIV = "biorxiv"
    OPENREVIEW = "openreview"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Source:
    """A place where papers are announced.

    :ivar name: short and lasting; what readers write after ``source:`` and what the catalog remembers.
    :ivar kind: how its pages are fetched, for instance ``dump``.
    :ivar title: the name shown to people; the empty string means "show the name".
    :ivar homepage: the page a person would open, or the empty string.
    """

    name: str
    kind: str
    title: str = ""
    homepage: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was received: nothing decoded, nothing understood.

    :ivar source: whose page it is.
    :ivar address: where it came from: a URL, or for files the file's name (never a path of this machine).
    :ivar body: the bytes, content encoding already undone, at most :data:`MAX_PAGE_BYTES`.
    :ivar media_type: the ``Content-Type`` as received, or the empty string where there was none.
    :ivar observed_at: when it was captured, aware, UTC; ``None`` where nobody knows (a dump without a date).
    """

    source: Source
    address: str
    body: bytes
    media_type: str = ""
    observed_at: datetime | None = None

    @property
    def captured_on(self) -> date | None:
        """The UTC day of the capture, or ``None`` if unknown."""
        return self.observed_at.date() if self.observed_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one page says of one paper. ``None`` and empty mean "the page does not say", never "none".

    Text is cleaned (see :mod:`scrapers.text`), otherwise as printed. Counts are whole numbers from 0.

    :ivar rank: the entry's place on the page, from 1.
    :ivar arxiv_id: the arXiv identifier without version: ``2503.02130`` or ``hep-th/9901001``.
    :ivar version: the arXiv (or bioRxiv) version number, from 1.
    :ivar doi: lower case, without ``https://doi.org/``. arXiv's own DOIs are turned into ``arxiv_id``.
    :ivar native_id: what the source itself calls the paper (a feed's ``guid``), where that is neither of the above.
    :ivar url: the paper's page at this source.
    :ivar authors: names in order, those the source marks as hidden left out.
    :ivar author_count: how many authors the page says there are, hidden ones included.
    :ivar published: day of first publication, full or without year.
    :ivar updated: day of this version.
    :ivar listed: the day on whose list it stands (Hugging Face: the daily batch).
    :ivar note: the authors' comment (arXiv: "12 pages, accepted at …").
    :ivar announce_type: arXiv's ``new``, ``cross``, ``replace`` or ``replace-cross``.
    :ivar withdrawn: the source says that this version withdraws the paper.
    :ivar submitted_by: who put it on the daily list.
    """

    rank: int
    title: str
    abstract: str = ""
    arxiv_id: str | None = None
    version: int | None = None
    doi: str | None = None
    native_id: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organization: str | None = None
    organization_handle: str | None = None
    published: str | None = None
    updated: str | None = None
    listed: str | None = None
    upvotes: int | None = None
    comments: int | None = None
    github_url: str | None = None
    github_stars: int | None = None
    project_url: str | None = None
    pdf_url: str | None = None
    thumbnail_url: str | None = None
    media_urls: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    primary_category: str | None = None
    ai_summary: str | None = None
    ai_keywords: tuple[str, ...] = ()
    note: str | None = None
    journal_ref: str | None = None
    announce_type: str | None = None
    withdrawn: bool = False
    submitted_by: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A block of a page that could not be read.

    :ivar where: for people: ``paper 12, line 40: "The beginning of its te…"``.
    :ivar why: what was expected and what stood there.
    """

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything a page says. No entries and nothing skipped is an honest empty day.

    :ivar listing_date: the day the page says it is of, full or without year; ``None`` if it does not say.
    """

    kind: PageKind
    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...] = ()
    listing_date: str | None = None


class Fetcher(Protocol):
    """Brings pages, from the web or from files. It does not look inside."""

    def pages(self) -> Iterable[Page]:
        """The pages, in the order in which they are to be read.

        :raises scrapers.errors.FetchError: a page could not be had.
        """
        ...


class Parser(Protocol):
    """Understands one kind of page. A pure function of the page."""

    def __call__(self, page: Page) -> Listing:
        """What the page says.

        :raises scrapers.errors.LayoutChanged: it is not, or no longer, a page of this kind.
        """
        ...
