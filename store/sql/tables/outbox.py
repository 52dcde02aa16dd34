"""The tables of what was matched, promised and delivered. They call papers by the key they had then."""

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
    Table,
    UniqueConstraint,
    text,
)

from store.sql.tables.base import metadata
from store.sql.types import Instant, Name, Number, PlainText

WAITING = "delivery IS NULL AND dropped = ''"
"""The condition of a promise that waits. Written the same in index and question, or SQLite would not use the index."""

CLAIMABLE = "state IN ('pending', 'uncertain')"
"""The condition of a delivery that is taken up when it falls due."""

PUT_OFF = "state = 'pending' AND attempts = 0 AND said <> ''"
"""The condition of a delivery that was not tried, for it had to wait for something, and why is said."""

LEASED = "state = 'leased'"
"""The condition of a delivery that is being sent."""

BEGUN = "begun_at IS NOT NULL"
"""The condition of a delivery that was handed to its way out, at its last claim."""

DROPPED = "dropped <> ''"
"""The condition of a promise that will not be told after all."""

COMPOSED = "kind IN ('digest', 'quiet')"
"""The condition of a delivery that says how a day was."""

NOTICE = "kind = 'notice'"
"""The condition of a delivery of something the operator tells all chats."""

_WAITING, _DROPPED = map(text, (WAITING, DROPPED))
_CLAIMABLE, _LEASED, _COMPOSED, _NOTICE = map(text, (CLAIMABLE, LEASED, COMPOSED, NOTICE))
_PUT_OFF = text(PUT_OFF)
_SETTLED = text("settled_at IS NOT NULL")
_BEGUN = text(BEGUN)
_GATHERED = text("delivery IS NOT NULL")

matches = Table(
    "matches",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("reader", Number, nullable=False),
    Column("profile", Number, nullable=False),
    Column("paper", Name, nullable=False),
    Column("news", Name, nullable=False),
    Column("score", Float, nullable=False),
    Column("statistics", PlainText, nullable=False),
    Column("at", Instant, nullable=False),
    # The paper comes first: most are new, and then nothing of them is found.
    UniqueConstraint("paper", "profile", "news", "reader"),
    Index(None, "profile"),
    Index(None, "reader"),
    Index(None, "at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("reader", Number, nullable=False),
    Column("address", Number, nullable=False),
    Column("kind", Name, nullable=False),
    Column("slot", Name, nullable=False),
    Column("since", Instant),
    Column("note", PlainText, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("state", Name, nullable=False),
    Column("owner", PlainText),
    Column("lease_until", Instant),
    Column("begun_at", Instant),
    Column("attempts", Integer, nullable=False),
    Column("ambiguous", Integer, nullable=False),
    Column("said", PlainText, nullable=False),
    Column("settled_at", Instant),
    ForeignKeyConstraint(["reader", "address"], ["addresses.reader", "addresses.number"]),
    UniqueConstraint("address", "slot"),
    CheckConstraint("kind IN ('digest', 'instant', 'quiet', 'confirmation', 'notice')", name="kind"),
    CheckConstraint("state IN ('pending', 'leased', 'sent', 'uncertain', 'dead', 'suppressed')", name="state"),
    CheckConstraint("(state = 'leased') = (owner IS NOT NULL)", name="leased_by_someone"),
    CheckConstraint("(owner IS NULL) = (lease_until IS NULL)", name="leased_for_a_time"),
    CheckConstraint("(state IN ('sent', 'dead', 'suppressed')) = (settled_at IS NOT NULL)", name="settled"),
    Index(None, "reader"),
    Index(None, "state", "number"),
    Index("ix_deliveries_claimable", *("not_before", "number"), sqlite_where=_CLAIMABLE, postgresql_where=_CLAIMABLE),
    Index("ix_deliveries_put_off", *("not_before", "number"), sqlite_where=_PUT_OFF, postgresql_where=_PUT_OFF),
    Index("ix_deliveries_leased", "lease_until", sqlite_where=_LEASED, postgresql_where=_LEASED),
    Index("ix_deliveries_begun", "begun_at", sqlite_where=_BEGUN, postgresql_where=_BEGUN),
    Index(None, "settled_at", sqlite_where=_SETTLED, postgresql_where=_SETTLED),
    Index("ix_deliveries_composed", *("address", "created_at"), sqlite_where=_COMPOSED, postgresql_where=_COMPOSED),
    Index("ix_deliveries_notice", "slot", sqlite_where=_NOTICE, postgresql_where=_NOTICE),
)

promises = Table(
    "promises",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("reader", Number, nullable=False),
    Column("address", Number, nullable=False),
    Column("paper", Name, nullable=False),
    Column("news", Name, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    Column("delivery", Number, ForeignKey("deliveries.number")),
    Column("shown", Boolean, nullable=False),
    Column("dropped", PlainText, nullable=False),
    ForeignKeyConstraint(["reader", "address"], ["addresses.reader", "addresses.number"]),
    UniqueConstraint("paper", "address", "news"),
    CheckConstraint("delivery IS NULL OR dropped = ''", name="told_or_dropped"),
    Index(None, "reader", "paper"),
    Index(None, "delivery", sqlite_where=_GATHERED, postgresql_where=_GATHERED),
    Index("ix_promises_dropped", "at", sqlite_where=_DROPPED, postgresql_where=_DROPPED),
    Index("ix_promises_due", *("due_at", "address"), sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index("ix_promises_waiting", *("address", "due_at"), sqlite_where=_WAITING, postgresql_where=_WAITING),
)

statistics = Table(
    "statistics",
    metadata,
    Column("version", Name, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("kept_at", Instant, nullable=False),
    Index(None, "kept_at"),
)
