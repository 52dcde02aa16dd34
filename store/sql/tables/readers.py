"""The tables of readers: who they are, where they read, what they look for, how they react.

Every table about a reader has a column ``reader``, the reader's number; 0 is nobody's. What is exported and erased is
found by that column alone, so no table can be forgotten. Feedback calls papers by name: it outlives them.
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
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from store.sql.tables.base import metadata
from store.sql.types import Instant, Name, Number, NumberList, PlainText, TextList

UNCONFIRMED = "confirmed_at IS NULL"
"""The condition of an address whose owner never said that it is theirs."""

_NONE = text("0")
_AWAITED = text("next_digest_at IS NOT NULL")
_UNCONFIRMED = text(UNCONFIRMED)

readers = Table(
    "readers",
    metadata,
    Column("reader", Number, primary_key=True, autoincrement=False),
    Column("name", Name, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("language", PlainText, nullable=False),
    Column("timezone", PlainText, nullable=False),
    Column("quiet_start", Integer),
    Column("quiet_end", Integer),
    Column("quiet_day", Name, nullable=False),
    Column("snoozed_until", Instant),
    Column("paused", Boolean, nullable=False),
    Column("next_digest_at", Instant),
    Column("minute", Integer),
    Column("weekdays", PlainText, nullable=False),  # their digits, rising
    Column("instant_from", Float),
    Column("generation", Number, nullable=False),
    Column(
        "trending", Integer, CheckConstraint("trending >= 0", name="trending"), nullable=False, server_default=_NONE
    ),
    UniqueConstraint("name"),
    CheckConstraint("quiet_day IN ('nothing', 'line', 'weekly')", name="quiet_day"),
    CheckConstraint("quiet_start >= 0 AND quiet_start <= 1439", name="quiet_start"),
    CheckConstraint("quiet_end >= 0 AND quiet_end <= 1439 AND quiet_end <> quiet_start", name="quiet_end"),
    CheckConstraint("(quiet_start IS NULL) = (quiet_end IS NULL)", name="quiet_hours"),
    CheckConstraint("minute >= 0 AND minute <= 1439", name="minute"),
    CheckConstraint("instant_from >= 0 AND instant_from <= 100", name="instant_from"),
    Index(None, "next_digest_at", sqlite_where=_AWAITED, postgresql_where=_AWAITED),
)

addresses = Table(
    "addresses",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("reader", Number, ForeignKey("readers.reader"), nullable=False),
    Column("way", Name, nullable=False),
    Column("target", PlainText, nullable=False),
    Column("key", Name, nullable=False),  # the target as it is compared: see store.sql.reader_rows.key_of
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("stopped", PlainText, nullable=False),
    UniqueConstraint("way", "key"),
    UniqueConstraint("reader", "number"),  # what refers to an address names its reader too, and cannot name another
    CheckConstraint("way IN ('mail', 'chat', 'apprise', 'file', 'console')", name="way"),
    Index("ix_addresses_unconfirmed", "created_at", sqlite_where=_UNCONFIRMED, postgresql_where=_UNCONFIRMED),
)

bounces = Table(
    "bounces",
    metadata,
    Column("address", Number, nullable=False, autoincrement=False),
    Column("sequence", Number, nullable=False, autoincrement=False),  # counted from 1 at each address
    Column("reader", Number, nullable=False),
    Column("kind", Name, nullable=False),
    Column("said", PlainText, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("address", "sequence"),
    ForeignKeyConstraint(["reader", "address"], ["addresses.reader", "addresses.number"]),
    CheckConstraint("kind IN ('hard', 'soft', 'complaint')", name="kind"),
    Index(None, "reader"),
    Index(None, "at"),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("digest", Name, primary_key=True),  # of no reader: it outlives them, and tells nobody who they were
    Column("kind", Name, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("kind IN ('hard', 'soft', 'complaint')", name="kind"),
)

profiles = Table(
    "profiles",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("name", Name, nullable=False),
    Column("keywords", PlainText, nullable=False),  # one a line
    Column("threshold", Float, nullable=False),
    Column("top", Number),
    Column("reader", Number, nullable=False),  # no foreign key: 0 is nobody's
    Column("sources", TextList, nullable=False),
    Column("addresses", NumberList, nullable=False),
    Column("minute", Integer),
    Column("weekdays", PlainText, nullable=False),  # their digits, rising
    Column("instant_from", Float),
    Column("revisions", Boolean, nullable=False),
    Column("changed_at", Instant),
    UniqueConstraint("reader", "name"),
    CheckConstraint("threshold >= 0 AND threshold <= 100", name="threshold"),
    CheckConstraint("top >= 1", name="top_from_1"),
    CheckConstraint("minute >= 0 AND minute <= 1439", name="minute"),
    CheckConstraint("instant_from >= 0 AND instant_from <= 100", name="instant_from"),
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
    Column("reader", Number, nullable=False),
    CheckConstraint("kind IN ('like', 'dislike', 'save', 'hide', 'mute', 'follow')", name="kind"),
    Index(None, "reader", "profile", "number"),
    Index(
        "uq_feedback_standing",
        *("reader", "profile", "subject", "kind"),
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    ),
    Index(
        "uq_feedback_verdict",
        *("reader", "profile", "subject"),
        unique=True,
        sqlite_where=_VERDICT,
        postgresql_where=_VERDICT,
    ),
)
