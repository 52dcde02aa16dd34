"""XML without its dangers: no declarations, bounded, from the root element on. Pure."""

import re
from collections.abc import Iterator
from html.entities import html5
from typing import TYPE_CHECKING

from scrapers.errors import LayoutChanged
from scrapers.parsers.guards import MAX_TAGS, check_markup, check_no_declarations
from scrapers.text import clean_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"

_PROLOG = re.compile(r"\s*+(?:<\?.*?\?>|<!--.*?-->|<![A-Za-z][^<>\[]*+>)", re.DOTALL)
_ROOT = re.compile(r"\s*+<([A-Za-z_][^\s<>/\"']{0,100}+)")
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP_CHARACTERS = frozenset("<>&\"'")


def root_offset(text: str) -> int | None:
    """Where the root element begins, behind declarations, comments and processing instructions; ``None`` if nowhere."""
    position = 0
    while prolog := _PROLOG.match(text, position):
        position = prolog.end()
    return position if _ROOT.match(text, position) else None


def root_name(text: str) -> str | None:
    """The name of the root element as written, prefix included."""
    offset = root_offset(text)
    match = _ROOT.match(text, offset) if offset is not None else None
    return match[1] if match else None


def safe_xml(text: str, address: str, *, most_tags: int = MAX_TAGS) -> str:
    """The document from its root element on, checked, with HTML's names for characters (``&nbsp;``) spelt out.

    :raises scrapers.errors.Refused: it declares entities, or is larger in tags, depth or attributes than any feed.
    :raises scrapers.errors.LayoutChanged: there is no root element.
    """
    check_no_declarations(text, address)
    check_markup(text, address, most_tags=most_tags)
    offset = root_offset(text)
    if offset is None:
        raise LayoutChanged(address, "the XML has no root element: the page may be cut.", "Fetch or save it again.")
    return _NAMED_ENTITY.sub(_spelt_out, text[offset:])


def _spelt_out(entity: re.Match[str]) -> str:
    characters = html5.get(entity[1] + ";", "")
    return characters if characters and not _MARKUP_CHARACTERS.intersection(characters) else entity[0]


def parse_xml(text: str, address: str) -> "Element":
    """The root of a checked document (see :func:`safe_xml`).

    :raises scrapers.errors.LayoutChanged: it is not well-formed; the message says where.
    """
    # Expat, asked for nothing but elements; a document that declares anything does not come this far.
    from xml.etree import ElementTree as ET  # noqa: PLC0415  # only feeds need it; see above

    try:
        return ET.fromstring(text)  # noqa: S314  # see above
    except (ET.ParseError, ValueError) as error:
        raise LayoutChanged(
            address,
            f"the XML is broken or cut ({error}), so none of it is trusted.",
            "Fetch or save it again.",
        ) from error


def child_text(element: "Element", tag: str, limit: int) -> str:
    """The cleaned text of the first child of that name, markup within left out; empty if there is none."""
    child = element.find(tag)
    return clean_text("".join(child.itertext()), limit) if child is not None else ""


def child_texts(element: "Element", tag: str) -> Iterator[str]:
    """The texts of all children of that name, as written."""
    return ("".join(child.itertext()) for child in element.iterfind(tag))
