"""bioRxiv and medRxiv: what was posted on a day, new versions included.

Source: api.biorxiv.org. Pages follow by a cursor, the number of papers before; how many a page has is the server's
choice (30 or 100), and its ``messages`` say how many there are in all.
"""

import re
from datetime import date, timedelta
from urllib.parse import quote, urlsplit, urlunsplit

from scrapers.exchange import Answer, Request
from scrapers.kinds.base import JSON_TYPES, BaseKind
from scrapers.kinds.calendars import MONDAY_TO_FRIDAY, Calendar, usual_day
from scrapers.kinds.checking import base_of, choice, line
from scrapers.kinds.paging import MAX_PAGES, listed_on, with_query
from scrapers.kinds.types import Parameter, WatchedSource
from scrapers.types import Listing

OWN = "https://api.biorxiv.org"
SERVERS = ("biorxiv", "medrxiv")
SMALLEST_PAGE = 30
"""A page with fewer papers is the last."""

_CURSOR = re.compile(r"/([0-9]{1,6})/json$")
_TOTAL = re.compile(rb"\"messages\"\s{0,20}:\s{0,20}\[\s{0,20}\{[^{}]{0,500}?\"total\"\s{0,9}:\s{0,9}\"?([0-9]{1,7})")


class Biorxiv(BaseKind):
    """See the module."""

    name = "biorxiv"
    about = "bioRxiv or medRxiv: what was posted on a day"
    parameters: tuple[Parameter, ...] = (
        Parameter("server", "biorxiv (as it stands) or medrxiv", '"biorxiv"'),
        Parameter("category", "one subject alone", '"neuroscience"'),
    )
    calendar = Calendar("America/New_York")
    usual_weekdays = MONDAY_TO_FRIDAY
    interval = timedelta(hours=2)
    whole = True

    def has_days(self, source: WatchedSource) -> bool:  # noqa: ARG002 - always
        """They do."""
        return True

    def check(self, source: WatchedSource) -> None:
        """See :meth:`scrapers.kinds.types.Kind.check`."""
        super().check(source)
        choice(source, "server", SERVERS, "biorxiv")
        line(source, "category", 100)

    def requests(self, source: WatchedSource, day: date | None) -> tuple[Request, ...]:
        """The papers of the day; without one, the newest 30 whatever their day."""
        server = choice(source, "server", SERVERS, "biorxiv")
        span = f"{day.isoformat()}/{day.isoformat()}" if day else "30"
        address = f"{base_of(source, OWN)}/details/{quote(server)}/{span}/0/json"
        # The API writes "cell biology" with an underscore.
        category = line(source, "category", 100).lower().replace(" ", "_")
        return (Request(address=with_query(address, category=category) if category else address, accept=JSON_TYPES),)

    def following(
        self, source: WatchedSource, day: date | None, asked: Request, answer: Answer, listing: Listing
    ) -> Request | None:
        """The next cursor while there are more by the answer's own count, or else while a page is not small."""
        del source
        parts = urlsplit(asked.address)
        cursor, found = _CURSOR.search(parts.path), listed_on(listing)
        if day is None or cursor is None or not found:
            return None
        behind = int(cursor[1]) + found
        total = _TOTAL.search(answer.body[:5_000])
        more = behind < int(total[1]) if total else found >= SMALLEST_PAGE
        if not more or behind >= MAX_PAGES * SMALLEST_PAGE:
            return None
        path = f"{parts.path[: cursor.start()]}/{behind}/json"
        return Request(address=urlunsplit(parts._replace(path=path)), accept=asked.accept, gap=asked.gap)

    def answered_day(self, source: WatchedSource, listing: Listing) -> date | None:  # noqa: ARG002 - they all do
        """The day most papers say."""
        return usual_day(listing.entries)
