"""Which schema a database has, whether this version can work with it, and how an empty one gets it.

An empty database is given the whole schema at once, without Alembic, whose import alone takes longer than a run; the
tests hold the outcome equal to what the migrations make. Everything else is the migrations' work.
"""

from collections.abc import Sequence
from enum import Enum

from sqlalchemy import Connection, insert, select, text

from store.errors import DatabaseTooNew, DatabaseTooOld, DatabaseUnreachable, NoCatalog, NotADatabase
from store.sql.engine import Database, Mode
from store.sql.faults import translated
from store.sql.tables import VERSION_TABLE, metadata, version

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""The schema's revisions, oldest first: the names of the migrations. The last is what this version works with."""

_FOUND = select(version.c.version_num)  # asked at the beginning of every transaction

_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    # Tables that an extension brought (PostGIS has one) belong to no program.
    "postgresql": """
        SELECT relname FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
        AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'
        )
    """,
}


class State(Enum):
    """What was found in a database."""

    EMPTY = "empty"
    CURRENT = "current"


def find_revision(connection: Connection) -> str | None:
    """The schema's revision, or ``None`` if the version table is empty or missing."""
    if VERSION_TABLE not in _table_names(connection):
        return None
    return connection.scalar(select(version.c.version_num))


def judge(shown: str, tables: frozenset[str], found: str | None, revisions: Sequence[str] = REVISIONS) -> State:
    """Can this version work with a database that has these tables and this revision?

    :param shown: how messages name the database.
    :raises store.errors.NotADatabase: it is another program's.
    :raises store.errors.DatabaseTooOld: it must be upgraded first.
    :raises store.errors.DatabaseTooNew: this version does not know its schema.
    """
    subject = shown[:1].upper() + shown[1:]
    if not tables:
        return State.EMPTY
    if VERSION_TABLE not in tables:
        some = ", ".join(sorted(tables)[:3])
        raise NotADatabase(f"{subject} belongs to another program (it has the tables {some}). Choose another.")
    if found == revisions[-1]:
        return State.CURRENT
    if found is None or found in revisions:
        raise DatabaseTooOld(
            f"{subject} has schema {found or 'none'}, this version needs {revisions[-1]}. "
            "Back it up, then run `paperround db upgrade`."
        )
    raise DatabaseTooNew(
        f"{subject} has schema {found[:32]!r}, made by a newer version of Paperround; this one knows up to "
        f"{revisions[-1]}. Nothing was touched. Install the newer version."
    )


def inspect(connection: Connection, shown: str) -> State:
    """:func:`judge` what is there. Raises what that raises."""
    with translated(shown):
        tables = _table_names(connection)
        found = find_revision(connection)
    return judge(shown, tables, found)


def require_current(connection: Connection, shown: str) -> None:
    """Fix the moment of the transaction, and see that nobody changed the schema since the database was opened.

    Raises what :func:`judge` raises.
    """
    with translated(shown):
        found = connection.scalar(_FOUND)
    judge(shown, frozenset({VERSION_TABLE}), found)


def prepare(database: Database, *, create: bool = True) -> None:
    """Make sure that the database can be worked with; give an empty one its schema. Raises what :func:`judge` raises.

    :param create: without it an empty one stays empty.
    :raises store.errors.NoCatalog: it is empty and is to stay so.
    :raises store.errors.DatabaseReadOnly: it is empty and cannot be written.
    """
    with database.transaction(Mode.READING) as connection:
        state = inspect(connection, database.shown)
    if state is State.EMPTY and not create:
        raise NoCatalog(f"There is no catalog in {database.shown} yet.")
    if database.sqlite is not None:
        with translated(database.shown):
            database.sqlite.use_write_ahead_log()
    if state is State.CURRENT:
        return
    with database.transaction(Mode.WRITING) as connection:
        if inspect(connection, database.shown) is State.EMPTY:  # nobody was faster
            with translated(database.shown):
                metadata.create_all(connection, checkfirst=False)
                connection.execute(insert(version), {"version_num": REVISIONS[-1]})


def _table_names(connection: Connection) -> frozenset[str]:
    if connection.dialect.name == "postgresql" and connection.scalar(text("SELECT current_schema()")) is None:
        raise DatabaseUnreachable("The PostgreSQL schema that search_path names does not exist. Make it first.")
    return frozenset(connection.scalars(text(_TABLES[connection.dialect.name])))
