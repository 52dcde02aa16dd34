"""Everything about one reader, in every table: shown, and taken away.

The tables are found by their column ``reader`` and not by a list, so that a new one cannot be forgotten.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Table, Text, delete, func, select, type_coerce

from store.outbox import DeliveryState
from store.readers import Forgotten
from store.sql.addressing import lock
from store.sql.enrolling import ReadershipWriting
from store.sql.faults import translated
from store.sql.readers import ReadershipReading
from store.sql.tables import addresses, deliveries, metadata
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
            return {table.name: self._rows(table, reader) for table in ABOUT_READERS}

    def _rows(self, table: Table, reader: int) -> list[dict[str, object]]:
        columns = [
            type_coerce(column, Text).label(column.name) if isinstance(column.type, JsonTuple) else column
            for column in table.columns
        ]
        query = select(*columns).where(table.c.reader == reader).order_by(*table.primary_key)
        return [dict(row) for row in self._connection.execute(query).mappings()]


class Erasing(ReadershipWriting, Exporting):
    """A :class:`store.api.ReadershipWriter`."""

    def forget_reader(self, number: int) -> Forgotten:
        """Erase a reader: every row about them in every table."""
        self.reader(number)  # which says so if there is none
        with translated(self._shown):
            lock(self._connection, addresses.c.reader == number)
            under_way = (deliveries.c.reader == number, deliveries.c.state.in_(_UNDER_WAY))
            cancelled = self._connection.scalar(select(func.count()).select_from(deliveries).where(*under_way)) or 0
            rows = {
                table.name: self._connection.execute(delete(table).where(table.c.reader == number)).rowcount
                for table in reversed(ABOUT_READERS)
            }
        self._readership_changed = True
        return Forgotten(rows=rows, cancelled=cancelled)
