"""One process at a time looks at a source: whoever does holds its job, and keeps it while it takes long."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

from bot.app.watching.outcome import log
from store.api import Store
from store.errors import DatabaseError
from store.watch import Job

LEASE = timedelta(seconds=30)
"""So long after its owner fell silent a job may be taken by another."""

BEAT = 8.0
"""Seconds from one sign of life to the next."""

_WAIT = 1.0
"""Seconds between two tries to get a job that somebody else does."""


def job_name(source: str) -> str:
    """What the timer calls looking at a source."""
    return f"fetch {source}"


@dataclass(slots=True)
class Ending:
    """How what was done exclusively ended; whoever does it fills it in.

    :ivar failures: how often in a row it had ended badly before.
    :ivar next_due_at: when it is due again; ``None`` leaves it due as it was.
    """

    failures: int = 0
    next_due_at: datetime | None = None
    said: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """That somebody else does a job. :ivar until: when it is free, should they have died; aware, UTC."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """With what a job is taken.

    :ivar owner: who takes it; another name for each process.
    :ivar wait: seconds to wait for somebody else to end; 0: not at all.
    :ivar sleep: waits for so many seconds. :ivar beat: seconds from one sign of life to the next.
    """

    store: Store
    owner: str
    clock: Callable[[], datetime]
    wait: float = 0.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    beat: float = BEAT

    @asynccontextmanager
    async def of(self, name: str) -> AsyncIterator[Ending | Held]:
        """Hold a job while the block lasts, whether or not it is due; unless somebody else does it.

        Broken off, the job is given back, due as it was.

        :raises store.errors.DatabaseError: it could not be taken, or not given back; its lease runs out then.
        """
        job = await self._taken(name)
        if isinstance(job, Held):
            yield job
            return
        ending = Ending(job.failures)
        try:
            with self._beating(name):
                yield ending
        except BaseException:
            ending.next_due_at = None
            raise
        finally:
            self._give_back(job, ending)

    async def _taken(self, name: str) -> Job | Held:
        """The job, if it is ours now."""
        waited = 0.0
        while True:
            now = self.clock()
            with self.store.timing() as timing:
                known = timing.ensure_job(name, now)
                job = timing.claim_job(name, self.owner, now, lease=LEASE, even_if_early=True)
            if job is not None:
                log.debug("%s: claimed", name, extra={"job": name})
                return job
            log.debug("%s: somebody else does it until %s at least", name, known.lease_until, extra={"job": name})
            if waited >= self.wait:
                return Held(known.lease_until or now)
            await self.sleep(_WAIT)
            waited += _WAIT

    @contextmanager
    def _beating(self, name: str) -> Iterator[None]:
        """Signs of life while the block lasts, from a thread of their own: recording a large page takes its time, and
        nothing else happens in the event loop meanwhile.
        """
        over = Event()
        thread = Thread(target=self._beat, args=(name, over), name=f"keep {name}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _beat(self, name: str, over: Event) -> None:
        """If the job was taken from us all the same, both go on: what is recorded twice is one."""
        while not over.wait(self.beat):
            with suppress(DatabaseError), self.store.timing() as timing:
                timing.keep_job(name, self.owner, self.clock() + LEASE)

    def _give_back(self, job: Job, ending: Ending) -> None:
        log.debug("%s: given back", job.name, extra={"job": job.name})
        with self.store.timing() as timing:
            timing.end_job(
                job.name,
                self.owner,
                self.clock(),
                next_due_at=ending.next_due_at or job.due_at,
                said=ending.said,
                failed=ending.failed,
            )
