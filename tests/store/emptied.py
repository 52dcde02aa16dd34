"""Stores that are emptied, not made anew: what was compiled for one test serves the next."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import delete

from store.sql import SqlStore, open_store
from store.sql.address import understand
from store.sql.engine import Database, Mode, connect
from store.sql.tables import metadata, version

MEMORY = "sqlite://"

_KEPT: dict[str, Database] = {}
_TAKEN: set[str] = set()


class _Lasting(SqlStore):
    """A store that outlives the test that closes it."""

    def close(self) -> None:
        """Its connections serve the next test."""


@contextmanager
def emptied(url: str = MEMORY) -> Iterator[SqlStore]:
    """An open store without a row in it.

    :param url: in memory, or of a database that is there for the whole session. Whoever takes the same address again
        meanwhile gets a store of their own.
    """
    if url in _TAKEN:
        with closing(open_store(url)) as another:
            yield another
        return
    _TAKEN.add(url)
    try:
        yield _Lasting(_empty(url))
    finally:
        _TAKEN.remove(url)


def _empty(url: str) -> Database:
    if url not in _KEPT:
        if url != MEMORY:
            open_store(url).close()
            _KEPT[url] = connect(understand(url), busy_seconds=5, create=False)
        else:
            _KEPT[url] = open_store(url)._database  # noqa: SLF001 - it is gone when the store is closed
        return _KEPT[url]
    with _KEPT[url].transaction(Mode.WRITING) as connection:
        for table in reversed(metadata.sorted_tables):
            if table is not version:
                connection.execute(delete(table))
    return _KEPT[url]
