"""A process of its own that writes to a catalog; the tests start several and kill some.

``store_worker.py ingest URL FIRST TIMES``: read all pages, beginning with page FIRST, so many times over.
``store_worker.py pages URL NAME TIMES``: so many short transactions, each recording a page of its own.
``store_worker.py killed URL PAGE POINT``: read one page, killed by the operating system at that point of the block.
"""

import os
import signal
import sys
from contextlib import closing

from sqlalchemy import Engine, event

from store.sql import SqlStore, open_store
from tests.store.builders import SOURCE, listing, page, repeated

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


def main(command: str, url: str, which: str, times: str) -> None:
    """Do as the command line says."""
    with closing(open_store(url)) as store:
        if command == "ingest":
            ingest_all(store, int(which), int(times))
        elif command == "pages":
            record_pages(store, which, int(times))
        else:
            be_killed(store, int(which), int(times))


if __name__ == "__main__":
    main(*sys.argv[1:])
