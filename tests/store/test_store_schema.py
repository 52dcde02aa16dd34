"""The schema: made at once or by migrations, the same; and who may work with which."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

import store
from store.errors import DatabaseTooNew, DatabaseTooOld, NoCatalog, NotADatabase
from store.sql import UpgradeReport, check, open_store, upgrade
from store.sql.schema import REVISIONS, State, judge
from store.sql.tables import VERSION_TABLE
from tests.store.builders import SOURCE, listing, page
from tests.store.versions import run, schema


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


def test_the_revisions_are_those_of_the_migrations_in_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(store.__file__).with_name("migrations")))
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == REVISIONS


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
