"""Databases as earlier versions left them, and a look at them behind the store's back."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import make_url

import store
from store.sql.address import understand
from store.sql.engine import Mode, connect

SCHEMA = {
    "sqlite": ["SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"],
    "postgresql": [
        """SELECT table_name, ordinal_position, column_name, data_type, is_nullable, column_default, collation_name
        FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, 2""",
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = current_schema()::regnamespace ORDER BY 1, 2""",
        """SELECT tablename, indexname, replace(indexdef, current_schema(), '') FROM pg_indexes
        WHERE schemaname = current_schema() ORDER BY 1, 2""",
    ],
}


def run(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Ask or change the database behind the store's back."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
            return connection.execute(statement).fetchall()
    with psycopg.connect(url) as server:
        cursor = server.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def schema(url: str) -> list[list[tuple[Any, ...]]]:
    """Everything the database knows about its tables."""
    return [
        [tuple(" ".join(str(value).split()) for value in row) for row in run(url, question)]
        for question in SCHEMA[make_url(url).get_backend_name()]
    ]


def at_revision(url: str, revision: str) -> None:
    """Make a database as an earlier version left it."""
    database = connect(understand(url), busy_seconds=5, create=True)
    config = Config()
    config.set_main_option("script_location", str(Path(store.__file__).with_name("migrations")))
    with database.transaction(Mode.WRITING) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    database.engine.dispose()
