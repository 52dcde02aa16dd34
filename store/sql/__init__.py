"""The catalog in a relational database: SQLite by default, PostgreSQL with the same code."""

from store.sql.catalog import SqlStore, SqlWriter, open_store
from store.sql.checking import CheckReport, check
from store.sql.reading import SqlReader
from store.sql.upgrading import UpgradeReport, upgrade

__all__ = [
    "CheckReport",
    "SqlReader",
    "SqlStore",
    "SqlWriter",
    "UpgradeReport",
    "check",
    "open_store",
    "upgrade",
]
