"""What all questions and answers within one transaction share."""

from sqlalchemy import Connection


class Block:
    """One connection within one transaction."""

    def __init__(self, connection: Connection, shown: str) -> None:
        """:param shown: how messages name the database."""
        self._connection = connection
        self._shown = shown
