"""RELIABILITY S2: a replay killed at any point leaves a catalog that the next one completes as if nothing happened."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support import every_row

_CHILD = '''
import os, signal, sys
from contextlib import contextmanager
from pathlib import Path

from bot.app.replay import read_pages, replay
from bot.wiring import background, page_files
from store.sql import open_store

path, fatal = sys.argv[1], int(sys.argv[2])
passed = 0


def point():
    global passed
    passed += 1
    if passed == fatal:
        os.kill(os.getpid(), signal.SIGKILL)


class Mortal:
    """A catalog's writer that may die before and after each sentence of the conversation."""

    def __init__(self, writer):
        self._writer = writer

    def __getattr__(self, name):
        asked = getattr(self._writer, name)

        def answer(*arguments):
            point()
            answered = asked(*arguments)
            point()
            return answered

        return answer


class MortalStore:
    def __init__(self, store):
        self._store = store
        self.reading = store.reading

    @contextmanager
    def writing(self):
        with self._store.writing() as writer:
            yield Mortal(writer)
        point()


pages = read_pages(page_files([Path("seeds")], None))
for _ in replay(MortalStore(open_store("sqlite:///" + path)), pages, [], background()):
    pass
print(passed)
'''


def child(path: Path, fatal: int) -> subprocess.CompletedProcess[str]:
    """A replay of the dumps in a process of its own that dies at the given point (0: never)."""
    return subprocess.run(
        [sys.executable, "-c", _CHILD, str(path), str(fatal)], capture_output=True, text=True, check=False, cwd=ROOT
    )


def assert_every_death_is_mended(tmp_path: Path, points: list[int]) -> None:
    whole = tmp_path / "whole.db"
    assert child(whole, 0).returncode == 0
    expected = every_row(whole)
    for fatal in points:
        path = tmp_path / f"killed-{fatal}.db"
        assert child(path, fatal).returncode == -9
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()
        assert child(path, 0).returncode == 0
        assert every_row(path) == expected, f"killed at point {fatal}"


def test_a_replay_killed_before_recording_and_after_committing_is_completed_by_the_next(tmp_path: Path) -> None:
    assert_every_death_is_mended(tmp_path, [7, 9])


@pytest.mark.slow
def test_a_replay_killed_at_any_point_is_completed_by_the_next(tmp_path: Path) -> None:
    points = int(child(tmp_path / "count.db", 0).stdout)
    assert points >= 20
    assert_every_death_is_mended(tmp_path, list(range(1, points + 1)))
