"""Readers and their addresses, what is promised and delivered to them, and when pages were recorded.

Written out in full and never changed again: what a released migration makes must stay what it made.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True)

STANDING = sa.text("NOT undone")
VERDICT = sa.text("NOT undone AND kind IN ('like', 'dislike', 'hide')")
WAITING = sa.text("delivery IS NULL AND dropped = ''")


def upgrade() -> None:
    """Make the new tables; give profiles and feedback, which were nobody's, a reader: nobody."""
    _arrivals()
    _readers()
    _addresses()
    _bounces_suppressions()
    _profiles()
    _feedback()
    _matches()
    _deliveries()
    _promises()
    _statistics()


def _required(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, NUMBER, nullable=False, autoincrement=False)


def _partial_index(
    name: str, table: str, columns: list[str], condition: sa.TextClause, *, unique: bool = False
) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def _of_address(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["reader", "address"], ["addresses.reader", "addresses.number"], name=f"fk_{table}_reader_address"
    )


def _arrivals() -> None:
    op.create_table(
        "arrivals",
        _number("page_id"),
        _required("source", NAME),
        _required("recorded_at", INSTANT),
        _required("new", sa.Integer()),
        sa.PrimaryKeyConstraint("page_id", name="pk_arrivals"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_arrivals_page_id"),
    )
    op.create_index("ix_arrivals_recorded_at", "arrivals", ["recorded_at"])
    _partial_index("ix_arrivals_news", "arrivals", ["source", "recorded_at"], sa.text("new > 0"))


def _readers() -> None:
    op.create_table(
        "readers",
        _number("reader"),
        _required("name", NAME),
        _required("created_at", INSTANT),
        _required("language", sa.Text()),
        _required("timezone", sa.Text()),
        sa.Column("quiet_start", sa.Integer()),
        sa.Column("quiet_end", sa.Integer()),
        _required("quiet_day", NAME),
        sa.Column("snoozed_until", INSTANT),
        _required("paused", sa.Boolean()),
        sa.Column("next_digest_at", INSTANT),
        sa.Column("minute", sa.Integer()),
        _required("weekdays", sa.Text()),
        sa.Column("instant_from", sa.Float()),
        _required("generation", NUMBER),
        sa.PrimaryKeyConstraint("reader", name="pk_readers"),
        sa.UniqueConstraint("name", name="uq_readers_name"),
        sa.CheckConstraint("quiet_day IN ('nothing', 'line', 'weekly')", name="ck_readers_quiet_day"),
        sa.CheckConstraint("quiet_start >= 0 AND quiet_start <= 1439", name="ck_readers_quiet_start"),
        sa.CheckConstraint(
            "quiet_end >= 0 AND quiet_end <= 1439 AND quiet_end <> quiet_start", name="ck_readers_quiet_end"
        ),
        sa.CheckConstraint("(quiet_start IS NULL) = (quiet_end IS NULL)", name="ck_readers_quiet_hours"),
        sa.CheckConstraint("minute >= 0 AND minute <= 1439", name="ck_readers_minute"),
        sa.CheckConstraint("instant_from >= 0 AND instant_from <= 100", name="ck_readers_instant_from"),
    )
    awaited = sa.text("next_digest_at IS NOT NULL")
    _partial_index("ix_readers_next_digest_at", "readers", ["next_digest_at"], awaited)


def _addresses() -> None:
    op.create_table(
        "addresses",
        _number("number"),
        _required("reader", NUMBER),
        _required("way", NAME),
        _required("target", sa.Text()),
        _required("key", NAME),
        _required("created_at", INSTANT),
        sa.Column("confirmed_at", INSTANT),
        _required("stopped", sa.Text()),
        sa.PrimaryKeyConstraint("number", name="pk_addresses"),
        sa.UniqueConstraint("way", "key", name="uq_addresses_way_key"),
        sa.UniqueConstraint("reader", "number", name="uq_addresses_reader_number"),
        sa.CheckConstraint("way IN ('mail', 'chat', 'apprise', 'file', 'console')", name="ck_addresses_way"),
        sa.ForeignKeyConstraint(["reader"], ["readers.reader"], name="fk_addresses_reader"),
    )
    unconfirmed = sa.text("confirmed_at IS NULL")
    _partial_index("ix_addresses_unconfirmed", "addresses", ["created_at"], unconfirmed)


def _bounces_suppressions() -> None:
    op.create_table(
        "bounces",
        _number("address"),
        _number("sequence"),
        _required("reader", NUMBER),
        _required("kind", NAME),
        _required("said", sa.Text()),
        _required("at", INSTANT),
        sa.PrimaryKeyConstraint("address", "sequence", name="pk_bounces"),
        _of_address("bounces"),
        sa.CheckConstraint("kind IN ('hard', 'soft', 'complaint')", name="ck_bounces_kind"),
    )
    op.create_index("ix_bounces_reader", "bounces", ["reader"])
    op.create_index("ix_bounces_at", "bounces", ["at"])
    op.create_table(
        "suppressions",
        _required("digest", NAME),
        _required("kind", NAME),
        _required("at", INSTANT),
        sa.PrimaryKeyConstraint("digest", name="pk_suppressions"),
        sa.CheckConstraint("kind IN ('hard', 'soft', 'complaint')", name="ck_suppressions_kind"),
    )


PROFILES_WERE = ("number", "name", "keywords", "threshold", "top")
PROFILES_GET = (
    (_required("reader", NUMBER), "0"),
    (_required("sources", sa.Text()), "'[]'"),
    (_required("addresses", sa.Text()), "'[]'"),
    (sa.Column("minute", sa.Integer()), "480"),
    (_required("weekdays", sa.Text()), "'0123456'"),
    (sa.Column("instant_from", sa.Float()), "NULL"),
    (_required("revisions", sa.Boolean()), "false"),
    (sa.Column("changed_at", INSTANT), "NULL"),
)
"""New columns of profiles, and what those that exist have in them: a digest every morning at eight, for nobody."""


def _profiles() -> None:
    timing = {"minute": "minute >= 0 AND minute <= 1439", "instant_from": "instant_from >= 0 AND instant_from <= 100"}
    if op.get_bind().dialect.name == "postgresql":
        _add_columns("profiles", PROFILES_GET)
        op.drop_constraint("uq_profiles_name", "profiles")
        op.create_unique_constraint("uq_profiles_reader_name", "profiles", ["reader", "name"])
        for name, condition in timing.items():
            op.create_check_constraint(f"ck_profiles_{name}", "profiles", condition)
        return
    op.rename_table("profiles", "profiles_before")
    op.create_table(
        "profiles",
        _number("number"),
        _required("name", NAME),
        _required("keywords", sa.Text()),
        _required("threshold", sa.Float()),
        sa.Column("top", NUMBER),
        *(column for column, _ in PROFILES_GET),
        sa.PrimaryKeyConstraint("number", name="pk_profiles"),
        sa.UniqueConstraint("reader", "name", name="uq_profiles_reader_name"),
        sa.CheckConstraint("threshold >= 0 AND threshold <= 100", name="ck_profiles_threshold"),
        sa.CheckConstraint("top >= 1", name="ck_profiles_top_from_1"),
        *(sa.CheckConstraint(condition, name=f"ck_profiles_{name}") for name, condition in timing.items()),
    )
    _copy("profiles", PROFILES_WERE, PROFILES_GET)


FEEDBACK_WAS = ("number", "profile", "kind", "subject", "title", "at", "undone")
FEEDBACK_GETS = ((_required("reader", NUMBER), "0"),)


def _feedback() -> None:
    for index in ("ix_feedback_profile_number", "uq_feedback_standing", "uq_feedback_verdict"):
        op.drop_index(index, "feedback")
    if op.get_bind().dialect.name == "postgresql":
        _add_columns("feedback", FEEDBACK_GETS)
    else:
        op.rename_table("feedback", "feedback_before")
        op.create_table(
            "feedback",
            _number("number"),
            _required("profile", NAME),
            _required("kind", NAME),
            _required("subject", NAME),
            _required("title", sa.Text()),
            _required("at", INSTANT),
            _required("undone", sa.Boolean()),
            *(column for column, _ in FEEDBACK_GETS),
            sa.PrimaryKeyConstraint("number", name="pk_feedback"),
            sa.CheckConstraint(
                "kind IN ('like', 'dislike', 'save', 'hide', 'mute', 'follow')", name="ck_feedback_kind"
            ),
        )
        _copy("feedback", FEEDBACK_WAS, FEEDBACK_GETS)
    op.create_index("ix_feedback_reader_profile_number", "feedback", ["reader", "profile", "number"])
    columns = ["reader", "profile", "subject", "kind"]
    _partial_index("uq_feedback_standing", "feedback", columns, STANDING, unique=True)
    _partial_index("uq_feedback_verdict", "feedback", columns[:-1], VERDICT, unique=True)


def _add_columns(table: str, columns: tuple[tuple[sa.Column[Any], str], ...]) -> None:
    """With a default for the rows there are, which is then taken away."""
    for column, value in columns:
        added = sa.Column(column.name, column.type, nullable=column.nullable, server_default=sa.text(value))
        op.add_column(table, added)
        op.alter_column(table, column.name, server_default=None)


def _copy(table: str, columns: tuple[str, ...], more: tuple[tuple[sa.Column[Any], str], ...]) -> None:
    """Out of the table's old self, which is then dropped. (Added columns would leave another text of the schema.)"""
    names = ", ".join((*columns, *(column.name for column, _ in more)))
    values = ", ".join((*columns, *(value for _, value in more)))
    op.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}_before")  # noqa: S608 - our own names only
    op.drop_table(f"{table}_before")


