"""The catalog: papers, what leads to them, what was said and seen of them, what changed, what was merged.

Written out in full and never changed again: what a released migration makes must stay what it made.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make all tables."""
    _numbers_sources_pages()
    _papers()
    _merges()
    _identifiers_fingerprints()
    _statements()
    _sightings_revisions()
    _apart()


def _required(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _numbers_sources_pages() -> None:
    op.create_table(
        "numbers",
        _required("kind", NAME),
        _required("last", NUMBER),
        sa.PrimaryKeyConstraint("kind", name="pk_numbers"),
    )
    op.create_table(
        "sources",
        _required("name", NAME),
        _required("kind", sa.Text()),
        _required("title", sa.Text()),
        _required("homepage", sa.Text()),
        sa.PrimaryKeyConstraint("name", name="pk_sources"),
    )
    op.create_table(
        "pages",
        sa.Column("id", NUMBER, nullable=False, autoincrement=False),
        _required("source", NAME),
        _required("address", sa.Text()),
        _required("fingerprint", NAME),
        _required("kind", sa.Text()),
        sa.Column("listing_date", sa.Text()),
        sa.Column("observed_at", INSTANT),
        _required("entry_count", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.UniqueConstraint("fingerprint", name="uq_pages_fingerprint"),
        sa.ForeignKeyConstraint(["source"], ["sources.name"], name="fk_pages_source"),
    )


def _papers() -> None:
    text, lists = sa.Text(), sa.Text()
    op.create_table(
        "papers",
        sa.Column("id", NUMBER, nullable=False, autoincrement=False),
        _required("key", NAME),
        _required("title", text),
        _required("abstract", text),
        sa.Column("arxiv_id", text),
        sa.Column("doi", text),
        sa.Column("version", NUMBER),
        _required("withdrawn", sa.Boolean()),
        _required("authors", lists),
        sa.Column("author_count", NUMBER),
        sa.Column("organization", text),
        sa.Column("organization_handle", text),
        sa.Column("published", text),
        sa.Column("updated", text),
        sa.Column("listed", text),
        sa.Column("github_url", text),
        sa.Column("project_url", text),
        sa.Column("pdf_url", text),
        sa.Column("thumbnail_url", text),
        _required("media_urls", lists),
        _required("categories", lists),
        sa.Column("primary_category", text),
        sa.Column("ai_summary", text),
        _required("ai_keywords", lists),
        sa.Column("note", text),
        sa.Column("journal_ref", text),
        sa.Column("submitted_by", text),
        _required("urls", lists),
        _required("sources", lists),
        sa.Column("upvotes", NUMBER),
        sa.Column("comments", NUMBER),
        sa.Column("github_stars", NUMBER),
        sa.Column("counted_at", INSTANT),
        _required("title_words", text),
        sa.PrimaryKeyConstraint("id", name="pk_papers"),
        sa.UniqueConstraint("key", name="uq_papers_key"),
    )


def _merges() -> None:
    op.create_table(
        "merges",
        sa.Column("number", NUMBER, nullable=False, autoincrement=False),
        _required("paper_id", NUMBER),
        _required("identifier", sa.Text()),
        _required("title", sa.Text()),
        _required("reason", sa.Text()),
        sa.Column("absorbed", NUMBER),
        sa.Column("carried_by", NUMBER),
        _required("undone", sa.Boolean()),
        sa.PrimaryKeyConstraint("number", name="pk_merges"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_merges_paper_id"),
        sa.ForeignKeyConstraint(["carried_by"], ["merges.number"], name="fk_merges_carried_by"),
    )
    op.create_index("ix_merges_paper_id", "merges", ["paper_id"])


def _identifiers_fingerprints() -> None:
    op.create_table(
        "identifiers",
        _required("identifier", NAME),
        _required("paper_id", NUMBER),
        sa.Column("merge_number", NUMBER),
        sa.PrimaryKeyConstraint("identifier", name="pk_identifiers"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_identifiers_paper_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["merge_number"], ["merges.number"], name="fk_identifiers_merge_number"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_identifiers_paper_id", "identifiers", ["paper_id"])
    op.create_table(
        "fingerprints",
        sa.Column("hash", NUMBER, nullable=False, autoincrement=False),
        sa.Column("paper_id", NUMBER, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("hash", "paper_id", name="pk_fingerprints"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_fingerprints_paper_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fingerprints_paper_id", "fingerprints", ["paper_id"])


def _statements() -> None:
    op.create_table(
        "statements",
        sa.Column("id", NUMBER, nullable=False, autoincrement=False),
        _required("paper_id", NUMBER),
        _required("source", NAME),
        _required("digest", sa.LargeBinary(32)),
        sa.Column("observed_at", INSTANT),
        _required("body", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
        sa.UniqueConstraint("paper_id", "digest", name="uq_statements_paper_id_digest"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_statements_paper_id"),
    )
    op.create_index("ix_statements_source_paper_id", "statements", ["source", "paper_id"])


def _sightings_revisions() -> None:
    op.create_table(
        "sightings",
        sa.Column("page_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("rank", sa.Integer(), nullable=False, autoincrement=False),
        _required("statement_id", NUMBER),
        sa.Column("upvotes", NUMBER),
        sa.Column("comments", NUMBER),
        sa.Column("github_stars", NUMBER),
        sa.Column("counted_at", INSTANT),
        sa.PrimaryKeyConstraint("page_id", "rank", name="pk_sightings"),
        sa.CheckConstraint("rank >= 1", name="ck_sightings_rank_from_1"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_sightings_page_id"),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], name="fk_sightings_statement_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sightings_statement_id", "sightings", ["statement_id"])
    op.create_table(
        "revisions",
        sa.Column("number", NUMBER, nullable=False, autoincrement=False),
        _required("page_id", NUMBER),
        _required("rank", sa.Integer()),
        _required("kind", sa.Text()),
        _required("changes", sa.Text()),
        sa.PrimaryKeyConstraint("number", name="pk_revisions"),
        sa.ForeignKeyConstraint(
            ["page_id", "rank"], ["sightings.page_id", "sightings.rank"], name="fk_revisions_page_id_rank"
        ),
        sa.UniqueConstraint("page_id", "rank", name="uq_revisions_page_id_rank"),
        sa.CheckConstraint("kind IN ('new', 'revised', 'enriched')", name="ck_revisions_kind"),
    )


def _apart() -> None:
    op.create_table(
        "apart",
        sa.Column("low", NUMBER, nullable=False, autoincrement=False),
        sa.Column("high", NUMBER, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("low", "high", name="pk_apart"),
        sa.CheckConstraint("low < high", name="ck_apart_ordered"),
        sa.ForeignKeyConstraint(["low"], ["papers.id"], name="fk_apart_low", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["high"], ["papers.id"], name="fk_apart_high", ondelete="CASCADE"),
    )
    op.create_index("ix_apart_high", "apart", ["high"])
