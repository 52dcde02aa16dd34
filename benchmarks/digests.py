"""From a day's papers to finished mails, for very many readers: how long it takes, and beside what.

Every reader has one profile (see ``benchmarks/reverse/``) and one mail address. Timed are the three steps of a day: a
page is recorded, matched and promised in one transaction; the promises become deliveries; deliveries become mails, with
their reasons, in both parts. Beside it stands what one would write oneself: for each reader and each paper look for the
keywords as they are, and fill a template. It is done for a sample of the readers.

    python benchmarks/digests.py [--readers 100000] [--papers 100] [--mails 2000] [--databases sqlite,postgresql]

The PostgreSQL server is that of PAPERROUND_TEST_POSTGRES; a database is made on it and dropped again.
"""

import argparse
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from jinja2 import Environment

from benchmarks.record_listing import empty_database
from benchmarks.reverse.apart import apart, peak_memory
from benchmarks.reverse.mixture import mixed
from benchmarks.reverse.papers import day_of
from benchmarks.reverse.report import megabytes, print_machine, print_table, seconds
from benchmarks.reverse.timing import once
from benchmarks.reverse.vocabulary import vocabulary
from benchmarks.reverse.workload import Stored
from bot.app.collect import Collected, collect
from bot.app.compose import compose_due
from bot.app.edition import Editions
from bot.app.explaining import Explainer
from bot.app.telling import Teller
from bot.core.matching.analysis import analyse
from bot.links import Links, Signer
from bot.render.mail import mail_letter
from bot.wiring import background
from scrapers.types import Entry, Listing, Page, PageKind, Source
from store.outbox import Delivery
from store.profiles import StoredProfile
from store.readers import Address, Reader, Way
from store.records import Paper
from store.sql import SqlStore, open_store

BEFORE = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)
RECORDED = BEFORE + timedelta(hours=6)
DUE = BEFORE + timedelta(hours=8)
HOST = "papers.example"
AUTHORS = ("A. Pigeon", "B. Rook", "C. Crow", "D. Jay")
"""Of every paper: the dumps name few."""

CLAIMED = 5
"""So many deliveries a sender takes at a time."""

PLAIN_READERS = 300
"""The plain loop is done for so many."""

PLAIN = Environment(autoescape=True).from_string(
    """<html><body><h1>{{ name }}: {{ papers | length }} papers</h1>
{% for paper in papers %}<h2><a href="https://{{ host }}/{{ loop.index }}">{{ paper.title }}</a></h2>
<p>{{ authors | join(", ") }}</p><p>{{ paper.abstract }}</p>
<p><a href="{{ settings }}">Settings</a> <a href="{{ unsubscribe }}">Unsubscribe</a></p>{% endfor %}</body></html>"""
)


class Measured(NamedTuple):
    """One day on one database.

    :ivar matching: seconds to record the page, match it and promise. :ivar promises: how many.
    :ivar composing: seconds until all deliveries were written. :ivar deliveries: how many.
    :ivar rendering: seconds for the mails of ``mails`` of them. :ivar sizes: their bytes, both parts.
    :ivar peak: bytes of memory at most.
    """

    kind: str
    filling: float
    matching: float
    promises: int
    composing: float
    deliveries: int
    rendering: float
    sizes: tuple[int, ...]
    peak: int

    @property
    def rate(self) -> float:
        """Mails a second."""
        return len(self.sizes) / self.rendering if self.rendering else 0.0

    @property
    def a_reader(self) -> float:
        """Seconds for a delivery, from page to mail."""
        return (self.matching + self.composing) / max(self.deliveries, 1) + 1 / max(self.rate, 1e-9)


def profiles(readers: int, papers: Sequence[Paper]) -> Iterator[Stored]:
    """So many profiles, as those of reverse search."""
    return mixed(vocabulary(), list(map(analyse, papers))).profiles(readers)


def fill(store: SqlStore, readers: int, papers: Sequence[Paper]) -> None:
    """Readers, each with an address and a profile."""
    with store.writing() as catalog:
        kept = catalog.save_readers(Reader(name=f"reader {number}", created_at=BEFORE) for number in range(readers))
        catalog.save_addresses(
            Address(
                reader=reader.number,
                way=Way.MAIL,
                target=f"reader{place}@readers.example",
                created_at=BEFORE,
                confirmed_at=BEFORE,
            )
            for place, reader in enumerate(kept)
        )
        catalog.save_profiles(
            StoredProfile(
                name="mine",
                keywords=stored.keywords,
                threshold=stored.threshold,
                top=stored.top,
                reader=reader.number,
            )
            for reader, stored in zip(kept, profiles(readers, papers), strict=True)
        )


