"""Jobs are done when they are due, once, by one of all that could; whatever happens to the others, or to the store."""

import asyncio
import random
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.app.process_counts import LEASE_STEALS
from bot.timer.turns import SILENT, Process
from bot.timer.worker import Worker
from store.api import Reading, Store, Timing
from store.errors import Conflict, DatabaseError
from store.sql import open_store
from store.watch import Incident, Job
from tests.bot.timer.worlds import BEGIN, HOUR, MINUTE, SECOND, Clock, Diary, seconds
from tests.store.conftest import file_url, lasting_url, postgres, postgres_url  # noqa: F401 - fixtures

at = seconds()


@pytest.fixture
def store() -> Iterator[Store]:
    """A store in memory."""
    with closing(open_store("sqlite://")) as opened:
        yield opened


def job_in(store: Store, name: str) -> Job:
    with store.reading() as catalog:
        return next(job for job in catalog.jobs() if job.name == name)


async def ticks(worker: Worker, *moments: datetime, clock: Clock | None = None) -> None:
    """Tick at each of these moments; what is taken up ends before the next."""
    for moment in moments:
        if clock:
            clock.now = moment
        await worker.tick(moment)
        await worker.rest()


def test_a_job_is_done_when_it_is_due_and_then_again_when_it_says(store: Store) -> None:
    diary = Diary(every=timedelta(seconds=10))
    worker = Worker([diary.job("fetch", first_due=at(3))], store, Clock(), "one")
    asyncio.run(ticks(worker, *(at(number) for number in range(25))))
    assert diary.ended["fetch"] == [at(3), at(13), at(23)]


@pytest.mark.parametrize("hours", [0.1, 1, 23.9, 24 * 9])
def test_a_job_that_was_due_while_nothing_ran_is_done_once_when_something_runs_again(
    store: Store, hours: float
) -> None:
    diary = Diary(every=MINUTE)
    asyncio.run(ticks(Worker([diary.job("fetch")], store, Clock(), "before"), at(0), at(1)))
    back = at(hours * 3600)
    asyncio.run(ticks(Worker([diary.job("fetch")], store, Clock(), "after"), *(back + SECOND * n for n in range(30))))
    assert diary.ended["fetch"] == [at(0), back]


@pytest.mark.parametrize("number", [120, pytest.param(1000, marks=pytest.mark.slow)])
def test_of_three_that_tick_at_once_each_job_is_done_by_one(lasting_url: str, number: int) -> None:  # noqa: F811
    diary, chance = Diary(every=SECOND), random.Random(5)

    async def together(workers: list[Worker]) -> None:
        for tick in range(number):
            chance.shuffle(workers)
            await asyncio.gather(*(worker.tick(at(tick)) for worker in workers))
            await asyncio.gather(*(worker.rest() for worker in workers))

    with ExitStack() as opened:
        stores = [opened.enter_context(closing(open_store(lasting_url))) for _ in range(3)]
        asyncio.run(together([Worker([diary.job("fetch")], each, Clock(), str(each)) for each in stores]))
        assert diary.ended["fetch"] == [at(tick) for tick in range(number)]
        assert job_in(stores[0], "fetch").runs == number


def test_when_the_leader_is_killed_another_takes_over_within_thirty_seconds(lasting_url: str) -> None:  # noqa: F811
    diary = Diary(every=SECOND)

    async def one_dies(first: Worker, others: list[Worker]) -> None:
        await ticks(first, at(0))
        for tick in range(1, 60):
            for worker in (first, *others) if tick < 20 else others:
                await ticks(worker, at(tick))

    with ExitStack() as opened:
        stores = [opened.enter_context(closing(open_store(lasting_url))) for _ in range(3)]
        first, *others = (Worker([diary.job("fetch")], each, Clock(), str(each)) for each in stores)
        asyncio.run(one_dies(first, others))
    assert diary.ended["fetch"][:20] == [at(tick) for tick in range(20)]
    took_over, *since = diary.ended["fetch"][20:]
    assert at(20) <= took_over <= at(49)
    assert [took_over, *since] == [took_over + SECOND * n for n in range(len(since) + 1)]
    assert [worker.leads for worker in others].count(True) == 1


