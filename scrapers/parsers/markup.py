"""Text out of HTML fragments and pages. Pure; Beautiful Soup over lxml, behind the guards."""

import html
import re
import warnings
from typing import TYPE_CHECKING

from scrapers.parsers.guards import check_markup

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
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


def soup(text: str, address: str, keep: dict[str, str] | None = None) -> "BeautifulSoup":
    """The tree of an HTML page; with ``keep``, only of elements with those attributes, and of what is in them.

    :raises scrapers.errors.Refused: the page would make the tree builder slow or greedy.
    """
    from bs4.filter import SoupStrainer  # noqa: PLC0415  # 0.2 s that a plain-text dump need not pay

    check_markup(text, address, most_tags=MAX_HTML_TAGS, html=True)
    return _tree(text, SoupStrainer(attrs=dict(keep)) if keep else None)


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
    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning  # noqa: PLC0415  # as above

    with warnings.catch_warnings():
        # An XML declaration somewhere in HTML means nothing here: what the page is has been decided.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(text, "lxml", parse_only=strainer)
