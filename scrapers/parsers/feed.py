"""Any RSS, Atom or RDF feed: journals, bioRxiv, medRxiv, blogs. Pure; feedparser, behind the guards.

feedparser goes on with a second, lenient parser where the XML is broken, and returns half of it. Here the XML is read
once before, strictly, so only whole feeds come to it; its sanitiser is not needed because all markup is taken out.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from scrapers.dates import day_of_timestamp
from scrapers.errors import LayoutChanged, Refused
from scrapers.ids import Identifiers, recognise
from scrapers.parsers.decoding import decode
from scrapers.parsers.markup import html_to_text
from scrapers.parsers.names import author_names
from scrapers.parsers.skips import SkippedBlocks
from scrapers.parsers.withdrawal import says_withdrawn
from scrapers.parsers.xmltree import parse_xml, safe_xml
from scrapers.text import (
    MAX_ABSTRACT,
    MAX_LABELS,
    MAX_NAME,
    MAX_NOTE,
    MAX_TITLE,
    clean_text,
    clean_texts,
    clean_url,
)
from scrapers.types import Entry, Listing, Page, PageKind

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_FEED_TAGS = 30_000
"""Tags in one feed. 2,000 entries of a plain feed have about as many; feedparser needs up to 0.1 ms for each."""
MAX_REFERENCES = 300_000
"""References (``&lt;``) in one feed; each costs feedparser as much as a short text."""
_MAX_CHILDREN = 6_000
_MAX_CATEGORIES = 200
_CATEGORIES = frozenset({"category", "subject", "keywords"})
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_MAILBOX = re.compile(r"\S{1,200}@\S{1,200} \((?P<name>[^()]{1,200})\)")

Values = Mapping[str, object]


def parse(page: Page) -> Listing:
    """The entries of a feed. A feed without any is an honest empty day.

    :raises scrapers.errors.Refused: the XML declares entities or is built to do harm.
    :raises scrapers.errors.LayoutChanged: it is broken or no feed, or not one entry could be read.
    """
    text = decode(page)
    if text.count("&") > MAX_REFERENCES:
        raise Refused(page.address, "the feed is made of character references.", "No listing looks like that.")
    document = safe_xml(text, page.address, most_tags=MAX_FEED_TAGS)
    _check_shape(parse_xml(document, page.address), page.address)
    feed = _read(document, page.address)
    skipped = SkippedBlocks()
    entries: list[Entry] = []
    stated = feed.get("entries")
    atom = str(feed.get("version")).startswith("atom")
    for rank, values in enumerate(stated if isinstance(stated, list) else [], start=1):
        title = clean_text(_plain(values, "title", page.address), MAX_TITLE)
        if title:
            entries.append(_entry(values, rank, title, page.address, atom=atom))
        else:
            name = clean_text(_text(values, "id") or _text(values, "link"), MAX_NAME)
            skipped.add(f"entry {rank}: {name or 'without a name'}", "it has no title")
    if not entries and len(skipped):
        raise LayoutChanged(page.address, "not one entry of the feed has a title.")
    return Listing(PageKind.FEED, tuple(entries), skipped.named())


def _check_shape(root: "Element", address: str) -> None:
    """Refuses what takes feedparser quadratic time: it compares each category with all before it."""
    for element in root.iter():
        if len(element) <= _MAX_CATEGORIES:
            continue
        names = [str(child.tag).rpartition("}")[2].lower() for child in element]
        repeated = sum(name not in {"item", "entry"} for name in names)
        if sum(name in _CATEGORIES for name in names) > _MAX_CATEGORIES or repeated > _MAX_CHILDREN:
            raise Refused(address, "an entry of the feed has thousands of parts.", "No listing looks like that.")


def _read(document: str, address: str) -> Values:
    import feedparser  # noqa: PLC0415  # 0.1 s that other pages need not pay

    feed: Values = feedparser.parse(
        io.BytesIO(document.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    harmless = isinstance(feed.get("bozo_exception"), feedparser.CharacterEncodingOverride)
    if feed.get("bozo") and not harmless:
        raise LayoutChanged(address, f"the feed is broken ({feed.get('bozo_exception')}).", "Fetch it again.")
    if not feed.get("version"):
        raise LayoutChanged(address, "the XML is no RSS, Atom or RDF feed.")
    return feed


def _entry(values: Values, rank: int, title: str, address: str, *, atom: bool) -> Entry:
    abstract = clean_text(_plain(values, "summary", address), MAX_ABSTRACT)
    content = _objects(values, "content")
    if not abstract and content:
        abstract = clean_text(_html(_text(content[0], "value"), _text(content[0], "type"), address), MAX_ABSTRACT)
    names = _identifiers(values)
    known = names.arxiv_id or names.doi
    authors = author_names(_person(person) for person in _objects(values, "authors"))
    updated = day_of_timestamp(_text(values, "updated"))
    published = day_of_timestamp(_text(values, "prism_publicationdate") or _text(values, "published"))
    return Entry(
        rank=rank,
        title=title,
        abstract=abstract,
        arxiv_id=names.arxiv_id,
        version=names.version,
        doi=names.doi,
        native_id=None if known else clean_text(_text(values, "id") or _text(values, "link"), MAX_NOTE) or None,
        url=clean_url(_text(values, "link")),
        authors=authors,
        author_count=len(authors) or None,
        # RSS has one date; feedparser calls dc:date "updated".
        published=published if published or atom else updated,
        updated=updated if published or atom else None,
        pdf_url=next(_pdf_urls(values), None),
        thumbnail_url=next((clean_url(_text(picture, "url")) for picture in _objects(values, "media_thumbnail")), None),
        categories=clean_texts((_text(tag, "term") for tag in _objects(values, "tags")), MAX_NAME, MAX_LABELS),
        journal_ref=_journal(values),
        withdrawn=says_withdrawn("", abstract),
    )


def _identifiers(values: Values) -> Identifiers:
    """The arXiv identifier and the DOI named anywhere in the entry; the version goes with whichever names one first."""
    places = ("prism_doi", "dc_identifier", "id", "link")
    found = [recognise(text) for text in (_text(values, place) for place in places) if text]
    return Identifiers(
        arxiv_id=next((one.arxiv_id for one in found if one.arxiv_id), None),
        version=next((one.version for one in found if one.version), None),
        doi=next((one.doi for one in found if one.doi), None),
    )


def _person(person: Values) -> str:
    name = _text(person, "name")
    mailbox = _MAILBOX.fullmatch(name.strip()[:MAX_NOTE])
    return mailbox["name"] if mailbox else name


def _journal(values: Values) -> str | None:
    parts = (_text(values, "prism_publicationname"), _text(values, "prism_volume"))
    return clean_text(" ".join(parts), MAX_NOTE) or None


def _pdf_urls(values: Values) -> Iterator[str]:
    for link in _objects(values, "links"):
        url = clean_url(_text(link, "href")) if _text(link, "type") == "application/pdf" else None
        if url:
            yield url


def _plain(values: Values, key: str, address: str) -> str:
    """The text of a construct, without its markup unless it says that it has none."""
    detail = _stated(values, f"{key}_detail")
    kind = _text(detail, "type") if isinstance(detail, Mapping) else "text/html"
    return _html(_text(values, key), kind, address)


def _html(text: str, kind: str, address: str) -> str:
    return html_to_text(text, address) if kind in _HTML_TYPES else text


def _stated(values: Values, key: str) -> object:
    """What was stated under that very key: feedparser's own look-up would give ``published`` for ``updated``."""
    return dict.get(values, key) if isinstance(values, dict) else None


def _text(values: Values, key: str) -> str:
    found = _stated(values, key)
    return found if isinstance(found, str) else ""


def _objects(values: Values, key: str) -> list[Values]:
    found = _stated(values, key)
    candidates: Iterable[object] = found if isinstance(found, list) else []
    return [candidate for candidate in candidates if isinstance(candidate, Mapping)]
