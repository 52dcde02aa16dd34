"""Hugging Face Daily Papers: the list of a day, a week or a month, or what is trending; its API, else its pages.

Source: huggingface.co/docs/hub/api and the site itself. A day's batch rolls over at 21:30 in New York and is often
thin or empty at weekends. The API answers at most 100 papers a page, counted from 0, and ``[]`` behind the last.
"""

from datetime import date, datetime, time, timedelta

from scrapers.exchange import Answer, Request
from scrapers.kinds.base import HTML_TYPES, JSON_TYPES, BaseKind
from scrapers.kinds.calendars import EVERY_DAY, MONDAY_TO_FRIDAY, Calendar, full_day, usual_day
from scrapers.kinds.checking import base_of, choice, whole_number
from scrapers.kinds.paging import counted_up, counter_in, linked_next, listed_on, with_query
from scrapers.kinds.types import Parameter, WatchedSource
from scrapers.types import Listing, PageKind

OWN = "https://huggingface.co"
API = "/api/daily_papers"
PAGES = "/papers"
PERIODS = ("day", "week", "month", "trending")
MOST = 100
"""Papers on one page of the API."""


class HuggingFaceDaily(BaseKind):
    """See the module."""

    name = "huggingface-daily"
    about = "Hugging Face Daily Papers: a day, a week, a month, or what is trending"
    parameters: tuple[Parameter, ...] = (
        Parameter("period", "which list: day (as it stands), week, month or trending", '"day"'),
        Parameter("limit", f"papers on one page of the API, at most {MOST} (as it stands)", str(MOST)),
    )
    calendar = Calendar("America/New_York", time(21, 30))
    whole = True

    def check(self, source: WatchedSource) -> None:
        """See :meth:`scrapers.kinds.types.Kind.check`."""
        super().check(source)
        _period(source)
        _limit(source)

    def has_days(self, source: WatchedSource) -> bool:
        """All but what is trending; a week and a month go by their first day, see :meth:`listing_day`."""
        return _period(source) != "trending"

    def weekdays(self, source: WatchedSource) -> frozenset[int]:
        """Batches come from Monday to Friday; a week's list goes by its Monday, a month's by any weekday."""
        return {"day": MONDAY_TO_FRIDAY, "week": frozenset({0})}.get(_period(source), EVERY_DAY)

    def every(self, source: WatchedSource) -> timedelta:
        """A batch fills all day; the longer lists move slowly."""
        return timedelta(minutes=30) if _period(source) == "day" else timedelta(hours=2)

    def day_at(self, source: WatchedSource, moment: datetime) -> date:
        """The day of the batch, or the first day of its week or month."""
        return self.listing_day(source, self.calendar.day_at(moment))

    def day_over(self, source: WatchedSource, day: date) -> datetime:
        """When the batch rolls over, or the last one of the week or month."""
        return self.calendar.over(_last_day(_period(source), day))

    def listing_day(self, source: WatchedSource, day: date) -> date:
        """The day itself, the Monday of its week, or the first of its month."""
        return _first_day(_period(source), day)

    def requests(self, source: WatchedSource, day: date | None) -> tuple[Request, ...]:
        """The API, then the page. Without a day of a week or a month: the newest daily list, which is part of it."""
        base = base_of(source, OWN, API, PAGES)
        key, stated = _asked_for(_period(source), day)
        paging: dict[str, str | int] = {"limit": _limit(source), "p": 0}
        api = with_query(base + API, **({key: stated} if key else {}), **paging)
        page = base + PAGES
        if key:
            page += "/trending" if key == "sort" else f"/{key}/{stated}"
        return Request(address=api, accept=JSON_TYPES), Request(address=page, accept=HTML_TYPES)

    def following(
        self, source: WatchedSource, day: date | None, asked: Request, answer: Answer, listing: Listing
    ) -> Request | None:
        """The API's own link to the next page, else the next number while a page is full. The site has all on one."""
        del day  # it stands in the address
        if listing.kind is not PageKind.HUGGINGFACE_JSON or _period(source) == "trending" or not listed_on(listing):
            return None
        counted = counted_up(asked.address, "p", 1)
        linked = linked_next(asked, answer)
        if counted and linked and counter_in(linked, "p") == counter_in(counted, "p"):
            return Request(address=linked, accept=asked.accept, gap=asked.gap)
        full = listed_on(listing) >= _limit(source)
        return Request(address=counted, accept=asked.accept, gap=asked.gap) if counted and full else None

    def answered_day(self, source: WatchedSource, listing: Listing) -> date | None:
        """The day the page states, else the one most papers do; lists of several days say none."""
        if _period(source) != "day":
            return None
        if listing.kind is PageKind.HUGGINGFACE_JSON:
            return usual_day(listing.entries)
        return full_day(listing.listing_date)


def _period(source: WatchedSource) -> str:
    return choice(source, "period", PERIODS, "day")


def _limit(source: WatchedSource) -> int:
    return whole_number(source, "limit", 1, MOST, MOST)


def _asked_for(period: str, day: date | None) -> tuple[str, str]:
    """The parameter that names the list, and its value; empty for the newest day."""
    if period == "trending":
        return "sort", "trending"
    if day is None:
        return "", ""
    if period == "week":
        year, week, _ = day.isocalendar()
        return "week", f"{year:04}-W{week:02}"
    return ("month", f"{day:%Y-%m}") if period == "month" else ("date", day.isoformat())


def _first_day(period: str, day: date) -> date:
    if period == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "month" else day


def _last_day(period: str, day: date) -> date:
    first = _first_day(period, day)
    if period == "week":
        return first + timedelta(days=6)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1) if period == "month" else day
