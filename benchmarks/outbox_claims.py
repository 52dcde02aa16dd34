"""How many deliveries a second are claimed and settled, by one sender and by several at once, beside a plain table?

Ours is what a sender does with the store: claim five, then begin and settle each, in transactions of their own. Beside
it stands what one would write oneself on the same database, with the same settings and an index: ``UPDATE outbox SET
taken = 1 WHERE id = (SELECT id … LIMIT 1)``, and a second update when the message is sent; it keeps no lease and no
attempts, so what a sender that died had taken is lost. Each sender is a process. Turns alternate, and the median of
each counts.

    python benchmarks/outbox_claims.py [--waiting 2000] [--senders 1,4] [--turns 3] [--databases sqlite,postgresql]

The PostgreSQL server is that of PAPERROUND_TEST_POSTGRES; a database is made on it and dropped again. The exit code is
1 if ours took a delivery twice, or left one.
"""

import argparse
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psycopg
from sqlalchemy.engine import make_url

from benchmarks.record_listing import empty_database
from benchmarks.reverse.report import print_machine, print_table
from store.outbox import DeliveryState, Gathered, Outcome
from store.readers import Way
from store.sql import open_store
from store.sql.address import understand
from store.sql.engine import Mode, connect
from tests.store.builders import NOON
from tests.store.readership import a_delivery, a_reader, an_address

BATCH = 5
"""So many deliveries a sender takes at a time: as many as :mod:`bot.app.deliver`."""

LEASE = timedelta(hours=1)
PATIENCE = 60
"""Seconds to wait for other writers, and for the other senders to be ready."""

TABLE = (
    "CREATE TABLE outbox (id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, "
    "taken INTEGER NOT NULL DEFAULT 0, sent INTEGER NOT NULL DEFAULT 0)"
)
INDEX = "CREATE INDEX outbox_waiting ON outbox (taken, id)"
TAKE = (
    "UPDATE outbox SET taken = 1 WHERE id = (SELECT id FROM outbox WHERE taken = 0 ORDER BY id LIMIT 1) "
    "RETURNING id, recipient"
)
SENT = "UPDATE outbox SET sent = 1 WHERE id = "

Send = Callable[[str, str, Barrier], tuple[float, float, list[int]]]
"""Takes the database's address and the sender's name; answers when it began and ended, and what it took, as often."""


class Run(NamedTuple):
    """What several senders did together.

    :ivar rate: deliveries a second, each counted once. :ivar twice: how often one was taken that had been taken before.
    """

    rate: float
    twice: int


def send_ours(url: str, owner: str, together: Barrier) -> tuple[float, float, list[int]]:
    """A sender with the store."""
    taken: list[int] = []
    with closing(open_store(url, busy_seconds=PATIENCE)) as store:
        with store.sending() as outbox:
            outbox.claim(owner, NOON - LEASE, lease=LEASE, limit=BATCH, ways=tuple(Way))
        together.wait(PATIENCE)
        started = time.perf_counter()
        while True:
            with store.sending() as outbox:
                claimed = outbox.claim(owner, NOON, lease=LEASE, limit=BATCH, ways=tuple(Way))
            if not claimed:
                return started, time.perf_counter(), taken
            for each in claimed:
                with store.sending() as outbox:
                    outbox.begin(each.delivery.number, owner, NOON, lease=LEASE)
                with store.sending() as outbox:
                    outbox.settle(each.delivery.number, owner, Outcome(state=DeliveryState.SENT, at=NOON))
                taken.append(each.delivery.number)


def send_by_hand(url: str, _owner: str, together: Barrier) -> tuple[float, float, list[int]]:
    """A sender with the plain table."""
    taken: list[int] = []
    with closing(plain_connection(url)) as connection:
        together.wait(PATIENCE)
        started = time.perf_counter()
        while row := connection.execute(TAKE).fetchone():
            connection.execute(f"{SENT}{int(row[0])}")
            taken.append(int(row[0]))
        return started, time.perf_counter(), taken


