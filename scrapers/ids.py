"""Recognising the names papers go by: arXiv identifiers and DOIs. Pure.

Sources: arXiv, "Understanding the arXiv identifier" (info.arxiv.org/help/arxiv_identifier.html); the DOI Handbook,
section 2 (doi.org/doi_handbook).
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

_MAX_LENGTH = 2_000
_FIRST_FIVE_DIGIT_MONTH = 1501
_FIRST_NEW_MONTH = 704
_LAST_OLD_MONTH = 703
_OLD_CENTURY = 9107

_NEW_ID = r"(?P<month>[0-9]{2}(?:0[1-9]|1[0-2]))\.(?P<number>[0-9]{4,5})"
_OLD_ID = r"(?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.[A-Za-z-]{2,20})?/(?P<old>[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{3})"
_VERSION = r"(?:v(?P<version>[1-9][0-9]{0,3}))?"
_ARXIV_ID = re.compile(rf"(?:{_NEW_ID}|{_OLD_ID}){_VERSION}")
_ARXIV_PREFIX = re.compile(
    r"(?:arxiv:\s?|oai:arxiv\.org:|"
    r"(?:https?://)?(?:[a-z]+\.)?arxiv\.org/(?:abs|pdf|html|format|ps)/|"
    r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/papers/|"
    r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:\s?)?10\.48550/arxiv\.)",
    re.IGNORECASE,
)
_DOI_PREFIX = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:info:)?doi[:/]\s?", re.IGNORECASE)
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]{1,9})*/[^\s\"<>]+")
_DOI_IN_URL = re.compile(r"/(?P<doi>10\.[0-9]{4,9}/[^\s\"<>?#]+)")
_CSHL_DOI = re.compile(
    r"(?P<doi>10\.(?:1101|64898)/(?:[0-9]{4}\.[0-9]{2}\.[0-9]{2}\.)?[0-9]{6,9})v(?P<version>[0-9]{1,3})\b.*"
)


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What one string says about which paper it is.

    :ivar arxiv_id: without version. :ivar version: from 1. :ivar doi: lower case, bare, never one of arXiv's own.
    """

    arxiv_id: str | None = None
    version: int | None = None
    doi: str | None = None


def parse_arxiv_id(text: str) -> tuple[str, int | None] | None:
    """The arXiv identifier that ``text`` is, without version, and its version; ``None`` if it is none.

    Taken are bare identifiers, ``arXiv:``, ``oai:arXiv.org:``, addresses of abstracts, PDFs and HTML at arxiv.org and
    of paper pages at Hugging Face, and arXiv's DOIs. Identifiers that arXiv cannot have given (``2503.0213``: five
    digits since 2015) are none, so a number that lost its last zero is never mistaken for another paper.
    """
    text = text.strip()
    if len(text) > _MAX_LENGTH:
        return None
    prefix = _ARXIV_PREFIX.match(text)
    rest = text[prefix.end() :] if prefix else text
    if prefix and "/" in prefix[0]:
        rest = re.split(r"[?#]", rest, maxsplit=1)[0].removesuffix("/").removesuffix(".pdf")
    return _checked_arxiv_id(_ARXIV_ID.fullmatch(rest))


def find_arxiv_id(text: str) -> tuple[str, int | None] | None:
    """The first ``arXiv:…`` identifier named in running text, and its version; ``None`` if there is none."""
    for named in re.finditer(r"\barxiv:\s?", text[:_MAX_LENGTH], re.IGNORECASE):
        found = _checked_arxiv_id(_ARXIV_ID.match(text, named.end()))
        if found:
            return found
    return None


def _checked_arxiv_id(match: re.Match[str] | None) -> tuple[str, int | None] | None:
    if match is None:
        return None
    version = int(match["version"]) if match["version"] else None
    if match["old"]:
        month = int(match["old"][:4])
        known = month >= _OLD_CENTURY or month <= _LAST_OLD_MONTH
        return (f"{match['archive']}/{match['old']}", version) if known else None
    month = int(match["month"])
    digits = 5 if month >= _FIRST_FIVE_DIGIT_MONTH else 4
    if month < _FIRST_NEW_MONTH or len(match["number"]) != digits:
        return None
    return f"{match['month']}.{match['number']}", version


def parse_doi(text: str) -> str | None:
    """The DOI that ``text`` is, in lower case and without resolver; ``None`` if it is none, or one of arXiv's own.

    arXiv's DOIs (``10.48550/arXiv.2503.02130``) are arXiv identifiers: see :func:`parse_arxiv_id`.
    """
    text = text.strip()
    if len(text) > _MAX_LENGTH:
        return None
    prefix = _DOI_PREFIX.match(text)
    if prefix:
        text = unquote(text[prefix.end() :]) if "doi.org/" in prefix[0].lower() else text[prefix.end() :]
    match = _DOI.fullmatch(text.rstrip(".,;"))
    if match is None or not match[0].isprintable():
        return None
    doi = match[0].lower()
    return None if doi.startswith("10.48550/arxiv.") else doi


def recognise(text: str) -> Identifiers:
    """Whatever identifier ``text`` (an identifier, a ``guid``, a link) is; empty if it is none we know.

    A DOI is also found inside the path of a publisher's address. bioRxiv and medRxiv put the version behind it.
    """
    arxiv = parse_arxiv_id(text)
    if arxiv:
        return Identifiers(arxiv_id=arxiv[0], version=arxiv[1])
    doi = parse_doi(text)
    if doi is None and text.lower().startswith(("http://", "https://")) and len(text) <= _MAX_LENGTH:
        inside = _DOI_IN_URL.search(unquote(text.strip()))
        doi = parse_doi(inside["doi"]) if inside else None
    versioned = _CSHL_DOI.fullmatch(doi) if doi else None
    if versioned:
        return Identifiers(doi=versioned["doi"], version=int(versioned["version"]) or None)
    return Identifiers(doi=doi)
