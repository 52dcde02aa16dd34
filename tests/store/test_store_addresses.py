"""Which addresses are understood, and that none of them gives a password away."""

from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import DatabaseUnreachable
from store.sql import check, open_store, upgrade
from store.sql.address import understand


@pytest.mark.parametrize("form", ["sqlite:///catalog.db", "sqlite:///{}/catalog.db", "catalog.db", "{}/catalog.db"])
def test_a_file_may_be_named_in_four_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.chdir(tmp_path)
    open_store(form.format(tmp_path)).close()
    assert (tmp_path / "catalog.db").exists()


@pytest.mark.parametrize("name", ["a b.db", "100%.db", "ä?#.db", "50%20.db", "file:x.db", "&mode=ro.db"])
def test_no_character_of_a_file_name_has_a_meaning(tmp_path: Path, name: str) -> None:
    open_store(str(tmp_path / name)).close()
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("form", ["sqlite://", "sqlite:///", ":memory:", "sqlite:///:memory:"])
def test_memory_may_be_named_in_four_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.chdir(tmp_path)
    open_store(form).close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "form",
    [
        "",
        "a\0b",
        "mysql://u:hunter2@host/db",
        "postgresql+asyncpg://u:hunter2@host/db",
        "sqlite://catalog.db",
        "sqlite:///catalog.db?mode=memory",
        "sqlite:///catalog.db?mode=rw",
        "sqlite:///catalog.db?password=hunter2",
        "postgresql://",
        "postgresql://u:hunter2@host",
        "postgresql://u:hunter2@host:port/db",
        "postgresql://u:p/hunter2@host:5432x/db",
    ],
)
@pytest.mark.parametrize("door", [open_store, check, upgrade])
def test_any_other_form_is_refused_with_the_forms_there_are(door: Callable[[str], object], form: str) -> None:
    with pytest.raises(DatabaseUnreachable, match=r"Write sqlite:///relative\.db") as refused:
        door(form)
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_postgresql_address_is_shown_without_its_password(scheme: str) -> None:
    address = understand(f"{scheme}://reader:hunter2@db.example:5433/papers?options=-csearch_path%3Dhunter2")
    assert address.shown == "the PostgreSQL database papers on db.example"
    assert address.server is not None
    assert (address.server.drivername, address.server.port) == ("postgresql+psycopg", 5433)
