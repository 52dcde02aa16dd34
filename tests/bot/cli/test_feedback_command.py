"""``paperround feedback`` as people and programs use it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.app.feedback import profile_to_store
from bot.cli.main import root
from bot.core.matching.language import parse_profile
from bot.wiring import kept_store
from store.sql import open_store
from tests.store.builders import SOURCE, decision, page, paper, statement

TITLES = {
    "arxiv:2503.00001": "Pigeons Sort Letters by Colour",
    "arxiv:2503.00002": "Colour Vision of Pigeons",
    "arxiv:2503.00003": "Pigeons at Sea [bold]\x1b[31m",
    "arxiv:2503.00004": "Rooks at Sea",
    "arxiv:2503.00005": "Rooks and Colour",
}
PROFILES = """
[[profiles]]
name = "birds"
keywords = ["pigeon", "rook", "-survey"]
threshold = 90
"""


@pytest.fixture
def catalog(tmp_path: Path) -> str:
    """A catalog with some papers and one profile of its own."""
    path = tmp_path / "catalog.db"
    store = open_store(f"sqlite:///{path}")
    told = [*TITLES.items(), *((f"arxiv:2503.1{n:04}", f"Something Else, Number {n}") for n in range(40))]
    with store.writing() as writer:
        decisions = []
        for rank, (key, title) in enumerate(told, start=1):
            said = statement(title, key)
            decisions.append(
                decision(said, slot=-rank, rank=rank, paper=paper(said, urls=(f"https://arxiv.org/{key}",)))
            )
        writer.record(SOURCE, page(), decisions)
        writer.save_profile(profile_to_store(parse_profile("stored: pigeon")))
    store.close()
    (tmp_path / "profiles.toml").write_text(PROFILES, encoding="utf-8")
    return str(path)


@pytest.fixture
def feedback(catalog: str):
    """Runs the command on the catalog; a surprise is raised, not swallowed."""
    profiles = str(Path(catalog).with_name("profiles.toml"))

    def run(command: str, *arguments: str, code: int = 0) -> Result:
        options = ["--database", catalog] + ([] if command in ("undo", "saved") else ["--profiles", profiles])
        options += (
            ["--now", "2026-03-01T12:00:00"] if command in ("like", "dislike", "save", "hide", "mute", "follow") else []
        )
        result = CliRunner(catch_exceptions=False).invoke(root, ["feedback", command, *options, *arguments])
        assert result.exit_code == code, result.output
        return result

    return run


def test_a_paper_is_liked_and_the_like_is_listed_with_what_it_taught_and_taken_back(feedback) -> None:
    said = feedback("like", "birds", "2503.00001").stdout
    assert said.splitlines() == [
        "Liked for birds: “Pigeons Sort Letters by Colour”",
        "Take it back with: paperround feedback undo 1",
    ]
    shown = feedback("list", "birds").stdout
    assert "birds: learned from 1 paper" in shown
    assert 'colour   you liked "Pigeons Sort Letters by Colour"  1' in shown
    assert "1  liked “Pigeons Sort Letters by Colour” 1 Mar 2026" in shown
    assert feedback("undo", "1").stdout == "No longer liked for birds: “Pigeons Sort Letters by Colour”\n"
    assert feedback("list", "birds").stdout == "birds: nothing was said of it yet, so nothing was learned.\n"


def test_every_number_in_the_list_can_be_undone(feedback) -> None:
    for command, subject in (("like", "2503.00001"), ("save", "2503.00002"), ("mute", "sea"), ("follow", "Ada Dove")):
        feedback(command, "birds", subject)
    listed = json.loads(feedback("list", "birds", "--json").stdout)
    numbers = {each["number"] for part in ("judged", "muted", "followed") for each in listed[part]}
    assert numbers == {1, 2, 3, 4}
    assert {number for each in listed["learned"] for number in each["numbers"]} == {1, 2}
    for number in numbers:
        feedback("undo", str(number))
    empty = json.loads(feedback("list", "birds", "--json").stdout)
    assert [empty[part] for part in ("learned", "judged", "muted", "followed")] == [[], [], [], []]


def test_saying_it_again_changes_nothing_and_the_opposite_replaces_it(feedback) -> None:
    feedback("like", "birds", "2503.00001")
    assert feedback("like", "birds", "2503.00001").stdout.startswith("Already liked for birds (1): “Pigeons Sort")
    assert "It takes the place of 1." in feedback("dislike", "birds", "pigeons sort letters").stdout
    again = json.loads(feedback("dislike", "birds", "2503.00001", "--json").stdout)
    assert again == {
        "number": 2,
        "profile": "birds",
        "kind": "dislike",
        "subject": "arxiv:2503.00001",
        "title": "Pigeons Sort Letters by Colour",
        "at": "2026-03-01T12:00:00+00:00",
        "undone": False,
        "repeated": True,
        "replaced": [],
    }


def test_the_reading_list_shows_what_was_saved_the_last_first(feedback) -> None:
    assert feedback("saved").stdout.startswith("Nothing is saved. Save a paper with: paperround feedback save")
    feedback("save", "birds", "2503.00001")
    feedback("save", "stored", "2503.00003")
    shown = feedback("saved").stdout
    assert shown.index("Pigeons at Sea [bold]") < shown.index("Pigeons Sort Letters")
    assert "\x1b" not in shown
    assert "arxiv:2503.00001 · birds · 1 Mar 2026" in shown
    assert "https://arxiv.org/arxiv:2503.00001" in shown
    (saved,) = json.loads(feedback("saved", "birds", "--json").stdout)
    assert (saved["key"], saved["number"], saved["profile"]) == ("arxiv:2503.00001", 1, "birds")
    feedback("hide", "birds", "2503.00001")
    assert json.loads(feedback("saved", " birds ", "--json").stdout) == []


def test_a_better_threshold_is_named_and_nothing_is_changed(feedback) -> None:
    for number in (1, 2, 3):
        feedback("like", "birds", f"2503.0000{number}")
    for number in (0, 1):
        feedback("dislike", "birds", f"2503.1000{number}")
    shown = feedback("list", "birds").stdout
    assert "keeps 3 of 3 you liked, drops 2 of 2 you did not." in shown
    assert "Nothing changes unless you change it" in shown
    listed = json.loads(feedback("list", "birds", "--json").stdout)
    assert listed["threshold"] == 90
    assert listed["suggested_threshold"].keys() == {"threshold", "liked", "kept", "ignored", "dropped"}
    assert listed["suggested_threshold"]["threshold"] < 90


def test_a_profile_may_be_in_the_file_in_the_database_or_written_out(feedback) -> None:
    for name in ("birds", "stored", "here: rook"):
        feedback("mute", name, "sea")
        assert "muted sea" in feedback("list", name).stdout


@pytest.mark.parametrize(
    ("command", "arguments", "code", "message"),
    [
        ("like", ("nobody's", "2503.00001"), 2, "No profile is called"),
        ("like", ("birds", "9999.99999"), 1, "No paper is known by '9999.99999'"),
        ("like", ("birds", "pigeons"), 1, "could be 3 papers"),
        ("mute", ("birds", "pigeons"), 2, "'pigeon' is a keyword of 'birds'"),
        ("mute", ("birds", '"open'), 2, "never closed"),
        ("follow", ("birds", "org:"), 2, "There is no name"),
        ("undo", ("7",), 1, "There is no feedback 7"),
        ("undo", ("x",), 2, "'x' is not a valid integer"),
    ],
)
def test_a_mistake_is_told_in_words(
    feedback, command: str, arguments: tuple[str, ...], code: int, message: str
) -> None:
    assert message in feedback(command, *arguments, code=code).stderr


def test_without_a_catalog_none_is_made(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    for arguments in (["saved"], ["undo", "1"], ["mute", "a: b", "c"]):
        result = CliRunner(catch_exceptions=False).invoke(root, ["feedback", *arguments, "--database", str(path)])
        assert result.exit_code == 1
        assert "There is no catalog at" in result.stderr
    assert not path.exists()


def test_the_clock_is_read_if_no_time_is_given(catalog: str) -> None:
    arguments = ["feedback", "mute", "a: b", "c", "--database", catalog]
    assert CliRunner(catch_exceptions=False).invoke(root, arguments).exit_code == 0
    store = kept_store(f"sqlite:///{catalog}")
    with store.reading() as reader:
        (said,) = reader.feedback("a")
    store.close()
    assert said.at.year >= 2025
