"""Sites as they are through a month, growing during the day, and what goes wrong with them. Nothing of it is chance.

A hub lists the papers of each day, as Hugging Face does (its interface and its page); an archive announces papers once
a day by category, as arXiv does; a journal has a feed of its newest. What each has at a moment is told by the moment
alone, so that a test knows what there was to be found. Served by :mod:`tests.scrapers.hostile_site`:

    with HostileSite() as site:
        serve(site, Hub(troubles=[Trouble(begin, end, "away")]), clock)
"""

import html
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from scrapers.kinds import KINDS
from scrapers.kinds.types import WatchedSource
from tests.faults.site_pages import ANSWERS, Paper, announcement, article, as_json, as_reply, begins, feed, item
from tests.scrapers.hostile_site import HostileSite, Reply, Seen

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEWEST = 20
"""So many papers stand in the journal's feed."""

_KIND = KINDS["huggingface-daily"]
_SOURCE = WatchedSource(name="hub", kind=_KIND.name)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that goes wrong from one moment until another.

    :ivar what: a key of :data:`tests.faults.site_pages.ANSWERS`, or ``half``, ``other day``, ``new layout``.
    """

    begin: datetime
    end: datetime
    what: str


def between(first: date, last: date) -> Iterator[date]:
    """All days from the first to the last."""
    return (first + timedelta(days=step) for step in range((last - first).days + 1))


def serve(site: HostileSite, world: "Site", clock: Callable[[], datetime]) -> None:
    """Let the site answer as the world is at the time of the clock."""
    for path in world.paths():
        site.route(path, lambda seen: world.reply(seen, clock()))


@dataclass
class Site:
    """What all sites have in common.

    :ivar first: the first day of which it knows. :ivar last: the last one.
    :ivar holidays: days on which nothing comes.
    :ivar troubles: whatever goes wrong.
    :ivar asked: when it was asked for something, and the status of its answer.
    """

    first: date
    last: date
    holidays: frozenset[date] = frozenset()
    troubles: Sequence[Trouble] = field(default_factory=list)
    asked: list[tuple[datetime, int]] = field(default_factory=list, init=False, repr=False, compare=False)

    def troubles_at(self, now: datetime) -> list[str]:
        """What goes wrong at a moment."""
        return [each.what for each in self.troubles if each.begin <= now < each.end]

    def works(self, day: date) -> bool:
        """Whether it is a day like others."""
        return day.weekday() < 5 and day not in self.holidays

    def paths(self) -> Collection[str]:
        """Of all pages it has or may have."""
        raise NotImplementedError

    def reply(self, seen: Seen, now: datetime) -> Reply:
        """What it says to a request at a moment."""
        troubles = self.troubles_at(now)
        instead = [ANSWERS[what] for what in troubles if what in ANSWERS]
        reply = instead[0] if instead else self.page(seen, now, troubles)
        self.asked.append((now, reply.status))
        return reply

    def page(self, seen: Seen, now: datetime, troubles: Collection[str]) -> Reply:
        """A page of it."""
        raise NotImplementedError


@dataclass
class Hub(Site):
    """Lists the papers of each day, as Hugging Face: few on a Saturday, none on a Sunday.

    :ivar late: days to which two papers are added when they have been over for two hours.
    :ivar most: the greatest number of papers that a day has, less four.
    """

    late: frozenset[date] = frozenset()
    most: int = 12

    def paths(self) -> Collection[str]:
        """See :class:`Site`."""
        return ["/api/daily_papers", *(f"/papers/date/{day}" for day in between(self.first - DAY, self.last + DAY))]

    def papers(self, day: date) -> list[Paper]:
        """The papers of a day in the end: most come between six and eight in the evening."""
        count = self.most + day.day * 7 % 5 if self.works(day) else 2 if day.weekday() == 5 else 0
        if day in self.holidays or not self.first <= day <= self.last:
            count = 0
        papers = [Paper(f"{day:%y%m}.{day:%d}{each:03}", _during(day, each, count)) for each in range(count)]
        over = _KIND.day_over(_SOURCE, day)
        return papers + [
            Paper(f"{day:%y%m}.{day:%d}{each:03}", over + 2 * HOUR) for each in (900, 901) if day in self.late
        ]

    def page(self, seen: Seen, now: datetime, troubles: Collection[str]) -> Reply:
        """See :class:`Site`."""
        is_page = seen.path.startswith("/papers/")
        day = date.fromisoformat(seen.path.rpartition("/")[2] if is_page else seen.query["date"])
        shown = day - DAY if "other day" in troubles and day == _today(now) else day
        papers = [each for each in self.papers(shown) if each.at <= now]
        if "half" in troubles:
            papers = papers[: len(papers) // 4]
        if not is_page and seen.query["p"] != "0":
            papers = []
        items = [item(each, shown) for each in papers]
        if "new layout" in troubles:
            return as_json({"format": 2, "day": shown.isoformat(), "papers": items})
        if not is_page:
            return as_json(items)
        data = html.escape(json.dumps({"dailyPapers": items, "dateString": shown.isoformat()}))
        return as_reply(
            f'<html><body><div data-target="DailyPapers" data-props="{data}"></div></body></html>', "text/html"
        )


@dataclass
class Archive(Site):
    """Announces papers at five in the morning from Monday to Friday, by category, as arXiv; half of the first
    category's will stand on the hub's list of the next day.

    :ivar hub: the hub. :ivar silent: from when until when nothing is announced in the second category.
    """

    hub: Hub = field(kw_only=True)
    silent: tuple[date, date] = (date.max, date.max)

    def paths(self) -> Collection[str]:
        """See :class:`Site`."""
        return ["/rss/cs.CL", "/rss/math.GT"]

    def papers(self, category: str, day: date) -> list[Paper]:
        """What is announced on a day."""
        if not self.works(day) or (category == "math.GT" and self.silent[0] <= day <= self.silent[1]):
            return []
        at, own = begins(day) + 5 * HOUR, range(500, 503) if category == "cs.CL" else range(700, 702)
        papers = [Paper(f"{day:%y%m}.{day:%d}{each:03}", at) for each in own]
        shared = self.hub.papers(day + DAY)[::2] if category == "cs.CL" else []
        return papers + [Paper(each.name, at) for each in shared]

    def page(self, seen: Seen, now: datetime, troubles: Collection[str]) -> Reply:  # noqa: ARG002 - it has none of its own
        """See :class:`Site`. A category that is silent says what it said before."""
        category = seen.path.rpartition("/")[2]
        day = (now - 5 * HOUR).date()
        if category == "math.GT" and self.silent[0] <= day <= self.silent[1]:
            day = self.silent[0] - DAY
        papers = self.papers(category, day)
        return feed(
            f"{category} updates on arXiv.org", "https://rss.arxiv.org/", day, "".join(map(announcement, papers))
        )


@dataclass
class Journal(Site):
    """Two papers each working day at eight; its feed has the newest.

    :ivar history: so long before the first day it began.
    """

    history: timedelta = 14 * DAY

    def paths(self) -> Collection[str]:
        """See :class:`Site`."""
        return ["/feed.xml"]

    def papers(self, day: date) -> list[Paper]:
        """What appears on a day."""
        at = begins(day) + 8 * HOUR
        return [Paper(f"10.1234/{day:%y%m%d}{each}", at) for each in range(2)] if self.works(day) else []

    def page(self, seen: Seen, now: datetime, troubles: Collection[str]) -> Reply:
        """See :class:`Site`."""
        del seen
        papers = [each for day in between(self.first - self.history, now.date()) for each in self.papers(day)]
        newest = [each for each in papers if each.at <= now][-NEWEST:][::-1]
        if "half" in troubles:
            newest = newest[: NEWEST // 4]
        return feed(
            "Journal of Pigeons", "https://journal.example/", newest[0].at.date(), "".join(map(article, newest))
        )


def _today(now: datetime) -> date:
    return _KIND.day_at(_SOURCE, now)


def _during(day: date, number: int, count: int) -> datetime:
    """When the paper of that number appears, of so many."""
    return begins(day) + 6 * HOUR + 14 * HOUR * number / max(count, 1)
