"""A whole and consistent copy of a database, made while others go on reading and writing.

SQLite: ``VACUUM INTO``, which copies one moment of the database (https://www.sqlite.org/lang_vacuum.html). A plain copy
of the file does not: what others write meanwhile tears it, and what stands in the write-ahead log is missing.

PostgreSQL: ``pg_dump`` in its own format, for ``pg_restore``. It too sees one moment. It is given the tables alone and
not the schema around them, so that they can be restored into a database that has one.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from store.errors import DatabaseFull, DatabaseTooNew, DatabaseTooOld, NoCatalog, StoreError
from store.sql.address import understand
from store.sql.engine import Database, Mode, connect
from store.sql.faults import translated
from store.sql.schema import State, find_revision, inspect
from store.sql.sqlite import SqliteFile

PG_DUMP = "pg_dump"
MAX_SAID = 300
"""Of what ``pg_dump`` says so many characters are shown."""


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was backed up.

    :ivar path: the backup, absolute. Only its owner may read it: it names readers.
    :ivar kind: ``sqlite`` (it is a database) or ``postgresql`` (``pg_restore`` makes one of it).
    :ivar revision: of the schema; it need not be the one this version works with.
    :ivar size: bytes.
    """

    path: Path
    kind: str
    revision: str | None
    size: int


def backup(url: str, path: Path, *, busy_seconds: float = 5.0) -> BackupReport:
    """Copy a database as it is at one moment. The copy appears under its name when it is whole, and on the disk.

    :param url: as for :func:`store.sql.open_store`; a file that does not exist is not made.
    :param path: of the backup; its folder must exist. Nothing is ever overwritten.
    :param busy_seconds: how long to wait for others.
    :raises store.errors.NoCatalog: there is nothing to back up.
    :raises store.errors.NotADatabase: it is something else, or another program's.
    :raises store.errors.DatabaseError: it cannot be read, or there is no room for the backup.
    :raises store.errors.StoreError: the path is taken, or ``pg_dump`` is missing or failed.
    :raises OSError: the backup's folder cannot be written to.
    """
    path = path.expanduser().absolute()
    _require_free(path)
    database = connect(understand(url), busy_seconds=busy_seconds, create=False)
    try:
        revision, schema = _look(database)
        copy = _copier(database, schema)
        with _unfinished(path) as unfinished:
            unfinished.touch(mode=0o600)  # as private as what it is of
            copy(unfinished)
            size = unfinished.stat().st_size
            _publish(unfinished, path)
    finally:
        database.engine.dispose()
    return BackupReport(path=path, kind=database.engine.dialect.name, revision=revision, size=size)


def _require_free(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise StoreError(f"{path} is there already, and a backup overwrites nothing. Choose another name.")
    if not path.parent.is_dir():
        raise StoreError(f"The folder {path.parent} does not exist. Make it, or choose another.")


def _look(database: Database) -> tuple[str | None, str]:
    """The schema's revision, and in which PostgreSQL schema the tables are."""
    with database.transaction(Mode.READING) as connection, translated(database.shown):
        # An old one is backed up before it is upgraded, and a newer one is no less worth keeping.
        with suppress(DatabaseTooOld, DatabaseTooNew):
            if inspect(connection, database.shown) is State.EMPTY:
                raise NoCatalog(f"There is no catalog in {database.shown} yet.")
        revision = find_revision(connection)
        schema = connection.scalar(text("SELECT current_schema()")) if database.sqlite is None else ""
    return revision, str(schema)


def _copier(database: Database, schema: str) -> Callable[[Path], None]:
    file = database.sqlite
    if file is not None:
        return lambda into: _copy_file(file, database.shown, into)
    return lambda into: _dump(database, schema, into)


def _copy_file(file: SqliteFile, shown: str, into: Path) -> None:
    try:
        with translated(shown), closing(file.connect()) as connection:
            connection.execute("VACUUM INTO ?", (str(into),))
    except DatabaseFull as error:  # it is not the database that was written
        raise DatabaseFull(
            f"There is no room for the backup in {into.parent}, or it may not be so big. Nothing was left there. Free "
            "some space, or choose another folder."
        ) from error


def _dump(database: Database, schema: str, into: Path) -> None:
    program = shutil.which(PG_DUMP)
    if program is None:
        raise StoreError(
            f"{PG_DUMP} was not found. It backs up PostgreSQL databases; install the client programs of your server's "
            "version (on Debian and Ubuntu: postgresql-client), or put their folder on PATH."
        )
    # Its driver is installed, or nobody would have come to this.
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415
    from psycopg.pq import Conninfo  # noqa: PLC0415

    _, given = database.engine.dialect.create_connect_args(database.engine.url)
    options = {option.keyword.decode() for option in Conninfo.get_defaults()}
    known: dict[str, Any] = {name: value for name, value in given.items() if name in options}
    password = known.pop("password", None)
    # Arguments are shown to everyone on the machine, variables to the user alone.
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    wanted = schema.replace('"', '""')
    command = [
        program,
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--no-password",
        f'--table="{wanted}".*',
        f"--file={into}",
        f"--dbname={make_conninfo(**known)}",
    ]
    _run(command, environment, database.shown)


def _run(command: list[str], environment: Mapping[str, str], shown: str) -> None:
    ran = subprocess.run(  # noqa: S603 - the program of that name, no shell, arguments of our own making
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if ran.returncode:
        said = " ".join(ran.stderr.split())[:MAX_SAID] or f"exit code {ran.returncode}"
        raise StoreError(f"{shown[:1].upper()}{shown[1:]} was not backed up. {PG_DUMP} said: {said}")


@contextmanager
def _unfinished(path: Path) -> Iterator[Path]:
    """An empty file beside the backup that only its owner may read; gone afterwards, whatever happens."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent)
    except OSError as error:  # nobody knows the file by that name
        raise OSError(error.errno, error.strerror, str(path.parent)) from error
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _publish(unfinished: Path, path: Path) -> None:
    """Give the backup its name, once it is on the disk."""
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    try:
        os.link(unfinished, path)  # unlike renaming, this never takes the place of a file
    except FileExistsError:
        _require_free(path)
        raise
    except OSError:  # a file system without links
        _require_free(path)
        unfinished.rename(path)
    with suppress(OSError):  # not every system lets a folder be opened
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