def _matches() -> None:
    op.create_table(
        "matches",
        _number("number"),
        _required("reader", NUMBER),
        _required("profile", NUMBER),
        _required("paper", NAME),
        _required("news", NAME),
        _required("score", sa.Float()),
        _required("statistics", sa.Text()),
        _required("at", INSTANT),
        sa.PrimaryKeyConstraint("number", name="pk_matches"),
        sa.UniqueConstraint("paper", "profile", "news", "reader", name="uq_matches_paper_profile_news_reader"),
    )
    op.create_index("ix_matches_profile", "matches", ["profile"])
    op.create_index("ix_matches_reader", "matches", ["reader"])
    op.create_index("ix_matches_at", "matches", ["at"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        _number("number"),
        _required("reader", NUMBER),
        _required("address", NUMBER),
        _required("kind", NAME),
        _required("slot", NAME),
        sa.Column("since", INSTANT),
        _required("note", sa.Text()),
        _required("created_at", INSTANT),
        _required("not_before", INSTANT),
        _required("state", NAME),
        sa.Column("owner", sa.Text()),
        sa.Column("lease_until", INSTANT),
        sa.Column("begun_at", INSTANT),
        _required("attempts", sa.Integer()),
        _required("ambiguous", sa.Integer()),
        _required("said", sa.Text()),
        sa.Column("settled_at", INSTANT),
        sa.PrimaryKeyConstraint("number", name="pk_deliveries"),
        _of_address("deliveries"),
        sa.UniqueConstraint("address", "slot", name="uq_deliveries_address_slot"),
        sa.CheckConstraint("kind IN ('digest', 'instant', 'quiet', 'confirmation')", name="ck_deliveries_kind"),
        sa.CheckConstraint(
            "state IN ('pending', 'leased', 'sent', 'uncertain', 'dead', 'suppressed')", name="ck_deliveries_state"
        ),
        sa.CheckConstraint("(state = 'leased') = (owner IS NOT NULL)", name="ck_deliveries_leased_by_someone"),
        sa.CheckConstraint("(owner IS NULL) = (lease_until IS NULL)", name="ck_deliveries_leased_for_a_time"),
        sa.CheckConstraint(
            "(state IN ('sent', 'dead', 'suppressed')) = (settled_at IS NOT NULL)", name="ck_deliveries_settled"
        ),
    )
    op.create_index("ix_deliveries_reader", "deliveries", ["reader"])
    op.create_index("ix_deliveries_state_number", "deliveries", ["state", "number"])
    claimable = sa.text("state IN ('pending', 'uncertain')")
    _partial_index("ix_deliveries_claimable", "deliveries", ["not_before", "number"], claimable)
    _partial_index("ix_deliveries_leased", "deliveries", ["lease_until"], sa.text("state = 'leased'"))
    _partial_index("ix_deliveries_begun", "deliveries", ["begun_at"], sa.text("begun_at IS NOT NULL"))
    settled = sa.text("settled_at IS NOT NULL")
    _partial_index("ix_deliveries_settled_at", "deliveries", ["settled_at"], settled)
    composed = sa.text("kind IN ('digest', 'quiet')")
    _partial_index("ix_deliveries_composed", "deliveries", ["address", "created_at"], composed)


def _promises() -> None:
    op.create_table(
        "promises",
        _number("number"),
        _required("reader", NUMBER),
        _required("address", NUMBER),
        _required("paper", NAME),
        _required("news", NAME),
        _required("due_at", INSTANT),
        _required("at", INSTANT),
        sa.Column("delivery", NUMBER),
        _required("shown", sa.Boolean()),
        _required("dropped", sa.Text()),
        sa.PrimaryKeyConstraint("number", name="pk_promises"),
        _of_address("promises"),
        sa.UniqueConstraint("paper", "address", "news", name="uq_promises_paper_address_news"),
        sa.CheckConstraint("delivery IS NULL OR dropped = ''", name="ck_promises_told_or_dropped"),
        sa.ForeignKeyConstraint(["delivery"], ["deliveries.number"], name="fk_promises_delivery"),
    )
    op.create_index("ix_promises_reader_paper", "promises", ["reader", "paper"])
    _partial_index("ix_promises_delivery", "promises", ["delivery"], sa.text("delivery IS NOT NULL"))
    _partial_index("ix_promises_dropped", "promises", ["at"], sa.text("dropped <> ''"))
    _partial_index("ix_promises_due", "promises", ["due_at", "address"], WAITING)
    _partial_index("ix_promises_waiting", "promises", ["address", "due_at"], WAITING)


def _statistics() -> None:
    op.create_table(
        "statistics",
        _required("version", NAME),
        _required("body", sa.LargeBinary()),
        _required("kept_at", INSTANT),
        sa.PrimaryKeyConstraint("version", name="pk_statistics"),
    )
    op.create_index("ix_statistics_kept_at", "statistics", ["kept_at"])
