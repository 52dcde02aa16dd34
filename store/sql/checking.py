"""Is a database sound? The database's own checks, and the promises that no constraint can express."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from store.errors import DatabaseDamaged, DatabaseTooNew, DatabaseTooOld
from store.sql.address import understand
from store.sql.engine import Mode, connect
from store.sql.faults import translated
from store.sql.schema import REVISIONS, State, find_revision, inspect
from store.sql.tables import (
    addresses,
    deliveries,
    feedback,
    identifiers,
    incidents,
    looks,
    matches,
    merges,
    metadata,
    notices,
    numbers,
    pages,
    papers,
    profiles,
    promises,
    put_aside,
    readers,
    revisions,
    sheets,
    statements,
    version,
)

SHOWN_FINDINGS = 20
"""At most so many findings of one kind are told of."""

_NUMBERED = {
    "page": pages.c.id,
    "paper": papers.c.id,
    "statement": statements.c.id,
    "revision": revisions.c.number,
    "merge": merges.c.number,
    "profile": profiles.c.number,
    "feedback": feedback.c.number,
    "reader": readers.c.reader,
    "address": addresses.c.number,
    "match": matches.c.number,
    "promise": promises.c.number,
    "delivery": deliveries.c.number,
    "look": looks.c.number,
    "page aside": put_aside.c.number,
    "incident": incidents.c.number,
    "sheet": sheets.c.number,
    "notice": notices.c.number,
}
_POSTGRESQL_CHECKS = {
    "constraint {} was never validated": """
        SELECT conname FROM pg_constraint
        WHERE connamespace = current_schema()::regnamespace AND NOT convalidated
    """,
    "index {} is invalid: REINDEX it": """
        SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
        WHERE relnamespace = current_schema()::regnamespace AND NOT indisvalid
    """,
}


@dataclass(frozen=True, slots=True)
class CheckReport:
    """How a database was found.

    :ivar found: its schema's revision; ``None`` for an empty database.
    :ivar expected: the revision this version works with.
    :ivar counts: how many rows each table has, by the table's name; empty if the schema is not the expected one.
    :ivar findings: what is wrong, a line each; empty if nothing is.
    """

    found: str | None
    expected: str
    counts: dict[str, int]
    findings: tuple[str, ...]


def check(url: str, *, busy_seconds: float = 5.0) -> CheckReport:
    """Look a database over, without changing it. What is wrong with it is told, not raised.

    :param url: as for :func:`store.sql.open_store`; a file that does not exist is not made.
    :raises store.errors.NotADatabase: it is something else, or another program's.
    :raises store.errors.NoCatalog: the file does not exist.
    :raises store.errors.DatabaseUnreachable: there is no such place, or no way to it.
    """
    database = connect(understand(url), busy_seconds=busy_seconds, create=False)
    found: str | None = None
    counts: dict[str, int] = {}
    findings: list[str] = []
    try:
        with database.transaction(Mode.READING) as connection, translated(database.shown):
            found = find_revision(connection)
            if inspect(connection, database.shown) is State.EMPTY:
                findings.append("It is empty: no catalog was ever made in it.")
            else:
                findings.extend(_driver_findings(connection))
                counts = _counts(connection)
                findings.extend(_broken_promises(connection))
    except (DatabaseDamaged, DatabaseTooOld, DatabaseTooNew) as error:
        findings.append(str(error))
    finally:
        database.engine.dispose()
    return CheckReport(found=found, expected=REVISIONS[-1], counts=counts, findings=tuple(findings))


def _driver_findings(connection: Connection) -> list[str]:
    if connection.dialect.name == "postgresql":
        return [
            wording.format(name)
            for wording, query in _POSTGRESQL_CHECKS.items()
            for name in connection.scalars(text(query))
        ]
    said = connection.exec_driver_sql(f"PRAGMA integrity_check({SHOWN_FINDINGS})").scalars()
    findings = [f"integrity check: {line}" for line in said if line != "ok"]
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(SHOWN_FINDINGS)
    return findings + [
        f"a row of {table} refers to a row of {parent} that is not there" for table, _, parent, _ in orphans
    ]


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in sorted(metadata.tables.values(), key=lambda table: table.name)
        if table not in {version, numbers}
    }


def _broken_promises(connection: Connection) -> list[str]:
    said = select(statements.c.id).where(statements.c.paper_id == papers.c.id)
    led = identifiers.c.identifier == papers.c.key
    nameless = select(papers.c.key).where(
        ~select(identifiers.c.paper_id).where(led, identifiers.c.paper_id == papers.c.id).exists()
    )
    findings = [
        f"nobody said anything of the paper {key}"
        for key in connection.scalars(select(papers.c.key).where(~said.exists()).limit(SHOWN_FINDINGS))
    ]
    findings += [
        f"the paper {key} is not found by its own name" for key in connection.scalars(nameless.limit(SHOWN_FINDINGS))
    ]
    given = dict(connection.execute(select(numbers.c.kind, numbers.c.last)).all())
    for kind, column in _NUMBERED.items():
        highest = connection.scalar(select(func.max(column))) or 0
        if highest > given.get(kind, 0):
            findings.append(f"the next {kind} would get a number that is taken ({given.get(kind, 0) + 1})")
    return findings
