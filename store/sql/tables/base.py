"""What all tables share: one metadata, the schema's version, and the numbers given out.

Numbers are given out by us (table ``numbers``), not by the database: they have no gaps after a rollback, are never
given twice, and are the same on every database.
"""

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table

from store.sql.types import Name, Number

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
VERSION_TABLE = "paperround_version"

metadata = MetaData(naming_convention=NAMING)

version = Table(
    VERSION_TABLE,
    metadata,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc"),  # as Alembic names it
)

numbers = Table(
    "numbers",
    metadata,
    Column("kind", Name, primary_key=True),
    Column("last", Number, nullable=False),
)
