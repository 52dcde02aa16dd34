"""A reader whose row cannot be used is named by ``deliver`` and ``replay``, which serve everybody else."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.bot.cli.test_deliver_command import DUE, read_pages, run, world  # noqa: F401 - the fixture


@pytest.fixture
def broken(world: Path) -> Path:  # noqa: F811 - the fixture
    """Ada's time zone is none; Bob's is."""
    assert run("reader", "add", "bob", "--folder", "told", "--now", "2026-10-31").exit_code == 0
    assert run("profile", "add", "bob", "birds: pigeon", "--now", "2026-10-31").exit_code == 0
    with closing(sqlite3.connect(world / "papers.db")) as database, database:
        database.execute("UPDATE readers SET timezone = 'Mars/Base' WHERE name = 'ada'")
    return world


def test_everybody_else_is_served_and_the_exit_code_tells(broken) -> None:
    assert read_pages(broken).exit_code == 0
    first = run("deliver", "--now", DUE)
    assert first.exit_code == 1
    assert "1 sent." in first.output
    assert "ada could not be served: 'Mars/Base' is no time zone" in first.output
    second = run("deliver", "--now", DUE)
    assert second.exit_code == 1
    assert "Nothing was sent." in second.output
    assert "Traceback" not in second.output


def test_a_machine_is_told_who_and_why(broken) -> None:
    read_pages(broken)
    result = run("deliver", "--now", DUE, "--json")
    assert result.exit_code == 1
    assert list(json.loads(result.stdout)["skipped"]) == ["ada"]
    rehearsed = run("deliver", "--dry-run", "--now", DUE)
    assert "ada could not be served" in rehearsed.output


def test_once_the_row_is_mended_nothing_is_lost(broken) -> None:
    read_pages(broken)
    run("deliver", "--now", DUE)
    with closing(sqlite3.connect(broken / "papers.db")) as database, database:
        database.execute("UPDATE readers SET timezone = 'Europe/Berlin' WHERE name = 'ada'")
    result = run("deliver", "--now", DUE)
    assert result.exit_code == 0
    assert "Pigeons at Sea" in result.output


def test_a_replay_that_delivers_serves_everybody_else_too(broken) -> None:
    result = read_pages(broken, "--deliver", "file", "--deliver", "console")
    assert result.exit_code == 1
    assert "1 sent." in result.output
    assert "ada could not be served" in result.output