def test_what_a_leader_was_at_when_it_was_killed_is_done_again_when_its_lease_has_run_out(store: Store) -> None:
    async def killed() -> list[datetime]:
        dead = Diary(gate=asyncio.Event())
        worker = Worker([dead.job("fetch", lease=MINUTE)], store, Clock(), "dead")
        await worker.tick(at(0))
        await asyncio.sleep(0)
        assert dead.begun["fetch"] == [at(0)]
        living = Diary(every=HOUR)
        await ticks(Worker([living.job("fetch")], store, Clock(), "living"), *(at(n) for n in range(1, 120)))
        dead.gate.set()  # type: ignore[union-attr] # it was given
        await worker.rest()
        await worker.tick(at(121))
        return living.ended["fetch"]

    assert asyncio.run(killed()) == [at(60)]
    assert job_in(store, "fetch").due_at == at(60) + HOUR, "the dead one's word counts no more"


def test_what_is_taken_over_from_the_dead_is_counted_and_what_was_given_back_is_not(store: Store) -> None:
    async def stolen() -> list[int]:
        dead, living = Diary(gate=asyncio.Event()), Diary(every=HOUR)
        first = Worker([dead.job("fetch", lease=MINUTE)], store, Clock(), "dead")
        await first.tick(at(0))
        counts = [LEASE_STEALS.value]
        second = Worker([living.job("fetch")], store, Clock(), "living")
        for number in (10, 30, 59, 60, 61):
            await ticks(second, at(number))
            counts.append(LEASE_STEALS.value)
        await second.stop()
        await ticks(Worker([living.job("fetch")], store, Clock(), "third"), at(61), at(5000))
        dead.gate.set()  # type: ignore[union-attr] # it was given
        await first.rest()
        return [after - counts[0] for after in (*counts[1:], LEASE_STEALS.value)]

    assert asyncio.run(stolen()) == [0, 1, 1, 2, 2, 2], "first the leader's lease, then that of the job"


def test_a_job_that_takes_long_is_kept_and_never_taken_up_beside_itself(store: Store) -> None:
    async def long() -> Diary:
        diary = Diary(every=SECOND, gate=asyncio.Event())
        one, other = (Worker([diary.job("fetch", lease=MINUTE)], store, Clock(), name) for name in ("one", "other"))
        for number in range(0, 600, 5):
            await one.tick(at(number))
            await other.tick(at(number))
        assert diary.gate
        diary.gate.set()
        await ticks(one, at(600), at(605))
        return diary

    diary = asyncio.run(long())
    assert diary.begun["fetch"] == [at(0), at(605)]


def test_a_job_that_another_took_over_while_we_slept_is_called_off(store: Store) -> None:
    async def slept() -> tuple[Diary, Diary]:
        ours, theirs = Diary(gate=asyncio.Event()), Diary(gate=asyncio.Event())
        asleep = Worker([ours.job("fetch")], store, Clock(), "asleep")
        await asleep.tick(at(0))
        await asyncio.sleep(0)
        other = Worker([theirs.job("fetch")], store, Clock(), "awake")
        await other.tick(at(300))
        await asyncio.sleep(0)
        await asleep.tick(at(301))
        await asleep.rest()
        assert not asleep.leads
        await other.stop(0)
        return ours, theirs

    ours, theirs = asyncio.run(slept())
    assert (ours.ended, list(theirs.begun)) == ({}, ["fetch"])


