"""arXiv's announcements of the day, as RSS: made at midnight in New York, from Monday to Friday, else empty.

Source: arXiv RSS feeds (info.arxiv.org/help/rss.html).
"""

from datetime import date

from scrapers.exchange import Request
from scrapers.kinds.arxiv_api import CATEGORY, GAP
from scrapers.kinds.base import FEED_TYPES, BaseKind
from scrapers.kinds.calendars import MONDAY_TO_FRIDAY, Calendar
from scrapers.kinds.checking import base_of, names
from scrapers.kinds.types import Parameter, WatchedSource

OWN = "https://rss.arxiv.org"
FEED = "/rss"


class ArxivRss(BaseKind):
    """See the module. Its size is that of the day, and nothing at weekends: it is not judged by what is usual."""

    name = "arxiv-rss"
    about = "arXiv's announcements of the day in categories, as RSS"
    parameters: tuple[Parameter, ...] = (
        Parameter("categories", "arXiv categories", '["cs.CL", "cs.LG"]', needed=True),
    )
    calendar = Calendar("America/New_York")
    usual_weekdays = MONDAY_TO_FRIDAY

    def check(self, source: WatchedSource) -> None:
        """See :meth:`scrapers.kinds.types.Kind.check`."""
        super().check(source)
        _categories(source)

    def requests(self, source: WatchedSource, day: date | None) -> tuple[Request, ...]:  # noqa: ARG002 - only today's
        """The feed; all categories in one."""
        address = f"{base_of(source, OWN, FEED)}{FEED}/{'+'.join(_categories(source))}"
        return (Request(address=address, accept=FEED_TYPES, gap=GAP),)


def _categories(source: WatchedSource) -> tuple[str, ...]:
    return names(source, "categories", CATEGORY, "cs.CL or hep-th")
