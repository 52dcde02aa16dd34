"""arXiv's announcements of the day, as RSS: made at midnight in New York, from Monday to Friday, else empty.

The feed has one day. What was announced on days when nobody looked is asked for at the query API: the submissions to
the same categories back to then. What was only replaced or cross-listed meanwhile is not among them.

Source: arXiv RSS feeds (info.arxiv.org/help/rss.html).
"""

from datetime import date, datetime, timedelta

from scrapers.exchange import Answer, Request
from scrapers.kinds.arxiv_api import CATEGORY, GAP, ArxivApi
from scrapers.kinds.base import FEED_TYPES, OVERLAP, BaseKind
from scrapers.kinds.calendars import MONDAY_TO_FRIDAY, Calendar, full_day
from scrapers.kinds.checking import base_of, names
from scrapers.kinds.types import Parameter, WatchedSource
from scrapers.types import Listing

OWN = "https://rss.arxiv.org"
FEED = "/rss"
LATE = timedelta(hours=3)
"""So long after midnight the feed may still be that of the day before."""

_WEEK = 7
_MISSED = ArxivApi()


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

    def back_to(self, source: WatchedSource, last: datetime) -> date:
        """The newest day whose feed was surely there at that moment."""
        return self.day_at(source, last - LATE)

    def requests(self, source: WatchedSource, day: date | None) -> tuple[Request, ...]:  # noqa: ARG002 - only today's
        """The feed; all categories in one."""
        address = f"{base_of(source, OWN, FEED)}{FEED}/{'+'.join(_categories(source))}"
        return (Request(address=address, accept=FEED_TYPES, gap=GAP),)

    def following(
        self, source: WatchedSource, day: date | None, asked: Request, answer: Answer, listing: Listing
    ) -> Request | None:
        """The query API, if announcements were missed between the day and that of the feed; then its next pages."""
        if day is None:
            return None
        searched = _searched(source)
        if asked.address == self.requests(source, day)[0].address:
            fed = full_day(listing.listing_date) or self.day_at(source, answer.received_at)
            return _MISSED.requests(searched, day)[0] if _is_missed(day, fed) else None
        return _MISSED.following(searched, day - min(OVERLAP, day - date.min), asked, answer, listing)


def _categories(source: WatchedSource) -> tuple[str, ...]:
    return names(source, "categories", CATEGORY, "cs.CL or hep-th")


def _searched(source: WatchedSource) -> WatchedSource:
    """The source as the query API knows it, at the same mirror if there is one."""
    given = _categories(source)
    # The feed of an archive has all of its classes; the API wants them named, and some archives have none.
    archives = (f"{category}.*" for category in given if "." not in category)
    return WatchedSource(
        name=source.name,
        kind=_MISSED.name,
        address=base_of(source, "", FEED) if source.address else "",
        parameters={"categories": (*given, *archives)},
    )


def _is_missed(seen: date, fed: date) -> bool:
    """Whether announcements are usual on a day between these two."""
    between = min((fed - seen).days, _WEEK + 1)
    return any((seen + timedelta(days=step)).weekday() in MONDAY_TO_FRIDAY for step in range(1, between))
