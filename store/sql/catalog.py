"""The store itself: blocks of reading and of writing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import false, select, update

from store.records import Decision, KnownPaper, MergeRecord, PageRecord, SourceRecord, Split
from store.sql.address import understand
from store.sql.addressing import count_version
from store.sql.chat_keeping import ChatWriting
from store.sql.engine import Database, Mode, connect
from store.sql.erasing import Erasing
from store.sql.faults import translated
from store.sql.feedback import FeedbackWriting
from store.sql.gathering import OutboxWriting
from store.sql.lookup import known_papers, look_alikes, owners
from store.sql.merging import find_merge, split_paper
from store.sql.noting import WatchWriting
from store.sql.profiles import ProfileWriting
from store.sql.reading import SqlReader
from store.sql.receiving import SqlReceiving
from store.sql.recording import Recording
from store.sql.schema import prepare, require_current
from store.sql.sending import SqlSending
from store.sql.tables import numbers, pages
from store.sql.timing import SqlTiming


class SqlWriter(SqlReader, ProfileWriting, FeedbackWriting, Erasing, OutboxWriting, WatchWriting, ChatWriting):
    """A :class:`store.api.Writing` on one connection, within one transaction that has the catalog to itself."""

    def page_is_recorded(self, fingerprint: str) -> bool:
        """Has this very page been recorded before?"""
        query = select(pages.c.id).where(pages.c.fingerprint == fingerprint)
        with translated(self._shown):
            return self._connection.execute(query).first() is not None

    def known(self, identifiers: Collection[str], fingerprints: Collection[int]) -> Sequence[KnownPaper]:
        """Every stored paper that goes by one of the identifiers or has one of the fingerprints, by number."""
        with translated(self._shown):
            named = set(owners(self._connection, identifiers).values())
            return tuple(known_papers(self._connection, named | look_alikes(self._connection, fingerprints)))

    def record(
        self,
        source: SourceRecord,
        page: PageRecord,
        decisions: Sequence[Decision],
        at: datetime | None = None,
        run: str = "",
    ) -> Mapping[int, int]:
        """Write a page and all that was decided about its entries.

        :raises store.errors.Conflict: the page was recorded before, or a decision contradicts what is stored.
        :raises store.errors.NotStorable: no database can hold one of the values.
        """
        with translated(self._shown):
            return Recording(self._connection, decisions).write(source, page, at, run)

    def merge(self, number: int) -> tuple[MergeRecord, KnownPaper, frozenset[str]]:
        """A merge, the paper it went into, and all the identifiers that lead to that paper because of it."""
        with translated(self._shown):
            return find_merge(self._connection, number)

    def split(self, split: Split) -> None:
        """Take a merge back. The two papers are kept apart from now on."""
        with translated(self._shown):
            split_paper(self._connection, split)

    def count_changes(self) -> None:
        """Make it known if readers, or what they look for, have changed. The last act of the transaction."""
        if self._readership_changed:
            count_version(self._connection)


class SqlStore:
    """A :class:`store.api.Store` in an SQLite file, in memory, or in PostgreSQL."""

    def __init__(self, database: Database) -> None:
        """:param database: one whose schema is current; see :func:`open_store`."""
        self._database = database

    @contextmanager
    def reading(self) -> Iterator[SqlReader]:
        """A block of questions answered from one moment."""
        with self._database.transaction(Mode.READING) as connection:
            require_current(connection, self._database.shown)
            yield SqlReader(connection, self._database.shown)

    @contextmanager
    def writing(self) -> Iterator[SqlWriter]:
        """A transaction with the catalog to oneself: committed if the block ends well, undone if it raises."""
        with self._database.transaction(Mode.WRITING) as connection:
            require_current(connection, self._database.shown)
            with translated(self._database.shown):
                # Writes nothing, but needs the right to: SQLite would only say at the first row that it has none.
                connection.execute(update(numbers).where(false()).values(last=0))
            block = SqlWriter(connection, self._database.shown)
            yield block
            with translated(self._database.shown):
                block.count_changes()
        if block.erased and self._database.sqlite is not None:
            self._database.sqlite.empty_log()

    @contextmanager
    def sending(self) -> Iterator[SqlSending]:
        """A short transaction about deliveries alone, beside those of other senders."""
        with self._database.transaction(Mode.SENDING) as connection:
            require_current(connection, self._database.shown)
            yield SqlSending(connection, self._database.shown)

    @contextmanager
    def timing(self) -> Iterator[SqlTiming]:
        """A short transaction about jobs, leases and hosts alone, beside those of others."""
        with self._database.transaction(Mode.SENDING) as connection:
            require_current(connection, self._database.shown)
            yield SqlTiming(connection, self._database.shown)

    @contextmanager
    def receiving(self) -> Iterator[SqlReceiving]:
        """A short transaction about what happens in chats, beside those of others."""
        with self._database.transaction(Mode.SENDING) as connection:
            require_current(connection, self._database.shown)
            yield SqlReceiving(connection, self._database.shown)

    def close(self) -> None:
        """Let go of all connections."""
        self._database.close()


def open_store(url: str, *, busy_seconds: float = 5.0, create: bool = True) -> SqlStore:
    """Open a catalog; an empty or new database is given its tables.

    :param url: ``sqlite:///relative.db``, ``sqlite:////absolute.db`` (with ``?mode=ro`` to read only), a file's path,
        ``sqlite://`` for one in memory, or ``postgresql://…``.
    :param busy_seconds: how long to wait for another writer before :class:`store.errors.DatabaseLocked`.
    :param create: make what is not there; without it nothing is ever made.
    :raises store.errors.NoCatalog: there is none, and none was to be made.
    :raises store.errors.DatabaseUnreachable: there is no such place, or no way to it.
    :raises store.errors.NotADatabase: it is something else, or another program's.
    :raises store.errors.DatabaseTooOld: its schema must be upgraded first.
    :raises store.errors.DatabaseTooNew: its schema was made by a newer version.
    :raises store.errors.DatabaseError: it cannot be used for another reason.
    """
    database = connect(understand(url), busy_seconds=busy_seconds, create=create)
    try:
        prepare(database, create=create)
    except BaseException:
        database.engine.dispose()
        raise
    return SqlStore(database)
