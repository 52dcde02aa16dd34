"""How long does it take to record a listing of 1,000 papers, and does it matter how many papers are known already?

Timed is what a run does with the store: look up what is known of the listing's papers, write down what was decided,
commit. Half of the papers are known, with other counts than before; half are new. Beside it stands what one would
write oneself: a table of titles, asked and added to paper by paper.

    python benchmarks/record_listing.py [--sizes 1000,100000,1000000] [--databases sqlite,postgresql]

The PostgreSQL server is that of PAPERROUND_TEST_POSTGRES; a database is made on it and dropped again.
"""

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url

from store.records import ChangeKind, Counts, Decision
from store.sql import SqlStore, open_store
from store.sql.address import understand
from store.sql.engine import Mode, connect
from store.sql.schema import prepare
from tests.store.builders import NOON, SOURCE, decision, page, paper
from tests.store.large import fill, hashes_of, told_of

POSTGRES = os.environ.get("PAPERROUND_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")
LISTING = 1000

FASTER = {
    "sqlite": ["PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA foreign_keys = OFF"],
    "postgresql": ["SET session_replication_role = replica", "SET synchronous_commit = off"],
}
"""What makes filling quick: no journal, no waiting for the disk, no looking up of foreign keys."""


@contextmanager
def empty_database(kind: str) -> Iterator[str]:
    """The address of a new database, which is gone afterwards."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/catalog.db"
        return
    name = f"paperround_benchmark_{uuid4().hex}"
    url = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


def fill_catalog(kind: str, url: str, size: int) -> float:
    """Fill a new catalog; the seconds it took."""
    started = time.perf_counter()
    database = connect(understand(url), busy_seconds=5, create=True)
    prepare(database)
    database.engine.dispose()
    hurry(database.engine, FASTER[kind])
    with database.transaction(Mode.WRITING) as connection:
        fill(connection, size)
    with database.transaction(Mode.WRITING) as connection:
        connection.execute(text("ANALYZE"))
    database.engine.dispose()
    return time.perf_counter() - started


def hurry(engine: Engine, statements: Sequence[str]) -> None:
    """Run these statements on every new connection."""

    @event.listens_for(engine, "connect")
    def run(connection: sqlite3.Connection, _record: object) -> None:
        with closing(connection.cursor()) as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.commit()


def listing_numbers(size: int, turn: int) -> list[int]:
    """Which papers the listing of this turn holds: half from all over the catalog, half beyond its end."""
    half = LISTING // 2
    known = {(turn * 7919 + step * max(1, size // half)) % size + 1 for step in range(half)}
    first = size + turn * LISTING
    return sorted(known) + list(range(first + 1, first + LISTING - len(known) + 1))


def time_recording(store: SqlStore, size: int, turn: int) -> tuple[float, float]:
    """Seconds for looking up, and for writing down and committing, one fresh listing."""
    numbers = listing_numbers(size, turn)
    told = {number: told_of(number) for number in numbers}
    names = [name for said in told.values() for name in said.identifiers]
    started = time.perf_counter()
    with store.writing() as catalog:
        known = {name: each for each in catalog.known(names, ()) for name in each.identifiers}
        strangers = [number for number, said in told.items() if said.identifiers[0] not in known]
        catalog.known((), [value for number in strangers for value in hashes_of(number)])
        looked_up = time.perf_counter()
        decisions: list[Decision] = []
        for rank, (number, said) in enumerate(told.items(), start=1):
            counts = Counts(upvotes=1000 + turn, observed_at=NOON)
            each = known.get(said.identifiers[0])
            if each is None:
                brought = paper(said, abstract=said.abstract, authors=said.authors, counts=counts)
                found_by = hashes_of(number)
                decisions.append(decision(said, slot=-rank, rank=rank, paper=brought, fingerprints=found_by))
            else:
                moved = replace(each.paper, counts=counts)
                repeat = decision(each.statements[0], slot=each.paper_id, rank=rank, kind=ChangeKind.MOVED)
                decisions.append(replace(repeat, paper=moved, counts=counts))
        decided = time.perf_counter()
        catalog.record(SOURCE, page(f"turn {turn}", entry_count=LISTING), decisions)
    return looked_up - started, time.perf_counter() - decided


def time_by_hand(folder: str, size: int, turns: int) -> float:
    """Median seconds of what one would write oneself: SELECT and INSERT paper by paper, committed each time."""
    seconds = []
    with closing(sqlite3.connect(Path(folder) / "by_hand.db")) as connection:
        connection.execute("CREATE TABLE papers (title TEXT PRIMARY KEY, url TEXT)")
        rows = ((told_of(number).title, "https://papers.example/") for number in range(1, size + 1))
        connection.executemany("INSERT INTO papers VALUES (?, ?)", rows)
        connection.commit()
        for turn in range(turns):
            titles = [told_of(number).title for number in listing_numbers(size, turn)]
            started = time.perf_counter()
            for title in titles:
                if connection.execute("SELECT 1 FROM papers WHERE title = ?", (title,)).fetchone() is None:
                    connection.execute("INSERT INTO papers VALUES (?, ?)", (title, "https://papers.example/"))
                    connection.commit()
            seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def measure(kind: str, size: int, turns: int) -> float:
    """Fill a catalog, record listings, print a line; the median seconds of a listing."""
    with empty_database(kind) as url:
        filled = fill_catalog(kind, url, size)
        with closing(open_store(url)) as store:
            pairs = [time_recording(store, size, turn) for turn in range(turns)]
    totals = [sum(pair) for pair in pairs]
    median = statistics.median(totals)
    looking, writing = (statistics.median(part) for part in zip(*pairs, strict=True))
    print(
        f"{kind:<12}{size:>10,}{looking:>10.3f}{writing:>10.3f}{median:>10.3f}{max(totals):>10.3f}{filled:>10.1f}",
        flush=True,
    )
    return median


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Recording a listing of 1,000 papers, by the size of the catalog.")
    parser.add_argument("--sizes", default="1000,100000,1000000", help="papers known before, smallest first")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--turns", type=int, default=9, help="listings recorded per catalog")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    print(
        f"Seconds to record a listing of {LISTING} papers, half of them known; medians of {options.turns} listings.\n"
    )
    print(f"{'':<12}{'known':>10}{'look up':>10}{'write':>10}{'together':>10}{'worst':>10}{'filling':>10}")
    medians = {kind: [measure(kind, size, options.turns) for size in sizes] for kind in options.databases.split(",")}
    by_hand = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            by_hand.append(time_by_hand(folder, size, min(3, options.turns)))
        print(f"{'by hand':<12}{size:>10,}{'':>20}{by_hand[-1]:>10.3f}", flush=True)
    print()
    for kind, seconds in medians.items():
        print(f"{kind}: the largest catalog takes {seconds[-1] / seconds[0]:.2f} times as long as the smallest,")
        print(f"  {by_hand[-1] / seconds[-1]:.1f} times as fast as by hand with {sizes[-1]:,} papers.")


if __name__ == "__main__":
    main()
