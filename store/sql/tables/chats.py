"""The tables of chats: where readers read in Telegram, what they were asked, what they said and was not dealt with yet.

A chat is called by Telegram's number for it, and so is a person; 0 stands for none. What is about a reader has a column
``reader`` too. Updates and floods have none: whose they are is known by the number alone
(:mod:`store.sql.chat_traces`).
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    text,
)

from store.sql.tables.base import metadata
from store.sql.types import Instant, Name, Number, PlainText

NO_CHAT = 0
"""What stands for no chat: of updates that happened in none, and of floods that are about all of them."""

_WAITS = text("settled_at IS NULL")
_SETTLED = text("settled_at IS NOT NULL")
_LINKED = text("linked_by IS NOT NULL")
_MANAGING = text("managing IS NOT NULL")
_DELIVERED = text("delivery IS NOT NULL")

chats = Table(
    "chats",
    metadata,
    Column("chat", Number, primary_key=True, autoincrement=False),
    Column("reader", Number, ForeignKey("readers.reader"), nullable=False),
    Column("kind", Name, nullable=False),
    Column("title", PlainText, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("username", PlainText, nullable=False),
    Column("layout", Name, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("template", PlainText, nullable=False),
    Column("managing", Number),
    Column("linked_by", Number),
    Column("max_profiles", Integer),
    Column("commands_per_minute", Integer),
    CheckConstraint("kind IN ('private', 'group', 'supergroup', 'channel')", name="kind"),
    CheckConstraint("layout IN ('compact', 'full')", name="layout"),
    CheckConstraint("max_profiles >= 0", name="max_profiles"),
    CheckConstraint("commands_per_minute >= 0", name="commands_per_minute"),
    Index(None, "reader"),
    Index(None, "created_at", "chat"),
    Index(None, "linked_by", sqlite_where=_LINKED, postgresql_where=_LINKED),
    Index(None, "managing", sqlite_where=_MANAGING, postgresql_where=_MANAGING),
)

questions = Table(
    "questions",
    metadata,
    Column("chat", Number, primary_key=True, autoincrement=False),
    Column("user", Number, primary_key=True, autoincrement=False),
    Column("reader", Number, nullable=False),  # no foreign key: 0 is nobody yet
    Column("topic", PlainText, nullable=False),
    Column("body", PlainText, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Index(None, "reader"),
    Index(None, "user"),
    Index(None, "asked_at"),
)

updates = Table(
    "updates",
    metadata,
    Column("bot", Number, primary_key=True, autoincrement=False),
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("chat", Number, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Column("settled_at", Instant),
    Column("body", PlainText, nullable=False),
    Column("question", PlainText),
    Index(None, "chat"),
    Index("ix_updates_waiting", *("bot", "number"), sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index("ix_updates_waiting_in_chat", *("bot", "chat", "number"), sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index(None, "received_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index(None, "settled_at", sqlite_where=_SETTLED, postgresql_where=_SETTLED),
)

sheets = Table(
    "sheets",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("reader", Number, ForeignKey("readers.reader"), nullable=False),
    Column("delivery", Number),  # no foreign key: the message stays in the chat when its delivery is forgotten
    Column("body", PlainText, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index(None, "reader"),
    Index("uq_sheets_delivery", "delivery", unique=True, sqlite_where=_DELIVERED, postgresql_where=_DELIVERED),
    Index(None, "made_at"),
)

shares = Table(
    "shares",
    metadata,
    Column("token", Name, primary_key=True),
    Column("reader", Number, ForeignKey("readers.reader"), nullable=False),
    Column("profile", Number, ForeignKey("profiles.number"), nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "reader"),
    Index(None, "profile"),
)

mail_codes = Table(
    "mail_codes",
    metadata,
    # No foreign key: an address is handed over by being made anew, and keeps its code.
    Column("address", Number, primary_key=True, autoincrement=False),
    Column("reader", Number, ForeignKey("readers.reader"), primary_key=True, autoincrement=False),
    Column("code", PlainText, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Index(None, "reader"),
    Index(None, "made_at"),
)

bans = Table(
    "bans",
    metadata,
    Column("digest", Name, primary_key=True),  # of no reader: it outlives them, and tells nobody who they were
    Column("why", PlainText, nullable=False),
    Column("at", Instant, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("text", PlainText, nullable=False),
    Column("at", Instant, nullable=False),
)

floods = Table(
    "floods",
    metadata,
    Column("bot", Number, primary_key=True, autoincrement=False),
    Column("chat", Number, primary_key=True, autoincrement=False),
    Column("until", Instant, nullable=False),
    Index(None, "chat"),
    Index(None, "until"),
)
