"""``paperround profile add``, ``edit``, ``remove``, ``import``, ``export``, and ``list`` and ``show`` of a reader."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.feedback import profile_to_store, read_stored_profile
from bot.app.readers import add_reader
from bot.cli.main import root
from bot.core.matching.language import MAX_NAME
from bot.core.matching.types import Keyword, Profile
from bot.profile_file import load_profiles
from bot.render.profile_toml import profiles_toml
from store.profiles import StoredProfile
from store.readers import Timing, Way
from store.sql import SqlStore, open_store
from tests.bot.matching.language_texts import keywords
from tests.store.builders import SOURCE, decision, page, paper, statement

Run = Callable[..., Result]
NOW = "2026-11-01T12:00:00Z"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog with some papers about pigeons, recorded three days ago, and many others, and two readers."""
    path = tmp_path_factory.mktemp("prepared") / "catalog.db"
    with closing(open_store(f"sqlite:///{path}")) as opened:
        titles = ["Pigeons Sort Letters", "Pigeons at Sea", *(f"Something Else, Number {n}" for n in range(40))]
        with opened.writing() as catalog:
            decisions = []
            for rank, title in enumerate(titles, start=1):
                said = statement(title, f"arxiv:2610.{rank:05}")
                decisions.append(decision(said, slot=-rank, rank=rank, paper=paper(said)))
            catalog.record(SOURCE, page(), decisions, at=NOON - timedelta(days=3))
        mail = [(Way.MAIL, "ada@example.org")]
        add_reader(opened, "ada", NOON, timezone="Europe/Berlin", addresses=mail, confirmed=True)
        add_reader(opened, "bob", NOON, timing=Timing(minute=16 * 60, weekdays=(4,)))
    return path


@pytest.fixture
def database(prepared: Path, tmp_path: Path) -> Path:
    """A copy for one test."""
    return Path(copy(prepared, tmp_path / "catalog.db"))


@pytest.fixture
def store(database: Path) -> Iterator[SqlStore]:
    """The same, opened."""
    with closing(open_store(f"sqlite:///{database}")) as opened:
        yield opened


@pytest.fixture
def profile(database: Path) -> Run:
    """Runs a command of the group on Sunday, 1 November 2026, at noon."""

    def run(command: str, *arguments: str, code: int = 0, group: str = "profile", now: str = NOW) -> Result:
        timed = command not in ("list", "show", "export")
        options = ["--database", str(database), *(["--now", now] if timed else [])]
        result = CliRunner(catch_exceptions=False).invoke(root, [group, command, *options, *arguments])
        assert result.exit_code == code, result.output
        return result

    return run


def of(store: SqlStore, reader: int = 1) -> dict[str, Any]:
    with store.reading() as catalog:
        return {each.name: each for each in catalog.profiles_of(reader)}


def test_a_new_profile_says_when_it_is_heard_of(profile: Run) -> None:
    assert profile("add", "ada", "birds: pigeon, rook, -survey").stdout.splitlines() == [
        "birds for ada: daily at 08:00",
        "From now on: papers that are known already are not told.",
        "Next digest Mon 2 Nov 08:00 Europe/Berlin.",
    ]
    assert profile("add", "ada", "sea: ship", "--instant").stdout.splitlines()[0] == "sea for ada: at once"


def test_it_is_said_what_keeps_a_profile_from_being_heard(profile: Run) -> None:
    assert "there is no address; add one with: paperround reader address add" in " ".join(
        profile("add", "bob", "birds: pigeon").stdout.split()
    )
    profile("pause", "ada", group="reader")
    assert profile("add", "ada", "birds: pigeon").stdout.endswith("But ada is paused.\n")


def test_a_profile_without_a_timing_gets_the_latest_else_that_of_its_reader(profile: Run, store: SqlStore) -> None:
    profile("add", "bob", "birds: pigeon")
    profile("add", "bob", "sea: ship", "--at-once-from", "80")
    profile("add", "bob", "sky: cloud", "--daily", "18:30")
    profile("add", "bob", "ice: penguin")
    words = {each["name"]: each["timing"]["words"] for each in _listed(profile, "bob")}
    assert words == {
        "birds": "Fridays at 16:00",
        "sea": "Fridays at 16:00, from 80 at once",
        "sky": "daily at 18:30",
        "ice": "daily at 18:30",
    }


def _listed(profile: Run, reader: str) -> list[dict[str, Any]]:
    listed = json.loads(profile("list", "--reader", reader, "--json").stdout)
    assert isinstance(listed, list)
    return listed


