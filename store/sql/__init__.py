"""The store in a relational database: SQLite by default, PostgreSQL with the same code."""

from store.sql.backup import BackupReport, backup
from store.sql.catalog import SqlStore, SqlWriter, open_store
from store.sql.checking import CheckReport, check
from store.sql.reading import SqlReader
from store.sql.receiving import SqlReceiving
from store.sql.sending import SqlSending
from store.sql.timing import SqlTiming
from store.sql.upgrading import UpgradeReport, upgrade

__all__ = [
    "BackupReport",
    "CheckReport",
    "SqlReader",
    "SqlReceiving",
    "SqlSending",
    "SqlStore",
    "SqlTiming",
    "SqlWriter",
    "UpgradeReport",
    "backup",
    "check",
    "open_store",
    "upgrade",
]
