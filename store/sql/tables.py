"""The catalog's tables. Each fact stands in one place:

* a paper's row is the outcome of its ``statements``; its ``identifiers`` and ``fingerprints`` lead to it,
* a ``sighting`` (place ``rank`` on a page) names the statement that stood there, and so the paper,
* a ``revision`` is what a sighting changed.

Beside them stand readers' ``profiles`` and their ``feedback``, which calls papers by name: it outlives them.

Merging or splitting papers therefore moves statements and names; sightings and revisions follow by themselves.
Numbers are given out by us (table ``numbers``), not by the database: they have no gaps after a rollback, are never
given twice, and are the same on every database.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.sql.types import Instant, Name, Number, PlainText, TextList

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
VERSION_TABLE = "paperround_version"

metadata = MetaData(naming_convention=NAMING)

version = Table(
    VERSION_TABLE,
    metadata,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc"),  # as Alembic names it
)

numbers = Table(
    "numbers",
    metadata,
    Column("kind", Name, primary_key=True),
    Column("last", Number, nullable=False),
)

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

profiles = Table(
    "profiles",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("name", Name, nullable=False),
    Column("keywords", PlainText, nullable=False),  # one a line
    Column("threshold", Float, nullable=False),
    Column("top", Number),
    UniqueConstraint("name"),
    CheckConstraint("threshold >= 0 AND threshold <= 100", name="threshold"),
    CheckConstraint("top >= 1", name="top_from_1"),
)

_STANDING = text("NOT undone")
_VERDICT = text("NOT undone AND kind IN ('like', 'dislike', 'hide')")

feedback = Table(
    "feedback",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("profile", Name, nullable=False),  # a name and no foreign key: most profiles live in files
    Column("kind", Name, nullable=False),
    Column("subject", Name, nullable=False),
    Column("title", PlainText, nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone", Boolean, nullable=False),
    CheckConstraint("kind IN ('like', 'dislike', 'save', 'hide', 'mute', 'follow')", name="kind"),
    Index(None, "profile", "number"),
    Index(
        "uq_feedback_standing",
        *("profile", "subject", "kind"),
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    ),
    Index(
        "uq_feedback_verdict",
        *("profile", "subject"),
        unique=True,
        sqlite_where=_VERDICT,
        postgresql_where=_VERDICT,
    ),
)
