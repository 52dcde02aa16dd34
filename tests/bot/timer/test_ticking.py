"""The real clock ticks a worker, and stops it well."""

import asyncio
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from bot.timer.ticking import keep_ticking
from bot.timer.types import Outcome, TimedJob
from bot.timer.worker import Worker
from store.api import Store
from store.sql import open_store
from store.watch import Job


def now() -> datetime:
    return datetime.now(UTC)


def job(run_for: float, begun: list[datetime], ended: list[datetime]) -> TimedJob:
    async def run(job: Job) -> Outcome:
        at = job.begun_at or now()
        begun.append(at)
        await asyncio.sleep(run_for)
        ended.append(at)
        return Outcome(now() + timedelta(seconds=0.05))

    return TimedJob("fetch", run, now())


def ticked(store: Store, *jobs: TimedJob, seconds: float, finishing: float = 1.0) -> float:
    """Tick for so long. :return: how many seconds it took to end."""
    stop, told = threading.Event(), [0.0]

    def tell() -> None:
        told[0] = time.monotonic()
        stop.set()

    timer = threading.Timer(seconds, tell)
    timer.start()
    worker = Worker(jobs, store, now, "one")
    asyncio.run(keep_ticking(worker, now, stop, every=0.02, finishing=finishing))
    timer.join()
    return time.monotonic() - told[0]


def test_jobs_are_done_with_the_ticks_until_somebody_says_stop() -> None:
    begun: list[datetime] = []
    with closing(open_store("sqlite://")) as store:
        took = ticked(store, job(0, begun, []), seconds=0.6)
        with store.reading() as catalog:
            (known,) = catalog.jobs()
            assert (known.owner, known.runs, catalog.leases()) == (None, len(begun), ())
    assert len(begun) > 3
    assert took < 1


def test_a_job_that_is_going_on_may_end_and_an_overrun_never_stacks() -> None:
    begun: list[datetime] = []
    ended: list[datetime] = []
    with closing(open_store("sqlite://")) as store:
        ticked(store, job(0.4, begun, ended), seconds=0.2)
    assert len(begun) == len(ended) == 1


def test_a_worker_that_breaks_is_not_ticked_on_in_silence() -> None:
    class Broken:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError(f"no {name}")

    worker = Worker([job(0, [], [])], Broken(), now, "one")  # type: ignore[arg-type] # that is the point
    with pytest.raises(RuntimeError):
        asyncio.run(keep_ticking(worker, now, threading.Event(), every=0.02))
