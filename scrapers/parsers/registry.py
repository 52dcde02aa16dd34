"""Which parser reads which kind of page. To add one: write its file, give it a :class:`PageKind`, and list it here."""

import re
from types import MappingProxyType

from scrapers.parsers import arxiv_api, arxiv_rss, biorxiv, dump, feed, huggingface_html, huggingface_json, openreview
from scrapers.parsers.sniffing import sniff
from scrapers.types import Listing, Page, PageKind, Parser, Source

PARSERS: MappingProxyType[PageKind, Parser] = MappingProxyType(
    {
        PageKind.DUMP: dump.parse,
        PageKind.HUGGINGFACE_HTML: huggingface_html.parse,
        PageKind.HUGGINGFACE_JSON: huggingface_json.parse,
        PageKind.ARXIV_API: arxiv_api.parse,
        PageKind.ARXIV_RSS: arxiv_rss.parse,
        PageKind.BIORXIV: biorxiv.parse,
        PageKind.OPENREVIEW: openreview.parse,
        PageKind.FEED: feed.parse,
    }
)

_HEAD = 20_000
_MAX_NAME = 64
_HOST = re.compile(
    rb"<(?:[a-z]{1,10}:)?(?:link|id)\b[^<>]{0,300}?(?:>|href=[\"'])\s{0,20}https?://([A-Za-z0-9.-]{1,253})"
)

_HUGGING_FACE = ("huggingface", "Hugging Face Papers", "https://huggingface.co/papers")
_ARXIV = ("arxiv", "arXiv", "https://arxiv.org/")
_DEFAULT_SOURCES = MappingProxyType(
    {
        PageKind.DUMP: _HUGGING_FACE,
        PageKind.HUGGINGFACE_HTML: _HUGGING_FACE,
        PageKind.HUGGINGFACE_JSON: _HUGGING_FACE,
        PageKind.ARXIV_API: _ARXIV,
        PageKind.ARXIV_RSS: _ARXIV,
        PageKind.BIORXIV: ("biorxiv", "bioRxiv and medRxiv", "https://www.biorxiv.org/"),
        PageKind.OPENREVIEW: ("openreview", "OpenReview", "https://openreview.net/"),
        PageKind.FEED: ("feed", "", ""),
    }
)


def parse(page: Page) -> Listing:
    """Everything a page says, read by the parser for what the page is.

    :raises scrapers.errors.Refused: nothing in it may be taken for a listing.
    :raises scrapers.errors.LayoutChanged: it is of no known kind, or no longer what such pages are.
    """
    return PARSERS[sniff(page)](page)


def default_source(kind: PageKind, body: bytes = b"") -> Source:
    """The source of a page about which nobody said whose it is: ``huggingface``, ``arxiv`` …, or a feed's host.

    Two feeds must not share a name: what each calls its papers ("1", "2") is only its own.

    :param body: the page; a feed's first link names the feed, as ``feed-example-org``; without one it is ``feed``.
    """
    name, title, homepage = _DEFAULT_SOURCES[kind]
    host = _HOST.search(body[:_HEAD]) if kind is PageKind.FEED else None
    if host:
        bare = re.sub(r"[^a-z0-9]+", "-", host[1].decode("ascii").lower().removeprefix("www.")).strip("-")
        name, title = f"{name}-{bare}"[:_MAX_NAME].strip("-"), bare.replace("-", ".")
    return Source(name=name, kind=kind.value, title=title, homepage=homepage)
