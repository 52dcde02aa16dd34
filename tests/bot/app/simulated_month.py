"""A month of four sources, watched as ``paperround run`` watches them, but by a clock that is set by hand.

Real are the web client and the sites it asks, the parsers, the store, the timer's jobs and their worker, the promises
to readers and the deliveries. Only time is an argument.
"""

import asyncio
import json
import re
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from threading import Event
from typing import Self

from bot.app.outcomes import Policy
from bot.app.telling import Teller
from bot.app.watching.exclusive import job_name
from bot.app.watching.means import Means
from bot.app.watching.pacing import StorePacing
from bot.app.watching.reparsing import Reread, read_again
from bot.core.watch import FetchTiming, Watched
from bot.timer.delivering import Sending, deliver_job
from bot.timer.fetching import fetch_job
from bot.timer.types import TimedJob
from bot.timer.upkeep import operator_job
from bot.timer.worker import Worker
from bot.wiring import background
from scrapers.exchange import Web
from scrapers.gate import Gate
from scrapers.http import WebClient
from scrapers.kinds import KINDS
from scrapers.kinds.types import WatchedSource
from scrapers.parsers import parse
from scrapers.types import Listing, Page
from store.api import Store
from store.readers import Timing, Way
from store.watch import SourceVerdict
from tests.bot.app.delivery_world import Postbox, World
from tests.bot.app.month_of_sites import AWAY, FIRST, HOLIDAY, LEARNED, Sites
from tests.faults.site_pages import TITLE, begins
from tests.faults.site_world import DAY, HOUR, between, serve
from tests.scrapers.hostile_site import HostileSite
from tests.scrapers.web_clients import Clock

WATCHED = {"hub": "huggingface-daily", "language": "arxiv-rss", "knots": "arxiv-rss", "journal": "feed"}
"""The names of the sources, and their kinds."""
CATEGORIES = {"language": "cs.CL", "knots": "math.GT"}
EVERY = {"hub": 3 * HOUR}


