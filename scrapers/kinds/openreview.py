"""OpenReview: the submissions to a venue, newest first.

Source: OpenReview API v2 (docs.openreview.net), ``GET /notes``. At most 1,000 notes a page.
"""

import re
from datetime import date, timedelta

from scrapers.exchange import Answer, Request
from scrapers.kinds.base import JSON_TYPES, BaseKind
from scrapers.kinds.checking import base_of, line, refusal, whole_number
from scrapers.kinds.paging import MOST_BACK, counted_up, more_behind, reaches_before, with_query
from scrapers.kinds.types import Parameter, WatchedSource
from scrapers.types import Listing

OWN = "https://api2.openreview.net"
API = "/notes"
_END = 200
_COUNT_BEFORE = re.compile(rb"\s{0,20}\{\s{0,20}\"count\"\s{0,20}:\s{0,20}([0-9]{1,9})\s{0,20},")
_COUNT_BEHIND = re.compile(rb"\]\s{0,20},\s{0,20}\"count\"\s{0,20}:\s{0,20}([0-9]{1,9})\s{0,20}\}\s{0,20}\Z")
VENUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}")


class OpenReview(BaseKind):
    """See the module."""

    name = "openreview"
    about = "OpenReview: the submissions to a venue"
    parameters: tuple[Parameter, ...] = (
        Parameter("venueid", "the venue, as in openreview.net/group?id=…", '"ICLR.cc/2026/Conference"', needed=True),
        # A thousand submissions with their abstracts would be near to the largest page that is read.
        Parameter("limit", "submissions on one page, at most 1000; 500 as it stands", "500"),
    )
    interval = timedelta(hours=6)

    def check(self, source: WatchedSource) -> None:
        """See :meth:`scrapers.kinds.types.Kind.check`."""
        super().check(source)
        _limit(source)
        if not VENUE.fullmatch(line(source, "venueid")):
            raise refusal(source, "venueid", "is no venue", "Allowed are names such as ICLR.cc/2026/Conference.")

    def requests(self, source: WatchedSource, day: date | None) -> tuple[Request, ...]:  # noqa: ARG002 - newest first
        """The newest by their day of creation."""
        venue: dict[str, str | int] = {"content.venueid": line(source, "venueid")}
        address = with_query(
            base_of(source, OWN, API) + API, **venue, sort="cdate:desc", limit=_limit(source), offset=0
        )
        return (Request(address=address, accept=JSON_TYPES),)

    def following(
        self,
        source: WatchedSource,
        day: date | None,
        asked: Request,
        answer: Answer,
        listing: Listing,
    ) -> Request | None:
        """The next page while there are more by the answer's own count, and something of the day or later."""
        limit = _limit(source)
        more = more_behind(asked, listing, "offset", limit, _total(answer.body))
        if day is None or not more or reaches_before(listing, day):
            return None
        address = counted_up(asked.address, "offset", limit, MOST_BACK)
        return Request(address=address, accept=asked.accept, gap=asked.gap) if address else None

    def answered_day(self, source: WatchedSource, listing: Listing) -> date | None:  # noqa: ARG002 - it has none
        """Answers are of no day."""
        return None


def _limit(source: WatchedSource) -> int:
    return whole_number(source, "limit", 1, 1_000, 500)


def _total(body: bytes) -> int | None:
    """How many submissions there are, as it stands before or behind the list of them."""
    count = _COUNT_BEFORE.match(body) or _COUNT_BEHIND.search(body[-_END:])
    return int(count[1]) if count else None
