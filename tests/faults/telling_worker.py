"""Processes of their own that read the same papers and promise them to the stored readers.

``telling_worker.py URL NUMBER PAGES …``: so many seed pages, as the source of that number. Several in one line are
read at once, each by a process of its own.
"""

import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from bot.app.collect import collect
from bot.app.replay import read_pages
from bot.app.telling import Teller, promise_recent
from bot.wiring import background, page_files
from store.sql import SqlStore, open_store
from tests.faults.store_worker import at_once
from tests.store.builders import NOON

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
FIRST_PROFILE = 1


def tell(store: SqlStore, number: int, count: int) -> None:
    """Read seed pages as a run would, as the source of that number, beginning with the page of that number.

    In every other source the titles end in one letter more. At last the first profile is asked again for what is
    recent.
    """
    pages = read_pages(page_files([SEEDS], None))[:count]
    teller = Teller(background())
    for step in range(count):
        read = pages[(number + step) % count]
        source = replace(read.page.source, name=f"copy {number}")
        titles = (entry.title + entry.title[-1] * (number % 2) for entry in read.listing.entries)
        entries = (replace(entry, title=title) for entry, title in zip(read.listing.entries, titles, strict=True))
        told = replace(read.listing, entries=tuple(entries))
        collect(store, replace(read.page, source=source), told, NOON, teller)
    promise_recent(store, FIRST_PROFILE, 1, background(), NOON)


def act(url: str, number: str, count: str) -> None:
    """Do as one command says."""
    with closing(open_store(url)) as store:
        tell(store, int(number), int(count))


if __name__ == "__main__":
    sys.exit(at_once(act, sys.argv[1:], 3))
