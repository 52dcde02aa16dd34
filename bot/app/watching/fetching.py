"""Looking at several sources at once: hosts side by side, each host politely in line."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.app.watching.exclusive import Ending, Exclusion, Held, job_name
from bot.app.watching.judged import incident_subject
from bot.app.watching.means import Means
from bot.app.watching.next_look import next_look
from bot.app.watching.outcome import log
from bot.app.watching.source import SourceReport, look_at_source
from bot.core.watch.types import Watched
from store.errors import DatabaseError
from store.watch import Incident, LookResult

BUSY = "another process is looking at it"
"""Why a source was not looked at; :func:`_busy` says also for how long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a run of looks came to. :ivar run: its correlation id. :ivar sources: in the order they were named."""

    run: str
    sources: tuple[SourceReport, ...]

    @property
    def failed(self) -> bool:
        """Whether something is missing that should have been had."""
        return any(source.failed for source in self.sources)

    @property
    def promised(self) -> int:
        """How many promises to readers were made."""
        return sum(source.promised for source in self.sources)


async def fetch_sources(
    means: Means,
    watched: Sequence[Watched],
    run: str,
    exclusion: Exclusion,
    *,
    since: date | None = None,
    tell_all: bool = False,
    on_source: Callable[[SourceReport], None] = lambda _: None,
) -> Fetched:
    """Look at these sources, each unless another process does.

    What goes wrong with one of them, foreseen or not, stays with it: it is in its report, and the operator's to know.

    :param since: and ``tell_all``: see :func:`bot.app.watching.source.look_at_source`.
    :param on_source: hears of each source when it is done.
    :raises store.errors.DatabaseError: of the first source it happened to, when all others are done; what was recorded
        stays.
    """
    lost: list[DatabaseError] = []

    async def one(source: Watched) -> SourceReport:
        try:
            report = await _look(means, source, run, exclusion, since, tell_all=tell_all)
        except DatabaseError as error:
            lost.append(error)
            report = SourceReport(source.name, trouble=str(error))
        on_source(report)
        return report

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(source)) for source in watched]
    if lost:
        raise lost[0]
    return Fetched(run=run, sources=tuple(task.result() for task in tasks))


async def _look(
    means: Means, watched: Watched, run: str, exclusion: Exclusion, since: date | None, *, tell_all: bool
) -> SourceReport:
    """Look at a source, unless another process does."""
    async with exclusion.of(job_name(watched.name)) as ending:
        if isinstance(ending, Held):
            return SourceReport(watched.name, skipped=_busy(ending))
        try:
            report = await look_at_source(means, watched, run, since=since, tell_all=tell_all)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the other sources must not suffer from it
            log.exception("%s cannot be looked at", watched.name, extra={"source": watched.name})
            report = SourceReport(watched.name, trouble=f"{type(error).__name__}: {error}")
            if means.judge and watched.enabled:
                _open_incident(means, report)
        if means.judge:
            _end(means, watched, report, ending)
        return report


def _busy(held: Held) -> str:
    """Whoever looks at it keeps its claim up; that of one who died runs out."""
    return f"{BUSY}; if that one died, its claim ends at {held.until:%H:%M:%S} UTC. To wait for it: --wait 60"


def _open_incident(means: Means, report: SourceReport) -> None:
    """The operator should know; the next look that goes well ends it."""
    with means.store.writing() as catalog:
        catalog.open_incident(
            Incident(
                subject=incident_subject(report.name),
                kind=LookResult.FAILED.value,
                said=f"It cannot be looked at: {report.trouble}",
                began_at=means.clock(),
            )
        )


def _end(means: Means, watched: Watched, report: SourceReport, ending: Ending) -> None:
    ending.failed = report.failed
    ending.said = report.verdict.said if report.verdict else report.trouble
    ending.next_due_at = next_look(means, watched, report, failures=ending.failures)
