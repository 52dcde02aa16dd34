"""What all questions and answers within one transaction share."""

from sqlalchemy import Connection, text

BIGGEST = 2**63 - 1
"""The biggest number a row can have."""


class Block:
    """One connection within one transaction."""

    def __init__(self, connection: Connection, shown: str) -> None:
        """:param shown: how messages name the database."""
        self._connection = connection
        self._shown = shown
        self.erased = False  # a reader, so that nothing about them may stay in a log either
        self._readership_changed = False  # made known at the transaction's end: see store.sql.addressing.count_version

    def _overwrite_what_goes(self) -> None:
        """What is deleted from now on is not left in an SQLite file, where it could still be read
        (https://www.sqlite.org/pragma.html#pragma_secure_delete).
        """
        if self._connection.dialect.name == "sqlite":
            self._connection.execute(text("PRAGMA secure_delete = ON"))
