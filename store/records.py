"""Plain frozen data that goes in and out of the store. No behaviour, no database.

Dates of papers are text: ``2025-07-25``, or ``--07-25`` where no page gave the year. Instants are aware and UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ChangeKind(StrEnum):
    """What an entry of a page means to the catalog. Every entry is exactly one of these.

    ``MOVED`` (only counts changed) and ``KNOWN`` (nothing did) are both reported to people as known.
    """

    NEW = "new"
    REVISED = "revised"
    ENRICHED = "enriched"
    MOVED = "moved"
    KNOWN = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Numbers that move all day. ``None`` means unknown, 0 means none.

    :ivar observed_at: when they were read, aware, UTC; ``None`` if nobody knows.
    """

    upvotes: int | None = None
    comments: int | None = None
    github_stars: int | None = None
    observed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What can be said of a paper, by one source or by all of them. ``None`` and empty mean "nobody said".

    :ivar version: the arXiv (or bioRxiv) version number, from 1.
    :ivar withdrawn: the newest version withdraws the paper.
    :ivar authors: names in order.
    :ivar author_count: how many authors; known from some pages even where their names are not.
    :ivar published: day of first publication.
    :ivar updated: day of the newest version.
    :ivar listed: the (first) day on whose list it stood.
    :ivar note: the authors' comment.
    :ivar submitted_by: who put it on the daily list.
    """

    title: str
    abstract: str = ""
    version: int | None = None
    withdrawn: bool = False
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organization: str | None = None
    organization_handle: str | None = None
    published: str | None = None
    updated: str | None = None
    listed: str | None = None
    github_url: str | None = None
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
    submitted_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Facts):
    """What one source said of one paper, counts and place on the page left out: equal words are one statement.

    A paper is consolidated from its statements alone (:mod:`bot.core.consolidate`), so what we know never depends on
    the order in which we learned it, and a merge can be undone.

    :ivar source: the source's name.
    :ivar identifiers: all names this statement gives the paper, strongest first: ``arxiv:…``, ``doi:…``,
        ``<source>#<native id>``, ``title:…``.
    :ivar sequence: order of arrival in this catalog, from 1; 0 while not yet stored.
    :ivar observed_at: when it was first said, aware, UTC, or ``None``.
    :ivar authority: how much the source's spelling is trusted; larger wins (arXiv over Hugging Face over a dump).
    :ivar url: the paper's page at this source.
    :ivar announce_type: arXiv's ``new``, ``cross``, ``replace`` or ``replace-cross``.
    """

    source: str
    identifiers: tuple[str, ...]
    sequence: int = 0
    observed_at: datetime | None = None
    authority: int = 0
    url: str | None = None
    announce_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper(Facts):
    """What we know of one paper.

    :ivar key: its strongest identifier, the name people use for it: ``arxiv:2503.02130``, ``doi:…``, or
        ``title:grammar-aligned-decoding-1f3a9c02``. Weaker ones stay valid names for it.
    :ivar arxiv_id: without version.
    :ivar urls: its pages, one per source that has one, in the order of the sources' names.
    :ivar sources: names of the sources that told of it, sorted.
    """

    key: str
    arxiv_id: str | None = None
    doi: str | None = None
    urls: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    counts: Counts = field(default_factory=Counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecord:
    """A page that was read.

    :ivar fingerprint: SHA-256, hex, of source, address, time of capture and body: the same page read twice is one.
    :ivar kind: the kind of page, as the scrapers name it.
    :ivar listing_date: full, without year, or ``None``.
    :ivar entry_count: how many entries it has.
    """

    source: str
    address: str
    fingerprint: str
    kind: str
    listing_date: str | None
    observed_at: datetime | None
    entry_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """A source we have read from. ``title`` and ``homepage`` may be empty."""

    name: str
    kind: str
    title: str = ""
    homepage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPaper:
    """A paper together with everything needed to decide what an entry means to it.

    :ivar paper_id: the store's own number for it; positive.
    :ivar statements: everything said of it, in order of arrival.
    :ivar identifiers: every name it goes by.
    :ivar apart: numbers of the papers it must never be merged with (a person said so).
    """

    paper_id: int
    paper: Paper
    statements: tuple[Statement, ...]
    identifiers: frozenset[str]
    apart: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One fact that changed or arrived. ``before`` is empty where there was nothing. Lists are joined by ``, ``."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Why two things are taken for one paper.

    :ivar identifier: the name under which the other thing was known, which now leads to the paper.
    :ivar title: the other thing's title.
    :ivar reason: for people: ``title 97 % alike, abstract 99 % alike``.
    :ivar absorbed: the number of the paper that was swallowed, or ``None`` if it had not been stored on its own.
    """

    identifier: str
    title: str
    reason: str
    absorbed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one entry of a page means, ready to be written.

    :ivar rank: the entry's place on the page, from 1.
    :ivar slot: which paper: positive, a stored paper's number; negative, a paper this listing brings (the same number
        for all its entries).
    :ivar paper: the paper as it now is.
    :ivar statement: what the entry says. ``sequence`` 0: not stored yet (several entries of one listing may repeat it;
        it is stored once); otherwise the stored statement it repeats.
    :ivar identifiers: names that now lead to the paper and did not before.
    :ivar fingerprints: 63-bit numbers under which look-alikes are found; empty unless the statement is new.
    :ivar merges: what was taken for one with it on weaker grounds than a shared identifier.
    """

    rank: int
    slot: int
    kind: ChangeKind
    paper: Paper
    counts: Counts
    statement: Statement
    identifiers: tuple[str, ...] = ()
    fingerprints: tuple[int, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """That a paper stood on a page: which page, when, at which place, with which counts."""

    page: PageRecord
    rank: int
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A change as it is remembered.

    :ivar number: order of recording, from 1.
    :ivar kind: ``new``, ``revised`` or ``enriched``.
    :ivar changes: what changed; empty for a new paper.
    """

    number: int
    paper_key: str
    title: str
    kind: ChangeKind
    page: PageRecord
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRecord:
    """A merge as it is remembered.

    :ivar number: order of recording, from 1; what a person names to undo it.
    :ivar paper_key: the paper it went into.
    :ivar undone: a person has taken it back.
    """

    number: int
    paper_key: str
    paper_title: str
    merge: Merge
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHistory:
    """Everything the catalog holds of one paper. Sequences are in order of recording.

    :ivar identifiers: every name it goes by, sorted.
    """

    paper: Paper
    identifiers: tuple[str, ...]
    statements: tuple[Statement, ...]
    sightings: tuple[Sighting, ...]
    revisions: tuple[Revision, ...]
    merges: tuple[MergeRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A merge taken back, ready to be written: one paper becomes two.

    :ivar number: the merge that is undone.
    :ivar paper_id: the store's number of the paper that stays.
    :ivar remaining: that paper without what leaves it.
    :ivar departing: the paper that leaves; it becomes a paper of its own.
    :ivar identifiers: the names that go with it.
    :ivar statements: sequence numbers of the statements that go with it, with their sightings.
    :ivar fingerprints: under which look-alikes of the departing paper are found.
    :ivar remaining_fingerprints: the same for the paper that stays; both replace what was stored.
    """

    number: int
    paper_id: int
    remaining: Paper
    departing: Paper
    identifiers: tuple[str, ...]
    statements: tuple[int, ...]
    fingerprints: tuple[int, ...]
    remaining_fingerprints: tuple[int, ...]
