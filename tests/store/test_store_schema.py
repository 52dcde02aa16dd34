"""The schema: made at once or by migrations, the same; and who may work with which."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url

import store
from store.errors import DatabaseTooNew, DatabaseTooOld, NoCatalog, NotADatabase
from store.profiles import Feedback, FeedbackKind, StoredProfile
from store.sql import UpgradeReport, check, open_store, upgrade
from store.sql.address import understand
from store.sql.engine import Mode, connect
from store.sql.schema import REVISIONS, State, judge
from store.sql.tables import VERSION_TABLE
from tests.store.builders import NOON, SOURCE, listing, page
from tests.store.large import fill as fill_catalog
from tests.store.large import name_of

ROWS = "SELECT papers.id, key, title, abstract, identifier FROM papers JOIN identifiers ON paper_id = id ORDER BY 1, 5"
"""What is looked at to see that nothing was lost."""

Run = Callable[[str], list[tuple[Any, ...]]]

SCHEMA = {
    "sqlite": ["SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"],
    "postgresql": [
        """SELECT table_name, ordinal_position, column_name, data_type, is_nullable, column_default, collation_name
        FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, 2""",
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = current_schema()::regnamespace ORDER BY 1, 2""",
        """SELECT tablename, indexname, replace(indexdef, current_schema(), '') FROM pg_indexes
        WHERE schemaname = current_schema() ORDER BY 1, 2""",
    ],
}


