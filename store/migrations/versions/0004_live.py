"""What came of looks at sources, what is known of their days and pages, jobs, leases and hosts; which run recorded a
page; when counts were seen; how many trending papers a reader wants.

Written out in full and never changed again: what a released migration makes must stay what it made.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the new tables; add to the old ones what they lack. Rows that exist stay as they are: no run is known of
    them, and nobody who reads now gets trending papers.
    """
    # Added, not copied into a new table: others refer to readers. Their places and defaults are those of a new one.
    op.add_column("arrivals", sa.Column("run", sa.Text()))
    wish = sa.CheckConstraint("trending >= 0", name="ck_readers_trending")
    op.add_column("readers", sa.Column("trending", sa.Integer(), wish, nullable=False, server_default=sa.text("0")))
    _partial_index("ix_sightings_counted_at", "sightings", ["counted_at"], sa.text("counted_at IS NOT NULL"))
    _looks()
    _listing_days()
    _verdicts()
    _known_pages()
    _put_aside()
    _incidents()
    _jobs()
    _leases()
    _hosts()


def _required(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, NUMBER, nullable=False, autoincrement=False)


def _partial_index(
    name: str, table: str, columns: list[str], condition: sa.TextClause, *, unique: bool = False
) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def _looks() -> None:
    op.create_table(
        "looks",
        _number("number"),
        _required("source", NAME),
        _required("run", sa.Text()),
        sa.Column("day", sa.Text()),
        _required("begun_at", INSTANT),
        _required("ended_at", INSTANT),
        _required("result", NAME),
        sa.Column("status", sa.Integer()),
        _required("pages", sa.Integer()),
        _required("entries", sa.Integer()),
        _required("new", sa.Integer()),
        _required("promised", NUMBER),
        _required("size", NUMBER),
        _required("said", sa.Text()),
        sa.PrimaryKeyConstraint("number", name="pk_looks"),
    )
    op.create_index("ix_looks_ended_at", "looks", ["ended_at"])
    op.create_index("ix_looks_source_ended_at", "looks", ["source", "ended_at"])
    op.create_index("ix_looks_source_result_ended_at", "looks", ["source", "result", "ended_at"])


def _listing_days() -> None:
    op.create_table(
        "listing_days",
        _required("source", NAME),
        _required("day", NAME),
        _required("first_at", INSTANT),
        _required("grown_at", INSTANT),
        _required("looked_at", INSTANT),
        _required("entries", sa.Integer()),
        _required("still", sa.Integer()),
        sa.Column("complete_at", INSTANT),
        sa.PrimaryKeyConstraint("source", "day", name="pk_listing_days"),
    )


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        _required("source", NAME),
        _required("kind", NAME),
        _required("said", sa.Text()),
        _required("since", INSTANT),
        _required("judged_at", INSTANT),
        _required("numbers", sa.Text()),
        sa.PrimaryKeyConstraint("source", name="pk_verdicts"),
    )


def _known_pages() -> None:
    op.create_table(
        "known_pages",
        _required("source", NAME),
        _required("address", NAME),
        _required("etag", sa.Text()),
        _required("last_modified", sa.Text()),
        _required("entries", sa.Integer()),
        _required("recorded_at", INSTANT),
        _required("next_address", sa.Text()),
        _required("came_from", sa.Text()),
        _required("digest", sa.Text()),
        sa.Column("followed_to", sa.Text()),
        sa.PrimaryKeyConstraint("source", "address", name="pk_known_pages"),
    )
    op.create_index("ix_known_pages_recorded_at", "known_pages", ["recorded_at"])


def _put_aside() -> None:
    op.create_table(
        "put_aside",
        _number("number"),
        _required("source", NAME),
        _required("run", sa.Text()),
        sa.Column("day", sa.Text()),
        _required("address", sa.Text()),
        _required("media_type", sa.Text()),
        _required("received_at", INSTANT),
        _required("result", NAME),
        _required("said", sa.Text()),
        _required("size", NUMBER),
        sa.Column("settled_at", INSTANT),
        _required("digest", sa.LargeBinary(32)),
        _required("body", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("number", name="pk_put_aside"),
    )
    waiting = sa.text("settled_at IS NULL")
    _partial_index("uq_put_aside_waiting", "put_aside", ["source", "digest"], waiting, unique=True)
    op.create_index("ix_put_aside_source_number", "put_aside", ["source", "number"])
    op.create_index("ix_put_aside_received_at", "put_aside", ["received_at"])


def _incidents() -> None:
    op.create_table(
        "incidents",
        _number("number"),
        _required("subject", NAME),
        _required("kind", sa.Text()),
        _required("said", sa.Text()),
        _required("began_at", INSTANT),
        sa.Column("told_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("end_told_at", INSTANT),
        sa.PrimaryKeyConstraint("number", name="pk_incidents"),
        sa.CheckConstraint("ended_at IS NOT NULL OR end_told_at IS NULL", name="ck_incidents_end_told"),
    )
    _partial_index("uq_incidents_open", "incidents", ["subject"], sa.text("ended_at IS NULL"), unique=True)
    untold = sa.text("told_at IS NULL OR (ended_at IS NOT NULL AND end_told_at IS NULL)")
    _partial_index("ix_incidents_untold", "incidents", ["number"], untold)
    op.create_index("ix_incidents_ended_at", "incidents", ["ended_at"])


def _jobs() -> None:
    op.create_table(
        "jobs",
        _required("name", NAME),
        _required("due_at", INSTANT),
        sa.Column("hurried_at", INSTANT),
        sa.Column("owner", sa.Text()),
        sa.Column("lease_until", INSTANT),
        sa.Column("begun_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        _required("said", sa.Text()),
        _required("failures", NUMBER),
        _required("runs", NUMBER),
        sa.PrimaryKeyConstraint("name", name="pk_jobs"),
        sa.CheckConstraint("(owner IS NULL) = (lease_until IS NULL)", name="ck_jobs_leased_for_a_time"),
    )


def _leases() -> None:
    op.create_table(
        "leases",
        _required("name", NAME),
        _required("owner", sa.Text()),
        _required("until", INSTANT),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )


def _hosts() -> None:
    op.create_table(
        "hosts",
        _required("host", NAME),
        _required("free_at", INSTANT),
        sa.Column("busy_until", INSTANT),
        sa.Column("forbidden_until", INSTANT),
        sa.PrimaryKeyConstraint("host", name="pk_hosts"),
    )
    op.create_index("ix_hosts_free_at", "hosts", ["free_at"])
