"""A small world of sources: a site in memory that answers like Hugging Face, a clock, a store."""

import asyncio
import hashlib
import html
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.app.telling import Teller
from bot.app.watching.means import FolderFile, Means
from bot.app.watching.source import SourceReport, look_at_source
from bot.core.watch import FetchTiming, Watched
from bot.wiring import background
from scrapers.errors import ScrapeError
from scrapers.exchange import Answer, Request
from scrapers.kinds import KINDS
from scrapers.kinds.types import WatchedSource
from scrapers.parsers import parse
from scrapers.types import Listing, Page
from store.api import Store
from store.watch import ListingDay, Look

WEDNESDAY = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
YESTERDAY = date(2026, 11, 17)
ABSTRACT = "We report what we saw on three meadows over two seasons of careful observation, and count it twice."


def paper(number: int, day: date) -> dict[str, object]:
    """A paper as the interface gives it, on the list of a day."""
    return {
        "paper": {
            "id": f"2611.{number:05}",
            "title": f"Pigeons at Sea, Part {number}",
            "summary": ABSTRACT,
            "authors": [{"name": "A. Author", "hidden": False}],
            "publishedAt": "2026-11-01T00:00:00.000Z",
            "submittedOnDailyAt": f"{day.isoformat()}T10:00:00.000Z",
            "upvotes": 3,
        },
        "numComments": 1,
    }


Reply = Callable[[Request], Answer | ScrapeError | None]


@dataclass
class Site:
    """Answers in place of Hugging Face: lists of days that may grow, and whatever is to go wrong.

    :ivar days: which papers stand on the list of a day, by number. :ivar other: for a day that is not there, this one.
    :ivar trouble: asked before anything else; what it gives is the answer.
    """

    clock: Callable[[], datetime]
    days: dict[date, list[int]] = field(default_factory=dict)
    other: date | None = None
    trouble: Reply = lambda _: None
    asked: list[Request] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def get(self, request: Request) -> Answer:
        self.asked.append(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        found = self.trouble(request) or self._answer(request)
        if isinstance(found, ScrapeError):
            raise found
        return found

    def whole(self, request: Request, body: bytes, media_type: str = "application/json") -> Answer:
        """A page with its validators, or that it has not changed."""
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        unchanged = request.validators.etag == etag
        return Answer(
            address=request.address,
            status=304 if unchanged else 200,
            headers={"content-type": media_type, "etag": etag},
            body=b"" if unchanged else body,
            received_at=self.clock(),
        )

    def _answer(self, request: Request) -> Answer:
        parts = urlsplit(request.address)
        query = parse_qs(parts.query)
        if "/papers/date/" in parts.path:
            day = date.fromisoformat(parts.path.rpartition("/")[2])
            papers = self._papers(day)
            data = html.escape(json.dumps({"dailyPapers": papers, "dateString": self._shown(day).isoformat()}))
            page = f'<html><body><div data-target="DailyPapers" data-props="{data}"></div></body></html>'
            return self.whole(request, page.encode(), "text/html")
        day = date.fromisoformat(query["date"][0])
        limit, page_number = int(query["limit"][0]), int(query["p"][0])
        papers = self._papers(day)[limit * page_number : limit * (page_number + 1)]
        return self.whole(request, json.dumps(papers).encode())

    def _shown(self, day: date) -> date:
        return day if day in self.days or self.other is None else self.other

    def _papers(self, day: date) -> list[dict[str, object]]:
        shown = self._shown(day)
        return [paper(number, shown) for number in self.days.get(shown, [])]

    @property
    def conditional(self) -> list[bool]:
        """Of each request whether it asked only for what had changed."""
        return [bool(request.validators) for request in self.asked]


class WatchingWorld:
    """One store, one site, one clock."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = WEDNESDAY
        self.runs = 0
        self.site = Site(lambda: self.now)
        self.files: Sequence[FolderFile] = ()
        self.folder: Callable[[WatchedSource], Sequence[FolderFile]] = lambda _: self.files
        self.teller: Teller | None = Teller(background())
        self.parse: Callable[[Page], Coroutine[Any, Any, Listing]] = understood

    def means(self, **more: Any) -> Means:
        return Means(
            **{
                "store": self.store,
                "web": self.site,
                "parse": self.parse,
                "clock": lambda: self.now,
                "kinds": KINDS,
                "folder": self.folder,
                "teller": self.teller,
                **more,
            }
        )

    def look(
        self, watched: Watched | None = None, *, since: date | None = None, tell_all: bool = False, run: str = ""
    ) -> SourceReport:
        """Look at a source now, in a run of its own."""
        self.runs += 1
        run = run or f"run-{self.runs}"
        watched = watched or huggingface()
        return asyncio.run(look_at_source(self.means(), watched, run, since=since, tell_all=tell_all))

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def titles(self) -> list[str]:
        with self.store.reading() as catalog:
            return sorted(paper.title for paper in catalog.papers())

    def day(self, day: date, source: str = "huggingface") -> ListingDay | None:
        with self.store.reading() as catalog:
            return next((each for each in catalog.listing_days(source) if each.day == day.isoformat()), None)


async def understood(page: Page) -> Listing:
    """What the parsers of this version say."""
    return parse(page)


def huggingface(name: str = "huggingface", timing: FetchTiming | None = None, **parameters: Any) -> Watched:
    """Hugging Face Daily Papers."""
    source = WatchedSource(name=name, kind="huggingface-daily", title="Hugging Face", parameters=parameters)
    return Watched(source=source, timing=timing or FetchTiming())


def results(looks: tuple[Look, ...]) -> Mapping[str | None, str]:
    """How the looks ended, by day."""
    return {look.day: look.result.value for look in looks}
