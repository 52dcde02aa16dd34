"""Bringing a database's schema up to what this version works with."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

import store
from store.errors import DatabaseTooOld
from store.sql.address import understand
from store.sql.engine import Mode, connect
from store.sql.faults import translated
from store.sql.schema import REVISIONS, find_revision, inspect


@dataclass(frozen=True, slots=True)
class UpgradeReport:
    """What an upgrade did.

    :ivar before: the schema's revision as it was found; ``None`` for an empty database.
    :ivar after: as it is now. The same as before if there was nothing to do.
    """

    before: str | None
    after: str


def upgrade(url: str, *, busy_seconds: float = 5.0) -> UpgradeReport:
    """Run the migrations that a database lacks, in one transaction that has the database to itself: all or none.

    An upgrade that was cut off can be run again; one that has been done changes nothing.

    :param url: as for :func:`store.sql.open_store`.
    :param busy_seconds: how long to wait for others to finish.
    :raises store.errors.DatabaseTooNew: the schema was made by a newer version.
    :raises store.errors.NotADatabase: it is something else, or another program's.
    :raises store.errors.DatabaseError: it cannot be used for another reason.
    """
    database = connect(understand(url), busy_seconds=busy_seconds, create=True)
    try:
        with database.transaction(Mode.WRITING) as connection:
            with translated(database.shown):
                before = find_revision(connection)
            with suppress(DatabaseTooOld):  # this is what upgrading is for
                inspect(connection, database.shown)
            if before != REVISIONS[-1]:
                with translated(database.shown):
                    _migrate(connection)
        return UpgradeReport(before=before, after=REVISIONS[-1])
    finally:
        database.engine.dispose()


def _migrate(connection: Connection) -> None:
    # Alembic's import alone takes longer than a run of everything else.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    # The option file's parser takes a single % for the beginning of a reference.
    folder = str(Path(store.__file__).with_name("migrations")).replace("%", "%%")
    config.set_main_option("script_location", folder)
    command.upgrade(config, REVISIONS[-1])
