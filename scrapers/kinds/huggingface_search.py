"""The search of Hugging Face papers: its API, else its page. One page of answers, ordered as the site likes."""

from datetime import date, timedelta

from scrapers.exchange import Request
from scrapers.kinds.base import HTML_TYPES, JSON_TYPES, BaseKind
from scrapers.kinds.checking import base_of, line
from scrapers.kinds.huggingface_daily import OWN, PAGES
from scrapers.kinds.paging import with_query
from scrapers.kinds.types import Parameter, WatchedSource
from scrapers.types import Listing

API = "/api/papers/search"


class HuggingFaceSearch(BaseKind):
    """See the module."""

    name = "huggingface-search"
    about = "What Hugging Face finds among its papers"
    parameters: tuple[Parameter, ...] = (
        Parameter("query", "what is searched for", '"pigeon navigation"', needed=True),
    )
    interval = timedelta(hours=6)
    whole = True

    def check(self, source: WatchedSource) -> None:
        """See :meth:`scrapers.kinds.types.Kind.check`."""
        super().check(source)
        line(source, "query")

    def requests(self, source: WatchedSource, day: date | None) -> tuple[Request, ...]:  # noqa: ARG002 - it has none
        """The API, then the page."""
        base, query = base_of(source, OWN, API, PAGES), line(source, "query")
        return (
            Request(address=with_query(base + API, q=query), accept=JSON_TYPES),
            Request(address=with_query(base + PAGES, q=query), accept=HTML_TYPES),
        )

    def answered_day(self, source: WatchedSource, listing: Listing) -> date | None:  # noqa: ARG002 - it has none
        """Answers are of no day."""
        return None
