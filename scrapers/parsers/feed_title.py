"""What a feed calls itself: RSS 2.0 and 1.0 (``channel``), Atom (RFC 4287, section 4.2.14). Pure."""

from typing import TYPE_CHECKING

from scrapers.errors import ScrapeError
from scrapers.parsers.decoding import decode
from scrapers.parsers.feed import MAX_FEED_TAGS
from scrapers.parsers.markup import html_to_text
from scrapers.parsers.xmltree import parse_xml, safe_xml
from scrapers.text import MAX_NAME, clean_text
from scrapers.types import Page

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def feed_title(page: Page) -> str:
    """The feed's own title, cleaned, without markup; empty if it has none, or if the page is no feed."""
    try:
        root = parse_xml(safe_xml(decode(page), page.address, most_tags=MAX_FEED_TAGS), page.address)
        channel = root if _name(root) == "feed" else _child(root, "channel")
        title = _child(channel, "title") if channel is not None else None
        return clean_text(html_to_text("".join(title.itertext()), page.address), MAX_NAME) if title is not None else ""
    except ScrapeError:
        return ""


def _child(element: "Element", name: str) -> "Element | None":
    return next((child for child in element if _name(child) == name), None)


def _name(element: "Element") -> str:
    """Without its namespace."""
    return str(element.tag).rpartition("}")[2].lower()
