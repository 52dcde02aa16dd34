"""How a database would answer what it is asked: its own plans."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import Connection, event

from store.sql.engine import Database, Mode


def plans(large: Database, asking: Callable[[], None]) -> list[str]:
    """The plans of everything that is asked, line by line."""
    asked: list[tuple[str, Any]] = []

    def listen(_c: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            asked.append((statement, parameters[0] if many else parameters))

    event.listen(large.engine, "before_cursor_execute", listen)
    try:
        with pytest.raises(KeyboardInterrupt):
            asking()
    finally:
        event.remove(large.engine, "before_cursor_execute", listen)
    assert asked
    with large.transaction(Mode.WRITING) as connection:
        return [line for statement, parameters in asked for line in plan(connection, statement, parameters)]


def scanned(large: Database, asking: Callable[[], None]) -> set[str]:
    """The lines of the plans that read a whole table, those of one or a few rows aside."""
    small = ("VIRTUAL TABLE", "numbers", "paperround_version", "sources", "CTE Scan", "SCAN ripe", "SCAN stranded")
    lines = plans(large, asking)
    return {line for line in lines if ("SCAN" in line or "Seq Scan" in line) and not any(s in line for s in small)}


def ask_and_undo(block: AbstractContextManager[Any], question: Callable[[Any], None]) -> None:
    with block as catalog:
        question(catalog)
        raise KeyboardInterrupt


def plan(connection: Connection, statement: str, parameters: Any) -> list[str]:
    """How the database would answer."""
    explain = "EXPLAIN QUERY PLAN "
    if connection.dialect.name == "postgresql":
        explain = "EXPLAIN "
        # Of a small table PostgreSQL rightly reads all; this leaves scans only where no index could serve.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    lines = [str(row[-1]) for row in connection.exec_driver_sql(explain + statement, parameters)]
    assert lines
    return lines
