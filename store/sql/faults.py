"""What a database driver says, in the words of :mod:`store.errors`.

SQLite result codes: https://www.sqlite.org/rescode.html. PostgreSQL error codes (SQLSTATE): PostgreSQL manual,
appendix A. Drivers are recognised by these codes, so neither has to be imported here.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from store.errors import (
    Conflict,
    DatabaseDamaged,
    DatabaseError,
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
    NotADatabase,
    NotStorable,
    StoreError,
)

_Meaning = tuple[type[StoreError], str]

_LOCKED = (DatabaseLocked, "is kept busy by another process. Try again when that has finished")
_FULL = (DatabaseFull, "has no room left; nothing was written. Free some space and run the same again")
_READ_ONLY = (DatabaseReadOnly, "cannot be written. Check who may write the file and its folder, or the user's rights")
_DAMAGED = (DatabaseDamaged, "is damaged. Restore a backup, or look closer with `paperround db check`")
_UNREACHABLE = (DatabaseUnreachable, "cannot be reached. Check the address, and that the server runs")
_CONFLICT = (Conflict, "already holds something that contradicts this; nothing was written")
_NOT_STORABLE = (NotStorable, "cannot hold one of the values; nothing was written")
_NO_FILE = (DatabaseUnreachable, "cannot be opened. Check that its folder exists and who may read it")
_NOT_SQLITE = (NotADatabase, "is no SQLite database. Choose another file name")
_NO_ROOM = (DatabaseFull, "could not be written: the disk is full, a quota is used up, or the disk fails")
_FAILED = (DatabaseError, "could not do what was asked")

_SQLITE: dict[int, _Meaning] = {
    3: _READ_ONLY,  # SQLITE_PERM
    5: _LOCKED,  # SQLITE_BUSY
    6: _LOCKED,  # SQLITE_LOCKED
    8: _READ_ONLY,  # SQLITE_READONLY
    11: _DAMAGED,  # SQLITE_CORRUPT
    13: _FULL,  # SQLITE_FULL
    14: _NO_FILE,  # SQLITE_CANTOPEN
    18: _NOT_STORABLE,  # SQLITE_TOOBIG
    19: _CONFLICT,  # SQLITE_CONSTRAINT
    26: _NOT_SQLITE,  # SQLITE_NOTADB
}
_IO_WRITE = {778, 1034, 1546, 4874}  # SQLITE_IOERR_WRITE, _FSYNC, _TRUNCATE, _SHMSIZE: a quota looks like this
_POSTGRESQL: dict[str, _Meaning] = {
    "25006": _READ_ONLY,  # read_only_sql_transaction
    "42501": _READ_ONLY,  # insufficient_privilege
    "40001": _LOCKED,  # serialization_failure
    "40P01": _LOCKED,  # deadlock_detected
    "55P03": _LOCKED,  # lock_not_available
    "53100": _FULL,  # disk_full
    "53": _UNREACHABLE,  # insufficient resources, too many connections among them
    "08": _UNREACHABLE,  # connection exception
    "28": _UNREACHABLE,  # invalid authorization
    "3D": _UNREACHABLE,  # no such database
    "57P": _UNREACHABLE,  # shutting down, terminated by an administrator
    "22": _NOT_STORABLE,  # data exception
    "23": _CONFLICT,  # integrity constraint violation
    "XX": _DAMAGED,  # data corrupted
}


@contextmanager
def translated(shown: str) -> Iterator[None]:
    """Let no driver's exception out of the block.

    :param shown: how messages name the database.
    :raises store.errors.StoreError: what the driver's exception means; that is its ``__cause__``.
    """
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseLocked(f"All connections to {shown} are in use. Try again later.") from error
    except StatementError as error:
        if isinstance(error.orig, StoreError):
            raise error.orig from None
        raise _meaning(error.orig or error, shown) from error
    except SQLAlchemyError as error:
        raise _meaning(error, shown) from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise _meaning(error, shown) from error
    except Exception as error:
        if not _is_drivers(error):
            raise
        raise _meaning(error, shown) from error


def primary_code(error: BaseException | None) -> int | None:
    """SQLite's primary result code, if SQLite said it."""
    code = _code(error)
    return None if code is None else code & 0xFF


def _code(error: BaseException | None) -> int | None:
    driver = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(driver, "sqlite_errorcode", None)
    return code if isinstance(code, int) else None


def _is_drivers(error: BaseException) -> bool:
    return any(kind.__module__.split(".")[0] in {"sqlite3", "psycopg"} for kind in type(error).__mro__)


def _meaning(error: BaseException, shown: str) -> StoreError:
    kind, text = _kind(error)
    said = " ".join(str(error).split())[:300].rstrip(".")
    return kind(f"{shown[:1].upper()}{shown[1:]} {text}. ({said}.)")


def _kind(error: BaseException) -> _Meaning:
    if isinstance(error, (UnicodeEncodeError, OverflowError)):
        return _NOT_STORABLE
    code = primary_code(error)
    if code is not None:
        return _NO_ROOM if _code(error) in _IO_WRITE else _SQLITE.get(code, _FAILED)
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return next((_POSTGRESQL[state[:size]] for size in (5, 3, 2) if state[:size] in _POSTGRESQL), _FAILED)
    # psycopg gives no code where no server was asked: it refused a value itself, or there was no answer.
    names = {kind.__name__ for kind in type(error).__mro__}
    return _NOT_STORABLE if "DataError" in names else _UNREACHABLE if "OperationalError" in names else _FAILED
