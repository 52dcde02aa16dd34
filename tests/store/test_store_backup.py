"""Backups: whole, private, never in place of anything, and without passwords where others see them."""

import json
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import make_url

from bot.cli.main import root
from store.errors import DatabaseFull, DatabaseUnreachable, NoCatalog, NotADatabase, StoreError
from store.sql import backup, check, open_store
from tests.conftest import required
from tests.store.builders import SOURCE, listing, page
from tests.store.conftest import POSTGRES

PASSWORD = "sesame/öffne dich"  # noqa: S105 - of nobody


def filled(url: str, pages: int = 3) -> str:
    """A catalog of so many pages."""
    with closing(open_store(url)) as store:
        for number in range(pages):
            with store.writing() as catalog:
                catalog.record(SOURCE, page(f"page {number}"), listing(f"Pigeons {number}"))
    return url


def require_client_programs(url: str) -> None:
    """Skip the test where the programs that back up and restore this database are missing, or fail it if they must not
    be.
    """
    missing = [name for name in ("pg_dump", "pg_restore") if url.startswith("postgresql") and not shutil.which(name)]
    if missing:
        give_up = pytest.fail if required("postgres") else pytest.skip
        give_up(f"not found: {' and '.join(missing)}, the client programs of PostgreSQL")


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    """A program of this name is found before all others."""
    program = folder / "bin" / "pg_dump"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{lines}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)


def test_a_backup_of_a_file_is_a_sound_database_of_the_same_rows(file_url, tmp_path):
    report = backup(filled(file_url), tmp_path / "copy.db")
    found = check(str(report.path))
    assert (report.kind, report.revision, report.size) == ("sqlite", found.expected, report.path.stat().st_size)
    assert found.findings == ()
    assert found.counts == check(file_url).counts


def test_only_its_owner_may_read_a_backup(file_url, tmp_path):
    backup(filled(file_url), tmp_path / "copy.db")
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


def test_what_is_still_in_the_write_ahead_log_is_in_the_backup(file_url, tmp_path):
    with closing(open_store(file_url)) as store:
        with store.writing() as catalog:
            catalog.record(SOURCE, page("late"), listing("Late Pigeons"))
        assert (tmp_path / "catalog.db-wal").stat().st_size > 0
        backup(file_url, tmp_path / "copy.db")
    assert check(str(tmp_path / "copy.db")).counts["papers"] == 1


