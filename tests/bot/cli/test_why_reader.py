"""``paperround why READER PAPER``: the whole way, for people and for programs."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import root
from store.sql import open_store
from tests.bot.app.delivery_world import SUNDAY, World

PIGEONS = "Pigeons sort letters by [bold]colour[/bold]"
LATER = "2026-11-01T09:00:00Z"


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Ada was promised a paper; nobody called mine, or pigeon, is a reader."""
    path = tmp_path / "catalog.db"
    with closing(open_store(f"sqlite:///{path}")) as store:
        world = World(store)
        ada = world.reader("ada", "pigeon", "dove")
        world.profile(ada, "whale", name="sea")
        world.reader("ben")
        world.read(PIGEONS)
    return str(path)


def why(*arguments: str, database: str, **environment: str) -> Result:
    runner = CliRunner(catch_exceptions=False, env={"PAPERROUND_SMTP_URL": "", **environment})
    return runner.invoke(root, ("why", *arguments, "--database", database))


def report(*arguments: str, database: str) -> dict[str, Any]:
    done = why(*arguments, "--json", database=database)
    assert done.exit_code == 0, done.stderr
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def test_a_readers_story_is_told_from_listing_to_message(database: str) -> None:
    shown = why("ada", "pigeons sort", "--now", SUNDAY.isoformat(), database=database)
    assert shown.exit_code == 0
    lines = shown.stdout
    assert lines.startswith(PIGEONS)
    assert "It is promised, and waits until Sun 1 Nov 08:00." in lines
    for part in (
        "Listed",
        "meadow",
        "For ada",
        "mine, from 40: matched Sun 1 Nov 06:00",
        "sea, from 40: did not match",
    ):
        assert part in lines
    assert "Sun 1 Nov 06:00  to mail ada@papers.example, due Sun 1 Nov 08:00; waits" in lines
    assert all(len(line) <= 80 for line in lines.splitlines())


def test_for_machines_it_is_one_object(database: str) -> None:
    told = report("ada", "2611.00001", "--now", LATER, database=database)
    assert (told["reader"], told["ending"], told["title"]) == ("ada", "waits", PIGEONS)
    assert [(each["profile"], each["why_not"]) for each in told["profiles"]] == [("mine", None), ("sea", "score")]
    assert told["listed"][0] | {"day": ""} == {
        "source": "meadow",
        "first_at": "2026-11-01T06:00:00Z",
        "day": "",
        "run": None,
        "look": None,
    }
    assert told["messages"][0]["due_at"] == "2026-11-01T08:00:00Z"
    assert told["messages"][0]["kept_back"] == [
        "Mail waits. Set PAPERROUND_SMTP_URL and PAPERROUND_MAIL_FROM; then try it: paperround test-mail ADDRESS"
    ]


def test_a_reader_is_meant_by_name_or_number_and_a_profile_of_that_name_before_a_reader(database: str) -> None:
    assert report("1", "2611.00001", database=database)["reader"] == "ada"
    assert report("ben", "2611.00001", database=database)["said"] == (
        "ben has no profile, so nothing is sought for them."
    )
    with closing(open_store(f"sqlite:///{database}")) as store:
        World(store).reader("sea")
    assert "reader" not in report("sea", "2611.00001", database=database)


def test_a_profile_none_of_whose_keywords_is_understood_any_more_is_no_crash(database: str) -> None:
    with closing(open_store(f"sqlite:///{database}")) as store:
        World(store).reader("cleo", "pigeon, dove")
    told = report("cleo", "2611.00001", database=database)
    assert (told["ending"], told["profiles"][0]["remedy"]) == ("not to be told", None)


def test_who_is_neither_reader_nor_profile_is_said_to_be_neither(database: str) -> None:
    done = why("whales", "2611.00001", database=database)
    assert done.exit_code == 2
    assert "No reader has a profile of that name either" in done.stderr or "No reader is called" in done.stderr
