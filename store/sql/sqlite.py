"""SQLite files: how they are opened, and how a file that may only be read is.

Write-ahead log, so that reading never waits for a writer; ``synchronous=FULL``, so that what was committed survives a
power cut (https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

import os
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from store.errors import DatabaseReadOnly, DatabaseUnreachable, NoCatalog
from store.sql.faults import primary_code

CACHE_KIBIBYTES = 65_536
"""The page cache of a connection: a page's worth of look-ups in a catalog of a million papers fits."""

_READ_ONLY = 8  # SQLITE_READONLY
_BUSY = 5  # SQLITE_BUSY
_CANNOT_OPEN = 14  # SQLITE_CANTOPEN
_PAUSE_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A database file and how it is to be opened.

    :ivar create: make it if there is none.
    :ivar busy_seconds: how long to wait for another process.
    """

    path: Path
    read_only: bool
    create: bool
    busy_seconds: float

    def connect(self) -> sqlite3.Connection:
        """A connection, usable from any thread (one at a time).

        :raises store.errors.DatabaseUnreachable: there is no such folder or file.
        :raises store.errors.DatabaseReadOnly: it cannot even be read without writing its log.
        :raises sqlite3.Error: anything else.
        """
        self._require_a_place()
        if self.create and not self.read_only:
            self._make_private()
        mode = "ro" if self.read_only else "rwc" if self.create else "rw"
        try:
            return self._open(f"mode={mode}")
        except sqlite3.OperationalError as error:
            if primary_code(error) not in {_READ_ONLY, _CANNOT_OPEN} or not self.path.is_file():
                raise
            # Reading a file with a write-ahead log needs a file beside it. Where none can be made, nobody can be
            # writing either, so the file may be taken as unchanging, unless its log has not been taken in.
            log = Path(f"{self.path}-wal")
            if log.exists() and log.stat().st_size:
                raise DatabaseReadOnly(
                    f"The database {self.path} has changes in {log.name} that must be taken in before it can be read. "
                    "Open it once where its folder may be written."
                ) from error
            return self._open("mode=ro&immutable=1")

    def use_write_ahead_log(self) -> None:
        """Switch the file to its write-ahead log, which stays. Harmless on a file that may only be read."""
        with closing(self.connect()) as connection:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                return
            try:
                _insist(connection, "PRAGMA journal_mode = WAL", self.busy_seconds)
            except sqlite3.OperationalError as error:
                if primary_code(error) != _READ_ONLY:
                    raise

    def empty_log(self) -> None:
        """Take the write-ahead log in and empty it, so that nothing that was erased stays in it. Who is just reading an
        older state keeps it from that, for a while: then it is emptied when the last connection is closed.
        """
        # What was erased is erased, whether or not this works.
        with suppress(sqlite3.Error), closing(self.connect()) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def begin_writing(self, connection: sqlite3.Connection) -> None:
        """Begin a transaction that may write, waiting for the others that do.

        :raises sqlite3.OperationalError: they took longer than :attr:`busy_seconds`.
        """
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            _insist(connection, "BEGIN IMMEDIATE", self.busy_seconds)
        finally:
            connection.execute(f"PRAGMA busy_timeout = {round(self.busy_seconds * 1000)}")

    def _require_a_place(self) -> None:
        if not self.create and not self.path.exists():
            raise NoCatalog(f"There is no catalog at {self.path} yet.")
        if not self.path.parent.is_dir():
            raise DatabaseUnreachable(f"The folder {self.path.parent} does not exist. Make it, or choose another.")
        if self.path.is_dir():
            raise DatabaseUnreachable(f"{self.path} is a folder. Name a file in it.")

    def _make_private(self) -> None:
        """A new file is for nobody else: it has people's addresses and interests. Its log gets the same permissions."""
        with suppress(OSError):  # it is there, or cannot be made, which opening it tells
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))

    def _open(self, options: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?{options}",
            uri=True,
            timeout=self.busy_seconds,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            _settle(connection)
            connection.execute("PRAGMA schema_version").fetchone()  # reads the file, so that trouble shows here
        except BaseException:
            connection.close()
            raise
        return connection


def _insist(connection: sqlite3.Connection, statement: str, seconds: float) -> None:
    """Try again every millisecond while another process has the lock.

    SQLite's own waiting does not do: for the write-ahead log it does not wait at all, and for a transaction it soon
    looks only every tenth of a second, so that among busy writers one was seen to starve for more than five seconds.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if primary_code(error) != _BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def connect_memory() -> sqlite3.Connection:
    """A database that lives as long as its one connection, usable from any thread (one at a time)."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _settle(connection)
    return connection


def _settle(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
