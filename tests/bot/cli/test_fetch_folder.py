"""``paperround fetch`` of a folder that is watched: real files, what waits, what is said when it is gone."""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import root
from bot.watched_folder import files_in
from scrapers.errors import FetchError
from scrapers.kinds.types import WatchedSource

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
CONFIG = """
database_url = "papers.db"
[[sources]]
name = "saved"
kind = "dump"
address = "pages"
"""


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A watched folder with two pages that were saved long ago."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("DATABASE_URL", "CONFIG"):
        monkeypatch.delenv(f"PAPERROUND_{name}", raising=False)
    (tmp_path / "paperround.toml").write_text(CONFIG)
    folder = tmp_path / "pages"
    folder.mkdir()
    for seed in sorted(SEEDS.glob("*.txt"))[:2]:
        os.utime(shutil.copy(seed, folder), (1_700_000_000, 1_700_000_000))
    (folder / "notes.md").write_text("No page.")
    return folder


def fetch(code: int = 0) -> str:
    result: Result = CliRunner(catch_exceptions=False).invoke(root, ["fetch"])
    assert result.exit_code == code, result.output
    return " ".join(result.stdout.split())


def test_the_files_of_a_folder_are_read_in_order_and_once(pages) -> None:
    told = fetch()
    assert "saved news 53 53 saved news 37 15" in told
    assert "saved unchanged 0 0" in fetch()


def test_a_file_saved_just_now_waits_for_the_next_look(pages) -> None:
    fetch()
    shutil.copyfile(sorted(SEEDS.glob("*.txt"))[2], pages / "new.txt")
    assert "saved unchanged 0 0" in fetch()
    os.utime(pages / "new.txt", (1_700_000_000, 1_700_000_000))
    assert "saved news 83 63" in fetch()


def test_a_folder_that_is_gone_is_a_failure_with_its_cure(pages) -> None:
    shutil.rmtree(pages)
    assert "saved: its folder is not there. Make it, or change its address in the settings." in fetch(code=1)
    pages.mkdir()
    assert "saved empty 0 0" in fetch()


def test_a_link_out_of_the_folder_is_left_out_and_said(pages, tmp_path) -> None:
    secret = tmp_path / "settings.toml"
    secret.write_text('smtp_url = "smtp://u:LINKSECRET@mail"')
    os.utime(secret, (1_700_000_000, 1_700_000_000))
    (pages / "link.txt").symlink_to(secret)
    (pages / "again.txt").symlink_to(min(pages.glob("0*.txt")))
    told = fetch()
    assert "Left out, for it leads out of the folder: link.txt." in told
    assert "again.txt" not in told
    with sqlite3.connect(tmp_path / "papers.db") as catalog:
        kept = "\n".join(catalog.iterdump())
    assert "LINKSECRET" not in kept
    assert "again.txt" in kept


def test_a_file_that_became_a_link_after_it_was_seen_is_not_followed(pages, tmp_path) -> None:
    (tmp_path / "secret").write_text("LINKSECRET")
    [first, *_] = files_in(WatchedSource(name="saved", kind="dump", address=str(pages)))
    (pages / first.name).unlink()
    (pages / first.name).symlink_to(tmp_path / "secret")
    with pytest.raises(FetchError, match="leads out of the folder"):
        first.read()


def test_what_is_kept_of_a_file_that_is_no_page_does_not_quote_it(pages, tmp_path) -> None:
    (pages / "odd.txt").write_text('dear "diary", nobody must read this')
    os.utime(pages / "odd.txt", (1_700_000_000, 1_700_000_000))
    assert 'odd.txt: plain text that is no list of papers; it begins "…".' in fetch(1)
    with sqlite3.connect(tmp_path / "papers.db") as catalog:
        kept = [line for line in catalog.iterdump() if "no list of papers" in line]
    assert len(kept) > 1
    assert not [line for line in kept if "diary" in line]
    assert '"diary"' in CliRunner().invoke(root, ["source", "check", "saved"]).stdout
