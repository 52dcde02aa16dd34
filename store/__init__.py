"""What do we remember? Papers, where and when they were seen, and what changed.

:mod:`store.records` holds the plain data, :mod:`store.api` the protocols the bot talks to, :mod:`store.sql` the one
implementation (SQLite by default, PostgreSQL the same code).
"""
