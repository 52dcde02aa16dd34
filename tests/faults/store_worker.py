"""A process of its own that writes to a catalog; the tests start several and kill some.

``store_worker.py ingest URL FIRST TIMES``: read all pages, beginning with page FIRST, so many times over.
``store_worker.py pages URL NAME TIMES``: so many short transactions, each recording a page of its own.
``store_worker.py send URL OWNER LIMIT``: claim deliveries, so many at a time, and say that they were sent, until none
is left; prints the number of each.
``store_worker.py killed URL PAGE POINT``: read one page, killed by the operating system at that point of the block.

Several commands in one line are done at once, each by a process of its own.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from multiprocessing import get_context

from sqlalchemy import Engine, event

from store.outbox import DeliveryState
from store.sql import SqlStore, open_store
from tests.store.builders import NOON, SOURCE, listing, page, repeated
from tests.store.readership import EVERY_WAY, HOUR, an_outcome

PAGES = tuple(tuple(f"Pigeon {number}" for number in range(10 * n, 10 * n + 20)) for n in range(5))
"""The titles of each page; every page but the first repeats ten of the page before."""

AFTER_THE_COMMIT = 0
"""The last point at which a process can be killed."""


def ingest(store: SqlStore, number: int) -> None:
    """Read a page as a run would: recorded before? what is known? here is what I decided."""
    titles = PAGES[number]
    record = page(f"page {number}", entry_count=len(titles))
    with store.writing() as catalog:
        if not catalog.page_is_recorded(record.fingerprint):
            known = catalog.known([f"title:{title.casefold()}" for title in titles], ())
            catalog.record(SOURCE, record, repeated(known, titles))


def ingest_all(store: SqlStore, first: int, times: int) -> None:
    """Read all pages, beginning with one of them."""
    for _ in range(times):
        for step in range(len(PAGES)):
            ingest(store, (first + step) % len(PAGES))


def record_pages(store: SqlStore, name: str, times: int) -> None:
    """Many short transactions."""
    for number in range(times):
        with store.writing() as catalog:
            catalog.record(SOURCE, page(f"{name} {number}"), listing(f"{name} {number}"))


def send(store: SqlStore, owner: str, limit: int) -> None:
    """Claim and settle as a sender does, without sending anything."""
    while True:
        with store.sending() as outbox:
            claimed = outbox.claim(owner, NOON, lease=HOUR, limit=limit, ways=EVERY_WAY)
        if not claimed:
            return
        for each in claimed:
            with store.sending() as outbox:
                if outbox.settle(each.delivery.number, owner, an_outcome(DeliveryState.SENT)):
                    os.write(1, b"%d\n" % each.delivery.number)  # whole, though several processes write there


def be_killed(store: SqlStore, number: int, point: int) -> None:
    """Read a page; at the given point (before and after every statement, before the commit, after it) it is over."""
    passed = 0

    def pass_point(*_: object) -> None:
        nonlocal passed
        passed += 1
        if passed == point:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, name, pass_point)
    ingest(store, number)
    if point == AFTER_THE_COMMIT:
        os.kill(os.getpid(), signal.SIGKILL)


def act(command: str, url: str, which: str, times: str) -> None:
    """Do as one command says."""
    with closing(open_store(url)) as store:
        if command == "ingest":
            ingest_all(store, int(which), int(times))
        elif command == "pages":
            record_pages(store, which, int(times))
        elif command == "send":
            send(store, which, int(times))
        else:
            be_killed(store, int(which), int(times))


def at_once(work: Callable[..., None], arguments: Sequence[str], each: int) -> int:
    """Do the work with each so many arguments by a process of its own; 1 if one of them failed."""
    commands = [arguments[start : start + each] for start in range(0, len(arguments), each)]
    if len(commands) == 1:
        work(*arguments)
        return 0
    workers = [get_context("fork").Process(target=work, args=command) for command in commands]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return int(any(worker.exitcode for worker in workers))


if __name__ == "__main__":
    sys.exit(at_once(act, sys.argv[1:], 4))
