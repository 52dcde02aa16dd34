"""Several real processes on one catalog, and real kills in the middle of writing."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from store.outbox import Promise, StoredMatch
from store.profiles import StoredProfile
from store.readers import Way
from store.sql import SqlStore, SqlWriter, check, open_store
from store.sql.address import understand
from store.sql.engine import Mode, connect
from store.sql.tables import metadata
from tests.faults.store_worker import AFTER_THE_COMMIT, PAGES, ingest, ingest_all
from tests.faults.telling_worker import tell
from tests.store.builders import page
from tests.store.readership import an_address, enrol, queue

WORKER, TELLER = (Path(__file__).with_name(name) for name in ("store_worker.py", "telling_worker.py"))
PROCESSES = 4

Dump = dict[str, list[str]]


def start(*arguments: object, script: Path = WORKER) -> subprocess.Popen[str]:
    command = [sys.executable, str(script), *map(str, arguments)]
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # what forks must have no other thread, which may hold a lock
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=alone)


def run_together(*commands: tuple[object, ...], script: Path = WORKER) -> str:
    """Let a process do each at once and see that none of them failed; what they printed."""
    together = start(*(argument for command in commands for argument in command), script=script)
    printed, error = together.communicate(timeout=600)
    assert (together.returncode, error) == (0, "")
    return printed


def dump(url: str) -> Dump:
    """Every row of every table."""
    database = connect(understand(url), busy_seconds=5, create=False)
    try:
        with database.transaction(Mode.READING) as connection:
            return {
                name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                for name, table in metadata.tables.items()
            }
    finally:
        database.engine.dispose()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[Dump]:
    """The catalog after none, one, two … pages that nobody disturbed."""
    file = str(tmp_path_factory.mktemp("undisturbed") / "catalog.db")
    dumps = []
    with closing(open_store(file)) as store:
        dumps.append(dump(file))
        for number in range(len(PAGES)):
            ingest(store, number)
            dumps.append(dump(file))
    return dumps


@pytest.mark.parametrize("times", [2, pytest.param(100, marks=pytest.mark.slow)])
def test_four_processes_that_read_the_same_pages_make_one_catalog(
    lasting_url: str, undisturbed: list[Dump], times: int
) -> None:
    run_together(*(("ingest", lasting_url, first, times) for first in range(PROCESSES)))
    after = dump(lasting_url)
    assert {name: len(rows) for name, rows in after.items()} == {
        name: len(rows) for name, rows in undisturbed[-1].items()
    }
    assert check(lasting_url).findings == ()


def test_reading_the_same_pages_again_changes_nothing(lasting_url: str, undisturbed: list[Dump]) -> None:
    with closing(open_store(lasting_url)) as store:
        ingest_all(store, 0, 3)
    assert dump(lasting_url) == undisturbed[-1]


@pytest.mark.parametrize("times", [20, pytest.param(5000, marks=pytest.mark.slow)])
def test_no_writer_is_told_that_the_database_is_locked(lasting_url: str, times: int) -> None:
    run_together(*(("pages", lasting_url, f"worker {number}", times) for number in range(PROCESSES)))
    report = check(lasting_url)
    assert (report.counts["pages"], report.counts["papers"]) == (PROCESSES * times, PROCESSES * times)
    assert report.findings == ()


@pytest.mark.parametrize("count", [40, pytest.param(5000, marks=pytest.mark.slow)])
def test_four_processes_that_send_at_once_get_each_delivery_to_one_of_them(lasting_url: str, count: int) -> None:
    with closing(open_store(lasting_url)) as store:
        enrol(store)
        queue(store, *map(str, range(count)))
    printed = run_together(*(("send", lasting_url, f"sender {number}", 5) for number in range(PROCESSES)))
    assert Counter(map(int, printed.split())) == dict.fromkeys(range(1, count + 1), 1)
    with closing(open_store(lasting_url)) as store, store.reading() as catalog:
        assert {each.attempts for each in catalog.deliveries(limit=count)} == {1}


KEYWORDS = (("model", "reasoning"), ("language model", "agents"), ("model",), ("training", "-agents"))
"""Of one profile each; the first reader has the first two, which often match the same paper."""


def enrol_readers(store: SqlStore) -> None:
    """Three readers, each told by mail and in a chat."""
    enrol(store, "Ada", "Bo", "Cy")
    with store.writing() as catalog:
        catalog.save_addresses(an_address(reader, f"{reader}", way=Way.CHAT) for reader in (1, 2, 3))
        for number, keywords in enumerate(KEYWORDS):
            mine = StoredProfile(name=f"{number}", keywords=keywords, threshold=1, reader=max(1, number))
            catalog.save_profile(mine)


def counted(
    catalog: SqlWriter, kept: Iterable[Promise] | Iterable[StoredMatch], whose: str
) -> Counter[tuple[int, str, str]]:
    """How often each address or profile has each piece of news of each paper, whichever name that had then."""
    each = [(getattr(one, whose), one.paper, one.news) for one in kept]
    papers = catalog.called({paper for _, paper, _ in each})
    return Counter((number, papers[paper].abstract, news) for number, paper, news in each)


def told(store: SqlStore) -> tuple[Counter[tuple[int, str, str]], Counter[tuple[int, str, str]]]:
    """What was promised and matched."""
    with store.writing() as catalog:
        promised = counted(catalog, catalog.promises(), "address")
        return promised, counted(catalog, catalog.matches(limit=100_000), "profile")


@pytest.mark.parametrize("pages", [1, pytest.param(5, marks=pytest.mark.slow)])
def test_four_processes_that_read_the_same_papers_promise_each_once_to_each_address(
    lasting_url: str, pages: int
) -> None:
    with closing(open_store("sqlite://")) as store:
        enrol_readers(store)
        for number in range(PROCESSES):
            tell(store, number, pages)
        expected = told(store)
    with closing(open_store(lasting_url)) as store:
        enrol_readers(store)
        run_together(*((lasting_url, number, pages) for number in range(PROCESSES)), script=TELLER)
        assert told(store) == expected
        for found in expected:
            assert {news for _, _, news in found} == {"new"}
            assert set(found.values()) == {1}
        assert len(expected[0]) > 30
    assert check(lasting_url).findings == ()


def killed_at(url: str, number: int, point: int) -> bool:
    """Was the process killed, as opposed to done before it reached the point?"""
    worker = start("killed", url, number, point)
    _, error = worker.communicate(timeout=60)
    assert (worker.returncode, error) in {(0, ""), (-9, "")}
    return worker.returncode == -9


def see_that_all_or_nothing_is_there(url: str, undisturbed: list[Dump], number: int) -> None:
    with closing(open_store(url)) as store:
        with store.writing() as catalog:
            recorded = catalog.page_is_recorded(page(f"page {number}").fingerprint)
        assert dump(url) == undisturbed[number + recorded]
        assert check(url).findings == ()


@pytest.mark.parametrize(
    "point", [26, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 13, 39, AFTER_THE_COMMIT))]
)
def test_a_kill_leaves_all_of_a_page_or_nothing_and_the_next_run_completes_it(
    lasting_url: str, undisturbed: list[Dump], point: int
) -> None:
    with closing(open_store(lasting_url)) as store:
        ingest(store, 0)
    assert killed_at(lasting_url, 1, point)
    see_that_all_or_nothing_is_there(lasting_url, undisturbed, 1)
    with closing(open_store(lasting_url)) as store:
        ingest_all(store, 0, 1)
    assert dump(lasting_url) == undisturbed[-1]


@pytest.mark.slow
def test_a_kill_at_any_point_leaves_all_of_a_page_or_nothing(lasting_url: str, undisturbed: list[Dump]) -> None:
    points = 0
    with closing(open_store(lasting_url)) as store:
        ingest(store, 0)
    while killed_at(lasting_url, 1, points + 1):
        points += 1
        see_that_all_or_nothing_is_there(lasting_url, undisturbed, 1)
    assert points >= 20
