"""What most kinds have in common; each overrides what is otherwise with it."""

from datetime import UTC, date, datetime, timedelta

from scrapers.exchange import Answer, Request
from scrapers.kinds.calendars import EVERY_DAY, Calendar, full_day
from scrapers.kinds.checking import check_address, check_known
from scrapers.kinds.types import Parameter, WatchedSource
from scrapers.types import Listing

JSON_TYPES = "application/json"
HTML_TYPES = "text/html"
OVERLAP = timedelta(days=4)
"""So far back before what is known the newest papers are asked for: what is listed on a Monday may have been submitted
on the Thursday before.
"""

FEED_TYPES = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"


class BaseKind:
    """A :class:`scrapers.kinds.types.Kind` without days, looked at every hour, with papers on any day of the week."""

    name: str = ""
    about: str = ""
    parameters: tuple[Parameter, ...] = ()
    calendar = Calendar()
    usual_weekdays = EVERY_DAY
    interval = timedelta(hours=1)
    whole = False
    base_address = True

    def has_days(self, source: WatchedSource) -> bool:  # noqa: ARG002 - others look at it
        """See :meth:`scrapers.kinds.types.Kind.has_days`."""
        return False

    def lists_whole(self, source: WatchedSource) -> bool:  # noqa: ARG002 - others look at it
        """See :meth:`scrapers.kinds.types.Kind.lists_whole`."""
        return self.whole

    def weekdays(self, source: WatchedSource) -> frozenset[int]:  # noqa: ARG002 - others look at it
        """See :meth:`scrapers.kinds.types.Kind.weekdays`."""
        return self.usual_weekdays

    def every(self, source: WatchedSource) -> timedelta:  # noqa: ARG002 - others look at it
        """See :meth:`scrapers.kinds.types.Kind.every`."""
        return self.interval

    def check(self, source: WatchedSource) -> None:
        """See :meth:`scrapers.kinds.types.Kind.check`. A kind adds what it wants of its own parameters."""
        check_known(source, self.parameters)
        check_address(source, base=self.base_address)

    def day_at(self, source: WatchedSource, moment: datetime) -> date:  # noqa: ARG002 - others look at it
        """See :meth:`scrapers.kinds.types.Kind.day_at`."""
        return self.calendar.day_at(moment)

    def day_over(self, source: WatchedSource, day: date) -> datetime:  # noqa: ARG002 - others look at it
        """See :meth:`scrapers.kinds.types.Kind.day_over`."""
        return self.calendar.over(day)

    def listing_day(self, source: WatchedSource, day: date) -> date:  # noqa: ARG002 - others look at it
        """See :meth:`scrapers.kinds.types.Kind.listing_day`."""
        return day

    def back_to(self, source: WatchedSource, last: datetime) -> date:  # noqa: ARG002 - others look at it
        """See :meth:`scrapers.kinds.types.Kind.back_to`."""
        return last.astimezone(UTC).date() - OVERLAP

    def requests(self, source: WatchedSource, day: date | None) -> tuple[Request, ...]:  # noqa: ARG002 - as above
        """See :meth:`scrapers.kinds.types.Kind.requests`."""
        return ()

    def following(
        self,
        source: WatchedSource,  # noqa: ARG002 - others look at it
        day: date | None,  # noqa: ARG002 - as above
        asked: Request,  # noqa: ARG002 - as above
        answer: Answer,  # noqa: ARG002 - as above
        listing: Listing,  # noqa: ARG002 - as above
    ) -> Request | None:
        """See :meth:`scrapers.kinds.types.Kind.following`."""
        return None

    def answered_day(self, source: WatchedSource, listing: Listing) -> date | None:  # noqa: ARG002 - as above
        """See :meth:`scrapers.kinds.types.Kind.answered_day`."""
        return full_day(listing.listing_date)
