"""Connections, and how transactions begin on them.

SQLite: ``BEGIN IMMEDIATE`` for writing, because a transaction that reads first and writes later cannot wait for another
writer and fails with "database is locked". Python's own transaction handling is switched off, as SQLAlchemy documents
in its SQLite dialect (transactions with the sqlite3 driver).

PostgreSQL: writers queue at one advisory lock and then read what the writer before them committed (READ COMMITTED);
readers see one snapshot (REPEATABLE READ, READ ONLY). Senders queue nowhere: they lock the rows they work on.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from enum import Enum
from threading import RLock

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool, StaticPool

from store.errors import DatabaseUnreachable, StoreError
from store.sql.address import Address
from store.sql.faults import translated
from store.sql.sqlite import SqliteFile, connect_memory

CONNECT_SECONDS = 10
"""How long to wait for a PostgreSQL server to answer at all."""

WRITER_LOCK = 0x7061_7072
"""The key of the advisory lock at which PostgreSQL writers queue ("papr" in ASCII), together with the schema's name."""

ALIVE = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""How soon a server that vanished without a word is noticed: by itself the system waits for a quarter of an hour, or,
where nothing is under way, for two. Seconds; the last one milliseconds. What the address says itself goes before.
"""

_MODE = "paperround_mode"


class Mode(Enum):
    """What a transaction is for."""

    READING = "reading"
    WRITING = "writing"
    SENDING = "sending"
    """Writing beside the writer of the catalog, where the database can do that."""


class OneAtATime:
    """Transactions take turns where all threads share one connection."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._inside = False

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Wait for the others' blocks to end.

        :raises store.errors.StoreError: this very thread has one open; waiting would never end.
        """
        with self._lock:
            if self._inside:
                raise StoreError("A database in memory has one connection: close the open block before the next one.")
            self._inside = True
            try:
                yield
            finally:
                self._inside = False

    def wait(self) -> AbstractContextManager[object]:
        """Wait for the other threads' blocks to end, and let none begin; this very thread may have one open."""
        return self._lock


@dataclass(frozen=True, slots=True)
class Database:
    """An engine with its manners.

    :ivar shown: how messages name the database.
    :ivar busy_seconds: how long to wait for another writer.
    :ivar turns: entered around every transaction.
    """

    engine: Engine
    shown: str
    busy_seconds: float
    sqlite: SqliteFile | None = None
    turns: OneAtATime | None = None

    @contextmanager
    def transaction(self, mode: Mode) -> Iterator[Connection]:
        """A connection within a transaction: committed if the block ends well, undone if it raises.

        Only the database's own errors are translated here, never those of the block.

        :raises store.errors.DatabaseError: the database cannot be used.
        """
        turn: AbstractContextManager[None] = self.turns() if self.turns else nullcontext()
        with turn:
            with translated(self.shown):
                connection = self.engine.connect()
            try:
                with translated(self.shown):
                    self._begin(connection, mode)
                try:
                    yield connection
                except BaseException:
                    with suppress(SQLAlchemyError):  # a lost connection has undone it already
                        connection.rollback()
                    raise
                with translated(self.shown):
                    connection.commit()
            finally:
                connection.close()

    def close(self) -> None:
        """Let go of all connections. One that all threads share is in nobody's hands then: closing it under a statement
        that another thread runs would end the process.
        """
        with self.turns.wait() if self.turns else nullcontext():
            self.engine.dispose()

    def _begin(self, connection: Connection, mode: Mode) -> None:
        if connection.dialect.name == "sqlite":
            connection.execution_options(**{_MODE: mode})
            connection.begin()
            return
        reading = mode is Mode.READING
        connection.execution_options(
            isolation_level="REPEATABLE READ" if reading else "READ COMMITTED",
            postgresql_readonly=reading,
        )
        connection.begin()
        if not reading:
            patience = f"{max(1, round(self.busy_seconds * 1000))}ms"
            connection.execute(text("SELECT set_config('lock_timeout', :patience, true)"), {"patience": patience})
        if mode is Mode.WRITING:
            lock = text("SELECT pg_advisory_xact_lock(:key, hashtext(current_schema()))")
            connection.execute(lock, {"key": WRITER_LOCK})


def connect(address: Address, *, busy_seconds: float, create: bool) -> Database:
    """Get ready to talk to a database; the first transaction opens the first connection.

    :param busy_seconds: how long to wait for another writer.
    :param create: make the SQLite file if there is none.
    :raises store.errors.DatabaseUnreachable: it is PostgreSQL, and its driver is not installed.
    """
    if address.server is not None:
        return Database(_server_engine(address.server), address.shown, busy_seconds)
    if address.file is None:
        engine = create_engine("sqlite://", creator=connect_memory, poolclass=StaticPool)
        event.listen(engine, "begin", lambda connection: _begin_sqlite(connection, None))
        return Database(engine, address.shown, busy_seconds, turns=OneAtATime())
    file = SqliteFile(address.file, read_only=address.read_only, create=create, busy_seconds=busy_seconds)
    engine = create_engine("sqlite://", creator=file.connect, poolclass=QueuePool)
    event.listen(engine, "begin", lambda connection: _begin_sqlite(connection, file))
    return Database(engine, address.shown, busy_seconds, sqlite=file)


def _begin_sqlite(connection: Connection, file: SqliteFile | None) -> None:
    driver = connection.connection.driver_connection
    writing = connection.get_execution_options().get(_MODE) in {Mode.WRITING, Mode.SENDING}
    if file is not None and driver is not None and writing:
        file.begin_writing(driver)
    else:
        connection.exec_driver_sql("BEGIN")


def _server_engine(server: URL) -> Engine:
    patience = {name: value for name, value in ALIVE.items() if name not in server.query}
    try:
        # Pinged when taken from the pool, so that a server that was restarted is a pause and not an error for ever.
        return create_engine(server, pool_pre_ping=True, connect_args=patience)
    except ImportError as error:
        raise DatabaseUnreachable(
            "PostgreSQL needs its driver, which is not installed. Install it with: pip install '.[postgres]'"
        ) from error
