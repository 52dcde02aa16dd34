"""arXiv's query API: the newest submissions of categories, of a query, or of both.

Source: arXiv API User's Manual, section 3.1 (info.arxiv.org/help/api/user-manual.html). What was submitted becomes
visible when it is announced: at 20:00 in New York, from Sunday to Thursday.
"""

import re
from datetime import date, time, timedelta

from scrapers.exchange import Answer, Request
from scrapers.kinds.base import FEED_TYPES, BaseKind
from scrapers.kinds.calendars import MONDAY_TO_FRIDAY, Calendar
from scrapers.kinds.checking import base_of, line, names, refusal, whole_number
from scrapers.kinds.paging import MOST_BACK, counted_up, more_behind, reaches_before, with_query
from scrapers.kinds.types import Parameter, WatchedSource
from scrapers.types import Listing

OWN = "https://export.arxiv.org"
API = "/api/query"
GAP = 3.0
"""Seconds between requests, as arXiv's terms of use of its API ask for."""
USUAL_LIMIT = 300
"""A busy category's day on one page: fewer requests than the API's own 10, well below the largest page that is read."""
CATEGORY = re.compile(r"[a-z]{2,8}(?:-[a-z]{2,5})?(?:\.(?:[A-Z]{2}|[a-z]{2,6}(?:-[a-z]{2,4})?))?")
"""``cs.CL``, ``hep-th``, ``cond-mat.mes-hall``; ``cs`` is a whole archive."""
_HEAD = 20_000
_TOTAL = re.compile(rb"<(?:[a-z]{1,20}:)?totalResults\b[^<>]{0,200}>\s{0,20}([0-9]{1,9})\s{0,20}<")
_SEARCHED = re.compile(rf"{CATEGORY.pattern}|[a-z]{{2,8}}(?:-[a-z]{{2,5}})?\.\*")


class ArxivApi(BaseKind):
    """See the module."""

    name = "arxiv-api"
    about = "arXiv's query API: the newest of categories, of a query, or of both"
    parameters: tuple[Parameter, ...] = (
        Parameter("categories", "arXiv categories", '["cs.CL", "cs.LG"]'),
        Parameter("query", "a search_query of arXiv's API", '"abs:pigeon AND ti:navigation"'),
        Parameter("limit", f"papers on one page, at most 2000; {USUAL_LIMIT} as it stands", str(USUAL_LIMIT)),
    )
    calendar = Calendar("America/New_York", time(20))
    usual_weekdays = MONDAY_TO_FRIDAY
    interval = timedelta(hours=2)

    def check(self, source: WatchedSource) -> None:
        """See :meth:`scrapers.kinds.types.Kind.check`."""
        super().check(source)
        _limit(source)
        if not _query(source):
            raise refusal(source, "categories", "is missing, and so is query", 'For instance categories = ["cs.CL"].')

    def requests(self, source: WatchedSource, day: date | None) -> tuple[Request, ...]:  # noqa: ARG002 - newest first
        """The newest by the day of submission."""
        address = with_query(
            base_of(source, OWN, API) + API,
            search_query=_query(source),
            sortBy="submittedDate",
            sortOrder="descending",
            max_results=_limit(source),
            start=0,
        )
        return (Request(address=address, accept=FEED_TYPES, gap=GAP),)

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
        total = _TOTAL.search(answer.body[:_HEAD])
        more = more_behind(asked, listing, "start", limit, int(total[1]) if total else None)
        if day is None or not more or reaches_before(listing, day):
            return None
        address = counted_up(asked.address, "start", limit, MOST_BACK)
        return Request(address=address, accept=asked.accept, gap=GAP) if address else None

    def answered_day(self, source: WatchedSource, listing: Listing) -> date | None:  # noqa: ARG002 - it has none
        """Answers are of no day."""
        return None


def _limit(source: WatchedSource) -> int:
    return whole_number(source, "limit", 1, 2_000, USUAL_LIMIT)


def _query(source: WatchedSource) -> str:
    """The ``search_query``: any of the categories, and the query."""
    either = " OR ".join(
        f"cat:{category}" for category in names(source, "categories", _SEARCHED, "cs.CL, hep-th or cs.*")
    )
    query = line(source, "query")
    return f"({either}) AND ({query})" if either and query else either or query
