"""The benchmarks of matching run: on few profiles and papers, without PostgreSQL, whatever the figures are."""

import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT


def run(script, *arguments):
    command = [sys.executable, str(ROOT / "benchmarks" / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_engine_finds_the_same_pairs_as_the_index():
    pytest.importorskip("scipy")
    done = run("reverse_search.py", "--smoke")
    assert done.returncode == 0, done.stderr or done.stdout
    assert "All engines found the same number of pairs." in done.stdout
    for engine in ("scipy.sparse", "SQLite FTS5", "compiled regular expressions"):
        assert engine in done.stdout


def test_the_speed_of_analysing_and_scoring_is_printed():
    done = run("match_text.py", "--profiles", "2", "--papers", "3", "--turns", "1")
    assert done.returncode == 0, done.stderr
    assert re.search(r"analysing, words known +≥ 5 MB/s +[\d.,]+ MB/s", done.stdout)
