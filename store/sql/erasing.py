"""Everything about one reader, in every table: shown, and taken away.

The tables are found by their column ``reader`` and not by a list, so that a new one cannot be forgotten.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Table, Text, delete, func, select, text, type_coerce

from store.outbox import DeliveryState
from store.readers import Forgotten, Way
from store.sql.addressing import lock
from store.sql.bulk import one_of
from store.sql.enrolling import ReadershipWriting
from store.sql.faults import translated
from store.sql.reader_rows import suppression_digest
from store.sql.readers import ReadershipReading
from store.sql.tables import addresses, deliveries, metadata, suppressions
from store.sql.types import JsonTuple

ABOUT_READERS: tuple[Table, ...] = tuple(table for table in metadata.sorted_tables if "reader" in table.c)
"""Every table that has rows about readers; what is referred to comes before what refers to it."""

_UNDER_WAY = tuple(state.value for state in (DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.UNCERTAIN))


class Exporting(ReadershipReading):
    """What an export holds."""

    def rows_about(self, reader: int) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """Every row of every table about a reader, by the table's name; lists are JSON texts."""
        self.reader(reader)  # which says so if there is none
        with translated(self._shown):
            rows = {table.name: self._rows(table, table.c.reader == reader) for table in ABOUT_READERS}
            # These name no reader, so that they can outlive one; their digests are those of the reader's addresses.
            mails = (str(row["target"]) for row in rows[addresses.name] if row["way"] == Way.MAIL.value)
            digests = one_of(self._connection, suppressions.c.digest, [suppression_digest(mail) for mail in mails])
            return {**rows, suppressions.name: self._rows(suppressions, digests)}

    def _rows(self, table: Table, condition: ColumnElement[bool]) -> list[dict[str, object]]:
        columns = [
            type_coerce(column, Text).label(column.name) if isinstance(column.type, JsonTuple) else column
            for column in table.columns
        ]
        query = select(*columns).where(condition).order_by(*table.primary_key)
        return [dict(row) for row in self._connection.execute(query).mappings()]


class Erasing(ReadershipWriting, Exporting):
    """A :class:`store.api.ReadershipWriter`."""

    def forget_reader(self, number: int) -> Forgotten:
        """Erase a reader: every row about them in every table."""
        self.reader(number)  # which says so if there is none
        with translated(self._shown):
            if self._connection.dialect.name == "sqlite":
                # What was deleted is overwritten (https://www.sqlite.org/pragma.html#pragma_secure_delete).
                self._connection.execute(text("PRAGMA secure_delete = ON"))
            lock(self._connection, addresses.c.reader == number)
            under_way = (deliveries.c.reader == number, deliveries.c.state.in_(_UNDER_WAY))
            cancelled = self._connection.scalar(select(func.count()).select_from(deliveries).where(*under_way)) or 0
            rows = {
                table.name: self._connection.execute(delete(table).where(table.c.reader == number)).rowcount
                for table in reversed(ABOUT_READERS)
            }
        self._readership_changed = self.erased = True
        return Forgotten(rows=rows, cancelled=cancelled)
