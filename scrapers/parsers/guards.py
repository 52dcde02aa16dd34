"""What is looked at before a tree is built: the known ways to make tree builders slow or greedy. Linear and cheap.

Tree builders are quadratic in the attributes of one tag, in unclosed comments, or in depth, each by another
implementation; entity declarations blow up or read files. A page with one of these is no listing.
"""

import re
from collections.abc import Iterator

from scrapers.errors import Refused

MAX_TAGS = 250_000
"""Tags in one page. The largest honest one (2,000 arXiv entries) has about half as many."""
MAX_DEPTH = 256
"""Elements within one another. Honest pages have about 50."""
MAX_ATTRIBUTES = 300
"""Attributes of one tag. Honest ones have about 20."""
MAX_COMMENTS = 20_000
"""Comments, CDATA sections and declarations in one page."""

# A tag: its name, then quoted strings and whatever else, up to ">" or the next "<". Possessive, so no way back.
TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z_][^\s<>/\"']{0,200}+)(?P<rest>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)")
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_SCRIPT_END = re.compile(r"</(?:script|style)\b", re.IGNORECASE)
_SHORT_TAG = 1_000
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905
_DOCTYPE_SUBSET = re.compile(r"<!DOCTYPE[^<>\[]*+\[", re.IGNORECASE)


def check_markup(text: str, address: str, *, most_tags: int = MAX_TAGS, html: bool = False) -> None:
    """:raises scrapers.errors.Refused: more tags, depth, attributes or comments than any listing has."""
    if text.count("<!") > MAX_COMMENTS:
        raise _too_much(address, f"{text.count('<!'):,} comments", MAX_COMMENTS)
    if text.count("<") > 2 * most_tags + MAX_COMMENTS:
        raise _too_much(address, f"{text.count('<'):,} tags", most_tags)
    void = _VOID if html else frozenset()
    depth = 0
    tags = 0
    for tag in _tags(text, html=html):
        if tag["close"]:
            depth = max(0, depth - 1)
            continue
        tags += 1
        rest = tag["rest"]
        if len(rest) > _SHORT_TAG:
            _check_attributes(rest, address)
        if rest.endswith("/") or tag["name"].lower() in void:
            continue
        depth += 1
        if depth > MAX_DEPTH:
            raise _too_much(address, f"more than {MAX_DEPTH:,} tags within one another", MAX_DEPTH)
    if tags > most_tags:
        raise _too_much(address, f"{tags:,} tags", most_tags)


def _tags(text: str, *, html: bool) -> Iterator[re.Match[str]]:
    """All tags; those that only seem to be some, in the scripts and styles of HTML, left out."""
    position = 0
    while tag := TAG.search(text, position):
        yield tag
        position = tag.end()
        if html and not tag["close"] and tag["name"].lower() in {"script", "style"}:
            end = _SCRIPT_END.search(text, position)
            # Without an end there is no other one further on either, so it is not asked for again.
            html = end is not None
            position = end.start() if end else position


def _check_attributes(rest: str, address: str) -> None:
    attributes = len(_QUOTED.sub(" ", rest).split())
    if attributes > MAX_ATTRIBUTES:
        raise _too_much(address, f"a tag with about {attributes:,} attributes", MAX_ATTRIBUTES)


def check_no_declarations(text: str, address: str) -> None:
    """:raises scrapers.errors.Refused: the XML declares entities or a document type of its own."""
    if "<!ENTITY" in text or _DOCTYPE_SUBSET.search(text):
        raise Refused(
            address,
            "the XML declares entities or a document type of its own, which no feed needs; nothing of it was expanded.",
            "Do not trust where it came from.",
        )


def _too_much(address: str, what: str, limit: int) -> Refused:
    return Refused(address, f"the page has {what}; at most {limit:,} are read.", "No listing looks like that.")
