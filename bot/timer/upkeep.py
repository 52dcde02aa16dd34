"""What is done beside fetching and sending: telling the operator, saying that all is well, forgetting what is old."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.app.chat_tidying import tidy_chats
from bot.app.dead_man import ping
from bot.app.health import hangs
from bot.app.watching.alerts import Send, tell_operator
from bot.app.watching.tidying import tidy_watching
from bot.core.backoff import DELAYS
from bot.timer.delivering import DELIVER, DELIVER_CHATS
from bot.timer.types import Outcome, TimedJob
from store.api import Store
from store.watch import Job

OPERATOR = "tell the operator"
PING = "say that all is well"
TIDY = "tidy"

TOLD_EVERY = timedelta(minutes=1)
AGAIN = DELAYS[:3]
"""The waits after the operator could not be told; an hour at most, for by then somebody may have mended it."""
PINGED_EVERY = timedelta(minutes=5)
SETTLED = timedelta(minutes=1)
"""A process that has just begun knows nothing yet; one that dies as soon as it begins should not be taken for well."""
TIDIED_EVERY = timedelta(days=1)

PATIENCE = 3
"""So often in a row something may fail before all is not well any more."""
LATE = timedelta(minutes=10)
"""What is due for so long was missed."""


def operator_job(store: Store, send: Send, clock: Callable[[], datetime], first_due: datetime) -> TimedJob:
    """Tell the operator of what began and of what is over, each once.

    What is not taken is tried again ever later: who goes on sending what a server refuses is taken for a nuisance.
    """

    async def run(job: Job) -> Outcome:
        told = await tell_operator(store, send, clock())
        said = told.failure or (f"{told.begun} begun, {told.ended} over" if told.begun or told.ended else "")
        wait = AGAIN[min(job.failures, len(AGAIN) - 1)] if told.failure else TOLD_EVERY
        return Outcome(clock() + wait, said, bool(told.failure))

    return TimedJob(OPERATOR, run, first_due, due_by=lambda now: now + TOLD_EVERY)


def ping_job(
    store: Store,
    get: Callable[[str], Awaitable[object]],
    url: str,
    clock: Callable[[], datetime],
    first_due: datetime,
) -> TimedJob:
    """Say to somebody elsewhere that all is well, as long as it is: whoever hears nothing for a while should look.

    :param url: what is asked; secret. See :func:`bot.app.dead_man.ping`.
    """
    settled_at = first_due + SETTLED

    async def run(_job: Job) -> Outcome:
        if clock() < settled_at <= clock() + SETTLED:  # the clock may have been set back
            return Outcome(settled_at)
        trouble = _trouble(store, clock())
        failure = trouble or await ping(get, url) or ""
        return Outcome(clock() + PINGED_EVERY, failure, bool(failure))

    return TimedJob(PING, run, first_due, due_by=lambda now: now + PINGED_EVERY)


def _trouble(store: Store, now: datetime) -> str:
    """Why nobody may be told that all is well; empty if they may. A source in trouble is the operator's to know."""
    with store.reading() as catalog:
        jobs = {job.name: job for job in catalog.jobs()}
    for name in (DELIVER, DELIVER_CHATS, OPERATOR):
        job = jobs.get(name)
        if job is not None and (job.failures >= PATIENCE or (job.owner is None and job.due_at < now - LATE)):
            return f"not said, for '{name}' goes wrong: {job.said}".rstrip(": ")
    hanging = sorted(job.name for job in jobs.values() if hangs(job, now))
    return f"not said, for it goes on far too long: {', '.join(hanging)}" if hanging else ""


def tidy_job(store: Store, clock: Callable[[], datetime], first_due: datetime) -> TimedJob:
    """Forget looks, incidents, pages and what was said in chats, as far as it is older than it need be. Deliveries are
    tidied with each round.
    """

    async def run(_job: Job) -> Outcome:
        now = clock()
        gone = {**tidy_watching(store, now), **tidy_chats(store, now)}
        said = ", ".join(f"{count:,} {table}" for table, count in gone.items() if count)
        return Outcome(now + TIDIED_EVERY, said)

    return TimedJob(TIDY, run, first_due, due_by=lambda now: now + TIDIED_EVERY)
