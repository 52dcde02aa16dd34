"""Which parser reads which kind of page. To add one: write its file, give it a :class:`PageKind`, and list it here."""

from types import MappingProxyType

from scrapers.parsers import arxiv_api, arxiv_rss, dump, feed, huggingface_html, huggingface_json
from scrapers.parsers.sniffing import sniff
from scrapers.types import Listing, Page, PageKind, Parser, Source

PARSERS: MappingProxyType[PageKind, Parser] = MappingProxyType(
    {
        PageKind.DUMP: dump.parse,
        PageKind.HUGGINGFACE_HTML: huggingface_html.parse,
        PageKind.HUGGINGFACE_JSON: huggingface_json.parse,
        PageKind.ARXIV_API: arxiv_api.parse,
        PageKind.ARXIV_RSS: arxiv_rss.parse,
        PageKind.FEED: feed.parse,
    }
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
        PageKind.FEED: ("feed", "", ""),
    }
)


def parse(page: Page) -> Listing:
    """Everything a page says, read by the parser for what the page is.

    :raises scrapers.errors.Refused: nothing in it may be taken for a listing.
    :raises scrapers.errors.LayoutChanged: it is of no known kind, or no longer what such pages are.
    """
    return PARSERS[sniff(page)](page)


def default_source(kind: PageKind) -> Source:
    """The source of a page about which nobody said whose it is: ``huggingface``, ``arxiv`` or ``feed``."""
    name, title, homepage = _DEFAULT_SOURCES[kind]
    return Source(name=name, kind=kind.value, title=title, homepage=homepage)
