"""Everything about one reader, in every table: shown, and taken away.

The tables are found by their column ``reader`` and not by a list, so that a new one cannot be forgotten.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Table, Text, delete, func, or_, select, type_coerce

from store.outbox import DeliveryState
from store.readers import Forgotten, Way
from store.sql.addressing import lock
from store.sql.bulk import one_of
from store.sql.chat_traces import chats_of, forget_chats, traces
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
            # What names no reader is found by their addresses and chats: some of it, as hashes, outlives them.
            mails = (str(row["target"]) for row in rows[addresses.name] if row["way"] == Way.MAIL.value)
            digests = one_of(self._connection, suppressions.c.digest, [suppression_digest(mail) for mail in mails])
            others = {suppressions: digests, **traces(self._connection, chats_of(self._connection, [reader]))}
            theirs = {each: or_(each.c.reader == reader, others[each]) for each in others if each in ABOUT_READERS}
            return rows | {table.name: self._rows(table, found) for table, found in (others | theirs).items()}

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
            self._overwrite_what_goes()
            lock(self._connection, addresses.c.reader == number)
            under_way = (deliveries.c.reader == number, deliveries.c.state.in_(_UNDER_WAY))
            cancelled = self._connection.scalar(select(func.count()).select_from(deliveries).where(*under_way)) or 0
            rows = erase(self._connection, [number])
        self._readership_changed = self.erased = True
        return Forgotten(rows=rows, cancelled=cancelled)


def erase(connection: Connection, numbers: Collection[int]) -> dict[str, int]:
    """Every row about these readers.

    :return: how many rows went, by table.
    """
    rows = Counter(forget_chats(connection, numbers))
    for table in reversed(ABOUT_READERS):
        gone = delete(table).where(one_of(connection, table.c.reader, numbers))
        rows[table.name] += connection.execute(gone).rowcount
    return dict(rows)
