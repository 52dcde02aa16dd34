"""Several real processes on one catalog, and real kills in the middle of writing."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from store.sql import check, open_store
from store.sql.address import understand
from store.sql.engine import Mode, connect
from store.sql.tables import metadata
from tests.faults.store_worker import AFTER_THE_COMMIT, PAGES, ingest, ingest_all
from tests.store.builders import page

WORKER = str(Path(__file__).with_name("store_worker.py"))
PROCESSES = 4

Dump = dict[str, list[str]]


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, WORKER, *map(str, arguments)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def run_together(*commands: tuple[object, ...]) -> None:
    """Start the workers at once and see that none of them failed."""
    workers = [start(*command) for command in commands]
    errors = [worker.communicate(timeout=600)[1] for worker in workers]
    assert [(worker.returncode, error) for worker, error in zip(workers, errors, strict=True)] == [(0, "")] * len(
        workers
    )


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


@pytest.mark.parametrize("times", [10, pytest.param(100, marks=pytest.mark.slow)])
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


@pytest.mark.parametrize("times", [100, pytest.param(5000, marks=pytest.mark.slow)])
def test_no_writer_is_told_that_the_database_is_locked(lasting_url: str, times: int) -> None:
    run_together(*(("pages", lasting_url, f"worker {number}", times) for number in range(PROCESSES)))
    report = check(lasting_url)
    assert (report.counts["pages"], report.counts["papers"]) == (PROCESSES * times, PROCESSES * times)
    assert report.findings == ()


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


@pytest.mark.parametrize("point", [1, 13, 26, 39, AFTER_THE_COMMIT])
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
