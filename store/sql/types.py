"""Column types that give the same answer on every database."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from store.errors import NotStorable

Number = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit whole number. SQLite's ``INTEGER`` holds 64 bits and, as a primary key, is the row's own number."""


_encode = json.JSONEncoder(ensure_ascii=False).encode


def can_be_stored(text: str) -> bool:
    """Is it text that every database can hold? If not, nothing stored can be equal to it."""
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, as Python has them for bytes it could not decode
        return False
    return "\x00" not in text


class PlainText(TypeDecorator[str]):
    """Text without NUL, which PostgreSQL cannot hold and SQLite tools cut at."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the signature
        """:raises store.errors.NotStorable: there is a NUL in it."""
        if value is not None and "\x00" in value:
            raise NotStorable(f"The text {value[:60]!r} holds a NUL character, which cannot be stored.")
        return value


class Name(PlainText):
    """Text that is compared and ordered by code point, whatever the locale of the database server."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """SQLite compares bytes by itself; PostgreSQL is told to."""
        return Text(collation="C" if dialect.name == "postgresql" else None)


class JsonTuple(TypeDecorator[tuple[Any, ...]]):
    """A tuple, stored as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Any, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The JSON text."""
        if not value:
            return None if value is None else "[]"
        return _encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Any, ...] | None:  # noqa: ARG002
        """The tuple."""
        if value == "[]":
            return ()
        return None if value is None else tuple(json.loads(value))


class TextList(JsonTuple):
    """A tuple of texts."""

    cache_ok = True


class NumberList(JsonTuple):
    """A tuple of whole numbers."""

    cache_ok = True


class Instant(TypeDecorator[datetime]):
    """An aware moment: UTC in, UTC out. SQLite stores no zone, PostgreSQL answers in the session's; neither shows."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """:raises store.errors.NotStorable: the moment has no zone, so nobody knows when it was."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise NotStorable(f"The time {value.isoformat()} has no time zone; times are stored in UTC.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The same moment, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