def test_an_edit_changes_what_is_named_and_nothing_else(profile: Run, store: SqlStore) -> None:
    options = ("--source", SOURCE.name, "--to", "ada@example.org", "--revisions")
    profile("add", "ada", "birds: pigeon, min:60, top:5", "--daily", "9:00", *options)
    before = of(store)["birds"]
    profile("edit", "ada", "birds", "rook, -survey")
    after = of(store)["birds"]
    assert after.keywords == ("rook", "-survey")
    assert (after.threshold, after.top) == (60, 5)
    assert (after.number, after.timing, after.sources) == (before.number, before.timing, (SOURCE.name,))
    profile("edit", "ada", "birds", "--", "-survey, rook, min:70, top:3")
    assert (of(store)["birds"].threshold, of(store)["birds"].top) == (70, 3)
    profile("edit", "ada", "birds", "--threshold", "45.5", "--top", "0", "--rename", " crows  and\n rooks ")
    renamed = of(store)["crows and rooks"]
    assert (renamed.threshold, renamed.top, renamed.keywords) == (45.5, None, ("-survey", "rook"))
    profile("edit", "ada", "crows and rooks", "--all-sources", "--to-all", "--no-revisions", "--weekly", "mon 8:00")
    freed = of(store)["crows and rooks"]
    assert (freed.sources, freed.addresses, freed.revisions, freed.timing.weekdays) == ((), (), False, (0,))


def test_a_removed_profile_is_gone(profile: Run, store: SqlStore) -> None:
    profile("add", "ada", "birds: pigeon")
    assert profile("remove", "ada", "birds").stdout == "ada is told nothing for birds any more.\n"
    assert not of(store)
    profile("add", "ada", "birds: pigeon")
    assert json.loads(profile("remove", "ada", "birds", "--json").stdout)["name"] == "birds"


def test_papers_from_before_are_promised_only_if_that_is_asked_for(profile: Run, store: SqlStore) -> None:
    profile("add", "ada", "birds: pigeon")
    with store.reading() as catalog:
        assert not catalog.promises(reader=1)
    said = profile("edit", "ada", "birds", "--also-last", "2")
    assert "From now on, and 0 papers of the last days." in said.stdout
    said = profile("edit", "ada", "birds", "--also-last", "7")
    assert "From now on, and 2 papers of the last days." in said.stdout
    with store.reading() as catalog:
        assert len(catalog.promises(reader=1)) == 2
    again = profile("add", "ada", "doves: pigeon", "--also-last", "7", "--json")
    assert json.loads(again.stdout)["promised_papers"] == 0


def test_a_readers_profiles_are_listed_and_shown(profile: Run) -> None:
    profile("add", "ada", "birds: pigeon, -survey", "--source", SOURCE.name, "--revisions")
    assert profile("list", "--reader", "ada").stdout.splitlines() == [
        "    1  birds  daily at 08:00 · from 50 · only pigeon-post · revisions too",
        "       pigeon, -survey",
    ]
    shown = profile("show", "birds", "--reader", "ada").stdout
    assert "never a paper with “survey”" in shown
    assert shown.endswith("Told daily at 08:00.\n")
    report = json.loads(profile("show", "birds", "--reader", "ada", "--json").stdout)
    assert (report["name"], report["timing"]["digest_at"]) == ("birds", "08:00")


