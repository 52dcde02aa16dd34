"""Real databases in real trouble: each says what happened, to what, and what to do."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url

from store.errors import (
    Conflict,
    DatabaseDamaged,
    DatabaseError,
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
    NoCatalog,
    NotADatabase,
    NotStorable,
    StoreError,
)
from store.sql import SqlStore, SqlWriter, check, open_store, upgrade
from store.sql.address import understand
from store.sql.engine import connect
from store.sql.faults import translated
from store.sql.tables import VERSION_TABLE, metadata
from tests.store.builders import SOURCE, decision, listing, page, statement

NOBODY = 65534


def fill(url: str, *titles: str) -> None:
    with closing(open_store(url)) as store, store.writing() as catalog:
        catalog.record(SOURCE, page(" ".join(titles)), listing(*titles))


def count(store: SqlStore) -> int:
    with store.reading() as catalog:
        return catalog.paper_count()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    for door in (open_store, upgrade):
        with pytest.raises(DatabaseUnreachable, match=r"The folder .*/nowhere does not exist"):
            door(str(tmp_path / "nowhere" / "catalog.db"))
    with pytest.raises(NoCatalog, match="There is no catalog at"):
        check(str(tmp_path / "nowhere" / "catalog.db"))


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable, match="is a folder"):
        open_store(str(tmp_path))


def test_looking_at_a_missing_database_does_not_make_one(tmp_path: Path) -> None:
    with pytest.raises(NoCatalog, match="There is no catalog"):
        check(str(tmp_path / "catalog.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear pigeons, " * 400)
    for door in (open_store, upgrade, check):
        with pytest.raises(NotADatabase, match=r"letter\.txt is no SQLite database") as refused:
            door(str(letter))
        assert refused.value.__cause__ is not None
    assert letter.read_text() == "Dear pigeons, " * 400


def test_an_empty_file_becomes_a_catalog(tmp_path: Path) -> None:
    file = tmp_path / "empty.db"
    file.touch()
    fill(str(file), "One")
    assert check(str(file)).counts["papers"] == 1


def test_a_database_opened_for_reading_can_be_read_and_not_written(file_url: str) -> None:
    fill(file_url, "One")
    with closing(open_store(f"{file_url}?mode=ro")) as store:
        assert count(store) == 1
        with pytest.raises(DatabaseReadOnly, match="cannot be written"), store.writing():
            pass
        assert count(store) == 1


def test_a_missing_or_empty_database_cannot_be_opened_for_reading(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable):
        open_store(f"sqlite:///{tmp_path}/catalog.db?mode=ro")
    (tmp_path / "catalog.db").touch()
    with pytest.raises(DatabaseReadOnly):
        open_store(f"sqlite:///{tmp_path}/catalog.db?mode=ro")


READ_ONLY = """
import os, sys
from store.errors import DatabaseReadOnly, StoreError
from store.sql import check, open_store
if os.getuid() == 0:
    os.setgroups([])
    os.setuid({nobody})
try:
    store = open_store(sys.argv[1])
    with store.reading() as catalog:
        print(catalog.paper_count(), check(sys.argv[1]).findings)
    with store.writing() as catalog:
        print("written")
except StoreError as error:
    print(type(error).__name__, error)
"""


POWER_CUT = """
import os, sys
from store.sql import open_store
from tests.store.builders import SOURCE, listing, page
with open_store(sys.argv[1]).writing() as catalog:
    catalog.record(SOURCE, page("three"), listing("Three"))
