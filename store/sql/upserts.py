"""Rows that are inserted, or changed if they are there already, in one statement."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert


def inserting(connection: Connection, table: Table) -> "Insert":
    """An insertion with ``ON CONFLICT``, which both databases have, each under a name of its own."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415 - SQLite's users need not load it
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]  # noqa: PLC0415 - loaded with the driver
    return insert(table)


def keep(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Keep a row in place of the one with its primary key, if there is one."""
    insertion = inserting(connection, table)
    key = [column.name for column in table.primary_key]
    rest = {name: insertion.excluded[name] for name in row if name not in key}
    connection.execute(insertion.on_conflict_do_update(index_elements=key, set_=rest), row)
