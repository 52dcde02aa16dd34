"""The catalog's tables. Each fact stands in one place:

* a paper's row is the outcome of its ``statements``; its ``identifiers`` and ``fingerprints`` lead to it,
* a ``sighting`` (place ``rank`` on a page) names the statement that stood there, and so the paper,
* a ``revision`` is what a sighting changed,
* an ``arrival`` is when a page was recorded, as far as anybody may know.

Merging or splitting papers therefore moves statements and names; sightings and revisions follow by themselves.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.sql.tables.base import metadata
from store.sql.types import Instant, Name, Number, PlainText, TextList

sources = Table(
    "sources",
    metadata,
    Column("name", Name, primary_key=True),
    Column("kind", PlainText, nullable=False),
    Column("title", PlainText, nullable=False),
    Column("homepage", PlainText, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("source", Name, ForeignKey("sources.name"), nullable=False),
    Column("address", PlainText, nullable=False),
    Column("fingerprint", Name, nullable=False),
    Column("kind", PlainText, nullable=False),
    Column("listing_date", PlainText),
    Column("observed_at", Instant),
    Column("entry_count", Integer, nullable=False),
    UniqueConstraint("fingerprint"),
)

papers = Table(
    "papers",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("key", Name, nullable=False),
    Column("title", PlainText, nullable=False),
    Column("abstract", PlainText, nullable=False),
    Column("arxiv_id", PlainText),
    Column("doi", PlainText),
    Column("version", Number),
    Column("withdrawn", Boolean, nullable=False),
    Column("authors", TextList, nullable=False),
    Column("author_count", Number),
    Column("organization", PlainText),
    Column("organization_handle", PlainText),
    Column("published", PlainText),
    Column("updated", PlainText),
    Column("listed", PlainText),
    Column("github_url", PlainText),
    Column("project_url", PlainText),
    Column("pdf_url", PlainText),
    Column("thumbnail_url", PlainText),
    Column("media_urls", TextList, nullable=False),
    Column("categories", TextList, nullable=False),
    Column("primary_category", PlainText),
    Column("ai_summary", PlainText),
    Column("ai_keywords", TextList, nullable=False),
    Column("note", PlainText),
    Column("journal_ref", PlainText),
    Column("submitted_by", PlainText),
    Column("urls", TextList, nullable=False),
    Column("sources", TextList, nullable=False),
    Column("upvotes", Number),
    Column("comments", Number),
    Column("github_stars", Number),
    Column("counted_at", Instant),
    Column("title_words", Text, nullable=False),  # for finding: see store.sql.rows.words
    UniqueConstraint("key"),
)

merges = Table(
    "merges",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("paper_id", Number, ForeignKey("papers.id"), nullable=False),
    Column("identifier", PlainText, nullable=False),
    Column("title", PlainText, nullable=False),
    Column("reason", PlainText, nullable=False),
    Column("absorbed", Number),  # the number of a paper that is no more, so no foreign key
    # The later merge that brought this one along, when the paper it went into was itself swallowed.
    Column("carried_by", Number, ForeignKey("merges.number")),
    Column("undone", Boolean, nullable=False),
    Index(None, "paper_id"),
)

identifiers = Table(
    "identifiers",
    metadata,
    Column("identifier", Name, primary_key=True),
    Column("paper_id", Number, ForeignKey("papers.id", ondelete="CASCADE"), nullable=False),
    Column("merge_number", Number, ForeignKey("merges.number")),  # it leads here because of that merge
    Index(None, "paper_id"),
    sqlite_with_rowid=False,
)

fingerprints = Table(
    "fingerprints",
    metadata,
    Column("hash", Number, primary_key=True, autoincrement=False),
    Column("paper_id", Number, ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Index(None, "paper_id"),
    sqlite_with_rowid=False,
)

statements = Table(
    "statements",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("paper_id", Number, ForeignKey("papers.id"), nullable=False),
    Column("source", Name, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),  # SHA-256 of the body: see store.sql.rows.digest
    Column("observed_at", Instant),
    Column("body", Text, nullable=False),
    UniqueConstraint("paper_id", "digest"),
    Index(None, "source", "paper_id"),
)

_COUNTED = text("counted_at IS NOT NULL")

sightings = Table(
    "sightings",
    metadata,
    Column("page_id", Number, ForeignKey("pages.id"), primary_key=True, autoincrement=False),
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("statement_id", Number, ForeignKey("statements.id"), nullable=False),
    Column("upvotes", Number),
    Column("comments", Number),
    Column("github_stars", Number),
    Column("counted_at", Instant),
    Index(None, "statement_id"),
    Index(None, "counted_at", sqlite_where=_COUNTED, postgresql_where=_COUNTED),
    CheckConstraint("rank >= 1", name="rank_from_1"),
    sqlite_with_rowid=False,
)

revisions = Table(
    "revisions",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("page_id", Number, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("kind", PlainText, nullable=False),
    Column("changes", Text, nullable=False),
    ForeignKeyConstraint(["page_id", "rank"], ["sightings.page_id", "sightings.rank"]),
    UniqueConstraint("page_id", "rank"),
    CheckConstraint("kind IN ('new', 'revised', 'enriched')", name="kind"),
)

apart = Table(
    "apart",
    metadata,
    Column("low", Number, ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("high", Number, ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Index(None, "high"),
    CheckConstraint("low < high", name="ordered"),
)

_NEWS = text("new > 0")

arrivals = Table(
    "arrivals",
    metadata,
    Column("page_id", Number, ForeignKey("pages.id"), primary_key=True, autoincrement=False),
    Column("source", Name, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("new", Integer, nullable=False),  # how many papers it brought
    Column("run", PlainText),  # the correlation id of the run that recorded it
    Index(None, "recorded_at"),
    Index("ix_arrivals_news", *("source", "recorded_at"), sqlite_where=_NEWS, postgresql_where=_NEWS),
)
