"""Answers of arXiv's query API, in Atom. Pure.

Source: arXiv API User's Manual, section 3.3 (info.arxiv.org/help/api/user-manual.html).
"""

from typing import TYPE_CHECKING

from scrapers.dates import day_of_timestamp
from scrapers.errors import LayoutChanged
from scrapers.ids import parse_arxiv_id, parse_doi
from scrapers.parsers.decoding import decode
from scrapers.parsers.skips import SkippedBlocks, excerpt
from scrapers.parsers.withdrawal import says_withdrawn
from scrapers.parsers.xmltree import ARXIV, ATOM, child_text, child_texts, parse_xml, safe_xml
from scrapers.text import MAX_ABSTRACT, MAX_LABELS, MAX_NAME, MAX_NAMES, MAX_NOTE, MAX_TITLE, clean_texts, clean_url
from scrapers.types import Entry, Listing, Page, PageKind

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ABSTRACT_URL = "https://arxiv.org/abs/"

_ERROR_MARK = "arxiv.org/api/errors"


def parse(page: Page) -> Listing:
    """The papers of a query's answer. An answer without entries is an honest "nothing found".

    The feed's own ``updated`` is the time of the answer and no listing date.

    :raises scrapers.errors.Refused: the XML declares entities or is built to do harm.
    :raises scrapers.errors.LayoutChanged: it is broken, it is an error message, or not one paper could be read.
    """
    root = parse_xml(safe_xml(decode(page), page.address), page.address)
    if root.tag != ATOM + "feed":
        raise LayoutChanged(page.address, "an Atom feed should stand here.", "The API may have changed.")
    skipped = SkippedBlocks()
    entries: list[Entry] = []
    for rank, element in enumerate(root.iterfind(ATOM + "entry"), start=1):
        _refuse_error(element, page.address)
        entry = _entry(element, rank)
        if entry:
            entries.append(entry)
        else:
            title = child_text(element, ATOM + "title", MAX_TITLE)
            skipped.add(f"entry {rank}: {excerpt(title)}", "it has no arXiv identifier or no title")
    if not entries and len(skipped):
        raise LayoutChanged(page.address, "no entry has an arXiv identifier and a title.", "The API may have changed.")
    return Listing(PageKind.ARXIV_API, tuple(entries), skipped.named())


def _refuse_error(element: "Element", address: str) -> None:
    identifier = child_text(element, ATOM + "id", MAX_NAME)
    if _ERROR_MARK in identifier and child_text(element, ATOM + "title", MAX_NAME) == "Error":
        message = child_text(element, ATOM + "summary", MAX_NAME)
        raise LayoutChanged(address, f"arXiv answered with an error: {message}.", "Check the query.")


def _entry(element: "Element", rank: int) -> Entry | None:
    arxiv = parse_arxiv_id(child_text(element, ATOM + "id", MAX_NAME))
    title = child_text(element, ATOM + "title", MAX_TITLE)
    if arxiv is None or not title:
        return None
    abstract = child_text(element, ATOM + "summary", MAX_ABSTRACT)
    note = child_text(element, ARXIV + "comment", MAX_NOTE)
    authors = [author for parent in element.iterfind(ATOM + "author") for author in child_texts(parent, ATOM + "name")]
    primary = element.find(ARXIV + "primary_category")
    affiliation = child_text(element, f"{ATOM}author/{ARXIV}affiliation", MAX_NAME)
    return Entry(
        rank=rank,
        title=title,
        abstract=abstract,
        arxiv_id=arxiv[0],
        version=arxiv[1],
        doi=parse_doi(child_text(element, ARXIV + "doi", MAX_NAME)),
        url=ABSTRACT_URL + arxiv[0],
        authors=clean_texts(authors, MAX_NAME, MAX_NAMES),
        author_count=len(authors) or None,
        organization=affiliation or None,
        published=day_of_timestamp(child_text(element, ATOM + "published", MAX_NAME)),
        updated=day_of_timestamp(child_text(element, ATOM + "updated", MAX_NAME)),
        pdf_url=_pdf_url(element),
        categories=categories_of(element),
        primary_category=(primary.get("term") if primary is not None else None) or None,
        note=note or None,
        journal_ref=child_text(element, ARXIV + "journal_ref", MAX_NOTE) or None,
        withdrawn=says_withdrawn(note, abstract),
    )


def categories_of(element: "Element") -> tuple[str, ...]:
    """The terms of an Atom entry's categories."""
    return clean_texts((child.get("term", "") for child in element.iterfind(ATOM + "category")), MAX_NAME, MAX_LABELS)


def _pdf_url(element: "Element") -> str | None:
    links = (link for link in element.iterfind(ATOM + "link") if link.get("title") == "pdf")
    return next((clean_url(link.get("href")) for link in links), None)