def plain_connection(url: str) -> Any:  # noqa: ANN401 - either driver's, used alike
    """A connection that commits each statement."""
    if not url.startswith("sqlite"):
        server = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(server, autocommit=True)
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=PATIENCE, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def fill_ours(url: str, waiting: int) -> None:
    """So many deliveries that are due, each to an address of its own."""
    with closing(open_store(url)) as store, store.writing() as catalog:
        kept = catalog.save_readers(a_reader(f"reader {number}") for number in range(waiting))
        catalog.save_addresses(an_address(each.number, f"{each.number}@readers.example") for each in kept)
        catalog.gather([Gathered(delivery=a_delivery(address=each.number, reader=each.number)) for each in kept])
    database = connect(understand(url), busy_seconds=PATIENCE, create=False)
    with database.transaction(Mode.WRITING) as connection:
        connection.exec_driver_sql("ANALYZE")
    database.engine.dispose()


def fill_by_hand(url: str, waiting: int) -> None:
    """The same in the plain table."""
    with closing(plain_connection(url)) as connection:
        connection.execute(TABLE)
        connection.execute("BEGIN")
        values = ", ".join(f"({number}, '{number}@readers.example')" for number in range(1, waiting + 1))
        connection.execute(f"INSERT INTO outbox (id, recipient) VALUES {values}")  # noqa: S608 - numbers
        connection.execute(INDEX)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")


WAYS: dict[str, tuple[Callable[[str, int], None], Send]] = {
    "ours": (fill_ours, send_ours),
    "by hand": (fill_by_hand, send_by_hand),
}


def work(send: Send, url: str, owner: str, together: Barrier, answer: Connection) -> None:
    """A process that sends."""
    answer.send(send(url, owner, together))


def run(way: str, kind: str, waiting: int, senders: int) -> Run:
    """Fill an empty database and let so many senders empty it."""
    fill, send = WAYS[way]
    context = get_context("spawn")
    together = context.Barrier(senders)
    with empty_database(kind) as url:
        fill(url, waiting)
        pipes = [context.Pipe(duplex=False) for _ in range(senders)]
        processes = [
            context.Process(target=work, args=(send, url, f"sender {number}", together, told))
            for number, (_, told) in enumerate(pipes)
        ]
        for process in processes:
            process.start()
        for _, told in pipes:
            told.close()  # so that a process that died is seen and not waited for
        answers = [heard.recv() for heard, _ in pipes]
        for process in processes:
            process.join()
    taken = [number for _, _, numbers in answers for number in numbers]
    seconds = max(ended for _, ended, _ in answers) - min(started for started, _, _ in answers)
    if way == "ours" and sorted(taken) != list(range(1, waiting + 1)):
        sys.exit(f"Of {waiting} deliveries {len(set(taken))} were taken, {len(taken) - len(set(taken))} of them twice.")
    return Run(len(set(taken)) / seconds, len(taken) - len(set(taken)))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--waiting", type=int, default=2_000, help="deliveries that are due")
    parser.add_argument("--senders", default="1,4", help="how many at once, each number in turn")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--databases", default="sqlite,postgresql")
    options = parser.parse_args()
    print_machine()
    print(f"{options.waiting:,} deliveries are due; a sender claims {BATCH} at a time. Medians of {options.turns}.")
    rows = []
    for kind in options.databases.split(","):
        for senders in map(int, options.senders.split(",")):
            turns = [[run(way, kind, options.waiting, senders) for way in WAYS] for _ in range(options.turns)]
            ours, hand = (statistics.median(each.rate for each in runs) for runs in zip(*turns, strict=True))
            twice = "/".join(str(sum(each.twice for each in runs)) for runs in zip(*turns, strict=True))
            rows.append((kind, f"{senders}", f"{ours:,.0f}", f"{hand:,.0f}", f"{ours / hand:.2f}", twice))
    print_table(
        "Deliveries claimed and settled",
        ("", "senders", "ours, a second", "by hand, a second", "ours : by hand", "taken twice, ours/by hand"),
        rows,
    )


if __name__ == "__main__":
    main()
