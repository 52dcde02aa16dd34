"""``paperround replay`` and the readers of the catalog it fills: which one that is, and what they were promised."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import root
from tests.bot.cli.pages import page_of

SATURDAY = "2026-10-31"
SUNDAY = "2026-11-01T06:00:00Z"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without anything, in which no place is chosen for the catalog."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("DATABASE_URL", "SMTP_URL", "MAIL_FROM", "CONFIG"):
        monkeypatch.delenv(f"PAPERROUND_{name}", raising=False)
    return tmp_path


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner(catch_exceptions=False).invoke(root, [*arguments])
    assert result.exit_code == code, result.output
    return result


def read(folder: Path, *more: str, code: int = 0) -> Result:
    page = page_of(folder, "Pigeons at Sea", "Rooks on Land", "A Paper on Tides")
    return run("replay", page, "--now", SUNDAY, *more, code=code)


def add(name: str, *more: str) -> None:
    run("reader", "add", name, "--console", "--timezone", "Europe/Berlin", "--now", SATURDAY, *more)
    run("profile", "add", name, "birds: pigeon, rook", "--now", SATURDAY)


def test_a_delivery_finds_the_readers_where_every_other_command_looks(folder, monkeypatch) -> None:
    monkeypatch.setenv("PAPERROUND_DATABASE_URL", "papers.db")
    add("ada")
    assert "1 sent." in read(folder, "--deliver", "console").output
    monkeypatch.delenv("PAPERROUND_DATABASE_URL")
    add("bea")
    told = read(folder, "--deliver", "console").output
    assert "bea" in told
    assert "ada" not in told


def test_nobody_to_be_told_is_said_before_a_page_is_recorded(folder) -> None:
    said = " ".join(read(folder, "--deliver", "console", code=2).stderr.split())
    assert "No reader is stored in the database" in said
    assert "add one with: paperround reader add NAME --mail ADDRESS" in said
    add("ada")
    assert "1 sent." in read(folder, "--deliver", "console").output


def test_a_catalog_that_nobody_chose_is_filled_only_if_that_was_asked_for(folder) -> None:
    add("ada")
    read(folder)
    assert json.loads(run("papers", "list", "--json").stdout) == []
    read(folder, "--tell-nobody")
    assert len(json.loads(run("papers", "list", "--json").stdout)) == 3
    assert run("deliver", "--now", "2026-11-09").output.startswith("Nothing was due")


def test_what_was_promised_to_whom_and_for_when_is_said(folder) -> None:
    add("ada")
    add("bea", "--daily", "9:30")
    told = " ".join(read(folder, "--database", str(folder / "none.db")).output.split())
    assert "promised" not in told
    database = _place()
    told = " ".join(read(folder, "--database", database).output.split())
    assert "2 papers promised to 2 readers; the first message is due Sun 1 Nov 08:00 Europe/Berlin" in told
    assert "promised" not in read(folder, "--database", database).output


def test_what_was_promised_is_told_to_machines_too(folder) -> None:
    add("ada")
    promised = json.loads(read(folder, "--database", "papers.db", "--json").stdout)["promised"]
    assert promised == {"papers": 0, "readers": 0, "first_due_at": None}
    run("reader", "add", "cat", "--console", "--database", "papers.db", "--now", SATURDAY)
    run("profile", "add", "cat", "birds: tide", "--instant", "--database", "papers.db", "--now", SATURDAY)
    page = page_of(folder, "Of Tides")
    said = run("replay", page, "--database", "papers.db", "--now", SUNDAY, "--json")
    assert json.loads(said.stdout)["promised"] == {"papers": 1, "readers": 1, "first_due_at": SUNDAY}


def test_what_is_due_at_once_is_said_to_be(folder) -> None:
    add("ada", "--instant")
    told = run("replay", page_of(folder, "Rooks"), "--database", _place(), "--now", SUNDAY).output
    assert "1 paper promised to 1 reader; the first message is due now: paperround deliver" in told


@pytest.mark.parametrize("command", [("reader", "list"), ("deliver",), ("delivery", "list"), ("papers", "list")])
def test_where_there_is_no_catalog_it_is_said_how_to_make_one(folder, command) -> None:
    assert "Make one with: paperround db upgrade" in run(*command, code=1).stderr


def _place() -> str:
    settings = json.loads(run("settings", "--json").stdout)
    return str(next(each["value"] for each in settings if each["name"] == "database_url"))
