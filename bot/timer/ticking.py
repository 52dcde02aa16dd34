"""The clock of a worker: APScheduler, and nothing of it but the tick.

Its own job stores are not used: with several processes they ran each tick more than once. What is due is asked of our
store with each tick, so that nothing is missed while no process ran.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event

from apscheduler.jobstores.memory import MemoryJobStore  # type: ignore[import-untyped]
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]

from bot.timer.worker import FINISHING, Worker

EVERY = 1.0
"""Seconds between two ticks."""
_LOOKS = 0.1
"""Seconds between two looks whether to stop."""


async def keep_ticking(
    worker: Worker,
    clock: Callable[[], datetime],
    stop: Event,
    *,
    every: float = EVERY,
    finishing: float = FINISHING,
) -> None:
    """Tick until told to stop; then let the worker come to its end.

    :param clock: gives now, aware, UTC.
    :param stop: from whichever thread.
    :param finishing: see :meth:`Worker.stop`.
    """
    broken: list[Exception] = []

    async def tick() -> None:
        try:
            await worker.tick(clock())
        except Exception as error:  # noqa: BLE001 - APScheduler would log it and go on; whoever watches us must know
            broken.append(error)

    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that waits for the database is no news
    scheduler = AsyncIOScheduler(
        jobstores={"default": MemoryJobStore()},
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        timezone=UTC,
    )
    scheduler.add_job(tick, "interval", seconds=every, next_run_time=datetime.now(UTC))
    scheduler.start()
    try:
        while not stop.is_set() and not broken:  # noqa: ASYNC110 - an event of threads, which asyncio cannot wait for
            await asyncio.sleep(_LOOKS)
    finally:
        await worker.stop(finishing)
        scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # it ends in the next round of the loop
    if broken:
        raise broken[0]
