"""Where a paper can be read. Pure. What is no plain ``https`` address never becomes a link."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from bot.render.words import printable
from store.records import Paper

MAX_ADDRESS = 2_000
"""The longest address that becomes a link, in characters."""

# https://info.arxiv.org/help/arxiv_identifier.html
_ARXIV_ID = re.compile(r"[0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7}")
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Link:
    """A way on from a paper.

    :ivar address: ``https``, printable ASCII only.
    """

    label: str
    address: str


def pages_of(paper: Paper) -> Iterator[Link]:
    """Where the paper itself is to be read: arXiv, Hugging Face, DOI, its pages elsewhere; an address may come twice.

    Only what is known: an arXiv paper has a page at Hugging Face only if it was seen there.
    """
    addresses = [address for address in map(_safe, paper.urls) if address]
    arxiv = paper.arxiv_id if paper.arxiv_id and _ARXIV_ID.fullmatch(paper.arxiv_id) else None
    if arxiv:
        yield Link("arXiv", f"https://arxiv.org/abs/{arxiv}")
    at_huggingface = [address for address in addresses if address.startswith("https://huggingface.co/papers/")]
    if at_huggingface:
        yield Link("Hugging Face", f"https://huggingface.co/papers/{arxiv}" if arxiv else at_huggingface[0])
    doi = printable(paper.doi or "")
    if len(doi) <= MAX_ADDRESS and _DOI.fullmatch(doi):
        yield Link("DOI", f"https://doi.org/{quote(doi, safe='/:;()-._')}")
    for address in addresses:
        host = urlsplit(address).netloc.removeprefix("www.")
        if host not in ("arxiv.org", "huggingface.co", "doi.org"):
            yield Link(host, address)


def companions_of(paper: Paper) -> Iterator[Link]:
    """What belongs to the paper: code, project."""
    for label, address in (("Code", paper.github_url), ("Project", paper.project_url)):
        safe = _safe(address) if address else None
        if safe:
            yield Link(label, safe)


def _safe(address: str) -> str | None:
    """The address if it is a plain web address, with what is not ASCII percent-encoded (RFC 3986, section 2.1)."""
    if len(address) > MAX_ADDRESS or address != printable(address).replace(" ", ""):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    # A user name before the host, or letters that look like others in it, hide where the link leads.
    if parts.scheme != "https" or not _HOST.fullmatch(parts.netloc):
        return None
    return quote(address, safe="%/:=&?~#+!$,;'@()*[]")