def test_a_file_is_imported_whole_and_exported_again(profile: Run, store: SqlStore, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[[profiles]]\nname = "a"\nkeywords = ["pigeon"]\n[[profiles]]\nname = "b"\nkeywords = ["ship"]\n')
    said = profile("import", "ada", str(file), "--weekly", "mon 8:00").stdout.splitlines()
    assert said[:2] == ["a for ada: Mondays at 08:00", "b for ada: Mondays at 08:00"]
    profile("remove", "ada", "b")
    assert "'a'. Nothing was imported" in " ".join(profile("import", "ada", str(file), code=2).stderr.split())
    assert list(of(store)) == ["a"]
    profile("import", "ada", str(file), "--replace")
    exported = tmp_path / "exported.toml"
    said = profile("export", "ada", "--out", str(exported)).stdout.splitlines()
    assert said == [f"2 profiles are in {exported}."]
    assert load_profiles(exported) == load_profiles(file)
    assert profile("export", "ada").stdout == exported.read_text(encoding="utf-8")
    profile("import", "bob", str(exported))
    assert [each.keywords for each in of(store, 2).values()] == [("pigeon",), ("ship",)]


@pytest.mark.parametrize(
    ("command", "arguments", "message"),
    [
        ("add", ("adda", "birds: pigeon"), "Did you mean 'ada'?"),
        ("add", ("ada", "there: pigeon"), "profile called 'there' already"),
        ("add", ("ada", "birds"), "begins with its name and a colon"),
        ("add", ("ada", "birds: a OR"), "Nothing stands after OR."),
        ("add", ("ada", "birds: pigeon", "--to", "bob@example.org"), "'ada' has no such address. There are: 1 (ada@"),
        ("add", ("ada", "birds: pigeon", "--source", "pigeon-pots"), "Did you mean 'pigeon-post'?"),
        ("add", ("ada", "birds: pigeon", "--daily", "noonish"), "no time of day"),
        ("edit", ("ada", "ther", "--top", "3"), "'ada' has no profile called 'ther'. Did you mean 'there'?"),
        ("edit", ("ada", "there", "-rook"), "put -- before them"),
        ("edit", ("ada", "there", "--", "-rook"), "exclusions alone"),
        ("edit", ("ada", "there", "--rename", "a: b"), "no colon"),
        ("edit", ("ada", "there", "--rename", " "), "1 to 100 characters"),
        ("edit", ("ada", "there", "--source", SOURCE.name, "--all-sources"), "name one of them"),
        ("edit", ("ada", "there", "--threshold", "nan"), "no number"),
        ("edit", ("ada", "at once", "--at-once-from", "80"), "name the digest too"),
        ("remove", ("ada", "zzz"), "There are: 'there', 'at once'."),
        ("import", ("ada", "/nowhere.toml"), "there is no such file"),
        ("export", ("bob",), "no profiles yet"),
        ("list", ("--reader", "ada", "--profiles", "x.toml"), "exclude each other"),
        ("list", ("--profiles", "x.toml"), "--database goes with a reader"),
        ("show", ("zzz", "--reader", "ada"), "'ada' has no profile called 'zzz'"),
    ],
)
def test_a_mistake_is_told_in_words_and_changes_nothing(
    profile: Run, store: SqlStore, command: str, arguments: tuple[str, ...], message: str
) -> None:
    profile("add", "ada", "there: pigeon")
    profile("add", "ada", "at once: pigeon", "--instant")
    before = of(store)
    assert message in " ".join(profile(command, *arguments, code=2).stderr.split())
    assert of(store) == before


names = st.text(max_size=40).map(lambda text: " ".join(text.split())).filter(lambda name: 0 < len(name) <= MAX_NAME)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Every profile a file can hold."""
    wanted = draw(st.lists(keywords(), min_size=1, max_size=4, unique_by=lambda keyword: keyword.sought))
    if all(keyword.excluded for keyword in wanted):
        wanted[0] = Keyword(wanted[0].sought)
    threshold = round(draw(st.floats(0, 100)), 2)
    return Profile(draw(names), tuple(wanted), abs(threshold), draw(st.none() | st.integers(1, 1000)))


@settings(max_examples=50)
@given(st.lists(profiles(), min_size=1, max_size=3, unique_by=lambda profile: profile.name))
def test_what_is_exported_is_imported_the_same(tmp_path_factory: pytest.TempPathFactory, told: list[Profile]) -> None:
    file = tmp_path_factory.getbasetemp() / "profiles.toml"
    file.write_text(profiles_toml(map(profile_to_store, told)), encoding="utf-8", newline="\n")
    again = load_profiles(file)
    assert [profile_to_store(each) for each in again] == [profile_to_store(each) for each in told]
    assert [read_stored_profile(profile_to_store(each)) for each in told] == list(again)


def test_a_keyword_that_is_not_understood_any_more_is_not_lost_unseen(profile: Run, store: SqlStore) -> None:
    with store.writing() as catalog:
        strange = StoredProfile(name="birds", keywords=("pigeon", '(sea gull "'), threshold=40, reader=1)
        catalog.save_profile(strange)
    assert '(sea gull "' in profile("edit", "ada", "birds", "--threshold", "60", code=2).output
    profile("edit", "ada", "birds", "pigeon, sea gull", "--threshold", "60")
    assert of(store)["birds"].keywords == ("pigeon", "sea gull")


def test_a_keyword_that_is_not_understood_any_more_is_shown_with_the_reason(profile: Run, store: SqlStore) -> None:
    with store.writing() as catalog:
        strange = StoredProfile(name="birds", keywords=("pigeon", '(sea gull "'), threshold=40, reader=1)
        catalog.save_profile(strange)
    shown = profile("show", "birds", "--reader", "ada").stdout
    assert "Not used, for it is not understood any more: " in shown
    assert '(sea gull "' in shown
    answer = json.loads(profile("show", "birds", "--reader", "ada", "--json").stdout)
    assert [each["keyword"] for each in answer["keywords"]] == ["pigeon"]
    assert answer["not_understood"] == ['(sea gull "']
