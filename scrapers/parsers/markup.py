"""Text out of HTML fragments and pages. Pure; Beautiful Soup over lxml, behind the guards."""

import html
import re
import warnings
from typing import TYPE_CHECKING

from scrapers.parsers.guards import TAG, check_markup

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag
    from bs4.filter import SoupStrainer

# Only what HTML knows is taken for a tag: "p<q and r>s" in an abstract is mathematics.
_TAG = re.compile(
    r"<(?:!--|/?(?:a|abbr|b|blockquote|br|cite|code|dd|div|dl|dt|em|figure|font|h[1-6]|hr|i|img|jats:[a-z]{1,20}|li|ol|p"
    r"|pre|q|s|script|section|small|span|strong|style|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul)(?=\s*+/?>|\s++[A-Za-z:_-]++\s*+=))",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    "blockquote br dd div dl dt figure h1 h2 h3 h4 h5 h6 hr li ol p pre section table td th tr ul".split()  # noqa: SIM905
)
MAX_HTML_TAGS = 100_000
"""Tags in one HTML page. A month of daily papers has about as many; Beautiful Soup needs about 20 µs for each."""
_FRAGMENT_TAGS = 5_000
_CANDIDATES = 50
"""So many places that hold an attribute's value are looked at; a script may name it, too."""


def soup(text: str, address: str, keep: dict[str, str] | None = None) -> "BeautifulSoup":
    """The tree of an HTML page; with ``keep``, only of elements with those attributes, and of what is in them.

    :raises scrapers.errors.Refused: the page would make the tree builder slow or greedy.
    """
    from bs4.filter import SoupStrainer  # noqa: PLC0415  # 0.2 s that a plain-text dump need not pay

    check_markup(text, address, most_tags=MAX_HTML_TAGS, html=True)
    return _tree(text, SoupStrainer(attrs=dict(keep)) if keep else None)


def tag_alone(text: str, address: str, attribute: str, value: str) -> "Tag | None":
    """The first tag with that attribute, without what is in it: a page's data can be had without building its tree.

    ``None`` if it is not found so; a tag in which a bare ``<`` stands before the attribute is not.

    :raises scrapers.errors.Refused: the tag would make the tree builder slow or greedy.
    """
    place = text.find(value)
    for _ in range(_CANDIDATES):
        if place < 0:
            break
        found = TAG.match(text, max(0, text.rfind("<", 0, place)))
        # A tag that is cut has no end; what there is of it is for others to save.
        if found and found.end() > place and text.startswith(">", found.end()):
            element = soup(f"{found[0]}>", address).find(True, {attribute: value})
            if element is not None:
                return element
        place = text.find(value, place + 1)
    return None


def html_to_text(fragment: str, address: str) -> str:
    """The text of an HTML fragment as a person would read it, not yet cleaned; blocks are set off by a space.

    A fragment without HTML tags is plain text whose character references are resolved.

    :raises scrapers.errors.Refused: the fragment would make the tree builder slow or greedy.
    """
    if not _TAG.search(fragment):
        return html.unescape(fragment) if "&" in fragment else fragment
    from bs4.element import NavigableString  # noqa: PLC0415  # as above

    check_markup(fragment, address, most_tags=_FRAGMENT_TAGS, html=True)
    parts: list[str] = []
    for node in _tree(fragment).descendants:
        if isinstance(node, NavigableString):
            if type(node) is NavigableString and node.parent and node.parent.name not in {"script", "style"}:
                parts.append(str(node))
        elif getattr(node, "name", None) in _BLOCKS:
            parts.append(" ")
    return "".join(parts)


def _tree(text: str, strainer: "SoupStrainer | None" = None) -> "BeautifulSoup":
    from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning  # noqa: PLC0415  # as above

    with warnings.catch_warnings():
        # An XML declaration somewhere in HTML means nothing here: what the page is has been decided. Nor does it matter
        # that a page without any tag looks like the name of a file.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return BeautifulSoup(text, "lxml", parse_only=strainer)
