"""The command as people and programs use it."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.command import upgrade
from alembic.config import Config
from click.testing import CliRunner, Result
from sqlalchemy import create_engine

from bot.cli.main import root
from tests.conftest import ROOT

SEEDS = str(ROOT / "seeds")
PROFILES = str(ROOT / "seeds" / "profiles.toml")
FIRST = str(ROOT / "seeds" / "000_31d021c6f69513ce.txt")


def paperround(*arguments: str, cwd: Path | None = None) -> Result:
    """Run the command in this process; an unexpected exception is raised, not swallowed."""
    runner = CliRunner(catch_exceptions=False)
    if cwd is None:
        return runner.invoke(root, arguments)
    before = Path.cwd()
    os.chdir(cwd)
    try:
        return runner.invoke(root, arguments)
    finally:
        os.chdir(before)


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli.main", *arguments],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> str:
    """A catalog filled from the dumps."""
    path = tmp_path_factory.mktemp("kept") / "catalog.db"
    assert paperround("replay", SEEDS, "--database", str(path)).exit_code == 0
    return str(path)


def test_replay_prints_one_json_object_of_the_promised_shape() -> None:
    answer = json.loads(paperround("replay", SEEDS, "--profiles", PROFILES, "--json").stdout)
    assert set(answer) == {"pages", "papers", "digests"}
    assert [page["new"] for page in answer["pages"]] == [53, 15, 63, 28, 41]
    assert answer["papers"] == 200
    first = answer["pages"][0]
    assert (first["page"], first["kind"], first["entries"]) == ("000_31d021c6f69513ce.txt", "dump", 53)
    assert first["skipped"] == []
    assert [page["listing_date"] for page in answer["pages"]] == ["--09-09", "--01-05", None, "--03-14", "--10-29"]
    digests = [digest for digest in answer["digests"] if digest["items"]]
    assert digests
    for digest in digests:
        for found in digest["items"]:
            assert 0 <= found["score"] <= 100
            assert found["score"] == pytest.approx(sum(reason["points"] for reason in found["reasons"]))
            assert set(found["reasons"][0]) == {"keyword", "field", "points", "form", "words", "places", "learned"}
    assert [digest["statistics"]["papers"] for digest in answer["digests"][::3]] == [53, 68, 131, 159, 200]
    assert len({digest["statistics"]["version"] for digest in answer["digests"]}) == 5


def test_a_day_of_capture_gives_dates_their_year() -> None:
    last = str(ROOT / "seeds" / "004_cabfb7d225db60ae.txt")
    answer = json.loads(paperround("replay", last, "--captured", "2025-10-29", "--json").stdout)
    assert answer["pages"][0]["listing_date"] == "2025-10-29"


def test_threshold_and_top_go_before_the_profiles_own() -> None:
    answer = json.loads(
        paperround("replay", FIRST, "--profile", "x: alignment", "--threshold", "1", "--top", "2", "--json").stdout
    )
    assert len(answer["digests"][0]["items"]) == 2
    none = json.loads(paperround("replay", FIRST, "--profile", "x: alignment", "--threshold", "100", "--json").stdout)
    assert len(none["digests"][0]["items"]) <= 53


def test_a_quiet_day_says_so_and_names_the_nearest() -> None:
    shown = paperround("replay", FIRST, "--profile", "x: truthfulness, whales", "--threshold", "100").stdout
    assert "nearest" in shown.casefold()


def test_replay_into_a_pipe_fits_80_columns_and_has_no_control_codes() -> None:
    shown = paperround("replay", SEEDS, "--profiles", PROFILES, "--top", "3").stdout
    assert "\x1b" not in shown
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_the_same_input_gives_the_same_bytes_whatever_the_machine(tmp_path: Path) -> None:
    worlds = [
        {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
        {"TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4711", "COLUMNS": "200", "PYTHONUTF8": "0"},
    ]
    outcomes = []
    for number, world in enumerate(worlds):
        folder = tmp_path / str(number)
        done = process("replay", "seeds", "--profiles", "seeds/profiles.toml", "--out", str(folder), "--json", **world)
        assert done.returncode == 0, done.stderr
        outcomes.append((done.stdout, {path.name: path.read_bytes() for path in folder.iterdir()}))
    assert outcomes[0] == outcomes[1]
    assert len(outcomes[0][1]) == 11


def test_in_a_pipe_there_is_no_progress() -> None:
    done = process("replay", "seeds")
    assert done.stderr == b""


def test_digests_are_written_as_pages_and_texts_with_an_index(tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    assert paperround("replay", SEEDS, "--profiles", PROFILES, "--out", str(out)).exit_code == 0
    assert sorted(path.suffix for path in out.iterdir()) == [".html"] * 6 + [".txt"] * 5
    index = (out / "index.html").read_text(encoding="utf-8")
    assert all(path.name in index for path in out.glob("0*.html"))


def _pages(folder: Path) -> dict[str, Path]:
    bodies = {
        "empty.txt": b"",
        "blank.txt": b" \n\t\n",
        "binary.bin": bytes(range(256)) * 20,
        "paper.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        "letter.txt": b"Dear friend,\n\nhow are you? I am well.\n\nYours\n",
        "page.html": b"<!doctype html><html><body><h1>My cats</h1></body></html>",
        "other.json": b'{"weather": "fine"}',
        "latin.txt": Path(FIRST).read_bytes()[:3000].replace(b"aim", b"\xe9\xe8\xff"),
    }
    for name, body in bodies.items():
        (folder / name).write_bytes(body)
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(300_000_000)
    return {name: folder / name for name in [*bodies, "huge.txt"]}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("empty.txt", "empty"),
        ("blank.txt", "nothing but white space"),
        ("binary.bin", "binary"),
        ("paper.pdf", "PDF"),
        ("letter.txt", "letter.txt"),
        ("page.html", "page.html"),
        ("other.json", "other.json"),
        ("latin.txt", "UTF-8"),
        ("huge.txt", "300,000,000 bytes"),
    ],
)
def test_a_page_that_cannot_be_read_is_named_with_the_reason_and_nothing_is_written(
    tmp_path: Path, name: str, said: str
) -> None:
    path = _pages(tmp_path)[name]
    database = tmp_path / "catalog.db"
    done = paperround("replay", FIRST, str(path), "--database", str(database), "--json")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert name in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not database.exists()


def test_a_path_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    done = paperround("replay", str(tmp_path / "nowhere"))
    assert done.exit_code == 2
    assert "nowhere" in done.stderr


def test_a_dump_cut_in_the_middle_of_a_paper_keeps_the_whole_ones_and_names_the_rest(tmp_path: Path) -> None:
    whole = Path(FIRST).read_text(encoding="utf-8")
    title = "AI Alignment at Your Discretion"
    (tmp_path / "cut.txt").write_text(whole[: whole.index(title) + len(title)], encoding="utf-8")
    done = paperround("replay", str(tmp_path / "cut.txt"), "--json")
    assert done.exit_code == 0
    [page] = json.loads(done.stdout)["pages"]
    assert page["new"] == 2
    [skipped] = page["skipped"]
    assert title[:20] in skipped["where"] + skipped["why"]


@pytest.mark.parametrize(
    ("written", "points_at"),
    [('x: "reward model', '"reward'), ("x: rag, titel:foo", "titel"), ("x: foo^heavy", "heavy"), ("x: a, (b", "(")],
)
def test_a_syntax_error_in_a_profile_points_at_the_character(written: str, points_at: str) -> None:
    done = paperround("replay", FIRST, "--profile", written)
    assert done.exit_code == 2
    caret = [line for line in done.stderr.splitlines() if line.strip() == "^"]
    assert caret
    shown = done.stderr.splitlines()[done.stderr.splitlines().index(caret[0]) - 1]
    assert points_at[0] in shown[max(0, caret[0].index("^") - 1) : caret[0].index("^") + 2]


def test_a_database_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("shopping list " * 100)
    done = paperround("replay", FIRST, "--database", str(path))
    assert done.exit_code == 1
    assert "notes.db" in done.stderr
    assert path.read_text() == "shopping list " * 100


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
    connection.close()
    done = paperround("replay", FIRST, "--database", str(path))
    assert done.exit_code == 1
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("photos",)]
    connection.close()


def test_a_database_from_a_newer_version_is_refused_in_one_line(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "newer.db"
    source, copy = sqlite3.connect(kept), sqlite3.connect(path)
    source.backup(copy)
    copy.execute("UPDATE paperround_version SET version_num = '9999_from_the_future'")
    copy.commit()
    source.close()
    copy.close()
    done = paperround("replay", FIRST, "--database", str(path))
    assert done.exit_code == 1
    assert "newer" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_database_another_process_holds_is_reported_as_locked(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    assert paperround("replay", FIRST, "--database", str(path)).exit_code == 0
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    second = str(ROOT / "seeds" / "001_d1ab88f426360a21.txt")
    done = paperround("replay", second, "--database", str(path))
    holder.close()
    assert done.exit_code == 1
    assert "locked" in done.stderr or "busy" in done.stderr


def test_a_read_only_database_can_be_looked_at_but_not_written(kept: str) -> None:
    assert paperround("papers", "list", "--database", f"sqlite:///{kept}?mode=ro").exit_code == 0
    done = paperround("replay", FIRST, "--captured", "2025-09-10", "--database", f"sqlite:///{kept}?mode=ro")
    assert done.exit_code == 1
    assert "read" in done.stderr


def test_looking_at_a_catalog_that_is_not_there_creates_none(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    done = paperround("papers", "list", "--database", str(path))
    assert done.exit_code == 1
    assert "paperround replay" in done.stderr
    assert not path.exists()


def test_settings_name_the_database_and_the_profiles(tmp_path: Path, kept: str) -> None:
    (tmp_path / "paperround.toml").write_text(f'database_url = "sqlite:///{kept}"\nprofiles = "{PROFILES}"\n')
    assert "200" in paperround("papers", "list", "--limit", "1", cwd=tmp_path).stdout
    assert paperround("profile", "list", cwd=tmp_path).exit_code == 0


def test_papers_list_and_show_know_what_was_read(kept: str) -> None:
    listed = json.loads(paperround("papers", "list", "--limit", "200", "--database", kept, "--json").stdout)
    assert len(listed) == 200
    key = listed[0]["key"]
    history = json.loads(paperround("papers", "show", key, "--database", kept, "--json").stdout)
    assert history["paper"] == listed[0]
    assert history["revisions"][0]["kind"] == "new"
    assert listed[0]["title"][:30] in paperround("papers", "show", key, "--database", kept).stdout


def test_a_paper_is_found_by_words_of_its_title_and_an_unclear_name_lists_the_choice(kept: str) -> None:
    found = paperround("papers", "show", "Grammar-Aligned Decoding", "--database", kept)
    assert found.exit_code == 0
    unclear = paperround("papers", "show", "alignment", "--database", kept)
    assert unclear.exit_code == 1
    assert unclear.stderr.count("title:") > 1
    unknown = paperround("papers", "show", "zyxwv", "--database", kept)
    assert unknown.exit_code == 1


def test_changes_can_be_narrowed_to_a_kind(kept: str) -> None:
    changes = json.loads(
        paperround("papers", "changes", "--kind", "enriched", "--limit", "500", "--database", kept, "--json").stdout
    )
    assert changes
    assert {change["kind"] for change in changes} == {"enriched"}
    assert paperround("papers", "changes", "--database", kept).exit_code == 0


def test_a_source_nobody_knows_is_named_with_those_that_are(kept: str) -> None:
    done = paperround("papers", "list", "--source", "nature", "--database", kept)
    assert done.exit_code == 1
    assert "huggingface-papers" in done.stderr


def test_a_wrong_merge_can_be_shown_and_taken_back(tmp_path: Path) -> None:
    text = Path(FIRST).read_text(encoding="utf-8")
    old = "Mind The Gap: Deep Learning Doesn't Learn Deeply"
    assert old in text
    edited = tmp_path / "second.txt"
    edited.write_text(text.replace(old, "Mind The Gaps: Deep Learning Doesn't Learn Deeply"), encoding="utf-8")
    database = str(tmp_path / "catalog.db")
    assert paperround("replay", FIRST, str(edited), "--database", database).exit_code == 0
    [merge] = json.loads(paperround("papers", "merges", "--database", database, "--json").stdout)
    assert "alike" in merge["reason"]
    assert paperround("papers", "merges", "--database", database).exit_code == 0
    undone = paperround("papers", "unmerge", str(merge["number"]), "--database", database)
    assert undone.exit_code == 0
    again = paperround("papers", "unmerge", str(merge["number"]), "--database", database)
    assert again.exit_code == 1
    listed = json.loads(paperround("papers", "list", "--limit", "100", "--database", database, "--json").stdout)
    assert len(listed) == 54


def test_profiles_are_listed_shown_and_checked() -> None:
    names = [p["name"] for p in json.loads(paperround("profile", "list", "--profiles", PROFILES, "--json").stdout)]
    assert len(names) == 3
    assert paperround("profile", "show", names[0], "--profiles", PROFILES).exit_code == 0
    checked = paperround("profile", "check", 'mine: "reward model"^2, title:RLHF, hallucinat*, -survey')
    assert checked.exit_code == 0
    assert "reward model" in checked.stdout
    assert "acronym" in checked.stdout
    assert paperround("profile", "show", "nobody", "--profiles", PROFILES).exit_code == 2


def test_match_gives_every_paper_with_a_positive_score_for_both_profile_files(tmp_path: Path) -> None:
    written = tmp_path / "profiles.json"
    written.write_text(json.dumps([{"id": "p1", "need": "n", "keywords": ["reward model", "-image"]}]))
    for file in (PROFILES, str(written)):
        ranked = json.loads(paperround("match", "--profiles", file, "--pages", SEEDS, "--json").stdout)
        for papers in ranked.values():
            scores = [score for _, score in papers]
            assert scores == sorted(scores, reverse=True)
            assert all(0 < score <= 100 for score in scores)
    assert paperround("match", "--profiles", PROFILES, "--pages", SEEDS).exit_code == 0


def test_match_explains_every_score() -> None:
    arguments = ("match", "--profiles", PROFILES, "--pages", SEEDS)
    plain = json.loads(paperround(*arguments, "--json").stdout)
    explained = json.loads(paperround(*arguments, "--explain", "--json").stdout)
    assert {
        each["profile"]: [[paper["title"], paper["score"]] for paper in each["papers"]] for each in explained
    } == plain
    for each in explained:
        for paper in each["papers"]:
            assert paper["score"] == pytest.approx(sum(reason["points"] for reason in paper["reasons"]))
    shown = paperround(*arguments, "--explain").stdout
    assert "because of" in shown
    assert '"preference optimization"^2' in shown
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_a_catalog_of_an_earlier_version_is_upgraded_when_told_to(tmp_path: Path) -> None:
    path = str(tmp_path / "catalog.db")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(ROOT / "store" / "migrations"))
        config.attributes["connection"] = connection
        upgrade(config, "0001")
    engine.dispose()
    done = paperround("replay", FIRST, "--database", path)
    assert done.exit_code == 1
    assert "paperround db upgrade" in done.stderr
    assert paperround("db", "upgrade", "--database", path).exit_code == 0
    assert paperround("replay", FIRST, "--database", path).exit_code == 0


def test_what_was_said_of_a_paper_counts_in_digests_in_why_and_in_a_trial(tmp_path: Path) -> None:
    database = ("--database", str(tmp_path / "catalog.db"))
    mine = "mine: reward model, min:1"
    paperround("replay", FIRST, *database)
    assert paperround("feedback", "mute", mine, "language model", *database).exit_code == 0
    last = str(ROOT / "seeds" / "004_cabfb7d225db60ae.txt")
    told = json.loads(paperround("replay", last, "--profile", mine, *database, "--json").stdout)
    titles = [found["title"] for found in told["digests"][0]["items"]]
    tried = json.loads(paperround("profile", "test", mine, *database, "--json").stdout)
    assert tried["excluded"] > 0
    assert "-language model" in [each["keyword"] for each in tried["keywords"]]
    for title in titles:
        why = json.loads(paperround("why", mine, title, *database, "--json").stdout)
        assert why["told"]
        assert why["keywords"][-1]["keyword"] == "-language model"
        assert why["keywords"][-1]["found"] is None


def test_a_database_can_be_made_upgraded_and_checked(tmp_path: Path) -> None:
    path = str(tmp_path / "catalog.db")
    assert "Upgraded" in paperround("db", "upgrade", "--database", path).stdout
    assert "Nothing to do" in paperround("db", "upgrade", "--database", path).stdout
    assert paperround("db", "check", "--database", path).exit_code == 0
    (tmp_path / "broken.db").write_bytes(b"SQLite format 3\x00" + b"x" * 5000)
    assert paperround("db", "check", "--database", str(tmp_path / "broken.db")).exit_code == 1


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["replay"],
        ["match"],
        ["search"],
        ["why"],
        ["feedback"],
        ["feedback", "like"],
        ["papers", "show"],
        ["profile", "check"],
        ["profile", "test"],
        ["db"],
    ],
)
def test_every_command_explains_itself_with_an_example(command: list[str]) -> None:
    shown = paperround(*command, "--help")
    assert shown.exit_code == 0
    assert "Examples:" in shown.stdout


def test_the_version_is_printed() -> None:
    assert paperround("--version").stdout.startswith("paperround 0.")


def test_two_profiles_of_one_name_are_refused() -> None:
    done = paperround("replay", FIRST, "--profile", "x: a", "--profile", "x: b")
    assert done.exit_code == 2


@pytest.mark.parametrize("spoil", ["file", "foreign index"])
def test_a_folder_that_cannot_take_the_digests_is_refused_before_anything_is_recorded(
    tmp_path: Path, spoil: str
) -> None:
    out, database = tmp_path / "out", tmp_path / "catalog.db"
    if spoil == "file":
        out.write_text("mine")
        out = out / "sub"
    else:
        out.mkdir()
        (out / "index.html").write_text("mine")
    done = paperround("replay", FIRST, "--profile", "x: RLHF", "--out", str(out), "--database", str(database))
    assert done.exit_code in (1, 2)
    assert "Traceback" not in done.stderr
    assert not database.exists()
    if spoil == "foreign index":
        assert (out / "index.html").read_text() == "mine"


def test_digests_go_into_a_folder_of_ours_again_and_again(tmp_path: Path) -> None:
    for _ in range(2):
        assert paperround("replay", FIRST, "--profile", "x: RLHF", "--out", str(tmp_path)).exit_code == 0


@pytest.mark.parametrize("option", [["--threshold", "nan"], ["--database", ""], ["--database", " "]])
def test_an_option_that_says_nothing_is_a_usage_error(option: list[str]) -> None:
    assert paperround("replay", FIRST, "--profile", "x: RLHF", *option).exit_code == 2


def test_a_quiet_day_tells_of_exclusions() -> None:
    shown = paperround("replay", FIRST, "--profile", "x: whales, -alignment").stdout
    assert "kept out by its exclusions" in shown


def test_two_feeds_that_number_their_papers_alike_stay_two_feeds(tmp_path: Path) -> None:
    for name, title in (("one", "Pigeons Sort Letters by Colour"), ("two", "Meadows of Cows Graze Uniformly")):
        (tmp_path / f"{name}.xml").write_text(
            f"<rss version='2.0'><channel><title>{name}</title><link>https://{name}.example/</link>"
            f"<description>d</description><item><guid>1</guid><title>{title}</title>"
            f"<description>About {title} and much more than that, day after day.</description></item></channel></rss>"
        )
    answer = json.loads(paperround("replay", str(tmp_path), "--json").stdout)
    assert [page["new"] for page in answer["pages"]] == [1, 1]


def test_a_paper_is_found_by_a_pasted_link(tmp_path: Path) -> None:
    page = ROOT / "tests" / "fixtures" / "pages" / "arxiv_api.xml"
    database = str(tmp_path / "catalog.db")
    paperround("replay", str(page), "--database", database)
    [first, *_] = json.loads(paperround("papers", "list", "--database", database, "--json").stdout)
    for name in (first["arxiv_id"], f"https://arxiv.org/abs/{first['arxiv_id']}v1", f"arXiv:{first['arxiv_id']}v2"):
        shown = paperround("papers", "show", name, "--database", database)
        assert shown.exit_code == 0, shown.stderr
        assert first["key"] in shown.stdout


def test_a_path_that_is_an_address_says_to_save_the_page() -> None:
    done = paperround("replay", "https://huggingface.co/papers")
    assert done.exit_code == 2
    assert "save it first" in done.stderr


def test_the_default_catalog_is_made_where_nothing_is_yet(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    looked = process("papers", "list", **home)
    assert looked.returncode == 1
    assert b"no catalog" in looked.stderr
    assert process("db", "upgrade", **home).returncode == 0
    assert process("papers", "list", **home).returncode == 0
