"""How each source stands: what is thought of it, when it was and will be looked at, what it brought."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.app.watching.exclusive import job_name
from bot.core.watch import Watched, is_expected, usual_count
from scrapers.kinds import KINDS
from scrapers.kinds.types import Kind
from store.api import Reading
from store.watch import Job, ListingDay, Look, SourceVerdict

WEEK = timedelta(days=7)
_COUNTED_DAYS = timedelta(days=21)
"""What is usual is read off the days of so long."""
_MOST_LOOKS = 10_000


@dataclass(frozen=True, slots=True)
class Today:
    """What a source brought today. :ivar day: in its own terms. :ivar usual: the median of expected days; ``None`` if
    too few are known.
    """

    day: date
    papers: int
    usual: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a source stands.

    :ivar watched: as it is configured; ``None`` if it is not any more.
    :ivar verdict: what is thought of it; ``None`` if it was never looked at.
    :ivar last: the last look at it. :ivar due_at: when it is looked at next, if anybody is at work; ``None`` if it is
        not looked at by itself, or nothing is settled yet.
    :ivar today: ``None`` of one that is not looked at by itself.
    :ivar new: how many papers within :data:`WEEK` were new.
    """

    name: str
    watched: Watched | None
    verdict: SourceVerdict | None
    last: Look | None
    due_at: datetime | None
    today: Today | None
    new: int

    @property
    def is_enabled(self) -> bool:
        """Whether it is looked at without being named."""
        return self.watched is not None and self.watched.enabled

    @property
    def is_trouble(self) -> bool:
        """Whether someone should look."""
        return self.is_enabled and self.verdict is not None and self.verdict.kind.is_trouble


def standings(catalog: Reading, sources: Sequence[Watched], now: datetime) -> tuple[Standing, ...]:
    """How the sources stand: those that are configured in their order, then those that were watched once.

    :param now: aware, UTC.
    """
    verdicts, looks = catalog.verdicts(), catalog.last_looks()
    jobs = {job.name: job for job in catalog.jobs()}
    new = {day.name: day.new for day in catalog.source_days(now - WEEK, now)}
    watched: dict[str, Watched | None] = {each.name: each for each in sources}
    watched |= {name: None for name in sorted(known_names(verdicts, jobs)) if name not in watched}
    return tuple(
        Standing(
            name=name,
            watched=each,
            verdict=verdicts.get(name),
            last=looks.get(name),
            due_at=jobs[job_name(name)].due_at if each and each.enabled and job_name(name) in jobs else None,
            today=_today(catalog, each, now) if each and each.enabled else None,
            new=new.get(name, 0),
        )
        for name, each in watched.items()
    )


def known_names(verdicts: Mapping[str, SourceVerdict], jobs: Mapping[str, Job]) -> frozenset[str]:
    """The sources that something is thought of, or that are to be looked at, whether or not they are configured."""
    prefix = job_name("")
    return frozenset(verdicts) | {name.removeprefix(prefix) for name in jobs if name.startswith(prefix)}


def _today(catalog: Reading, watched: Watched, now: datetime) -> Today:
    source, kind = watched.source, KINDS[watched.source.kind]
    today = kind.day_at(source, now)
    if kind.has_days(source):
        listing = kind.listing_day(source, today)
        days = catalog.listing_days(source.name, since=(listing - _COUNTED_DAYS).isoformat())
        return _of_days(watched, kind, listing, days)
    looks = catalog.looks(source=source.name, since=now - _COUNTED_DAYS, limit=_MOST_LOOKS)
    return _of_looks(watched, kind, today, looks)


def _of_days(watched: Watched, kind: Kind, today: date, days: Sequence[ListingDay]) -> Today:
    known = {date.fromisoformat(each.day): each for each in days}
    counts = [
        each.entries
        for day, each in sorted(known.items())
        if day < today and each.complete_at is not None and _expects(watched, kind, day)
    ]
    return Today(today, known[today].entries if today in known else 0, usual_count(counts))


def _of_looks(watched: Watched, kind: Kind, today: date, looks: Sequence[Look]) -> Today:
    """By the days on which papers were found; a day without a look may be one on which nobody was at work."""
    new: Counter[date] = Counter()
    for look in looks:
        new[kind.day_at(watched.source, look.ended_at)] += look.new
    counts = [new[day] for day in sorted(new) if day < today and _expects(watched, kind, day)]
    return Today(today, new[today], usual_count(counts[1:]))  # on the first day everything was new


def _expects(watched: Watched, kind: Kind, day: date) -> bool:
    timing = watched.timing
    weekdays = kind.weekdays(watched.source) if timing.weekdays is None else timing.weekdays
    return is_expected(day, weekdays=weekdays, holidays=timing.holidays)
