"""Chats: where readers read in Telegram, what they were asked and what they said; lists of papers, profiles that are
handed on, codes sent to mail addresses, bans, and what the operator tells all chats.

Written out in full and never changed again: what a released migration makes must stay what it made.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True)

KINDS_WERE = "kind IN ('digest', 'instant', 'quiet', 'confirmation')"
KINDS = "kind IN ('digest', 'instant', 'quiet', 'confirmation', 'notice')"


def upgrade() -> None:
    """Make the new tables; let deliveries be notices. Rows that exist stay as they are."""
    _deliveries()
    _chats()
    _questions()
    _updates()
    _sheets()
    _shares()
    _mail_codes()
    _bans_notices()
    _floods()


def _required(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, NUMBER, nullable=False, autoincrement=False)


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def _partial_index(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    only = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=only, postgresql_where=only)


def _deliveries() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_deliveries_kind", "deliveries")
        op.create_check_constraint("ck_deliveries_kind", "deliveries", KINDS)
    else:
        _let_sqlite_check_anew()
    _partial_index("ix_deliveries_notice", "deliveries", ["slot"], "kind = 'notice'")
    put_off = "state = 'pending' AND attempts = 0 AND said <> ''"
    _partial_index("ix_deliveries_put_off", "deliveries", ["not_before", "number"], put_off)


def _let_sqlite_check_anew() -> None:
    """Write the new condition into the schema, as https://www.sqlite.org/lang_altertable.html (section 7) has it for
    conditions. A copy of the table would not do: promises refer to this one.
    """
    database = op.get_bind()
    schema = database.exec_driver_sql("PRAGMA schema_version").scalar_one()
    database.exec_driver_sql("PRAGMA writable_schema = ON")
    database.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'deliveries'",
        (KINDS_WERE, KINDS),
    )
    database.exec_driver_sql(f"PRAGMA schema_version = {schema + 1}")
    database.exec_driver_sql("PRAGMA writable_schema = OFF")


def _chats() -> None:
    op.create_table(
        "chats",
        _number("chat"),
        _required("reader", NUMBER),
        _required("kind", NAME),
        _required("title", sa.Text()),
        _required("created_at", INSTANT),
        _required("username", sa.Text()),
        _required("layout", NAME),
        _required("silent", sa.Boolean()),
        _required("template", sa.Text()),
        sa.Column("managing", NUMBER),
        sa.Column("linked_by", NUMBER),
        sa.Column("max_profiles", sa.Integer()),
        sa.Column("commands_per_minute", sa.Integer()),
        sa.PrimaryKeyConstraint("chat", name="pk_chats"),
        sa.CheckConstraint("kind IN ('private', 'group', 'supergroup', 'channel')", name="ck_chats_kind"),
        sa.CheckConstraint("layout IN ('compact', 'full')", name="ck_chats_layout"),
        sa.CheckConstraint("max_profiles >= 0", name="ck_chats_max_profiles"),
        sa.CheckConstraint("commands_per_minute >= 0", name="ck_chats_commands_per_minute"),
        _of("chats", "reader", "readers.reader"),
    )
    op.create_index("ix_chats_reader", "chats", ["reader"])
    op.create_index("ix_chats_created_at_chat", "chats", ["created_at", "chat"])
    _partial_index("ix_chats_linked_by", "chats", ["linked_by"], "linked_by IS NOT NULL")
    _partial_index("ix_chats_managing", "chats", ["managing"], "managing IS NOT NULL")


def _questions() -> None:
    op.create_table(
        "questions",
        _number("chat"),
        _number("user"),
        _required("reader", NUMBER),
        _required("topic", sa.Text()),
        _required("body", sa.Text()),
        _required("asked_at", INSTANT),
        sa.PrimaryKeyConstraint("chat", "user", name="pk_questions"),
    )
    for column in ("reader", "user", "asked_at"):
        op.create_index(f"ix_questions_{column}", "questions", [column])


def _updates() -> None:
    op.create_table(
        "updates",
        _number("bot"),
        _number("number"),
        _required("chat", NUMBER),
        _required("received_at", INSTANT),
        _required("attempts", sa.Integer()),
        sa.Column("not_before", INSTANT),
        sa.Column("settled_at", INSTANT),
        _required("body", sa.Text()),
        sa.Column("question", sa.Text()),
        sa.PrimaryKeyConstraint("bot", "number", name="pk_updates"),
    )
    waits = "settled_at IS NULL"
    op.create_index("ix_updates_chat", "updates", ["chat"])
    _partial_index("ix_updates_waiting", "updates", ["bot", "number"], waits)
    _partial_index("ix_updates_waiting_in_chat", "updates", ["bot", "chat", "number"], waits)
    _partial_index("ix_updates_received_at", "updates", ["received_at"], waits)
    _partial_index("ix_updates_settled_at", "updates", ["settled_at"], "settled_at IS NOT NULL")


def _sheets() -> None:
    op.create_table(
        "sheets",
        _number("number"),
        _required("reader", NUMBER),
        sa.Column("delivery", NUMBER),
        _required("body", sa.Text()),
        _required("made_at", INSTANT),
        sa.PrimaryKeyConstraint("number", name="pk_sheets"),
        _of("sheets", "reader", "readers.reader"),
    )
    op.create_index("ix_sheets_reader", "sheets", ["reader"])
    _partial_index("uq_sheets_delivery", "sheets", ["delivery"], "delivery IS NOT NULL", unique=True)
    op.create_index("ix_sheets_made_at", "sheets", ["made_at"])


def _shares() -> None:
    op.create_table(
        "shares",
        _required("token", NAME),
        _required("reader", NUMBER),
        _required("profile", NUMBER),
        _required("at", INSTANT),
        sa.PrimaryKeyConstraint("token", name="pk_shares"),
        _of("shares", "reader", "readers.reader"),
        _of("shares", "profile", "profiles.number"),
    )
    for column in ("reader", "profile"):
        op.create_index(f"ix_shares_{column}", "shares", [column])


def _mail_codes() -> None:
    op.create_table(
        "mail_codes",
        _number("address"),
        _number("reader"),
        _required("code", sa.Text()),
        _required("made_at", INSTANT),
        _required("tries", sa.Integer()),
        sa.PrimaryKeyConstraint("address", "reader", name="pk_mail_codes"),
        _of("mail_codes", "reader", "readers.reader"),
    )
    for column in ("reader", "made_at"):
        op.create_index(f"ix_mail_codes_{column}", "mail_codes", [column])


def _bans_notices() -> None:
    op.create_table(
        "bans",
        _required("digest", NAME),
        _required("why", sa.Text()),
        _required("at", INSTANT),
        sa.PrimaryKeyConstraint("digest", name="pk_bans"),
    )
    op.create_table(
        "notices",
        _number("number"),
        _required("text", sa.Text()),
        _required("at", INSTANT),
        sa.PrimaryKeyConstraint("number", name="pk_notices"),
    )


def _floods() -> None:
    op.create_table(
        "floods",
        _number("bot"),
        _number("chat"),
        _required("until", INSTANT),
        sa.PrimaryKeyConstraint("bot", "chat", name="pk_floods"),
    )
    for column in ("chat", "until"):
        op.create_index(f"ix_floods_{column}", "floods", [column])
