"""The benchmarks run: on few profiles, papers, deliveries and mails, without PostgreSQL, whatever the figures are."""

import re
import shutil
import subprocess
import sys

import pytest

from benchmarks.reverse.mixture import any_answer, mixed
from benchmarks.reverse.ours import KERNELS
from benchmarks.reverse.papers import day_of, real_statistics
from benchmarks.reverse.vocabulary import vocabulary
from benchmarks.reverse.workload import as_profile
from bot.core.matching.analysis import analyse
from bot.core.matching.index import ProfileIndex
from tests.conftest import ROOT


def run(script, *arguments):
    command = [sys.executable, str(ROOT / "benchmarks" / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_engine_finds_the_same_pairs_as_the_index():
    comparable = pytest.importorskip("benchmarks.reverse.comparable")  # which needs scipy
    day = [analyse(paper) for paper in day_of(10)]
    words, _ = comparable.comparable_vocabulary(vocabulary(), day)
    questions = list(mixed(words, day, any_answer).questions(300))
    index = ProfileIndex.build(map(as_profile, questions))
    found = {kernel: len(index.match(day, real_statistics(), kernel=kernel, minimum=0.0)) for kernel in KERNELS}
    for engine, ask in comparable.IN_PROCESS.items():
        with ask(questions, day) as count:
            found[engine] = count()
    assert found == dict.fromkeys(found, found["numpy"])
    assert found["numpy"] > 100


@pytest.mark.slow
def test_reverse_search_runs_and_sees_that_all_engines_agree():
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


def test_the_claims_of_the_outbox_are_counted_beside_a_plain_table():
    done = run("outbox_claims.py", "--waiting", "30", "--senders", "2", "--turns", "1", "--databases", "sqlite")
    assert done.returncode == 0, done.stderr or done.stdout
    assert re.search(r"sqlite +2( +[\d.,]+){3} +0/0\n", done.stdout)


def test_a_day_of_digests_is_measured_from_page_to_mail():
    sizes = ("--readers", "50", "--papers", "20", "--mails", "10", "--databases", "sqlite")
    done = run("digests.py", *sizes)
    assert done.returncode == 0, done.stderr
    assert re.search(r"a plain loop +[\d.]+ +1\n +sqlite +[\d.]+ +[\d.]+\n", done.stdout)


@pytest.mark.skipif(not shutil.which("openssl"), reason="the benchmark's key is made by openssl")
def test_the_mails_of_a_second_are_counted():
    done = run("send_mail.py", "--mails", "20", "--turns", "1")
    assert re.search(r"the mail channel +\d+ a second", done.stdout), done.stderr


def test_looks_at_sources_are_timed_beside_a_plain_script():
    done = run("watch_sources.py", "--looks", "2", "--turns", "1")
    assert done.returncode == 0, done.stderr or done.stdout
    for situation in ("unchanged", "changed, no paper new", "changed, all papers new"):
        assert re.search(rf"{situation}( +[\d.]+){{5}}\n", done.stdout)