@dataclass
class Month:
    """The month, as far as it has come.

    :ivar box: what readers were sent. :ivar said: what the operator was told.
    :ivar reread: what came of the pages that had been put aside when the parsers had learned.
    """

    store: Store
    sites: Sites = field(default_factory=Sites.of_the_month)
    clock: Clock = field(default_factory=lambda: Clock(begins(FIRST)))
    box: Postbox = field(default_factory=Postbox)
    said: list[tuple[str, str]] = field(default_factory=list)
    reread: tuple[Reread, ...] = ()

    def __enter__(self) -> Self:
        """The sites answer."""
        self._stack = ExitStack()
        parts = {"hub": self.sites.hub, "archive": self.sites.archive, "journal": self.sites.journal}
        self._served = {name: self._stack.enter_context(HostileSite()) for name in parts}
        for name, site in parts.items():
            serve(self._served[name], site, self.clock)
        self.readers = World(self.store, self.clock.now - DAY)
        for name, timing in (("ada", Timing(minute=None)), ("ben", Timing())):
            self.readers.profile(self.readers.reader(name), "pigeons", timing=timing, threshold=1)
        return self

    def __exit__(self, *_: object) -> None:
        """They do not any more."""
        self._stack.close()

    def go_on(self, until: datetime) -> None:
        """A process is begun, watches until then, and ends."""
        asyncio.run(self._run(until))

    def sleep(self, until: datetime) -> None:
        """Nobody watches until then."""
        self.clock.now = until

    def learn(self) -> None:
        """The parsers understand the new layout from now on; what was put aside is read once more."""
        self.reread = asyncio.run(
            read_again(
                self.store, self._parse, self.watched(), clock=self.clock, teller=Teller(background()), run="reparse"
            )
        )

    def live(self, last: date) -> dict[date, list[str]]:
        """Go on to the end of a day.

        :return: what was thought of each source each day at nine and at six in the evening.
        """
        thought: dict[date, list[str]] = {}
        for day in between(FIRST, last):
            for hour in (9, 18, 24):
                until = begins(day) + hour * HOUR
                self.sleep(until) if AWAY[0] < until <= AWAY[1] else self.go_on(until)
                if until == LEARNED and not self.reread:
                    self.learn()
                if hour < 24:
                    verdicts = self.verdicts()
                    thought.setdefault(day, []).extend(verdicts[name].kind.value for name in WATCHED)
        return thought

    def verdicts(self) -> dict[str, SourceVerdict]:
        """What is thought of the sources."""
        with self.store.reading() as catalog:
            return dict(catalog.verdicts())

    @property
    def most_at_once(self) -> int:
        """How many requests a site had at a time."""
        return max(site.most_at_once for site in self._served.values())

    def told(self, name: str) -> Counter[str]:
        """In how many letters to a reader each paper's title stood."""
        letters = [letter.text for target, letter in self.box.letters if target.startswith(f"{name}@")]
        return Counter(title for text in letters for title in set(re.findall(TITLE, " ".join(text.split()))))

    def watched(self) -> tuple[Watched, ...]:
        """The sources, as they are configured."""
        return tuple(
            Watched(
                source=WatchedSource(
                    name=name,
                    kind=kind,
                    address=self._address(name),
                    parameters={"categories": (CATEGORIES[name],)} if name in CATEGORIES else {},
                ),
                timing=FetchTiming(
                    every=EVERY.get(name, 4 * HOUR),
                    weekdays=frozenset(range(5)) if name == "journal" else None,
                    holidays=frozenset((HOLIDAY,)),
                ),
            )
            for name, kind in WATCHED.items()
        )

    def _address(self, name: str) -> str:
        site = self._served.get(name) or self._served["archive"]
        return site.url("/feed.xml" if name == "journal" else "").rstrip("/")

    async def _parse(self, page: Page) -> Listing:
        if self.clock.now >= LEARNED and b'{"format": 2' in page.body[:20]:
            page = replace(page, body=json.dumps(json.loads(page.body)["papers"]).encode())
        return parse(page)

    async def _run(self, until: datetime) -> None:
        gate = Gate([site.authority for site in self._served.values()])
        client = WebClient(
            contact="operator@example.org",
            pacing=StorePacing(self.store),
            gate=gate,
            clock=self.clock,
            version="1.2",
            sleep=self.clock.sleep,
            chance=lambda: 0.5,
        )
        async with client as web:
            worker = Worker(self._jobs(web), self.store, self.clock, f"process of {self.clock.now}")
            while self.clock.now < until:
                for _ in range(2):  # what was brought is sent with the next tick
                    await worker.tick(self.clock.now)
                    await worker.rest()
                    self.clock.now += timedelta(seconds=30)
                self.clock.now = max(self.clock.now, min(until, self._next_look()))
            await worker.stop()

    def _next_look(self) -> datetime:
        names = {job_name(name) for name in WATCHED}
        with self.store.reading() as catalog:
            return min(job.due_at for job in catalog.jobs() if job.name in names)

    def _jobs(self, web: Web) -> list[TimedJob]:
        now = self.clock.now
        means = Means(
            store=self.store,
            web=web,
            parse=self._parse,
            clock=self.clock,
            kinds=KINDS,
            folder=lambda _: (),
            teller=Teller(background()),
        )
        sending = Sending(
            store=self.store,
            explainer=self.readers.explainer,
            outlets={Way.MAIL: self.box.outlet()},
            clock=self.clock,
            policy=Policy(owner="me"),
            journal=None,
            stop=Event(),
        )

        async def tell(subject: str, text: str) -> None:
            self.said.append((subject, text))

        return [
            *(fetch_job(means, source, now, lambda: 0.0) for source in self.watched()),
            deliver_job(sending, now),
            operator_job(self.store, tell, self.clock, now),
        ]
