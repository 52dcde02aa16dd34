"""What is asked for every page uses an index, however large the catalog: the databases' own plans say so."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, event

from store.profiles import Feedback, FeedbackKind, StoredProfile
from store.records import ChangeKind
from store.sql import SqlStore, SqlWriter
from store.sql.address import understand
from store.sql.engine import Database, Mode, connect
from store.sql.schema import prepare
from tests.store.builders import NOON, SOURCE, decision, page, statement
from tests.store.large import fill, hashes_of, name_of, told_of

PAPERS = 2_000
PROFILES = 500


def interest(number: int) -> StoredProfile:
    return StoredProfile(name=f"interest {number}", keywords=(f"pigeon {number}",), threshold=40)


def reaction(number: int, profile: str) -> Feedback:
    return Feedback(profile=profile, kind=FeedbackKind.LIKE, subject=name_of(number), at=NOON)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A catalog large enough that a scan would be seen in the plan."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('large') / 'catalog.db'}"
    else:
        url = str(request.getfixturevalue("module_postgres_url"))
    database = connect(understand(url), busy_seconds=5, create=True)
    prepare(database)
    with database.transaction(Mode.WRITING) as connection:
        fill(connection, PAPERS)
    with closing(SqlStore(database)) as store, store.writing() as catalog:
        catalog.save_profiles(map(interest, range(1, PROFILES + 1)))
        for number in range(1, PROFILES + 1):
            catalog.give_feedback(reaction(number, f"interest {number}"))
    with database.transaction(Mode.WRITING) as connection:
        connection.exec_driver_sql("ANALYZE")
    yield database
    database.engine.dispose()


def known(catalog: SqlWriter) -> None:
    asked = [name_of(number) for number in range(1, 501)]
    traces = [value for number in range(501, 1001) for value in hashes_of(number)]
    assert len(catalog.known(asked, traces)) == 1000


def page_is_recorded(catalog: SqlWriter) -> None:
    assert catalog.page_is_recorded(page("page 2").fingerprint)


def record(catalog: SqlWriter) -> None:
    found = catalog.known([name_of(number) for number in range(1, 101)], ())
    old = [
        decision(statement(f"New {each.paper_id}"), slot=each.paper_id, rank=each.paper_id, kind=ChangeKind.ENRICHED)
        for each in found
    ]
    new = [
        decision(told_of(PAPERS + rank), slot=-rank, rank=rank, fingerprints=hashes_of(PAPERS + rank))
        for rank in range(101, 201)
    ]
    catalog.record(SOURCE, page("plans"), [*old, *new])


def save_profiles(catalog: SqlWriter) -> None:
    catalog.save_profiles(interest(number) for number in range(PROFILES - 50, PROFILES + 50))
    assert catalog.profile("interest 7").keywords == ("pigeon 7",)
    catalog.remove_profile("interest 7")


def give_feedback(catalog: SqlWriter) -> None:
    liked = reaction(7, "interest 7")
    assert catalog.give_feedback(liked).repeated
    assert catalog.give_feedback(replace(liked, kind=FeedbackKind.HIDE)).replaced
    assert len(catalog.feedback("interest 8")) == 1
    catalog.undo_feedback(9)


@pytest.mark.parametrize("question", [known, page_is_recorded, record, save_profiles, give_feedback])
def test_no_table_of_the_catalog_is_scanned(large: Database, question: Callable[[SqlWriter], None]) -> None:
    asked: list[tuple[str, Any]] = []

    def listen(_c: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            asked.append((statement, parameters[0] if many else parameters))

    event.listen(large.engine, "before_cursor_execute", listen)
    try:
        with pytest.raises(KeyboardInterrupt):
            ask_and_undo(SqlStore(large), question)
    finally:
        event.remove(large.engine, "before_cursor_execute", listen)
    assert asked
    with large.transaction(Mode.WRITING) as connection:
        scanned = {line for statement, parameters in asked for line in scans(connection, statement, parameters)}
    assert scanned == set()


def ask_and_undo(store: SqlStore, question: Callable[[SqlWriter], None]) -> None:
    with store.writing() as catalog:
        question(catalog)
        raise KeyboardInterrupt


def scans(connection: Connection, statement: str, parameters: Any) -> list[str]:
    """The lines of the plan that read a whole table, those of one or a few rows aside."""
    explain = "EXPLAIN QUERY PLAN "
    if connection.dialect.name == "postgresql":
        explain = "EXPLAIN "
        # Of a small table PostgreSQL rightly reads all; this leaves scans only where no index could serve.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    plan = [str(row[-1]) for row in connection.exec_driver_sql(explain + statement, parameters)]
    assert plan
    small = ("VIRTUAL TABLE", "numbers", "paperround_version", "sources")
    return [line for line in plan if ("SCAN" in line or "Seq Scan" in line) and not any(s in line for s in small)]


def test_the_guard_sees_a_scan(large: Database) -> None:
    with large.transaction(Mode.READING) as connection:
        assert scans(connection, "SELECT id FROM papers WHERE title = 'x'", ()) != []


def test_sqlite_can_take_a_list_as_one_parameter() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        assert connection.execute("SELECT value FROM json_each('[9223372036854775807]')").fetchone() == (2**63 - 1,)
