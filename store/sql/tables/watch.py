"""The tables of watching: what came of every look at a source, what is known of its days and pages, what was put aside,
what the operator should know of; and the timer's: jobs, leases, and when a host may be asked.

None of them is about readers. An ``owner`` is a process, an ``address`` a page's.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    text,
)

from store.sql.tables.base import metadata
from store.sql.types import Instant, JsonTuple, Name, Number, PlainText

ASIDE = "settled_at IS NULL"
"""The condition of a page that waits, put aside."""

OPEN = "ended_at IS NULL"
"""The condition of an incident that is not over."""

UNTOLD = "told_at IS NULL OR (ended_at IS NOT NULL AND end_told_at IS NULL)"
"""The condition of an incident of whose beginning or end the operator was not told."""

_ASIDE, _OPEN, _UNTOLD = map(text, (ASIDE, OPEN, UNTOLD))

looks = Table(
    "looks",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("source", Name, nullable=False),  # no foreign key: a source is looked at before it ever brings a page
    Column("run", PlainText, nullable=False),
    Column("day", PlainText),
    Column("begun_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("result", Name, nullable=False),
    Column("status", Integer),
    Column("pages", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("promised", Number, nullable=False),
    Column("size", Number, nullable=False),
    Column("said", PlainText, nullable=False),
    Index(None, "ended_at"),
    Index(None, "source", "ended_at"),
    Index(None, "source", "result", "ended_at"),
)

listing_days = Table(
    "listing_days",
    metadata,
    Column("source", Name, primary_key=True),
    Column("day", Name, primary_key=True),
    Column("first_at", Instant, nullable=False),
    Column("grown_at", Instant, nullable=False),
    Column("looked_at", Instant, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("still", Integer, nullable=False),
    Column("complete_at", Instant),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("source", Name, primary_key=True),
    Column("kind", Name, nullable=False),
    Column("said", PlainText, nullable=False),
    Column("since", Instant, nullable=False),
    Column("judged_at", Instant, nullable=False),
    Column("numbers", JsonTuple, nullable=False),
)

known_pages = Table(
    "known_pages",
    metadata,
    Column("source", Name, primary_key=True),
    Column("address", Name, primary_key=True),
    Column("etag", PlainText, nullable=False),
    Column("last_modified", PlainText, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("next_address", PlainText, nullable=False),
    Column("came_from", PlainText, nullable=False),
    Column("digest", PlainText, nullable=False),  # SHA-256, hex, of what the page said
    Column("followed_to", PlainText),
    Index(None, "recorded_at"),
)

put_aside = Table(
    "put_aside",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("source", Name, nullable=False),
    Column("run", PlainText, nullable=False),
    Column("day", PlainText),
    Column("address", PlainText, nullable=False),
    Column("media_type", PlainText, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("result", Name, nullable=False),
    Column("said", PlainText, nullable=False),
    Column("size", Number, nullable=False),
    Column("settled_at", Instant),
    Column("digest", LargeBinary(32), nullable=False),  # SHA-256 of the body
    Column("body", LargeBinary, nullable=False),  # the last column: nobody reads through it to come to another
    Index("uq_put_aside_waiting", *("source", "digest"), unique=True, sqlite_where=_ASIDE, postgresql_where=_ASIDE),
    Index(None, "source", "number"),
    Index(None, "received_at"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("subject", Name, nullable=False),
    Column("kind", PlainText, nullable=False),
    Column("said", PlainText, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("told_at", Instant),
    Column("ended_at", Instant),
    Column("end_told_at", Instant),
    CheckConstraint("ended_at IS NOT NULL OR end_told_at IS NULL", name="end_told"),
    Index("uq_incidents_open", "subject", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_incidents_untold", "number", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
    Index(None, "ended_at"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("name", Name, primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("hurried_at", Instant),  # when it falls due again because of what happened while it was being done
    Column("owner", PlainText),
    Column("lease_until", Instant),
    Column("begun_at", Instant),
    Column("ended_at", Instant),
    Column("said", PlainText, nullable=False),
    Column("failures", Number, nullable=False),
    Column("runs", Number, nullable=False),
    CheckConstraint("(owner IS NULL) = (lease_until IS NULL)", name="leased_for_a_time"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Name, primary_key=True),
    Column("owner", PlainText, nullable=False),
    Column("until", Instant, nullable=False),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", Name, primary_key=True),
    Column("free_at", Instant, nullable=False),
    Column("busy_until", Instant),
    Column("forbidden_until", Instant),
    Index(None, "free_at"),
)