def test_a_backup_overwrites_nothing(file_url, tmp_path):
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(StoreError, match="overwrites nothing"):
        backup(filled(file_url), tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_what_leads_nowhere_is_not_written_through(file_url, tmp_path):
    (tmp_path / "copy.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(StoreError, match="overwrites nothing"):
        backup(filled(file_url), tmp_path / "copy.db")
    assert not (tmp_path / "elsewhere.db").exists()


def test_a_folder_that_is_not_there_is_named(file_url, tmp_path):
    with pytest.raises(StoreError, match=r"The folder .*/nowhere does not exist"):
        backup(filled(file_url), tmp_path / "nowhere" / "copy.db")


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """So many bytes and no more may be written to a file, as if the disk were full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_where_there_is_no_room_for_a_backup_its_folder_is_named_and_nothing_is_left_there(file_url, tmp_path):
    filled(file_url)
    folder = tmp_path / "full"
    folder.mkdir()
    with files_no_longer_than(65_536), pytest.raises(DatabaseFull, match=r"no room for the backup in .*/full"):
        backup(file_url, folder / "copy.db")
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc here, to which even root cannot write")
def test_a_folder_that_cannot_be_written_to_is_named(file_url):
    with pytest.raises(OSError, match=r"'/proc'$"):
        backup(filled(file_url), Path("/proc/copy.db"))


def test_nothing_is_left_behind_by_a_backup_that_failed(tmp_path):
    (tmp_path / "letter.db").write_text("Dear reader, this is no database at all. " * 100)
    with pytest.raises(NotADatabase):
        backup(str(tmp_path / "letter.db"), tmp_path / "copy.db")
    assert [each.name for each in tmp_path.iterdir()] == ["letter.db"]


def test_a_catalog_that_is_not_there_is_not_made_to_be_backed_up(tmp_path):
    with pytest.raises(NoCatalog):
        backup(str(tmp_path / "none.db"), tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_memory_has_nothing_to_back_up(tmp_path):
    with pytest.raises(NoCatalog):
        backup("sqlite://", tmp_path / "copy.db")


def test_another_programs_database_is_not_backed_up(tmp_path):
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE cows (name TEXT)")
    with pytest.raises(NotADatabase):
        backup(str(tmp_path / "other.db"), tmp_path / "copy.db")


@pytest.mark.parametrize("revision", ["0001", "9999"])
def test_a_schema_of_another_version_is_backed_up_as_it_is(file_url, tmp_path, revision):
    filled(file_url)
    with closing(sqlite3.connect(tmp_path / "catalog.db")) as connection:
        connection.execute("UPDATE paperround_version SET version_num = ?", (revision,))
        connection.commit()
    assert backup(file_url, tmp_path / "copy.db").revision == revision


def test_a_backup_of_a_server_can_be_restored_with_pg_restore(postgres_url, tmp_path):
    require_client_programs(postgres_url)
    report = backup(filled(postgres_url), tmp_path / "copy.backup")
    listed = subprocess.run(["pg_restore", "--list", str(report.path)], capture_output=True, text=True, check=True)
    assert report.kind == "postgresql"
    assert "TABLE DATA" in listed.stdout
    assert " SCHEMA " not in listed.stdout


def test_the_password_of_a_server_is_no_argument(postgres_url, tmp_path, monkeypatch):
    filled(postgres_url)
    seen = tmp_path / "seen"
    stand_in(tmp_path, monkeypatch, f'echo "$@" > {seen}; echo "$PGPASSWORD" >> {seen}')
    backup(
        make_url(postgres_url).set(password=PASSWORD).render_as_string(hide_password=False), tmp_path / "copy.backup"
    )
    arguments, password = seen.read_text().splitlines()
    assert "sesame" not in arguments
    assert "--dbname=" in arguments
    assert password == PASSWORD


def test_what_pg_dump_complains_of_is_told(postgres_url, tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, "echo 'pg_dump: error: server version mismatch' >&2; exit 1")
    with pytest.raises(StoreError, match=r"was not backed up\. pg_dump said: pg_dump: error: server version mismatch"):
        backup(filled(postgres_url), tmp_path / "copy.backup")
    assert not (tmp_path / "copy.backup").exists()


def test_without_pg_dump_it_says_what_to_install(postgres_url, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match=r"pg_dump was not found.* postgresql-client"):
        backup(filled(postgres_url), tmp_path / "copy.backup")


def test_a_server_that_is_away_is_named_without_its_password(tmp_path):
    url = make_url(POSTGRES).set(host="127.0.0.1", port=1, username="ada", password=PASSWORD)
    with pytest.raises(DatabaseUnreachable) as caught:
        backup(url.render_as_string(hide_password=False), tmp_path / "copy.backup")
    assert "sesame" not in str(caught.value)


def paperround_db_backup(*arguments: object) -> Result:
    return CliRunner(catch_exceptions=False).invoke(root, ["db", "backup", *map(str, arguments)])


def test_the_command_says_what_it_made_and_where(file_url, tmp_path):
    said = paperround_db_backup(tmp_path / "copy.db", "--database", filled(file_url))
    size = (tmp_path / "copy.db").stat().st_size
    revision = check(file_url).expected
    assert said.stdout == f"Backed up to {tmp_path / 'copy.db'}: {size:,} bytes, schema {revision}.\n"


def test_the_command_tells_machines_the_same(file_url, tmp_path):
    said = json.loads(paperround_db_backup(tmp_path / "copy.db", "--database", filled(file_url), "--json").stdout)
    assert said == {
        "path": str(tmp_path / "copy.db"),
        "kind": "sqlite",
        "revision": check(file_url).expected,
        "size": (tmp_path / "copy.db").stat().st_size,
    }


def test_what_stands_in_the_way_of_a_backup_is_said_in_one_line(file_url, tmp_path):
    taken = tmp_path / "taken.db"
    taken.write_text("precious")
    for arguments, reason in (
        ((taken, "--database", filled(file_url)), "is there already, and a backup overwrites nothing"),
        ((tmp_path / "copy.db", "--database", tmp_path / "none.db"), f"There is no catalog at {tmp_path / 'none.db'}"),
        ((tmp_path / "none" / "copy.db", "--database", file_url), f"The folder {tmp_path / 'none'} does not exist"),
    ):
        said = paperround_db_backup(*arguments)
        assert (said.exit_code, said.stdout) == (1, "")
        assert said.stderr.startswith("Error: ")
        assert reason in said.stderr
        assert said.stderr.count("\n") == 1


def test_the_command_names_a_server_database_that_does_not_exist(postgres_url, tmp_path):
    url = make_url(postgres_url).set(database="paperround-nowhere").render_as_string(hide_password=False)
    said = paperround_db_backup(tmp_path / "copy.backup", "--database", url)
    assert said.exit_code == 1
    assert "The PostgreSQL database paperround-nowhere on" in said.stderr
    assert list(tmp_path.iterdir()) == []
