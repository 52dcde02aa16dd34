"""Commands that take a profile find the readers' own, by its name alone or with its reader."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import root
from tests.bot.cli.pages import page_of

Run = Callable[..., Result]
PAPER = "2507.00001"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command where two readers have a profile of the same name, and one another."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERROUND_DATABASE_URL", "papers.db")
    for name in ("PROFILES", "CONFIG"):
        monkeypatch.delenv(f"PAPERROUND_{name}", raising=False)

    def run(*arguments: str, code: int = 0) -> Result:
        result = CliRunner(catch_exceptions=False).invoke(root, [*arguments])
        assert result.exit_code == code, result.output
        return result

    for name in ("ada", "bea"):
        run("reader", "add", name, "--console")
        run("profile", "add", name, "birds: pigeon, rook")
    run("profile", "add", "ada", "kitty: cat")
    run("replay", page_of(tmp_path, "Pigeons at Sea", "Cats and Rooks", "Of Tides"), "--database", "papers.db")
    return run


def said_of(run: Run, name: str, reader: str) -> list[str]:
    shown = json.loads(run("feedback", "list", name, "--reader", reader, "--json").stdout)
    return [each["kind"] for each in shown["judged"]]


def test_a_name_that_one_reader_alone_has_says_whose_it_is(run) -> None:
    assert run("feedback", "like", "kitty", PAPER).stdout.startswith("Liked for kitty")
    assert said_of(run, "kitty", "ada") == ["like"]
    assert "Cats and Rooks" in run("why", "kitty", "2507.00002").stdout
    assert json.loads(run("profile", "test", "kitty", "--json").stdout)["profile"] == "kitty"


@pytest.mark.parametrize(
    "command", [("feedback", "like", "birds", PAPER), ("feedback", "list", "birds"), ("why", "birds", PAPER)]
)
def test_a_name_that_several_readers_have_is_asked_about(run, command) -> None:
    message = " ".join(run(*command, code=2).stderr.split())
    assert "2 readers have a profile called 'birds': 'ada', 'bea'. Say whose is meant with --reader NAME." in message
    assert run(*command, "--reader", "bea").exit_code == 0


def test_what_is_said_for_one_readers_profile_is_not_anothers(run) -> None:
    run("feedback", "save", "birds", PAPER, "--reader", "bea")
    assert said_of(run, "birds", "bea") == ["save"]
    assert said_of(run, "birds", "ada") == []
    assert "Pigeons at Sea" in run("feedback", "saved", "--reader", "bea").stdout
    assert "Nothing is saved" in run("feedback", "saved", "--reader", "ada").stdout
    run("feedback", "undo", "1", "--reader", "ada", code=1)
    assert run("feedback", "undo", "1", "--reader", "bea").stdout.startswith("No longer saved")


def test_what_a_reader_said_counts_when_their_profile_is_explained_or_tried(run) -> None:
    run("feedback", "mute", "birds", "sea", "--reader", "bea")
    assert "sea" in run("why", "birds", PAPER, "--reader", "bea").stdout
    tried = [json.loads(run("profile", "test", "birds", "--reader", name, "--json").stdout) for name in ("ada", "bea")]
    assert [each["excluded"] for each in tried] == [0, 1]


def test_a_readers_profiles_are_shown_by_naming_the_reader_first(run) -> None:
    assert run("profile", "list", "ada").output == run("profile", "list", "--reader", "ada").output
    assert run("profile", "show", "ada", "kitty").output == run("profile", "show", "kitty", "--reader", "ada").output
    assert "named twice" in run("profile", "list", "ada", "--reader", "ada", code=2).stderr
    assert "at most" in run("profile", "show", "ada", "the", "kitty", code=2).stderr


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("feedback", "list", "dogs"), "No reader has a profile of that name either."),
        (
            ("feedback", "list", "birds", "--reader", "cat"),
            "No reader is called 'cat'. Add one with: paper",
        ),
        (("feedback", "follow", "kitty", "x", "--reader", "bea"), "'bea' has no profile called 'kitty'."),
        (("feedback", "mute", "kitty", "cats"), "is a keyword of 'kitty'. Change it in the profile itself."),
        (("why", "dogs", PAPER, "--reader", "ada"), "'ada' has no profile called 'dogs'."),
        (("why", "kitty", PAPER, "--reader", "ada", "--profiles", "x.toml"), "exclude each other"),
    ],
)
def test_a_profile_or_reader_that_is_not_there_is_named(run, command, message) -> None:
    assert message in " ".join(run(*command, code=2).stderr.split())
