"""Does jobs when they are due. Of all workers over one store one leads, and the others stand by.

Nothing here waits for the clock: whoever ticks says what time it is. A worker dies at no cost: its leases run out, and
what it was at is due as it was.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bot.app.process_counts import LEASE_STEALS
from bot.timer.doing import Doing
from bot.timer.turns import Desk, Leadership, Process, Turn
from bot.timer.types import Ended, TimedJob
from store.api import Store
from store.errors import StoreError
from store.watch import Job

FINISHING = 8.0
"""Seconds that jobs have to come to an end when the worker is stopped, before they are called off."""
CALLED_OFF = 1.5
"""Seconds that a job has which was called off. After ten seconds some supervisors lose their patience."""
SET_BACK = timedelta(minutes=1)
"""If the clock goes back by more, what is due must be reckoned anew."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Running:
    """A job that is being done. ``kept_at``: when its lease was last renewed."""

    task: asyncio.Task[None]
    kept_at: datetime


class Worker:
    """Does jobs, each one at a time and all of them beside each other, in one event loop."""

    def __init__(
        self,
        jobs: Sequence[TimedJob],
        store: Store,
        clock: Callable[[], datetime],
        owner: str,
        *,
        chance: Callable[[], float] = lambda: 0.0,
        process: Process | None = None,
    ) -> None:
        """Nothing is done before the first tick.

        :param clock: gives now, aware, UTC: when a job has ended.
        :param owner: who we are; no other worker has this name.
        :param chance: 0 to 1: jobs that failed together do not come back together.
        :param process: what it belongs to, if it is not all there is of it: its workers lead together.
        """
        self._jobs = {job.name: job for job in jobs}
        process = process or Process(owner, frozenset(self._jobs))
        self._desk = Desk(store, jobs, owner, process)
        # Of several workers of a process one says who leads.
        self._says_who_leads = min(process.jobs, default="") in self._jobs
        # Threads that others use may all be waiting, for name servers or for mail, while a lease runs out.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="timer")
        self._doing = Doing(clock, chance)
        self._leadership = Leadership()
        self._said_to_lead: bool | None = None
        self._running: dict[str, _Running] = {}
        self._ended: dict[str, Ended] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._last_tick: datetime | None = None
        self._turn = asyncio.Lock()
        self._stopping = False
        self._database_away = False

    @property
    def leads(self) -> bool:
        """Whether this worker is the one that takes jobs up, as far as it knows."""
        return self._leadership.until is not None

    async def tick(self, now: datetime) -> None:
        """Take up what is due now. A database that is away is waited for: the next tick tries again.

        :param now: aware, UTC; as a rule later than the last time.
        """
        async with self._turn:
            if self._stopping:
                return
            self._notice_clock(now)
            ended = dict(self._ended)
            keep = [name for name, job in self._running.items() if self._must_be_kept(name, job, now)]
            try:
                turn = await self._at_desk(self._desk.turn, now, self._leadership, ended, keep)
            except StoreError as error:
                self._without_database(error, now)
                return
            self._take(turn, ended, keep, now)

    async def rest(self) -> None:
        """Until nothing is being done any more."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self, finishing: float = FINISHING) -> None:
        """Take up nothing from now on, let what is being done come to its end, and give everything back.

        :param finishing: seconds after which it is called off.
        """
        self._stopping = True
        async with self._turn:  # a tick may just be claiming
            tasks = set(self._tasks)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=finishing)
            for task in late:
                _log.warning("%s: called off, for it did not end within %g seconds", task.get_name(), finishing)
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=CALLED_OFF)
        try:
            await self._at_desk(self._desk.leave, dict(self._ended))
        except StoreError as error:
            _log.warning("What this process holds could not be given back and runs out within a minute: %s", error)
        self._leadership = Leadership()

    def _notice_clock(self, now: datetime) -> None:
        """A clock that was set back must not stop everything until it is as late again as it was."""
        if self._last_tick is not None and now < self._last_tick - SET_BACK:
            _log.warning("The clock was set back; what is due is reckoned anew.")
            self._leadership = Leadership()  # taking it over again does that
            for job in self._running.values():
                job.kept_at = now
        self._last_tick = now

    def _must_be_kept(self, name: str, job: _Running, now: datetime) -> bool:
        return now - job.kept_at >= self._jobs[name].lease / 3

    def _take(self, turn: Turn, ended: dict[str, Ended], keep: Sequence[str], now: datetime) -> None:
        if self._database_away:
            self._database_away = False
            _log.info("The database can be used again.")
        leads = turn.leadership.until is not None
        if self._says_who_leads and leads is not self._said_to_lead:
            _log.info("This process leads now." if leads else "Another process leads now; this one stands by.")
            self._said_to_lead = leads
        self._leadership = turn.leadership
        if turn.taken_over:
            _log.warning("Taken over from a process that fell silent: %s", ", ".join(turn.taken_over))
            LEASE_STEALS.add(len(turn.taken_over))
        self._forget(ended)
        for name in keep:
            if name in self._running:  # it may have come to its end meanwhile
                self._running[name].kept_at = now
        for name in turn.lost:
            self._lose(name)
        for job in turn.claimed:
            self._start(job, now)

    def _forget(self, ended: Mapping[str, Ended]) -> None:
        """The store knows of it. Others may have come to their end meanwhile."""
        for name in ended:
            del self._ended[name]

    def _lose(self, name: str) -> None:
        """We were away for so long that somebody else is at it."""
        lost = self._running.get(name)
        if lost is not None:
            _log.warning("%s: called off, for another process took it over", name)
            lost.task.cancel()

    def _start(self, job: Job, now: datetime) -> None:
        before = self._running.get(job.name)
        if (
            before is not None
        ):  # its lease had run out while the database was away; it is ours again, and still going on
            before.kept_at = now
            return
        _log.debug("%s: claimed, was due %s", job.name, job.due_at.isoformat(), extra={"job": job.name})
        task = asyncio.create_task(self._do(self._jobs[job.name], job), name=job.name)
        self._running[job.name] = _Running(task, now)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do(self, timed: TimedJob, job: Job) -> None:
        try:
            self._ended[job.name] = await self._doing.once(timed, job)
        finally:
            del self._running[job.name]
        async with self._turn:
            ended = dict(self._ended)
            with suppress(StoreError):  # the next tick says it again
                await self._at_desk(self._desk.give_back, ended)
                self._forget(ended)

    async def _at_desk(self, say: Callable[..., T], *what: object) -> T:
        """Say something to the store, in the thread that is there for nothing else."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, say, *what)

    def _without_database(self, error: StoreError, now: datetime) -> None:
        until = self._leadership.until
        if until is not None and until <= now:
            self._leadership = Leadership()
        if not self._database_away:  # once, not with every tick
            self._database_away = True
            _log.error("The database cannot be used; trying again every second until it can: %s", error)
