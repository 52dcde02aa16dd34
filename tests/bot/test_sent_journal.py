"""The journal of what was sent: it forgets nothing it was told, survives torn files, and is its owner's alone."""

import os
import stat
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sent_journal import RECORD, SentJournal
from tests.conftest import ROOT

DAY = date(2026, 11, 1)


def test_what_was_added_is_had_by_this_journal_and_by_the_next(tmp_path: Path) -> None:
    journal = SentJournal(tmp_path / "deep" / "sent")
    assert not journal.has("ada arxiv:1 new")
    journal.add(["ada arxiv:1 new", "bob arxiv:1 new"], DAY)
    journal.add(["ada arxiv:2 new"], date(2026, 11, 2))
    for each in (journal, SentJournal(tmp_path / "deep" / "sent")):
        assert all(map(each.has, ("ada arxiv:1 new", "bob arxiv:1 new", "ada arxiv:2 new")))
        assert not each.has("ada arxiv:1 revised 17")


def test_asking_makes_no_folder_and_adding_nothing_makes_none_either(tmp_path: Path) -> None:
    journal = SentJournal(tmp_path / "sent")
    assert not journal.has("x")
    journal.add([], DAY)
    assert journal.prune(DAY) == 0
    assert not (tmp_path / "sent").exists()


@given(st.sets(st.text(max_size=20)), st.sets(st.text(max_size=20)))
def test_it_has_what_was_added_and_nothing_else(tmp_path_factory, added, others):
    folder = tmp_path_factory.mktemp("sent")
    SentJournal(folder).add(sorted(added), DAY)
    journal = SentJournal(folder)
    assert {text for text in added | others if journal.has(text)} == added


@pytest.mark.parametrize("torn", range(1, RECORD))
def test_a_torn_record_is_passed_over_and_what_comes_after_it_is_whole(tmp_path: Path, torn: int) -> None:
    SentJournal(tmp_path).add(["first", "second", "lost"], DAY)
    path = tmp_path / "2026-11-01.sent"
    path.write_bytes(path.read_bytes()[:-torn])
    journal = SentJournal(tmp_path)
    assert [journal.has(each) for each in ("first", "second", "lost")] == [True, True, False]
    SentJournal(tmp_path).add(["third"], DAY)
    after = SentJournal(tmp_path)
    assert [after.has(each) for each in ("first", "second", "lost", "third")] == [True, True, False, True]
    assert path.stat().st_size == 3 * RECORD


def test_old_days_are_forgotten_and_other_files_left_alone(tmp_path: Path) -> None:
    journal = SentJournal(tmp_path)
    for day in (1, 2, 3):
        journal.add([f"day {day}"], date(2026, 11, day))
    for name in ("notes.txt", "2026-02-30.sent", "2020-01-01.sent.bak"):
        (tmp_path / name).write_bytes(b"x" * RECORD)
    assert journal.prune(date(2026, 11, 3)) == 2
    after = SentJournal(tmp_path)
    assert [after.has(f"day {day}") for day in (1, 2, 3)] == [False, False, True]
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
def test_folder_and_files_are_their_owners_alone(tmp_path: Path) -> None:
    SentJournal(tmp_path / "sent").add(["x"], DAY)
    assert stat.S_IMODE((tmp_path / "sent").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "sent" / "2026-11-01.sent").stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_is_an_error_and_nothing_counts_as_remembered(tmp_path: Path) -> None:
    (tmp_path / "sent").write_text("a file, no folder")
    journal = SentJournal(tmp_path / "sent")
    with pytest.raises(OSError, match="sent"):
        journal.add(["x"], DAY)
    with pytest.raises(OSError, match="sent"):
        journal.has("x")


def test_nothing_can_be_read_back_from_it(tmp_path: Path) -> None:
    SentJournal(tmp_path).add(["ada@example.org arxiv:2406.02900 new"], DAY)
    assert b"ada" not in (tmp_path / "2026-11-01.sent").read_bytes()


def test_processes_that_add_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    script = (
        "import sys; from datetime import date; from pathlib import Path; from bot.sent_journal import SentJournal\n"
        "journal = SentJournal(Path(sys.argv[1]))\n"
        "for number in range(300): journal.add([f'{sys.argv[2]} {number}', f'{sys.argv[2]} {number} too'],"
        " date(2026, 11, 1))"
    )
    several = [subprocess.Popen([sys.executable, "-c", script, tmp_path, name], cwd=ROOT) for name in ("a", "b", "c")]
    assert [each.wait(timeout=60) for each in several] == [0, 0, 0]
    journal = SentJournal(tmp_path)
    assert all(journal.has(f"{name} {number}{end}") for name in "abc" for number in range(300) for end in ("", " too"))
    assert (tmp_path / "2026-11-01.sent").stat().st_size == 3 * 300 * 2 * RECORD


def test_a_million_records_are_loaded_within_a_second(tmp_path: Path) -> None:
    journal = SentJournal(tmp_path)
    for day in range(1, 11):
        journal.add((f"{day} {number}" for number in range(100_000)), date(2026, 11, day))
    after, begin = SentJournal(tmp_path), time.process_time()
    assert after.has("10 99999")
    assert time.process_time() - begin < 1
    assert not after.has("11 1")
