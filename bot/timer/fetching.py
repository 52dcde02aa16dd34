"""Looking at a source when it is due."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.app.health import LONGEST_LOOK
from bot.app.process_counts import MATCHING
from bot.app.watching.exclusive import job_name
from bot.app.watching.means import Means
from bot.app.watching.next_look import interval, next_look
from bot.app.watching.outcome import NOT_WELL
from bot.app.watching.runs import new_run
from bot.app.watching.source import look_at_source
from bot.core.watch import Watched, next_due
from bot.timer.delivering import DELIVER
from bot.timer.observed import ObservedTeller
from bot.timer.types import Outcome, TimedJob
from store.watch import Job


def fetch_job(
    means: Means,
    watched: Watched,
    first_due: datetime,
    chance: Callable[[], float],
    seconds: Callable[[], float] = time.perf_counter,
) -> TimedJob:
    """Look at a source as often as its timing says; after a failure sooner, then ever later; not before its host wants.

    What it brings for readers is sent at once.

    :param chance: from 0 to below 1: many copies of this program do not ask in step.
    :param seconds: a clock that only goes forward, for how long matching takes (:data:`MATCHING`).
    """
    if means.teller is not None:
        means = replace(means, teller=ObservedTeller(means.teller, seconds, MATCHING.observe))

    async def run(job: Job) -> Outcome:
        report = await look_at_source(means, watched, new_run(means.clock(), chance))
        if report.promised:
            with means.store.timing() as timing:
                timing.hurry(DELIVER, means.clock())
        said = report.verdict.said if report.verdict else ""
        due = next_look(means, watched, report, failures=job.failures, jitter=chance())
        return Outcome(due, said, report.failed, any(look.result in NOT_WELL for look in report.looks))

    def due_by(now: datetime) -> datetime:
        return next_due(watched.timing, interval(means, watched), now)

    return TimedJob(job_name(watched.name), run, first_due, due_by=due_by, longest=LONGEST_LOOK)
