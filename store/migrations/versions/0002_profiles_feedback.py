"""Readers' profiles, and how they reacted to what they were told of.

Written out in full and never changed again: what a released migration makes must stay what it made.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "profiles",
        sa.Column("number", NUMBER, nullable=False, autoincrement=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("top", NUMBER),
        sa.PrimaryKeyConstraint("number", name="pk_profiles"),
        sa.UniqueConstraint("name", name="uq_profiles_name"),
        sa.CheckConstraint("threshold >= 0 AND threshold <= 100", name="ck_profiles_threshold"),
        sa.CheckConstraint("top >= 1", name="ck_profiles_top_from_1"),
    )
    op.create_table(
        "feedback",
        sa.Column("number", NUMBER, nullable=False, autoincrement=False),
        sa.Column("profile", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("subject", NAME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_feedback"),
        sa.CheckConstraint(
            "kind IN ('like', 'dislike', 'save', 'hide', 'mute', 'follow')",
            name="ck_feedback_kind",
        ),
    )
    op.create_index("ix_feedback_profile_number", "feedback", ["profile", "number"])
    standing = sa.text("NOT undone")
    op.create_index(
        "uq_feedback_standing",
        "feedback",
        ["profile", "subject", "kind"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    verdict = sa.text("NOT undone AND kind IN ('like', 'dislike', 'hide')")
    op.create_index(
        "uq_feedback_verdict",
        "feedback",
        ["profile", "subject"],
        unique=True,
        sqlite_where=verdict,
        postgresql_where=verdict,
    )
