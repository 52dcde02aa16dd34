"""What a reader may ask of us: a copy of everything that is kept about them, and that it be erased."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from store.api import Store
from store.readers import Forgotten

NOT_TOLD = "not told"
"""What stands in a copy for what its reader must not know: a code is to show that they read a mail."""

EXPORT_VERSION = 1
"""Raised when the shape of an export changes; a new table or column does not change it."""

_SECRET = {"mail_codes": "code"}
"""By table, the column whose value is not told."""


def export_reader(store: Store, number: int) -> dict[str, Any]:
    """Every row of every table about a reader, by table, ready to be written as JSON. Times are ISO 8601, UTC.

    :raises store.errors.NotFound: there is no such reader.
    """
    with store.reading() as catalog:
        rows = catalog.rows_about(number)
    tables = {table: [_plain(row, _SECRET.get(table, "")) for row in rows[table]] for table in sorted(rows)}
    return {"format": "paperround reader", "version": EXPORT_VERSION, "tables": tables}


def forget_reader(store: Store, number: int) -> Forgotten:
    """Erase a reader: every row about them, in one transaction; what was to be sent is cancelled with it. That an
    address must not be written to stays, as a hash.

    :raises store.errors.NotFound: there is no such reader.
    """
    with store.writing() as catalog:
        return catalog.forget_reader(number)


def _plain(row: Mapping[str, object], secret: str) -> dict[str, object]:
    """:param secret: the column whose value is not told; empty for none."""
    shown = {**row, secret: NOT_TOLD} if secret else row
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in shown.items()}