def record(store: SqlStore, papers: Sequence[Paper]) -> Collected:
    """The day's page: recorded, matched and promised."""
    source = Source("benchmark", "dump", "The day's papers")
    entries = tuple(
        Entry(rank=rank, title=paper.title, abstract=paper.abstract, url=f"https://{HOST}/{rank}", authors=AUTHORS)
        for rank, paper in enumerate(papers, start=1)
    )
    page = Page(source, "day.txt", b"the day's papers", observed_at=RECORDED)
    return collect(store, page, Listing(PageKind.DUMP, entries), RECORDED, Teller(background()))


def render(store: SqlStore, deliveries: Sequence[Delivery]) -> list[int]:
    """The mails of these deliveries, read and made as a sender does; their sizes."""
    links = Links(f"https://{HOST}", Signer(("a key that is long enough to be one, and more",)))
    editions, sizes = Editions(Explainer(background())), []
    rest = iter(deliveries)
    while claimed := list(islice(rest, CLAIMED)):
        with store.reading() as catalog:
            told = catalog.promises_in([each.number for each in claimed])
            for each in claimed:
                letter = mail_letter(editions.edition(catalog, each, told[each.number]), links, HOST)
                sizes.append(len(letter.text.encode()) + len(letter.html.encode()))
    return sizes


def measure(kind: str, url: str, readers: int, count: int, mails: int) -> Measured:
    """A day, on an empty database."""
    papers = day_of(count)
    with closing(open_store(url)) as store:
        filling, _ = once(lambda: fill(store, readers, papers))
        matching, collected = once(lambda: record(store, papers))
        explainer = Explainer(background())
        composing, composed = once(lambda: compose_due(store, explainer, [Way.MAIL], DUE))
        every = max(1, len(composed.deliveries) // mails)
        rendering, sizes = once(lambda: render(store, composed.deliveries[::every][:mails]))
    deliveries = len(composed.deliveries)
    return Measured(
        kind, filling, matching, collected.promised, composing, deliveries, rendering, tuple(sizes), peak_memory()
    )


def by_hand(readers: int, count: int) -> tuple[float, int]:
    """A plain loop over readers and papers; the seconds, and how many mails it made."""
    papers = day_of(count)
    wanted = [(stored.number, [word.strip('"+').lower() for word in stored.keywords if not word.startswith("-")])
              for stored in profiles(readers, papers)]  # fmt: skip

    def loop() -> int:
        made = 0
        for number, words in wanted:
            found = [
                paper for paper in papers if any(word in f"{paper.title} {paper.abstract}".lower() for word in words)
            ]
            if found:
                where = f"https://{HOST}/settings/{number}", f"https://{HOST}/unsubscribe/{number}"
                links = {"host": HOST, "settings": where[0], "unsubscribe": where[1]}
                PLAIN.render(name=f"reader {number}", papers=found, authors=AUTHORS, **links)
                made += 1
        return made

    return once(loop)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=100_000)
    parser.add_argument("--papers", type=int, default=100, help="the day's, those of the dumps among them")
    parser.add_argument("--mails", type=int, default=2_000, help="so many of the deliveries are made mails")
    parser.add_argument("--databases", default="sqlite,postgresql")
    options = parser.parse_args()
    print_machine()
    print(f"{options.readers:,} readers with one profile and one mail address each, {options.papers} new papers.")
    found = []
    for kind in options.databases.split(","):
        with empty_database(kind) as url:
            found.append(apart(measure, kind, url, options.readers, options.papers, options.mails))
    print_days(found)
    taken, made = by_hand(min(PLAIN_READERS, options.readers), options.papers)
    plain = taken / max(made, 1)
    print_table(
        "For one delivery, from page to mail",
        ("", "milliseconds", "of the plain loop's"),
        [("a plain loop", f"{plain * 1000:.3f}", "1"),
         *((day.kind, f"{day.a_reader * 1000:.3f}", f"{day.a_reader / plain:.2f}") for day in found)],
        ["The plain loop scores nothing, gives no reasons, remembers nothing, and has no text part."],
    )  # fmt: skip


def print_days(found: Sequence[Measured]) -> None:
    """What each database did."""
    rows = [
        (
            day.kind,
            seconds(day.filling),
            seconds(day.matching),
            f"{day.promises:,}",
            seconds(day.composing),
            f"{day.deliveries / day.composing:,.0f}",
            f"{day.rate:,.0f}",
            f"{statistics.median(day.sizes or (0,)):,.0f}",
            f"{max(day.sizes, default=0):,}",
            megabytes(day.peak),
        )
        for day in found
    ]
    heads = ("", "filling, s", "match and promise, s", "promises", "compose, s", "deliveries/s")
    print_table("A day", (*heads, "mails/s", "bytes, median", "bytes, most", "memory"), rows)


if __name__ == "__main__":
    main()
