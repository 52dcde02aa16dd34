"""``paperround source quarantine`` and ``reparse``: pages that wait, and what becomes of them."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from store.api import Store
from store.sql import open_store
from store.watch import LookResult, PutAside
from tests.bot.cli.sources_world import AT, NOW, in_a_folder, run, shown
from tests.scrapers.page_builders import SEEDS

SEED = min(SEEDS.glob("*.txt")).read_bytes()
JUNK = b"<html>nothing here</html>"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three pages wait: one that can be read by now, one that has too little, one that is junk."""
    folder = in_a_folder(tmp_path, monkeypatch)
    with closing(opened(folder)) as store, store.writing() as catalog:
        for number, (result, body) in enumerate(
            ((LookResult.CHANGED, SEED), (LookResult.PARTIAL, SEED + b"\n"), (LookResult.CHANGED, JUNK)), start=1
        ):
            page = PutAside(
                source="saved",
                run="r",
                day=None,
                address=f"page-{number}.txt",
                media_type="text/html; charset=utf-8" if body == JUNK else "",
                received_at=AT - timedelta(hours=number),
                result=result,
                said=f"Because of {number}.",
                size=len(body),
                body=body,
            )
            assert catalog.put_page_aside(page) == number
    return folder


def opened(folder: Path) -> Store:
    return open_store(f"sqlite:///{folder / 'papers.db'}")


def waiting() -> list[int]:
    return [page["number"] for page in json.loads(run("source", "quarantine", "--json").stdout)]


def test_what_waits_is_listed_with_why(folder) -> None:
    said = shown("source", "quarantine", "--now", NOW)
    assert "3 saved, 2026-11-18 12:00 UTC, 25 bytes: changed page-3.txt Because of 3." in said
    assert "3 pages. Look at one: paperround source quarantine --show NUMBER" in said
    assert waiting() == [3, 2, 1]
    assert "Did you mean 'huggingface'? There are: huggingface" in shown("source", "quarantine", "hugingface", code=2)


def test_a_page_is_saved_as_it_came_and_replaces_nothing(folder) -> None:
    assert "Saved: page-3.html, 25 bytes of page-3.txt" in shown("source", "quarantine", "--show", "3")
    assert (folder / "page-3.html").read_bytes() == JUNK
    assert "is there already" in shown("source", "quarantine", "--show", "1", "--out", "page-3.html", code=1)
    assert (folder / "page-3.html").read_bytes() == JUNK
    assert "no page 99 put aside. See which are: paperround" in shown("source", "quarantine", "--show", "99", code=1)
    saved = json.loads(run("source", "quarantine", "--show", "3", "--out", "other", "--json").stdout)
    assert (saved["number"], saved["saved_as"]) == (3, "other")
    assert "--show NUMBER" in shown("source", "quarantine", "--out", "x", code=2)


def test_pages_that_are_understood_by_now_are_recorded_and_the_others_wait_on(folder) -> None:
    said = shown("source", "reparse", "--all", "--now", NOW, code=1)
    assert "1 (saved): recorded, 53 papers, 53 new" in said
    assert "2 (saved): It has suspiciously little" in said
    assert "3 (saved): page-3.txt: " in said
    assert waiting() == [3, 2]
    report = json.loads(run("source", "reparse", "2", "--accept", "--json").stdout)
    assert [(each["number"], each["recorded"], each["new"]) for each in report] == [(2, True, 0)]
    assert waiting() == [3]
    with closing(opened(folder)) as store, store.reading() as catalog:
        assert catalog.paper_count() == 53


@pytest.mark.parametrize("told", [True, False])
def test_readers_are_promised_what_is_found_late_unless_nobody_is_to_be_told(folder, told) -> None:
    run("reader", "add", "ada", "--console", "--now", "2026-11-01")
    run("profile", "add", "ada", "mine: language model, training", "--threshold", "1", "--now", "2026-11-01")
    more = [] if told else ["--tell-nobody"]
    [reread] = json.loads(run("source", "reparse", "1", *more, "--now", NOW, "--json").stdout)
    assert (reread["new"], reread["promised"] > 0) == (53, told)


def test_a_number_that_is_not_there_is_refused_before_anything_is_read(folder) -> None:
    run("source", "reparse", "1", "99", code=1)
    assert waiting() == [3, 2, 1]
    assert "--all" in shown("source", "reparse", code=2)
    run("source", "reparse", "1", "--all", code=2)


def test_a_page_that_nobody_wants_is_dropped_for_good(folder) -> None:
    assert "--drop goes alone" in shown("source", "quarantine", "--drop", "1", "--show", "1", code=2)
    shown("source", "quarantine", "--drop", "1", "--drop", "99", code=1)
    assert waiting() == [3, 2, 1]
    assert "2 pages dropped." in shown("source", "quarantine", "--drop", "1", "--drop", "3")
    assert waiting() == [2]
    assert "It was settled before" in shown("source", "reparse", "3")
