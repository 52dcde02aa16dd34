"""Run by Alembic around every migration.

The connection comes from :func:`store.sql.upgrade`, within a transaction that has the database to itself: all
migrations of an upgrade become lasting together, or none.
"""

from alembic import context

from store.sql.tables import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
