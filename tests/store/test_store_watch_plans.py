"""What is asked at every look at a source uses an index, however many there were: the databases' own plans say so."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from sqlalchemy import update

from store.outbox import Gathered
from store.sql import SqlStore, SqlTiming, SqlWriter
from store.sql.address import understand
from store.sql.engine import Database, Mode, connect
from store.sql.schema import prepare
from store.sql.tables import sightings
from store.watch import LookResult
from tests.store.builders import NOON, SOURCE, page
from tests.store.crowd import READERS, fill_outbox, later
from tests.store.large import fill
from tests.store.plans import ask_and_undo, plans, scanned
from tests.store.readership import DAY, MINUTE, a_delivery
from tests.store.test_store_watch import a_day, a_look, a_page, an_incident, an_odd_page, tidied

SOURCES = 20
LOOKS = 400


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def watched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """So much of everything that a scan would be seen in the plan."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('watched') / 'catalog.db'}"
    else:
        url = str(request.getfixturevalue("module_postgres_url"))
    database = connect(understand(url), busy_seconds=5, create=True)
    prepare(database)
    with database.transaction(Mode.WRITING) as connection:
        fill(connection, LOOKS)
        connection.execute(update(sightings).where(sightings.c.rank <= 3).values(counted_at=later(-1)))
    store = SqlStore(database)
    with store.writing() as catalog:
        fill_outbox(catalog)
        for number in range(READERS):
            catalog.record(SOURCE, page(f"empty {number}"), (), later(number), run=f"r{number}")
        fill_watch(catalog)
    with store.timing() as timer:
        for number in range(LOOKS):
            timer.ensure_job(f"job {number}", later(-1))
            timer.take_lease(f"lease {number}", "a", later(0), later(1))
            timer.release_host(f"host {number}", busy_until=later(-1), free_at=later(-1))
            timer.forbid_host(f"host {number}", later(-1))
    with database.transaction(Mode.WRITING) as connection:
        connection.exec_driver_sql("ANALYZE")
    yield database
    store.close()


def fill_watch(catalog: SqlWriter) -> None:
    """Looks and days of every source, pages of theirs that are known or put aside, an incident of each."""
    for number in range(LOOKS):
        source = f"source {number % SOURCES}"
        result = LookResult.NEWS if number // SOURCES else LookResult.FAILED
        catalog.add_look(a_look(result, number, source=source))
        catalog.keep_day(a_day(f"2025-01-{number // SOURCES + 1:02}", source=source))
        catalog.keep_page(a_page(source=source, address=f"page {number}"))
        if number < SOURCES * 10:
            catalog.put_page_aside(an_odd_page(f"{number}".encode(), source=source))
        catalog.open_incident(an_incident(f"{number}", told_at=later(0) if number else None))


def look_after_sources(catalog: SqlWriter) -> None:
    assert len(catalog.looks(source="source 7")) == LOOKS // SOURCES
    assert len(catalog.looks(source="source 7", results=[LookResult.NEWS])) == LOOKS // SOURCES - 1
    assert len(catalog.looks(since=later(LOOKS - 10), limit=5)) == 5
    assert len(catalog.last_looks()) == len(catalog.last_looks([LookResult.NEWS])) == SOURCES
    assert len(catalog.listing_days("source 7", since="2025-01-02")) == LOOKS // SOURCES - 1
    assert len(catalog.put_aside(source="source 7")) == 10
    assert len(catalog.incidents(untold=True)) == 1
    assert catalog.known_page("source 7", "page 7") is not None
    assert catalog.put_page_aside(an_odd_page(b"7", source="source 7")) < SOURCES * 10
    assert not catalog.open_incident(an_incident("7"))
    assert catalog.end_incident("7", NOON)
    catalog.settle_page(7, NOON)
    catalog.forget_pages("source 8", ["page 8"])
    catalog.forget_source("source 9")
    went = tidied(
        catalog, looks=later(2 * SOURCES), pages=later(-1), sightings=later(0) + 9 * DAY, versions=NOON, hosts=NOON
    )
    assert [*went.values()][:5] == [SOURCES, 1, 0, 0, LOOKS]


def look_at_counts_and_runs(catalog: SqlWriter) -> None:
    assert len(catalog.counts_between(later(-2), later(-1))) == 3
    (kept,) = catalog.gather([Gathered(delivery=a_delivery("runs", 7, 7), shown=(READERS + 7,))])
    assert catalog.runs_of([kept.number]) == {}


def time_jobs(timer: SqlTiming) -> None:
    for tick in range(2):
        now = later(tick)
        assert timer.claim_job("job 7", "a", now, lease=MINUTE, even_if_early=False)
        timer.hurry("job 7", now)
        assert timer.keep_job("job 7", "a", now)
        assert timer.end_job("job 7", "a", now, next_due_at=now)
        assert timer.ensure_job("job 7", now).runs == tick + 1
        assert timer.take_lease("leader", "a", now, now).owner == "a"
        timer.give_lease_back("leader", "a")
        timer.forbid_host("host 7", now)
        timer.release_host("host 7", busy_until=now, free_at=now)
        assert timer.reserve_host("host 7", now, free_at=now, busy_until=now) is None


def ask(watched: Database, question: Callable[[SqlWriter], None]) -> None:
    ask_and_undo(SqlStore(watched).writing(), question)


def test_no_table_is_scanned_to_look_after_sources(watched: Database) -> None:
    for question in (look_after_sources, look_at_counts_and_runs):
        asking = partial(ask, watched, question)
        # What is untold is an index of its own, and the sources' names are found by going along one.
        small = ("ix_incidents_untold", "SCAN names", "WorkTable Scan", "SCAN (subquery", "SCAN seen")
        assert not [line for line in scanned(watched, asking) if not any(each in line for each in small)]
    assert scanned(watched, lambda: ask_and_undo(SqlStore(watched).timing(), time_jobs)) == set()


def test_counts_and_the_last_looks_are_read_along_their_own_indexes(watched: Database) -> None:
    lines = [
        line
        for each in (look_after_sources, look_at_counts_and_runs)
        for line in plans(watched, partial(ask, watched, each))
    ]
    for index in ("ix_sightings_counted_at", "ix_looks_source_result_ended_at", "ix_arrivals_recorded_at"):
        assert any(index in line for line in lines), index
