"""What an SQLite store promises of the files it makes: they have people's addresses, and are for nobody else."""

import stat
from pathlib import Path

from store.sql import open_store
from store.sql.backup import backup


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_database_its_log_and_its_backup_are_for_their_owner_alone(tmp_path: Path) -> None:
    path, copy = tmp_path / "papers.db", tmp_path / "copy.db"
    store = open_store(f"sqlite:///{path}")
    with store.writing():
        files = sorted(tmp_path.iterdir())
        assert len(files) > 1
        assert [mode(each) for each in files] == [0o600] * len(files)
    backup(f"sqlite:///{path}", copy)
    store.close()
    assert mode(copy) == 0o600


def test_a_database_that_is_there_keeps_the_permissions_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "papers.db"
    open_store(f"sqlite:///{path}").close()
    path.chmod(0o640)
    open_store(f"sqlite:///{path}").close()
    assert mode(path) == 0o640
