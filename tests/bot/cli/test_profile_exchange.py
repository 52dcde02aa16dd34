"""Profiles that go from one catalog to another, and what is said of those that are added."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli.main import root
from bot.profile_file import ProfileFileError, load_profiles, load_told_profiles
from bot.profile_telling import Telling
from bot.render.profile_toml import profiles_toml
from store.profiles import StoredProfile
from store.readers import EVERY_DAY, Timing
from tests.bot.cli.pages import page_of

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder with a catalog that knows one source, and two readers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERROUND_DATABASE_URL", "papers.db")
    monkeypatch.delenv("PAPERROUND_CONFIG", raising=False)

    def run(*arguments: str, code: int = 0) -> Result:
        result = CliRunner(catch_exceptions=False).invoke(root, [*arguments])
        assert result.exit_code == code, result.output
        return result

    run("replay", page_of(tmp_path, "Pigeons"), "--database", "papers.db")
    for name in ("ada", "bea"):
        run("reader", "add", name, "--console")
    return run


def exported(run: Run, name: str) -> str:
    return run("profile", "export", name).stdout


def source(run: Run) -> str:
    """The name of the one source, out of the message that asks for it."""
    said = run("profile", "add", "ada", "x: y", "--source", "nothing", code=2).stderr
    return said.rpartition("There are: '")[2].partition("'")[0]


def test_everything_but_the_addresses_goes_with_a_profile(run) -> None:
    run("profile", "add", "ada", "one: pigeon, min:60, top:3", "--daily", "9:30", "--at-once-from", "80.5")
    run("profile", "add", "ada", "two: rook", "--weekly", "mon,thu 18:30", "--source", source(run), "--revisions")
    run("profile", "add", "ada", "three: crow", "--instant")
    file = exported(run, "ada")
    Path("ada.toml").write_text(file, encoding="utf-8")
    run("profile", "import", "bea", "ada.toml")
    assert exported(run, "bea") == file
    assert all(said in file for said in ('"daily 09:30"', "= 80.5", '"mon,thu 18:30"', '"at once"', "top = 3"))
    assert [profile.name for profile in load_profiles(Path("ada.toml"))] == ["one", "two", "three"]


def test_a_profile_that_is_replaced_becomes_as_the_file_has_it(run) -> None:
    run("profile", "add", "ada", "one: pigeon", "--daily", "9:30")
    Path("ada.toml").write_text(exported(run, "ada"), encoding="utf-8")
    run("profile", "edit", "ada", "one", "--weekly", "fri 7:00", "--source", source(run), "--revisions", "--top", "2")
    run("profile", "import", "ada", "ada.toml", "--replace")
    assert exported(run, "ada") == Path("ada.toml").read_text(encoding="utf-8")
    run("profile", "import", "ada", "ada.toml", "--replace", "--weekly", "sat 10:00")
    assert 'told = "sat 10:00"' in exported(run, "ada")


def test_what_a_file_does_not_say_stays_as_it_is(run) -> None:
    run("profile", "add", "ada", "one: pigeon", "--daily", "9:30", "--revisions")
    Path("plain.toml").write_text('[[profiles]]\nname = "one"\nkeywords = ["rook"]\n', encoding="utf-8")
    run("profile", "import", "ada", "plain.toml", "--replace")
    assert 'told = "daily 09:30"' in exported(run, "ada")
    assert "revisions = true" in exported(run, "ada")


minutes = st.integers(0, 1439)
weekdays = st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(lambda days: tuple(sorted(days)))
scores = st.none() | st.floats(0, 100)
timings = st.just(Timing(minute=None)) | st.builds(Timing, minute=minutes, weekdays=weekdays, instant_from=scores)
sources = st.lists(st.text(min_size=1, max_size=20).filter(str.isprintable), max_size=3).map(tuple)


@settings(max_examples=100)
@given(timings, sources, st.booleans())
def test_a_file_holds_every_timing(tmp_path_factory: pytest.TempPathFactory, timing, named, revisions) -> None:
    stored = StoredProfile(name="a", keywords=("b",), threshold=50)
    file = tmp_path_factory.getbasetemp() / "told.toml"
    told = replace(stored, timing=timing, sources=named, revisions=revisions)
    file.write_text(profiles_toml([told]), encoding="utf-8", newline="\n")
    [(_, telling)] = load_told_profiles(file)
    assert telling == Telling(timing, named, revisions)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('told = "noonish"', "told: 'noonish' is no day with a time"),
        ("told = 8", "told: a text in quotes is expected"),
        ("at_once_from = 80", 'at_once_from: it goes with a digest: write told = "daily 08:00" too.'),
        ('told = "at once"\nat_once_from = 80', "at_once_from: every match is told at once already"),
        ('told = "daily 8:00"\nat_once_from = 101', "at_once_from: a number from 0 to 100 is expected"),
        ('told = "daily 8:00"\nat_once_from = true', "at_once_from: a number from 0 to 100 is expected"),
        ('told = "daily 8:00"\nat_once_from = nan', "at_once_from: a number from 0 to 100 is expected"),
        ('sources = "arxiv"', "sources: a list of names is expected"),
        ("sources = [1]", "sources: a list of names is expected"),
        ('revisions = "yes"', "revisions: true or false is expected."),
    ],
)
def test_a_mistake_in_when_a_profile_is_told_is_named_with_its_place(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'[[profiles]]\nname = "a"\nkeywords = ["b"]\n{line}\n', encoding="utf-8")
    with pytest.raises(ProfileFileError) as caught:
        load_profiles(file)
    assert f"profile 1 ('a'), {message}" in str(caught.value)


def test_a_profile_is_added_with_its_limits(run) -> None:
    run("profile", "add", "ada", "birds: pigeon, min:60, top:9", "--threshold", "33.3", "--top", "0")
    assert "threshold = 33.3" in exported(run, "ada")
    assert "top =" not in exported(run, "ada")
    assert "no number" in run("profile", "add", "ada", "crows: crow", "--threshold", "nan", code=2).stderr


@pytest.mark.parametrize(
    "command",
    [
        ("profile", "check", "x: the"),
        ("profile", "add", "ada", "x: the"),
        ("profile", "add", "ada", "x: pigeon, the OR of, -rook"),
    ],
)
def test_a_word_that_every_paper_has_is_warned_of(run, command) -> None:
    assert "is in nearly every paper" in run(*command).output
    assert "nearly every" not in run("profile", "check", "x: pigeon, theory, -rook, year:2025").output
