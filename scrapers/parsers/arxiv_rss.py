"""arXiv's daily announcements, rss.arxiv.org, as RSS or as Atom. Pure.

Source: arXiv RSS feeds (info.arxiv.org/help/rss.html) and the feeds themselves. An announcement gives the day on whose
list a paper stands, not the day of its first publication.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapers.dates import day_of_timestamp
from scrapers.errors import LayoutChanged
from scrapers.ids import find_arxiv_id, parse_arxiv_id, parse_doi
from scrapers.parsers.arxiv_api import ABSTRACT_URL, categories_of
from scrapers.parsers.decoding import decode
from scrapers.parsers.names import comma_separated
from scrapers.parsers.skips import SkippedBlocks, excerpt
from scrapers.parsers.withdrawal import says_withdrawn
from scrapers.parsers.xmltree import ARXIV, ATOM, DUBLIN_CORE, child_text, child_texts, parse_xml, safe_xml
from scrapers.text import MAX_ABSTRACT, MAX_LABELS, MAX_NAME, MAX_NOTE, MAX_TITLE, clean_texts
from scrapers.types import Entry, Listing, Page, PageKind

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ANNOUNCE_TYPES = frozenset({"new", "cross", "replace", "replace-cross"})
_DESCRIPTION = re.compile(
    r"(?:arXiv:\S{1,60} )?(?:Announce Type: (?P<type>[a-z-]{1,20}) )?(?:Abstract: (?P<abstract>.*)|(?P<rest>.*))",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Flavour:
    """What RSS and Atom call the same things."""

    entry: str
    identifier: str
    title: str
    summary: str
    date: str


_RSS = _Flavour("item", "guid", "title", "description", "pubDate")
_ATOM = _Flavour(f"{ATOM}entry", f"{ATOM}id", f"{ATOM}title", f"{ATOM}summary", f"{ATOM}published")


def parse(page: Page) -> Listing:
    """The announcements of one day. A feed without any is an honest empty day, as at weekends.

    :raises scrapers.errors.Refused: the XML declares entities or is built to do harm.
    :raises scrapers.errors.LayoutChanged: it is broken, it is an error message, or not one paper could be read.
    """
    root = parse_xml(safe_xml(decode(page), page.address), page.address)
    flavour = _ATOM if root.tag == ATOM + "feed" else _RSS
    channel = root if flavour is _ATOM else root.find("channel")
    if channel is None:
        raise LayoutChanged(page.address, "an RSS channel or an Atom feed should stand here.")
    _refuse_error(channel, flavour, page.address)
    skipped = SkippedBlocks()
    entries: list[Entry] = []
    for rank, element in enumerate(channel.iterfind(flavour.entry), start=1):
        entry = _entry(element, flavour, rank)
        if entry:
            entries.append(entry)
        else:
            title = child_text(element, flavour.title, MAX_TITLE)
            skipped.add(f"announcement {rank}: {excerpt(title)}", "it has no arXiv identifier or no title")
    if not entries and len(skipped):
        raise LayoutChanged(page.address, "no announcement has an arXiv identifier and a title.")
    return Listing(PageKind.ARXIV_RSS, tuple(entries), skipped.named(), _listing_date(channel, entries))


def _refuse_error(channel: "Element", flavour: _Flavour, address: str) -> None:
    title = child_text(channel, flavour.title, MAX_NAME)
    if title.lower().startswith("feed error"):
        told = child_text(channel, "description", MAX_NOTE) or child_text(channel, ATOM + "subtitle", MAX_NOTE)
        raise LayoutChanged(
            address, f"arXiv answered with an error: {title}. {told}".rstrip(), "Check the names of the categories."
        )


def _entry(element: "Element", flavour: _Flavour, rank: int) -> Entry | None:
    description = child_text(element, flavour.summary, MAX_ABSTRACT + 200)
    stated = child_text(element, flavour.identifier, MAX_NAME)
    arxiv = parse_arxiv_id(stated) or parse_arxiv_id(_link(element, flavour)) or find_arxiv_id(description[:100])
    title = child_text(element, flavour.title, MAX_TITLE)
    if arxiv is None or not title:
        return None
    parts = _DESCRIPTION.fullmatch(description)
    abstract = (parts["abstract"] or parts["rest"] or "") if parts else description
    announced = child_text(element, ARXIV + "announce_type", MAX_NAME) or (parts["type"] if parts else None)
    authors = tuple(
        name for creators in child_texts(element, DUBLIN_CORE + "creator") for name in comma_separated(creators)
    )
    categories = categories_of(element) if flavour is _ATOM else _categories(element)
    version = arxiv[1] or (find_arxiv_id(description[:100]) or arxiv)[1]
    return Entry(
        rank=rank,
        title=title,
        abstract=abstract[:MAX_ABSTRACT].rstrip(),
        arxiv_id=arxiv[0],
        version=version,
        doi=parse_doi(child_text(element, ARXIV + "DOI", MAX_NAME)),
        url=ABSTRACT_URL + arxiv[0],
        authors=authors,
        author_count=len(authors) or None,
        listed=day_of_timestamp(child_text(element, flavour.date, MAX_NAME)),
        categories=categories,
        primary_category=categories[0] if categories else None,
        journal_ref=child_text(element, ARXIV + "journal_reference", MAX_NOTE) or None,
        announce_type=announced if announced in _ANNOUNCE_TYPES else None,
        withdrawn=says_withdrawn("", abstract),
    )


def _categories(element: "Element") -> tuple[str, ...]:
    return clean_texts(child_texts(element, "category"), MAX_NAME, MAX_LABELS)


def _link(element: "Element", flavour: _Flavour) -> str:
    if flavour is _RSS:
        return child_text(element, "link", MAX_NAME)
    return next((link.get("href", "") for link in element.iterfind(ATOM + "link")), "")


def _listing_date(channel: "Element", entries: list[Entry]) -> str | None:
    """The day of the announcements; of an empty RSS channel, its own. An Atom feed's date is that of its making."""
    days = {entry.listed for entry in entries}
    if entries:
        return days.pop() if len(days) == 1 else None
    return day_of_timestamp(child_text(channel, "pubDate", MAX_NAME))
