"""From a page to the catalog: what it says is identified, compared and recorded, in one transaction."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bot.app.telling import Teller
from bot.core.decisions import Deliberation, names, state, traces
from bot.core.digest import PageSummary
from scrapers.types import Entry, Listing, Page
from store.api import Store, Writing
from store.records import ChangeKind, Counts, Decision, PageRecord, Paper, SourceRecord


@dataclass(frozen=True, slots=True)
class Collected:
    """What a page brought.

    :ivar new_papers: in the order of the page, as they are after the whole page was read.
    :ivar decisions: one for each entry; empty if the very same page had been recorded before.
    :ivar promised: how many promises to readers were made of it.
    """

    summary: PageSummary
    new_papers: tuple[Paper, ...]
    decisions: tuple[Decision, ...]
    promised: int = 0


def page_fingerprint(page: Page) -> str:
    """SHA-256, hex, of whose page it is, where and when it was had, and its bytes: the same page twice is one."""
    instant = page.observed_at.isoformat() if page.observed_at else ""
    head = f"{page.source.name}\0{page.address}\0{instant}\0"
    return sha256(head.encode() + page.body).hexdigest()


def collect(
    store: Store, page: Page, listing: Listing, at: datetime | None = None, teller: Teller | None = None
) -> Collected:
    """Record what a page says. Recording the same page again changes nothing.

    :param listing: what a parser made of the page.
    :param at: when this is, aware; ``None`` where nobody will ask, as in a scratch catalog.
    :param teller: promises what is new to the stored readers, in the same transaction; ``None``: nobody is told.
    :raises store.errors.DatabaseError: nothing of the page is recorded.
    """
    with store.writing() as catalog:
        return collect_within(catalog, page, listing, at, teller)


def collect_within(
    catalog: Writing, page: Page, listing: Listing, at: datetime | None, teller: Teller | None, run: str = ""
) -> Collected:
    """The same as :func:`collect` within a transaction that is open, so that several pages are recorded or none.

    :param run: the correlation id of the run that brought the page; empty where there was none.
    """
    record = _page_record(page, listing)
    if catalog.page_is_recorded(record.fingerprint):
        return _collected(record, listing, ())
    decisions = _decisions(catalog, page, listing)
    source = SourceRecord(
        name=page.source.name,
        kind=page.source.kind,
        title=page.source.title,
        homepage=page.source.homepage,
    )
    revisions = catalog.record(source, record, decisions, at, run)
    promised = teller.tell(catalog, decisions, revisions, at) if teller and at else 0
    return _collected(record, listing, decisions, promised)


def count_new(catalog: Writing, page: Page, listing: Listing) -> int:
    """How many papers of a page nobody knew; nothing is recorded."""
    return _collected(_page_record(page, listing), listing, _decisions(catalog, page, listing)).summary.new


def _page_record(page: Page, listing: Listing) -> PageRecord:
    return PageRecord(
        source=page.source.name,
        address=page.address,
        fingerprint=page_fingerprint(page),
        kind=listing.kind.value,
        listing_date=listing.listing_date,
        observed_at=page.observed_at,
        entry_count=len(listing.entries),
    )


def _decisions(catalog: Writing, page: Page, listing: Listing) -> tuple[Decision, ...]:
    statements = [
        state(entry, source=page.source.name, kind=listing.kind, observed_at=page.observed_at)
        for entry in listing.entries
    ]
    deliberation = Deliberation(catalog.known(names(statements), ()))
    strangers = deliberation.strangers(statements)
    if strangers:
        deliberation.learn(catalog.known((), traces(strangers)))
    return deliberation.settled(
        [
            deliberation.decide(statement, rank=entry.rank, counts=_counts(entry, page))
            for statement, entry in zip(statements, listing.entries, strict=True)
        ]
    )


def _counts(entry: Entry, page: Page) -> Counts:
    return Counts(
        upvotes=entry.upvotes,
        comments=entry.comments,
        github_stars=entry.github_stars,
        observed_at=page.observed_at,
    )


def _collected(record: PageRecord, listing: Listing, decisions: tuple[Decision, ...], promised: int = 0) -> Collected:
    kinds = Counter(decision.kind for decision in decisions)
    loud = kinds[ChangeKind.NEW] + kinds[ChangeKind.REVISED] + kinds[ChangeKind.ENRICHED]
    latest = {decision.slot: decision.paper for decision in decisions}
    return Collected(
        summary=PageSummary(
            page=record.address,
            kind=record.kind,
            listing_date=record.listing_date,
            entries=record.entry_count,
            new=kinds[ChangeKind.NEW],
            revised=kinds[ChangeKind.REVISED],
            enriched=kinds[ChangeKind.ENRICHED],
            known=record.entry_count - loud,
            skipped=len(listing.skipped),
        ),
        new_papers=tuple(latest[d.slot] for d in decisions if d.kind is ChangeKind.NEW),
        decisions=decisions,
        promised=promised,
    )