def test_a_job_that_raises_is_tried_again_ever_later_while_the_others_go_on(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    diary = Diary(every=timedelta(minutes=10), errors={"bad": ZeroDivisionError("by nothing")})
    clock = Clock()
    worker = Worker([diary.job("bad"), diary.job("good")], store, clock, "one")
    asyncio.run(ticks(worker, *(at(number) for number in range(0, 3600, 5)), clock=clock))
    waits = [later - earlier for earlier, later in zip(diary.begun["bad"], diary.begun["bad"][1:], strict=False)]
    assert waits == [SECOND * 30, MINUTE, MINUTE * 2, MINUTE * 4, MINUTE * 8, MINUTE * 16]
    assert len(diary.ended["good"]) == 6
    bad = job_in(store, "bad")
    assert (bad.failures, bad.said) == (7, "ZeroDivisionError: by nothing")
    assert "bad failed in a way that nobody foresaw" in caplog.text


def test_a_job_that_is_hurried_while_it_is_being_done_is_done_again(store: Store) -> None:
    async def hurried() -> Diary:
        diary = Diary(every=HOUR, gate=asyncio.Event())
        worker = Worker([diary.job("deliver")], store, Clock(), "one")
        await worker.tick(at(0))
        with store.timing() as timing:
            timing.hurry("deliver", at(1))
        assert diary.gate
        diary.gate.set()
        await worker.rest()
        await ticks(worker, at(2), at(3), at(4))
        return diary

    assert asyncio.run(hurried()).ended["deliver"] == [at(0), at(2)]


def test_jobs_that_are_no_longer_configured_are_forgotten(store: Store) -> None:
    diary = Diary()
    asyncio.run(ticks(Worker([diary.job("fetch old"), diary.job("deliver")], store, Clock(), "one"), at(0), at(1)))
    asyncio.run(ticks(Worker([diary.job("deliver")], store, Clock(), "two"), at(100)))
    with store.reading() as catalog:
        assert [job.name for job in catalog.jobs()] == ["deliver"]


def test_a_job_that_is_to_be_done_more_often_from_now_on_does_not_wait_as_long_as_it_was_to(store: Store) -> None:
    weekly, hourly = Diary(every=timedelta(days=7)), Diary(every=HOUR)
    asyncio.run(ticks(Worker([weekly.job("fetch")], store, Clock(), "before"), at(0)))
    job = replace(hourly.job("fetch"), due_by=lambda now: now + HOUR)
    asyncio.run(ticks(Worker([job], store, Clock(), "after"), *(at(100) + n * MINUTE for n in range(130))))
    assert hourly.ended["fetch"] == [at(100) + HOUR, at(100) + 2 * HOUR]


def test_whoever_stops_lets_what_it_is_at_end_and_gives_everything_back(store: Store) -> None:
    async def stopped() -> Diary:
        diary = Diary(every=HOUR, gate=asyncio.Event())
        worker = Worker([diary.job("fetch")], store, Clock(at(2)), "one")
        await worker.tick(at(0))
        stopping = asyncio.create_task(worker.stop())
        await asyncio.sleep(0.05)
        await worker.tick(at(1))  # in vain
        assert diary.gate
        diary.gate.set()
        await stopping
        return diary

    assert asyncio.run(stopped()).ended["fetch"] == [at(0)]
    job = job_in(store, "fetch")
    assert (job.owner, job.due_at, job.said) == (None, at(0) + HOUR, "done")
    with store.reading() as catalog:
        assert catalog.leases() == ()


def test_what_does_not_end_in_time_is_called_off_and_due_as_it_was(store: Store) -> None:
    async def stopped() -> Diary:
        diary = Diary(gate=asyncio.Event())
        worker = Worker([diary.job("fetch")], store, Clock(), "one")
        await worker.tick(at(0))
        await asyncio.sleep(0)
        await worker.stop(0.05)
        assert diary.called_off == ["fetch"]
        return diary

    diary = asyncio.run(stopped())
    assert (list(diary.begun), diary.ended) == (["fetch"], {})
    job = job_in(store, "fetch")
    assert (job.owner, job.due_at) == (None, BEGIN)


class Unsteady:
    """A store whose database can be taken away."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.away = False

    def reading(self) -> AbstractContextManager[Reading]:
        self._check()
        return self._store.reading()

    def timing(self) -> AbstractContextManager[Timing]:
        self._check()
        return self._store.timing()

    def _check(self) -> None:
        if self.away:
            raise DatabaseError("the disk is full")


def test_a_database_that_is_away_is_said_once_and_work_goes_on_by_itself_when_it_is_back(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    diary, unsteady = Diary(every=timedelta(seconds=10)), Unsteady(store)
    worker = Worker([diary.job("fetch")], unsteady, Clock(), "one")  # type: ignore[arg-type] # more is not asked of it

    async def away() -> None:
        await worker.tick(at(0))
        unsteady.away = True
        await ticks(worker, *(at(number) for number in range(1, 300)))
        unsteady.away = False
        with caplog.at_level("INFO"):
            await ticks(worker, *(at(number) for number in range(300, 320)))

    asyncio.run(away())
    assert caplog.text.count("the disk is full") == 1
    assert "can be used again" in caplog.text
    assert diary.ended["fetch"] == [at(0), at(300), at(310)]


def incidents_of(store: Store, *, open_only: bool = True) -> list[tuple[str, str]]:
    with store.reading() as catalog:
        return [(each.subject, each.said) for each in catalog.incidents(open_only=open_only)]


def test_a_job_that_raises_three_times_in_a_row_is_told_to_the_operator_until_it_goes_well(store: Store) -> None:
    diary = Diary(every=MINUTE, errors={"fetch": OSError("too many files: hunter2")})
    clock = Clock()
    worker = Worker([diary.job("fetch")], store, clock, "one")
    asyncio.run(ticks(worker, at(0), at(30), clock=clock))
    assert incidents_of(store) == []
    asyncio.run(ticks(worker, at(90), clock=clock))
    ((subject, said),) = incidents_of(store)
    assert subject == "job fetch"
    assert said.startswith("It failed 3 times in a row by an error that nobody foresaw (OSError).")
    assert "hunter2" not in said
    asyncio.run(ticks(worker, at(500), clock=clock))
    assert len(incidents_of(store, open_only=False)) == 1
    del diary.errors["fetch"]
    asyncio.run(ticks(worker, at(5000), at(5001), clock=clock))
    assert incidents_of(store) == []


def test_the_trouble_of_what_is_no_more_is_over_without_a_word_when_a_process_begins_without_it(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with store.writing() as catalog:
        for name in ("old", "kept"):
            catalog.open_incident(Incident(subject=f"source {name}", kind="stalled", said="", began_at=BEGIN))
    diary, clock = Diary(errors={"fetch old": ZeroDivisionError()}), Clock()
    jobs = [diary.job("fetch kept"), diary.job("deliver")]
    before = Worker([diary.job("fetch old"), *jobs], store, clock, "before")
    asyncio.run(ticks(before, *(at(30 * number) for number in range(10)), clock=clock))
    assert {subject for subject, _ in incidents_of(store)} == {"job fetch old", "source old", "source kept"}
    asyncio.run(ticks(Worker(jobs, store, clock, "after"), at(1000), clock=clock))
    assert [subject for subject, _ in incidents_of(store)] == ["source kept"]
    with store.reading() as catalog:
        assert [each.subject for each in catalog.incidents(untold=True)] == ["source kept"]
    assert "Not configured here, and so not done any more: fetch old" in caplog.text


def test_an_error_of_the_store_that_is_not_the_databases_is_tried_again_ever_later_like_others(store: Store) -> None:
    diary, clock = Diary(errors={"fetch": Conflict("recorded before")}), Clock()
    worker = Worker([diary.job("fetch")], store, clock, "one")
    asyncio.run(ticks(worker, *(at(number) for number in range(0, 1000, 5)), clock=clock))
    assert diary.begun["fetch"] == [at(0), at(30), at(90), at(210), at(450), at(930)]


def test_a_job_that_never_ends_is_called_off_told_and_tried_again(store: Store) -> None:
    async def hangs() -> Diary:
        diary, clock = Diary(gate=asyncio.Event()), Clock()
        worker = Worker([replace(diary.job("deliver"), longest=timedelta(seconds=0.05))], store, clock, "one")
        await ticks(worker, at(0), at(1), clock=clock)
        assert diary.gate
        diary.gate.set()
        await ticks(worker, at(40), clock=clock)
        return diary

    diary = asyncio.run(hangs())
    assert (diary.called_off, diary.ended) == (["deliver"], {"deliver": [at(40)]})
    assert incidents_of(store) == []
    ((subject, said),) = incidents_of(store, open_only=False)
    assert subject == "job deliver"
    assert "was called off" in said


def test_the_leader_keeps_its_lease_while_every_other_thread_waits(store: Store) -> None:
    async def stuck() -> float:
        over = threading.Event()
        waiting = [asyncio.create_task(asyncio.to_thread(over.wait, 5)) for _ in range(40)]
        await asyncio.sleep(0.05)
        begun = time.monotonic()
        await Worker([Diary().job("fetch")], store, Clock(), "one").tick(at(0))
        took = time.monotonic() - begun
        over.set()
        await asyncio.gather(*waiting)
        return took

    assert asyncio.run(stuck()) < 2


def of_one_process(diary: Diary, store: Store, name: str, *owners: str) -> list[Worker]:
    """A worker for each job, all of one process."""
    process = Process(name, frozenset(owners))
    return [Worker([diary.job(each)], store, Clock(), f"{name} {each}", process=process) for each in owners]


def test_the_workers_of_a_process_lead_together_and_each_does_its_own(store: Store) -> None:
    diary, standing_by = Diary(every=SECOND), Diary(every=SECOND)

    async def together() -> None:
        ours = of_one_process(diary, store, "ours", "deliver", "fetch")
        theirs = of_one_process(standing_by, store, "theirs", "deliver", "fetch")
        for number in range(30):
            for worker in (*ours, *theirs):
                await ticks(worker, at(number))
        assert [worker.leads for worker in (*ours, *theirs)] == [True, True, False, False]
        await ours[0].stop()  # crashed, say; nothing of the other is given back with it
        assert job_in(store, "fetch").due_at == at(30)
        for number in range(30, 60):
            for worker in (ours[1], *theirs):
                await ticks(worker, at(number))
        assert len({worker.leads for worker in theirs}) == 1

    asyncio.run(together())
    assert not standing_by.begun.get("deliver") or standing_by.begun["deliver"][0] >= at(30)
    begun = sorted([*diary.begun["fetch"], *standing_by.begun.get("fetch", [])])
    assert begun == [at(number) for number in range(60)]


@pytest.mark.parametrize("alone", [True, False])
def test_where_a_worker_hangs_another_process_leads_if_there_is_one(store: Store, *, alone: bool) -> None:
    diary, standing_by = Diary(every=MINUTE), Diary(every=MINUTE)

    async def hung() -> None:
        goes_on, hangs = of_one_process(diary, store, "ours", "deliver", "fetch")
        theirs = [] if alone else of_one_process(standing_by, store, "theirs", "deliver", "fetch")
        for number in range(0, 1500, 2):
            for worker in (goes_on, *theirs, *([hangs] if number < 60 else [])):
                await ticks(worker, at(number))

    asyncio.run(hung())
    assert diary.begun["fetch"] == [at(0)]
    if alone:
        assert len(diary.begun["deliver"]) >= 24
    else:
        assert at(60) + SILENT <= standing_by.begun["fetch"][0] <= at(80) + SILENT
        assert len(diary.begun["deliver"]) + len(standing_by.begun["deliver"]) == 25


def test_a_process_that_stands_by_says_once_what_it_alone_is_configured_to_do(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    diary = Diary(every=MINUTE)
    leads = Worker([diary.job("deliver"), diary.job("fetch one")], store, Clock(), "one")
    follows = Worker([diary.job("deliver"), diary.job("fetch other")], store, Clock(), "other")

    async def both() -> None:
        for number in range(60):
            await ticks(leads, at(number))
            await ticks(follows, at(number))

    asyncio.run(both())
    said = "Configured here, but not in the process that leads, and so not done: fetch other."
    assert caplog.text.count(said) == 1
    assert "fetch one" not in caplog.text


def test_a_job_for_which_the_database_is_away_is_tried_again_within_a_minute(store: Store) -> None:
    diary = Diary(every=HOUR, errors={"fetch": DatabaseError("the disk is full")})
    clock = Clock()
    worker = Worker([diary.job("fetch")], store, clock, "one")
    asyncio.run(ticks(worker, *(at(number) for number in range(200)), clock=clock))
    assert diary.begun["fetch"] == [at(0), at(30), at(60), at(90), at(120), at(150), at(180)]
