"""``paperround source add``: what it is is said, it is looked at, and it is written once."""

from pathlib import Path

import pytest

from bot.settings import load_settings
from tests.bot.cli.sources_world import CONFIG, in_a_folder, run, shown
from tests.scrapers.page_builders import SEEDS


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = in_a_folder(tmp_path, monkeypatch)
    (folder / "more").mkdir()
    return folder


def names(folder: Path) -> list[str]:
    return [each.name for each in load_settings({}, folder / "paperround.toml", folder).sources]


def test_what_was_recognised_is_said_and_stands_behind_all_the_rest(folder) -> None:
    said = shown("source", "add", "https://arxiv.org/list/cs.CL/recent", "--no-check", "--every", "2h")
    assert said.startswith("arxiv-cs-cl: arXiv's announcements of the day")
    assert "Look at it now: paperround fetch arxiv-cs-cl" in said
    assert (folder / "paperround.toml").read_text().startswith(CONFIG)
    assert names(folder) == ["huggingface", "saved", "arxiv-cs-cl"]


def test_a_folder_is_looked_at_first_and_meant_from_where_the_configuration_stands(folder, monkeypatch) -> None:
    (folder / "more" / "a.txt").write_bytes(min(SEEDS.glob("*.txt")).read_bytes())
    monkeypatch.chdir(folder / "more")
    config = str(folder / "paperround.toml")
    said = " ".join(run("--config", config, "source", "add", "./").output.split())
    assert "understood as dump: 53 papers, 53 new" in said
    assert 'address = "more"' in (folder / "paperround.toml").read_text()
    assert not (folder / "papers.db").exists()


def test_the_same_source_twice_is_said_and_changes_nothing(folder) -> None:
    run("source", "add", "cs.CL", "--no-check")
    before = (folder / "paperround.toml").read_text()
    for name in ("arxiv-cs-cl", "other"):
        said = shown("source", "add", "https://rss.arxiv.org/rss/cs.CL", "--no-check", "--name", name, code=1)
        assert "This is watched already, as 'arxiv-cs-cl'. Nothing was changed." in said
    assert "watched already, as 'huggingface'" in shown("source", "add", "https://huggingface.co/papers", code=1)
    assert "called 'huggingface'" in shown("source", "add", "cs.LG", "--name", "huggingface", "--no-check", code=1)
    assert (folder / "paperround.toml").read_text() == before


def test_what_cannot_be_read_is_added_only_if_that_is_wanted(folder) -> None:
    said = shown("source", "add", "./nowhere", code=1)
    assert "its folder is not there" in said
    assert "It was not added. To add it all the same: --yes" in said
    assert names(folder) == ["huggingface", "saved"]
    shown("source", "add", "./nowhere", "--yes")
    assert names(folder) == ["huggingface", "saved", "folder-nowhere"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cs.LG", "--name", "My Source"], "name is 'My Source'; allowed are 1 to 64 of a-z"),
        (["cs.LG", "--every", "2s"], "every must be minutes, hours or days"),
        (["no address"], "this is no address that can be watched"),
        (["https://arxiv.org/abs/2503.02130"], "this is the page of one paper"),
    ],
)
def test_what_cannot_be_a_source_is_refused_and_nothing_is_written(folder, arguments, said) -> None:
    assert said in shown("source", "add", *arguments, "--no-check", code=2)
    assert (folder / "paperround.toml").read_text() == CONFIG


def test_where_there_is_no_configuration_a_small_one_is_written(folder) -> None:
    (folder / "paperround.toml").unlink()
    said = shown("source", "add", "cs.CL", "--no-check")
    assert "There was no configuration, so one was written" in said
    assert names(folder) == ["arxiv-cs-cl"]
    assert (folder / "paperround.toml").stat().st_mode & 0o777 == 0o600


def test_where_there_was_no_configuration_what_is_remembered_is_not_lost_out_of_sight(folder, monkeypatch) -> None:
    (folder / "paperround.toml").unlink()
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    run("reader", "add", "ada", "--mail", "ada@example.org")
    kept = folder / "data" / "paperround" / "paperround.db"
    assert f"What is remembered is kept in {kept}" in shown("source", "add", "cs.CL", "cs.LG", "--no-check")
    assert "ada@example.org" in shown("reader", "list")


def test_addresses_are_added_one_by_one_and_may_be_pasted_without_a_scheme(folder) -> None:
    assert "one by one" in shown("source", "add", "cs.CL", "example.org/feed.xml", "--no-check", code=2)
    shown("source", "add", "example.org/feed.xml", "--no-check")
    assert "feed-example-org" in names(folder)
