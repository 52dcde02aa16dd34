"""A catalog with the papers of the seeds, as if they had come in the last days."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zlib import crc32

from bot.app.collect import collect
from bot.app.replay import ReadPage, read_pages
from bot.app.telling import Teller
from bot.wiring import background, kept_store, page_files
from scrapers.types import Entry
from store.api import Store
from tests.conftest import ROOT

DAY = timedelta(days=1)
AUTHORS = ("Ada Lovelace", "Emmy Noether", "Alan Turing", "Grace Hopper", "Sofja Kowalewskaja")
TOMORROWS = 1
"""So many of the seeds' pages are kept for later: they are tomorrow's news."""


@cache
def pages() -> tuple[ReadPage, ...]:
    """The seeds, understood."""
    return read_pages(page_files([ROOT / "seeds"], None))


def at_day(read: ReadPage, moment: datetime) -> ReadPage:
    """The same page, had at that time, and its papers of that day."""
    entries = tuple(_at_large(entry) for entry in read.listing.entries)
    listing = replace(read.listing, entries=entries, listing_date=moment.date().isoformat())
    return ReadPage(replace(read.page, observed_at=moment), listing)


def _at_large(entry: Entry) -> Entry:
    """The entry as a page of arXiv has it: with a number and authors, which the seeds do not name."""
    if entry.arxiv_id is not None:
        return entry
    number = crc32(entry.title.encode())
    return replace(
        entry,
        published=None,
        arxiv_id=f"25{1 + number % 12:02d}.{number // 12 % 100_000:05d}",
        authors=(AUTHORS[number % 5], AUTHORS[(number + 1 + number // 7 % 4) % 5]),
        upvotes=number % 97,
        comments=number % 11,
    )


def papers_come(store: Store, read: Sequence[ReadPage], moment: datetime) -> int:
    """Pages were had; readers are promised what is theirs. :return: how many promises were made."""
    teller = Teller(background())
    came = [at_day(each, moment) for each in read]
    return sum(collect(store, each.page, each.listing, moment, teller).promised for each in came)


def fill(path: Path, now: datetime, days: int | None = None) -> None:
    """A new catalog with all but the last pages, one a day until today.

    :param days: so many pages at most; ``None`` for all.
    """
    known = pages()[:-TOMORROWS][-(days or 0) :]
    with closing(kept_store(f"sqlite:///{path}")) as store:
        for place, read in enumerate(known):
            papers_come(store, [read], now - (len(known) - 1 - place) * DAY - DAY / 24)
