"""Where a database is: understanding, and safely showing, what a person wrote."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from store.errors import DatabaseUnreachable

FORMS = (
    "Write sqlite:///relative.db, sqlite:////absolute/path.db, the path of a file, sqlite:// (kept in memory), "
    "or postgresql://user:password@host:5432/name."
)


@dataclass(frozen=True, slots=True)
class Address:
    """A database's address, understood.

    :ivar shown: how messages name it; holds no password.
    :ivar file: the absolute path of an SQLite file; ``None`` for memory and for PostgreSQL.
    :ivar read_only: the address asks for reading only (``?mode=ro``).
    :ivar server: the URL of a PostgreSQL database.
    """

    shown: str
    file: Path | None = None
    read_only: bool = False
    server: URL | None = None


def understand(url: str) -> Address:
    """Understand an address as :data:`FORMS` has them; ``sqlite:///…?mode=ro`` opens for reading only.

    :raises store.errors.DatabaseUnreachable: it has none of the forms.
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        return _file(url)
    if scheme == "sqlite":
        return _sqlite(rest)
    if scheme in {"postgresql", "postgres", "postgresql+psycopg"}:
        return _postgresql(rest)
    raise DatabaseUnreachable(f"Databases of the kind {scheme[:40]!r} are not supported. {FORMS}")


def _file(path: str, *, read_only: bool = False) -> Address:
    if not path or "\x00" in path:
        raise DatabaseUnreachable(f"The database's address is empty or no path. {FORMS}")
    if path == ":memory:":
        return Address(shown="the database in memory")
    absolute = Path(path).absolute()
    return Address(shown=f"the database {absolute}", file=absolute, read_only=read_only)


def _sqlite(rest: str) -> Address:
    place, _, query = rest.partition("?")
    if query not in {"", "mode=ro"}:
        raise DatabaseUnreachable(f"The only option an SQLite address can have is ?mode=ro. {FORMS}")
    if place in {"", "/"}:
        return Address(shown="the database in memory")
    if not place.startswith("/"):
        raise DatabaseUnreachable(f"After sqlite:// comes a third slash, then the path. {FORMS}")
    return _file(place[1:], read_only=query == "mode=ro")


def _postgresql(rest: str) -> Address:
    try:
        server = make_url(f"postgresql+psycopg://{rest}")
    except (ArgumentError, ValueError):
        # Not chained: the cause quotes the address, and in it the password.
        raise DatabaseUnreachable(f"The address of the PostgreSQL database cannot be understood. {FORMS}") from None
    if server.database is None and not server.query:
        raise DatabaseUnreachable(f"The address does not name a PostgreSQL database. {FORMS}")
    host = server.host or "this machine"
    return Address(shown=f"the PostgreSQL database {server.database} on {host}", server=server)