def run(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Ask or change the database behind the store's back."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
            return connection.execute(statement).fetchall()
    with psycopg.connect(url) as server:
        cursor = server.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def schema(url: str) -> list[list[tuple[Any, ...]]]:
    """Everything the database knows about its tables."""
    return [
        [tuple(" ".join(str(value).split()) for value in row) for row in run(url, question)]
        for question in SCHEMA[make_url(url).get_backend_name()]
    ]


@pytest.fixture
def other_url(lasting_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A second empty database of the same kind."""
    if lasting_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'other.db'}"
    from tests.store.conftest import fresh_schema  # noqa: PLC0415 - not a fixture, so it cannot be asked for

    context = fresh_schema(request.getfixturevalue("postgres"))
    url = context.__enter__()
    request.addfinalizer(lambda: context.__exit__(None, None, None))  # noqa: PT021 - only on this branch
    return url


def test_migrations_and_making_it_at_once_come_to_the_same_schema(lasting_url: str, other_url: str) -> None:
    upgrade(lasting_url)
    open_store(other_url).close()
    assert schema(lasting_url) == schema(other_url)
    assert len(schema(lasting_url)[0]) > 20


def test_upgrading_twice_is_upgrading_once(lasting_url: str) -> None:
    assert upgrade(lasting_url) == UpgradeReport(before=None, after=REVISIONS[-1])
    before = schema(lasting_url)
    assert upgrade(lasting_url) == UpgradeReport(before=REVISIONS[-1], after=REVISIONS[-1])
    assert schema(lasting_url) == before


def test_upgrading_keeps_what_is_stored(lasting_url: str) -> None:
    opened = open_store(lasting_url)
    with opened.writing() as catalog:
        catalog.record(SOURCE, page(), listing("One", "Two"))
    upgrade(lasting_url)
    with opened.reading() as catalog:
        assert catalog.paper_count() == 2
    opened.close()


def at_revision(url: str, revision: str) -> None:
    """Make a database as an earlier version left it."""
    database = connect(understand(url), busy_seconds=5, create=True)
    config = Config()
    config.set_main_option("script_location", str(Path(store.__file__).with_name("migrations")))
    with database.transaction(Mode.WRITING) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    database.engine.dispose()


def first_version(url: str, papers: int) -> list[tuple[Any, ...]]:
    """A catalog of the first version with papers in it; answers their rows."""
    at_revision(url, "0001")
    database = connect(understand(url), busy_seconds=5, create=False)
    with database.transaction(Mode.WRITING) as connection:
        fill_catalog(connection, papers)
    database.engine.dispose()
    return run(url, ROWS)


def test_the_first_versions_catalog_is_upgraded_with_all_that_is_in_it(lasting_url: str, other_url: str) -> None:
    before = first_version(lasting_url, 300)
    with pytest.raises(DatabaseTooOld, match="has schema 0001"):
        open_store(lasting_url)
    assert upgrade(lasting_url) == UpgradeReport(before="0001", after=REVISIONS[-1])
    open_store(other_url).close()
    assert schema(lasting_url) == schema(other_url)
    assert run(lasting_url, ROWS) == before
    assert check(lasting_url).findings == ()
    opened = open_store(lasting_url)
    with opened.writing() as catalog:
        assert catalog.paper_count() == 300
        catalog.save_profile(StoredProfile(name="pigeons", keywords=("pigeon",), threshold=40))
        catalog.give_feedback(Feedback(profile="pigeons", kind=FeedbackKind.LIKE, subject=name_of(7), at=NOON))
        assert [catalog.profile("pigeons").number, *(each.number for each in catalog.feedback())] == [1, 1]
    opened.close()


@pytest.mark.parametrize("statements", [3, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 4, 5))])
def test_an_upgrade_of_the_first_version_that_is_killed_leaves_it_as_it_was(lasting_url: str, statements: int) -> None:
    before = first_version(lasting_url, 20)
    old = schema(lasting_url)
    killed = subprocess.run([sys.executable, "-c", KILL_AT, lasting_url, str(statements)], check=False, timeout=60)
    assert killed.returncode < 0
    assert schema(lasting_url) == old
    assert run(lasting_url, ROWS) == before
    assert upgrade(lasting_url) == UpgradeReport(before="0001", after=REVISIONS[-1])
    assert run(lasting_url, ROWS) == before


def test_the_revisions_are_those_of_the_migrations_in_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(store.__file__).with_name("migrations")))
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == REVISIONS


KILL_AT = """
import os, signal, sys
from sqlalchemy import Engine, event
from store.sql import upgrade
left = [int(sys.argv[2])]
def kill(connection, cursor, statement, *rest):
    if statement.lstrip().startswith(("CREATE", "INSERT")):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
event.listen(Engine, "after_cursor_execute", kill)
upgrade(sys.argv[1])
"""


@pytest.mark.parametrize("statements", [8, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 13, 17, 19))])
def test_an_upgrade_that_is_killed_leaves_nothing_and_completes_on_the_next_try(
    lasting_url: str, statements: int
) -> None:
    killed = subprocess.run([sys.executable, "-c", KILL_AT, lasting_url, str(statements)], check=False, timeout=60)
    assert killed.returncode < 0
    assert check(lasting_url).findings == ("It is empty: no catalog was ever made in it.",)
    assert upgrade(lasting_url) == UpgradeReport(before=None, after=REVISIONS[-1])
    assert check(lasting_url).findings == ()


@pytest.mark.parametrize("door", [open_store, upgrade])
def test_a_newer_schema_is_refused_in_one_line_and_not_touched(lasting_url: str, door: Callable[[str], Any]) -> None:
    open_store(lasting_url).close()
    run(lasting_url, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")  # noqa: S608
    run(lasting_url, "DROP TABLE apart")
    before = schema(lasting_url)
    with pytest.raises(DatabaseTooNew, match=r"schema '9999', made by a newer version") as refused:
        door(lasting_url)
    assert "\n" not in str(refused.value)
    assert schema(lasting_url) == before
    report = check(lasting_url)
    assert (report.found, report.expected, report.counts) == ("9999", REVISIONS[-1], {})
    assert report.findings == (str(refused.value),)


def test_a_schema_that_changes_while_the_store_is_open_stops_it(lasting_url: str) -> None:
    opened = open_store(lasting_url)
    run(lasting_url, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")  # noqa: S608
    for block in (opened.reading, opened.writing):
        with pytest.raises(DatabaseTooNew), block():
            pass
    opened.close()


def test_an_older_schema_must_be_upgraded_first() -> None:
    with pytest.raises(DatabaseTooOld, match=r"schema 0001, this version needs 0003.*paperround db upgrade"):
        judge("the database x", frozenset({VERSION_TABLE, "papers"}), "0001", ("0001", "0002", "0003"))
    assert judge("the database x", frozenset({VERSION_TABLE}), "0003", ("0001", "0002", "0003")) is State.CURRENT


def test_an_upgrade_that_only_left_its_version_table_can_be_done_again(lasting_url: str) -> None:
    run(lasting_url, f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL)")
    with pytest.raises(DatabaseTooOld):
        open_store(lasting_url)
    assert upgrade(lasting_url).after == REVISIONS[-1]
    open_store(lasting_url).close()


@pytest.mark.parametrize("door", [open_store, upgrade, check])
def test_another_programs_database_is_left_alone(lasting_url: str, door: Callable[[str], Any]) -> None:
    run(lasting_url, "CREATE TABLE recipes (name TEXT)")
    before = schema(lasting_url)
    with pytest.raises(NotADatabase, match=r"belongs to another program \(it has the tables recipes\)"):
        door(lasting_url)
    assert schema(lasting_url) == before


def test_another_programs_sqlite_file_is_not_changed_by_a_byte(tmp_path: Path) -> None:
    file = tmp_path / "recipes.db"
    run(f"sqlite:///{file}", "CREATE TABLE recipes (name TEXT)")
    before = file.read_bytes()
    with pytest.raises(NotADatabase):
        open_store(str(file))
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_who_only_looks_makes_no_catalog(lasting_url: str) -> None:
    with pytest.raises(NoCatalog, match="no catalog"):
        open_store(lasting_url, create=False)
    open_store(lasting_url).close()
    open_store(lasting_url, create=False).close()