os._exit(0)
"""


def as_a_stranger(file: Path) -> str:
    """What a user says who may read the file and its folder and write neither; root would be allowed everything."""
    for folder in file.parents:
        if folder.stat().st_uid == os.getuid() and folder.name:
            folder.chmod(folder.stat().st_mode | 0o055)
    file.parent.chmod(0o555)
    file.chmod(0o444)
    try:
        script = READ_ONLY.format(nobody=NOBODY)
        done = subprocess.run(
            [sys.executable, "-c", script, str(file)], check=True, capture_output=True, text=True, timeout=60
        )
    finally:
        file.parent.chmod(0o755)
    return done.stdout


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    file = tmp_path / "kept" / "catalog.db"
    file.parent.mkdir()
    fill(str(file), "One", "Two")
    return file


def test_a_catalog_on_a_read_only_volume_can_be_read(kept: Path) -> None:
    first, second = as_a_stranger(kept).splitlines()
    assert first == "2 ()"
    assert second.startswith("DatabaseReadOnly The database")


def test_a_read_only_catalog_with_changes_not_yet_taken_in_says_what_to_do(kept: Path) -> None:
    subprocess.run([sys.executable, "-c", POWER_CUT, str(kept)], check=True, timeout=60)
    kept.with_name("catalog.db-shm").unlink()
    assert "changes in catalog.db-wal that must be taken in" in as_a_stranger(kept)
    with closing(open_store(str(kept))) as store:
        assert count(store) == 3
    assert as_a_stranger(kept).startswith("3 ()")


def test_another_writer_is_waited_for_and_then_told_of(lasting_url: str) -> None:
    with closing(open_store(lasting_url)) as busy, closing(open_store(lasting_url, busy_seconds=0.05)) as hasty:
        with busy.writing() as catalog:
            with pytest.raises(DatabaseLocked, match="is kept busy by another process"), hasty.writing():
                pass
            assert count(hasty) == 0
            catalog.record(SOURCE, page(), listing("One"))
        assert count(hasty) == 1
        with hasty.writing() as catalog:
            catalog.record(SOURCE, page("two"), listing("Two"))


def test_a_full_database_keeps_what_it_has_and_works_again_when_there_is_room(file_url: str) -> None:
    fill(file_url, "One")
    database = connect(understand(file_url), busy_seconds=1, create=False)
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def no_room(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + room}")

    event.listen(database.engine, "begin", no_room)
    long = decision(statement("Two", abstract="coo " * 100_000))
    with closing(SqlStore(database)) as store:
        room = 20
        with pytest.raises(DatabaseFull, match="has no room left; nothing was written"), store.writing() as catalog:
            catalog.record(SOURCE, page("two"), [long])
        assert count(store) == 1
        room = 1000
        with store.writing() as catalog:
            catalog.record(SOURCE, page("two"), [long])
        assert count(store) == 2
    assert check(file_url).findings == ()


QUOTA = """
import resource, sys
from store.errors import DatabaseFull
from store.sql import open_store
from tests.store.builders import SOURCE, listing, page
store = open_store(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    with store.writing() as catalog:
        catalog.record(SOURCE, page("two"), listing(*(f"Paper {n}" for n in range(3000))))
except DatabaseFull as error:
    print(error)
"""


def test_a_used_up_quota_counts_as_full(file_url: str) -> None:
    fill(file_url, "One")
    done = subprocess.run(
        [sys.executable, "-c", QUOTA, file_url], check=True, capture_output=True, text=True, timeout=60
    )
    assert "a quota is used up" in done.stdout
    with closing(open_store(file_url)) as store:
        assert count(store) == 1
    assert check(file_url).findings == ()


def test_damage_is_found_and_told_of(file_url: str) -> None:
    fill(file_url, *(f"Paper {number}" for number in range(500)))
    file = Path(file_url.removeprefix("sqlite:///"))
    with file.open("r+b") as raw:
        raw.seek(4096 * 10)
        raw.write(b"\xa5" * 4096 * (file.stat().st_size // 4096 - 12))
    assert check(file_url).findings != ()
    with (
        pytest.raises(DatabaseDamaged, match="Restore a backup"),
        closing(open_store(file_url)) as store,
        store.reading() as catalog,
    ):
        list(catalog.papers())


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        ("UPDATE papers SET key = 'x' WHERE id = 1", "the paper x is not found by its own name"),
        ("UPDATE statements SET paper_id = 2", "nobody said anything of the paper title:one"),
        ("UPDATE numbers SET last = 1 WHERE kind = 'paper'", "the next paper would get a number that is taken (2)"),
        ("DELETE FROM pages", "a row of sightings refers to a row of pages that is not there"),
    ],
)
def test_broken_promises_are_found(file_url: str, spoil: str, finding: str) -> None:
    fill(file_url, "One", "Two")
    assert check(file_url).findings == ()
    with closing(sqlite3.connect(file_url.removeprefix("sqlite:///"))) as raw, raw:
        raw.execute(spoil)
    assert finding in check(file_url).findings


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (
            "ALTER TABLE pages ADD CONSTRAINT later CHECK (entry_count >= 0) NOT VALID",
            "constraint later was never validated",
        ),
        (
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_apart_high'::regclass",
            "index ix_apart_high is invalid: REINDEX it",
        ),
    ],
)
def test_what_postgresql_does_not_vouch_for_is_found(postgres_url: str, spoil: str, finding: str) -> None:
    fill(postgres_url, "One")
    with psycopg.connect(postgres_url) as connection:
        connection.execute(spoil.encode())
    assert check(postgres_url).findings == (finding,)


def test_a_sound_database_is_counted(lasting_url: str) -> None:
    fill(lasting_url, "One", "Two")
    report = check(lasting_url)
    assert (report.found, report.findings) == (report.expected, ())
    assert {name: count for name, count in report.counts.items() if count} == {
        "fingerprints": 4,
        "identifiers": 2,
        "pages": 1,
        "papers": 2,
        "revisions": 2,
        "sightings": 2,
        "sources": 1,
        "statements": 2,
    }
    assert report.counts.keys() == metadata.tables.keys() - {"numbers", VERSION_TABLE}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        pytest.param({"port": 1}, "cannot be reached", id="no server"),
        pytest.param({"host": "no-such-host.invalid"}, "cannot be reached", id="no such host"),
        pytest.param({"database": "no_such_database"}, "cannot be reached", id="no such database"),
        pytest.param({"username": "no_such_user"}, "cannot be reached", id="no such user"),
    ],
)
def test_a_server_that_cannot_be_reached_is_named_without_the_password(
    postgres_url: str, change: dict[str, object], what: str
) -> None:
    url = make_url(postgres_url).set(password="hunter2").set(**change)  # type: ignore[arg-type] # noqa: S106
    with pytest.raises(DatabaseUnreachable, match=what) as refused:
        open_store(url.render_as_string(hide_password=False))
    assert refused.value.__cause__ is not None
    assert "hunter2" not in str(refused.value) + str(refused.value.__cause__)


def test_a_schema_that_does_not_exist_is_told_of(postgres_url: str) -> None:
    url = make_url(postgres_url).update_query_dict({"options": "-csearch_path=nowhere_at_all"})
    with pytest.raises(DatabaseUnreachable, match="search_path"):
        open_store(url.render_as_string(hide_password=False))


def record_then(catalog: SqlWriter, act: Callable[[], object]) -> None:
    catalog.record(SOURCE, page(), listing("One"))
    act()


def test_a_terminated_connection_is_told_of_and_replaced(postgres: psycopg.Connection, postgres_url: str) -> None:
    url = make_url(postgres_url).update_query_dict({"application_name": f"doomed-{uuid4().hex}"})
    terminate = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s"
    with closing(open_store(url.render_as_string(hide_password=False))) as store:
        with pytest.raises(DatabaseUnreachable, match="cannot be reached"), store.writing() as catalog:
            record_then(catalog, lambda: postgres.execute(terminate, [url.query["application_name"]]))
        assert count(store) == 0
        postgres.execute(terminate, [url.query["application_name"]])
        with store.writing() as catalog:
            catalog.record(SOURCE, page(), listing("One"))
        assert count(store) == 1


@pytest.fixture
def reader_url(postgres: psycopg.Connection, postgres_url: str) -> Iterator[str]:
    """The same schema as seen by a user who may only read."""
    url = make_url(postgres_url)
    role, schema = f"reader_{uuid4().hex}", str(url.query["options"]).rpartition("=")[2]
    fill(postgres_url, "One")
    postgres.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'hunter2'")
    postgres.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
    postgres.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}")
    yield url.set(username=role, password="hunter2").render_as_string(hide_password=False)  # noqa: S106
    postgres.execute(f"DROP OWNED BY {role}")
    postgres.execute(f"DROP ROLE {role}")


def test_a_user_who_may_only_read_reads(reader_url: str) -> None:
    with closing(open_store(reader_url)) as store:
        assert count(store) == 1
        with pytest.raises(DatabaseReadOnly), store.writing() as catalog:
            catalog.record(SOURCE, page("two"), [])


WITHOUT_DRIVER = """
import sys
sys.modules["psycopg"] = None
from store.errors import DatabaseUnreachable
from store.sql import open_store
try:
    open_store("postgresql://u:hunter2@127.0.0.1/x")
except DatabaseUnreachable as error:
    print(error)
"""

USUAL_RUN = """
import sys
from store.sql import open_store
from tests.store.builders import SOURCE, listing, page
store = open_store(sys.argv[1])
with store.writing() as catalog:
    catalog.record(SOURCE, page(), listing("One"))
store.close()
print(sorted({"alembic", "mako", "psycopg"} & sys.modules.keys()))
"""


def test_without_the_driver_postgresql_says_what_to_install() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DRIVER], check=True, capture_output=True, text=True, timeout=60
    )
    assert "Install it with: pip install" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr


def test_a_run_on_sqlite_does_not_pay_for_migrations_or_another_driver(file_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", USUAL_RUN, file_url], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (psycopg.errors.DiskFull("x"), DatabaseFull),
        (psycopg.errors.ReadOnlySqlTransaction("x"), DatabaseReadOnly),
        (psycopg.errors.DeadlockDetected("x"), DatabaseLocked),
        (psycopg.errors.SerializationFailure("x"), DatabaseLocked),
        (psycopg.errors.TooManyConnections("x"), DatabaseUnreachable),
        (psycopg.errors.CannotConnectNow("x"), DatabaseUnreachable),
        (psycopg.errors.InvalidPassword("x"), DatabaseUnreachable),
        (psycopg.errors.DataCorrupted("x"), DatabaseDamaged),
        (psycopg.errors.UniqueViolation("x"), Conflict),
        (psycopg.errors.NumericValueOutOfRange("x"), NotStorable),
        (psycopg.errors.UndefinedTable("x"), DatabaseError),
        (psycopg.OperationalError("server closed the connection unexpectedly"), DatabaseUnreachable),
        (sqlite3.DatabaseError("unknown"), DatabaseError),
    ],
)
def test_what_a_driver_says_is_said_in_our_words(said: Exception, meant: type[StoreError]) -> None:
    with pytest.raises(StoreError, match=r"^The database x ") as refused, translated("the database x"):
        raise said
    assert type(refused.value) is meant
    assert refused.value.__cause__ is said


def test_errors_that_are_not_a_drivers_pass() -> None:
    with pytest.raises(ZeroDivisionError), translated("the database x"):
        raise ZeroDivisionError
