"""What a process does by itself, over a day and more: time is an argument, the web and the postbox are in memory."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from threading import Event
from typing import Any

import pytest

from bot.app.outcomes import Policy
from bot.app.process_counts import MATCHING
from bot.channels.types import Later, Letter, Refused, Unusable
from bot.core.watch import FetchTiming, Watched
from bot.timer.delivering import Sending, deliver_job, subject_of
from bot.timer.fetching import fetch_job
from bot.timer.types import TimedJob
from bot.timer.upkeep import PINGED_EVERY, operator_job, ping_job, tidy_job
from bot.timer.worker import Worker
from scrapers.errors import AskedTooOften, Unreachable
from store.readers import Timing, Way
from store.watch import Incident, Job, Look, LookResult
from tests.bot.app.delivery_world import Postbox, World
from tests.bot.app.watching_world import TODAY, WEDNESDAY, YESTERDAY, WatchingWorld, huggingface
from tests.store.emptied import emptied

MINUTE = timedelta(minutes=1)
HOURLY = huggingface(timing=FetchTiming(every=timedelta(hours=1), catch_up=0))


class Day(WatchingWorld):
    """A world of sources in which readers are told, by one process."""

    def __init__(self, store: Any) -> None:
        super().__init__(store)
        self.readers = World(store, WEDNESDAY)
        self.box, self.stop = Postbox(), Event()
        self.broken: Unusable | None = None
        self.said: list[tuple[str, str]] = []
        self.pings: list[datetime] = []

    def reader(self, name: str) -> None:
        """One who wants to hear of every paper at once."""
        instant = Timing(minute=None)
        self.readers.profile(self.readers.reader(name), "pigeons", timing=instant)

    async def ready(self) -> None:
        if self.broken:
            raise self.broken

    def jobs(self, *sources: Watched) -> list[TimedJob]:
        outlets = {Way.MAIL: self.box.outlet(ready=self.ready)}
        sending = Sending(
            store=self.store,
            explainer=self.readers.explainer,
            outlets=outlets,
            clock=lambda: self.now,
            policy=Policy(owner="me"),
            journal=None,
            stop=self.stop,
        )

        async def tell(subject: str, text: str) -> None:
            self.said.append((subject, text))

        async def get(_: str) -> None:
            self.pings.append(self.now)

        return [
            *(fetch_job(self.means(), source, self.now, lambda: 0.0) for source in sources),
            deliver_job(sending, self.now),
            operator_job(self.store, tell, lambda: self.now, self.now),
            ping_job(self.store, get, "https://alarm.example/secret", lambda: self.now, self.now),
            tidy_job(self.store, lambda: self.now, self.now),
        ]

    def run(self, *sources: Watched, until: timedelta, every: timedelta = timedelta(seconds=10)) -> None:
        """A process is begun, ticks for so long, and ends."""

        async def ticked() -> None:
            worker = Worker(self.jobs(*sources), self.store, lambda: self.now, "me")
            last = self.now + until
            while self.now <= last:
                await worker.tick(self.now)
                await worker.rest()
                self.now += every
            await worker.stop()

        asyncio.run(ticked())

    def job(self, name: str) -> Job:
        with self.store.reading() as catalog:
            return next(job for job in catalog.jobs() if job.name == name)

    def looks(self) -> list[Look]:
        with self.store.reading() as catalog:
            return list(reversed(catalog.looks()))


@pytest.fixture
def day() -> Iterator[Day]:
    with emptied() as store:
        yield Day(store)


def minutes(looks: list[Look]) -> list[float]:
    return [round((look.begun_at - WEDNESDAY) / timedelta(minutes=1), 1) for look in looks]


def test_what_is_new_reaches_its_reader_with_the_next_tick(day: Day) -> None:
    day.reader("ada")
    day.now += MINUTE
    day.site.days = {TODAY: [1, 2]}
    day.run(HOURLY, until=timedelta(seconds=10))
    assert len(day.box.letters) == 1
    day.site.days = {TODAY: [1, 2, 3]}
    day.now += timedelta(hours=1)
    day.run(HOURLY, until=timedelta(seconds=10))
    assert len(day.box.letters) == 2
    assert day.job("deliver").said in ("", "1 sent")


def test_a_source_that_fails_is_tried_again_ever_later_and_then_regularly(
    day: Day, caplog: pytest.LogCaptureFixture
) -> None:
    day.site.trouble = lambda request: Unreachable(request.address, "nobody answers.")
    day.run(HOURLY, until=timedelta(hours=3), every=5 * MINUTE)
    assert minutes(day.looks()) == [0, 5, 20, 80, 140]
    assert "goes wrong" not in caplog.text, "the line of each look says it already"
    assert "looked at huggingface, day 2026-11-18: failed, 0 papers, 0 new. https" in caplog.text
    assert day.job("fetch huggingface").failures == 5
    day.site.trouble = lambda _: None
    day.site.days = {TODAY: [1], YESTERDAY: [2]}
    day.run(HOURLY, until=timedelta(hours=2), every=5 * MINUTE)
    assert day.job("fetch huggingface").failures == 0
    assert [look.result for look in day.looks()][-2:] == [LookResult.NEWS, LookResult.UNCHANGED]


def test_a_host_that_says_later_is_left_alone_until_then(day: Day) -> None:
    later = WEDNESDAY + timedelta(hours=2, minutes=30)
    day.site.trouble = lambda request: AskedTooOften(request.address, "later.", later) if day.now < later else None
    day.site.days = {TODAY: [1]}
    day.run(HOURLY, until=timedelta(hours=3), every=5 * MINUTE)
    assert minutes(day.looks()) == [0, 150]


def test_a_day_that_is_over_and_not_known_to_be_complete_is_looked_at_within_the_hour(day: Day) -> None:
    day.site.days = {TODAY: [1], YESTERDAY: [2]}
    seldom = huggingface(timing=FetchTiming(every=timedelta(hours=12), settled=timedelta(hours=1)))
    day.run(seldom, until=timedelta(hours=6), every=10 * MINUTE)
    known = day.day(YESTERDAY)
    assert known is not None
    assert known.complete_at is not None


def test_how_long_matching_took_is_counted_of_pages_with_news_alone(day: Day) -> None:
    (before, spent), ticking = MATCHING.total, iter(count(0, 0.25))
    source = huggingface(timing=FetchTiming(every=timedelta(hours=1), catch_up=0))
    job = fetch_job(day.means(), source, day.now, lambda: 0.0, lambda: next(ticking))
    day.reader("ada")
    day.site.days = {TODAY: [1, 2]}

    async def two_looks() -> None:
        for _ in range(2):
            await job.run(Job(name=job.name, due_at=day.now))
            day.now += timedelta(hours=1)

    asyncio.run(two_looks())
    after, now_spent = MATCHING.total
    assert now_spent - spent == 0.25
    more = {bound: after_ - before_ for (bound, after_), (_, before_) in zip(after, before, strict=True)}
    assert more == {0.01: 0, 0.03: 0, 0.1: 0, 0.3: 1, 1: 1, 3: 1, 10: 1, float("inf"): 1}


def test_a_day_that_nobody_asks_for_any_more_hurries_nobody(day: Day) -> None:
    day.site.days = {TODAY: [1], YESTERDAY: [2]}
    day.run(huggingface(timing=FetchTiming(every=timedelta(hours=12), catch_up=1)), until=MINUTE)
    day.now += timedelta(days=2)
    known = day.day(YESTERDAY)
    assert known is not None
    assert known.complete_at is None
    today_alone = huggingface(timing=FetchTiming(every=timedelta(hours=12), catch_up=0))
    day.run(today_alone, until=timedelta(hours=9), every=10 * MINUTE)
    assert len({look.run for look in day.looks()}) == 2


def test_a_way_out_that_cannot_be_used_is_told_once_and_so_is_that_it_can(
    day: Day, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    day.reader("ada")
    day.site.days = {TODAY: [1]}
    day.now += MINUTE
    day.broken = Unusable("The mail server does not let us in.")
    day.run(HOURLY, until=timedelta(minutes=30), every=MINUTE)
    assert [subject for subject, _ in day.said] == [f"Paperround: {subject_of(Way.MAIL)} cannot be sent"]
    assert "does not let us in" in day.said[0][1]
    assert day.pings[-1] < day.now - 3 * PINGED_EVERY, "nobody says that all is well"
    day.broken = None
    day.run(HOURLY, until=timedelta(minutes=30), every=MINUTE)
    assert len(day.box.letters) == 1
    assert [subject for subject, _ in day.said[1:]] == [f"Paperround: {subject_of(Way.MAIL)} is well again"]
    assert day.pings[-1] > day.now - 2 * PINGED_EVERY
    assert caplog.text.count("deliver goes wrong: mail: The mail server does not let us in.") == 1
    assert caplog.text.count("deliver goes well again") == 1


def test_one_letter_that_fails_is_no_trouble_of_the_way_out(day: Day) -> None:
    day.reader("ada")
    day.site.days = {TODAY: [1]}
    day.now += MINUTE
    day.box.troubles = [Later("greylisted")]
    day.run(HOURLY, until=timedelta(minutes=20), every=MINUTE)
    assert len(day.box.letters) == 1
    assert day.said == []


def test_an_operator_whose_server_refuses_is_tried_ever_more_seldom_and_hourly_in_the_end(day: Day) -> None:
    tried: list[datetime] = []

    async def refused(_subject: str, _text: str) -> None:
        tried.append(day.now)
        raise Refused("550 no such user")

    with day.store.writing() as catalog:
        catalog.open_incident(Incident(subject="sending by chat", kind="failing", said="It fails.", began_at=day.now))

    async def ticked() -> None:
        worker = Worker([operator_job(day.store, refused, lambda: day.now, day.now)], day.store, lambda: day.now, "me")
        for _ in range(5 * 60):
            await worker.tick(day.now)
            await worker.rest()
            day.now += MINUTE

    asyncio.run(ticked())
    assert [round((at - WEDNESDAY) / MINUTE) for at in tried] == [0, 5, 20, 80, 140, 200, 260]


def test_nobody_says_that_all_is_well_while_a_job_goes_on_far_too_long(day: Day) -> None:
    with day.store.timing() as timing:
        timing.ensure_job("fetch meadow", day.now)
        assert timing.claim_job("fetch meadow", "somebody", day.now, lease=MINUTE, even_if_early=False)
    for hours in (1, 2):
        day.now += timedelta(hours=hours)
        with day.store.timing() as timing:
            assert timing.keep_job("fetch meadow", "somebody", day.now + 5 * MINUTE)
        day.run(until=MINUTE, every=MINUTE)
    assert len(day.pings) == 1
    assert day.job("say that all is well").said == "not said, for it goes on far too long: fetch meadow"


def test_all_is_well_is_said_every_five_minutes_but_not_by_a_process_that_has_just_begun(day: Day) -> None:
    begun_at = day.now
    day.run(until=timedelta(minutes=31), every=MINUTE)
    assert [later - earlier for earlier, later in zip(day.pings, day.pings[1:], strict=False)] == [PINGED_EVERY] * 6
    assert day.pings[0] == begun_at + MINUTE


def test_told_to_stop_nothing_more_is_begun_and_what_waits_is_sent_by_the_next(day: Day) -> None:
    for name in ("ada", "bob", "cleo"):
        day.reader(name)
    day.now += MINUTE
    day.site.days = {TODAY: [1]}

    class StopsAfterOne(Postbox):
        async def send(self, target: str, letter: Letter) -> None:
            await super().send(target, letter)
            day.stop.set()

    day.box = StopsAfterOne()
    day.run(HOURLY, until=timedelta(0))
    day.run(HOURLY, until=timedelta(0))
    assert len(day.box.letters) == 1
    day.box, day.stop = Postbox(), Event()
    day.run(HOURLY, until=timedelta(seconds=30))
    assert len(day.box.letters) == 2


def test_what_is_old_is_forgotten_daily(day: Day) -> None:
    day.site.days = {TODAY: [1]}
    day.run(HOURLY, until=MINUTE)
    day.site.trouble = lambda request: Unreachable(request.address, "nobody answers.")
    day.run(HOURLY, until=timedelta(hours=2), every=10 * MINUTE)
    count = len(day.looks())
    day.now += timedelta(days=200)
    day.run(until=MINUTE)
    assert len(day.looks()) < count


def test_a_clock_that_is_set_back_stops_nothing(day: Day) -> None:
    day.reader("ada")
    day.site.days = {TODAY: [1]}

    async def set_back() -> None:
        worker = Worker(day.jobs(HOURLY), day.store, lambda: day.now, "me")
        for step in range(120):
            if step == 60:
                day.now -= timedelta(days=1)
                day.pings.clear()
            await worker.tick(day.now)
            await worker.rest()
            day.now += MINUTE

    asyncio.run(set_back())
    assert len(day.pings) >= 11
    assert day.now - day.looks()[-1].begun_at <= timedelta(hours=1, minutes=1)
