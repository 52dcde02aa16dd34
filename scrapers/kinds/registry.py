"""Which kinds of sources there are. To add one: write its file and list it here."""

from types import MappingProxyType

from scrapers.kinds.arxiv_api import ArxivApi
from scrapers.kinds.arxiv_rss import ArxivRss
from scrapers.kinds.biorxiv import Biorxiv
from scrapers.kinds.dump import Dump
from scrapers.kinds.feed import Feed
from scrapers.kinds.huggingface_daily import HuggingFaceDaily
from scrapers.kinds.huggingface_search import HuggingFaceSearch
from scrapers.kinds.openreview import OpenReview
from scrapers.kinds.types import Kind

_ALL: tuple[Kind, ...] = (
    HuggingFaceDaily(),
    HuggingFaceSearch(),
    ArxivApi(),
    ArxivRss(),
    Biorxiv(),
    OpenReview(),
    Feed(),
    Dump(),
)

KINDS: MappingProxyType[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})
"""By what stands behind ``kind =``."""
