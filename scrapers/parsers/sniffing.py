"""What a page is, told by its content and never by its name. Pure."""

import re

from scrapers.errors import LayoutChanged, Refused
from scrapers.parsers.blocked import challenge_in
from scrapers.parsers.decoding import decode
from scrapers.parsers.dump_blocks import looks_like_dump
from scrapers.parsers.guards import check_no_declarations
from scrapers.parsers.json_items import looks_like_json
from scrapers.parsers.skips import excerpt
from scrapers.parsers.xmltree import root_name
from scrapers.types import Page, PageKind

_HEAD = 8_000
_EXPECTED = (
    "Expected is a text dump or page of Hugging Face papers, an answer of its API, an arXiv answer or feed, "
    "an answer of bioRxiv's or OpenReview's API, or any RSS or Atom feed."
)
_HTML_ROOTS = frozenset({"html", "head", "body", "div", "main", "article", "script", "meta", "title", "p"})
_TITLE = re.compile(r"<title[^<>]{0,200}+>([^<]{1,300})", re.IGNORECASE)
_BIORXIV = re.compile(r"\s*+\{\s*+\"(?:messages|collection)\"\s*+:\s*+\[")
_OPENREVIEW = re.compile(r"\s*+\{\s*+(?:\"count\"\s*+:\s*+[0-9]{1,12}\s*+,\s*+)?\"notes\"\s*+:\s*+\[")
_HUGGING_FACE = ('data-target="DailyPapers"', 'href="/papers/')


def sniff(page: Page) -> PageKind:
    """The kind of a page.

    :raises scrapers.errors.Refused: it is empty, binary, wrongly encoded, or a challenge for robots.
    :raises scrapers.errors.LayoutChanged: it is text of no known kind; the message says what it looks like.
    """
    text = decode(page)
    if text[:_HEAD].lstrip().startswith("<"):
        return _sniff_markup(text, page.address)
    # A dump without its header may begin with a title in brackets, so it is asked for before JSON.
    if looks_like_dump(text):
        return PageKind.DUMP
    if looks_like_json(text):
        return _sniff_json(text)
    raise LayoutChanged(
        page.address,
        f"plain text that is no list of papers; it begins {excerpt(text)}.",
        "A dump of a papers page has the page's header, or lines of authors and dates. " + _EXPECTED,
    )


def _sniff_json(text: str) -> PageKind:
    """By the first keys of an object; what is not otherwise known is left to the parser with the best messages."""
    head = text[:_HEAD]
    if _BIORXIV.match(head):
        return PageKind.BIORXIV
    return PageKind.OPENREVIEW if _OPENREVIEW.match(head) else PageKind.HUGGINGFACE_JSON


def _sniff_markup(text: str, address: str) -> PageKind:
    name = (root_name(text) or "").lower()
    if not name:
        check_no_declarations(text, address)
    local = name.rpartition(":")[2]
    head = text[:_HEAD]
    if local in {"rss", "feed", "rdf"}:
        if "rss.arxiv.org" in head or "rss-help@arxiv.org" in head:
            return PageKind.ARXIV_RSS
        if local == "feed" and "arxiv.org/api/" in head:
            return PageKind.ARXIV_API
        return PageKind.FEED
    if local not in _HTML_ROOTS and "<html" not in head.lower():
        what = (
            f"XML with the root element {excerpt(name)}" if name else "XML or HTML that stops before its first element"
        )
        raise LayoutChanged(address, f"{what}, which is no feed and no page of papers.", _EXPECTED)
    if any(mark in text for mark in _HUGGING_FACE):
        return PageKind.HUGGINGFACE_HTML
    title = _TITLE.search(head)
    named = f" titled {excerpt(title[1])}" if title else ""
    challenge = challenge_in(text)
    if challenge:
        raise Refused(
            address,
            f"an HTML page{named} that is a challenge for robots ({challenge}), not a list of papers: the request was "
            "blocked.",
            "Try later and less often, or use the site's API.",
        )
    raise LayoutChanged(address, f"an HTML page{named} without a list of papers. Blocked, or changed?", _EXPECTED)
