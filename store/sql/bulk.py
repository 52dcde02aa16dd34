"""Many rows in few conversations with the database."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Subquery,
    Table,
    Text,
    any_,
    func,
    insert,
    literal,
    select,
    update,
)

from store.sql.tables import numbers
from store.sql.types import Instant, PlainText


def one_of(
    connection: Connection, column: Column[Any], values: Collection[int] | Collection[str]
) -> ColumnElement[bool]:
    """The condition that the column is one of the values, all of one type: one parameter however many they are.

    So there is no limit to hit, and the statement's text is always the same.
    """
    if connection.dialect.name == "sqlite":
        each = func.json_each(json.dumps(list(values))).table_valued("value")
        return column.in_(select(each.c.value))
    kind = Text() if isinstance(column.type, PlainText) else BigInteger()
    return column == any_(literal(list(values), ARRAY(kind)))


def pairs(connection: Connection, values: Collection[tuple[int, int]] | Collection[tuple[int, str]]) -> Subquery:
    """The pairs, at least one, as a table with the columns ``one`` and ``other``, however many they are."""
    if connection.dialect.name == "sqlite":
        each = func.json_each(json.dumps(list(values))).table_valued("value")
        one, other = (func.json_extract(each.c.value, f"$[{place}]") for place in (0, 1))
        return select(one.label("one"), other.label("other")).subquery()
    kind = Text() if any(isinstance(other, str) for _, other in values) else BigInteger()
    ones, others = (
        literal([pair[place] for pair in values], ARRAY(of)) for place, of in ((0, BigInteger()), (1, kind))
    )
    table = func.unnest(ones, others).table_valued("one", "other").render_derived()
    return select(table.c.one, table.c.other).subquery()


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns in the same order."""
    if rows:
        insert_values(connection, table, tuple(rows[0]), (tuple(row.values()) for row in rows))


def insert_values(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows that have these columns.

    Straight through the driver (``COPY`` on PostgreSQL): a listing brings over ten thousand rows, and SQLAlchemy's own
    bookkeeping for each would take longer than the database does.
    """
    columns = [table.c[name] for name in names]
    listed = ", ".join(f'"{name}"' for name in names)
    values = _driver_values(connection, columns, rows)
    if connection.dialect.name == "postgresql":
        with (
            closing(connection.connection.cursor()) as cursor,
            cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy,
        ):
            for row in values:
                copy.write_row(row)
    elif converted := list(values):
        marks = ", ".join("?" for _ in columns)
        statement = f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})'  # noqa: S608 - our own names only
        connection.exec_driver_sql(statement, converted)


def _driver_values(
    connection: Connection, columns: Sequence[Column[Any]], rows: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    dialect = connection.dialect
    found = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
    converters = [
        (place, _Remembered(convert).__getitem__ if isinstance(columns[place].type, Instant) else convert)
        for place, convert in enumerate(found)
        if convert is not None
    ]
    for row in rows:
        values = list(row)
        for place, convert in converters:
            values[place] = convert(values[place])
        yield tuple(values)


class _Remembered(dict[Any, Any]):
    """Instants take longest to convert, and the rows of one call share most of theirs."""

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        self._convert = convert

    def __missing__(self, value: object) -> object:
        converted = self[value] = self._convert(value)
        return converted


class Numbers:
    """Gives out the numbers of papers, pages, statements and whatever else has them: from 1, without gaps, never twice.

    Belongs to one writing transaction, which has the catalog to itself.
    """

    def __init__(self, connection: Connection) -> None:
        """Read where the counting stands."""
        self._connection = connection
        self._stored: dict[str, int] = dict(connection.execute(select(numbers.c.kind, numbers.c.last)).all())
        self._last = dict(self._stored)

    def take(self, kind: str) -> int:
        """The next number of that kind."""
        self._last[kind] = self._last.get(kind, 0) + 1
        return self._last[kind]

    def save(self) -> None:
        """Remember what was given out."""
        for kind, last in self._last.items():
            if kind not in self._stored:
                self._connection.execute(insert(numbers), {"kind": kind, "last": last})
            elif last != self._stored[kind]:
                self._connection.execute(update(numbers).where(numbers.c.kind == kind), {"last": last})
