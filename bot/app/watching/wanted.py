"""Which listings of a source are asked for now: the newest, then what is missing before it; and what is not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.app.watching.judged import MOST_LOOKS, REMEMBERED, too_far_days
from bot.app.watching.means import Means
from bot.app.watching.outcome import UNDERSTOOD
from bot.app.watching.places import Cut, cut_at
from bot.core.watch import Watched, days_in_doubt, days_left, days_to_ask
from bot.core.watch.days import LONGEST_GAP, MOST_DAYS, complete_days
from bot.core.watch.missed import said_of_days, said_of_time
from scrapers.kinds.types import Kind
from store.watch import ListingDay, Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A listing that is to be asked for.

    :ivar day: of a kind that has days, which.
    :ivar back_to: of the others, back to which day pages are followed; ``None``: the first page will do.
    :ivar start: the address at which a listing goes on that was cut; empty: at its first page.
    :ivar missed: of a source without days, from which to which day nothing will be had that was listed.
    :ivar told_from: nobody is told of papers from before that day; ``None``: of all that are new.
    :ivar said: what lies too far back to be asked for, for people; else empty.
    """

    day: date | None = None
    back_to: date | None = None
    start: str = ""
    missed: tuple[date, date] | None = None
    told_from: date | None = None
    said: str = ""


NEWEST = Wanted()
"""The first page of the newest."""


def wanted_listings(
    means: Means, kind: Kind, watched: Watched, since: date | None, told_from: date | None = None
) -> Iterator[Wanted]:
    """The listings, the newest first. What is yielded later may depend on what came of the first.

    :param since: ask for the days from then on, complete or not, whatever was to be caught up.
    :param told_from: nobody is told of papers from before that day.
    """
    today = kind.day_at(watched.source, means.clock())
    if kind.has_days(watched.source):
        for wanted in _days(means, kind, watched, today, since):
            yield replace(wanted, told_from=told_from)
        return
    cut = _cut(means, watched)
    yield replace(_newest(means, kind, watched, today, since), told_from=told_from)
    now = _cut(means, watched)
    if cut and now and now.start == cut.start:  # else the newest was cut, and goes on the next time
        yield Wanted(start=now.start, back_to=now.back_to, told_from=now.told_from)


def _days(means: Means, kind: Kind, watched: Watched, today: date, since: date | None) -> Iterator[Wanted]:
    source, timing = watched.source, watched.timing
    weekdays = kind.weekdays(source) if timing.weekdays is None else timing.weekdays
    with means.store.reading() as catalog:
        known = catalog.listing_days(source.name)
        looks = catalog.looks(source=source.name, since=means.clock() - REMEMBERED, limit=MOST_LOOKS)
    left = days_left(looks, weekdays=weekdays, holidays=timing.holidays)
    doubted = days_in_doubt(known, weekdays=weekdays, holidays=timing.holidays)
    days = days_to_ask(known, today=today, since=since, catch_up=timing.catch_up, left=left, doubted=doubted)
    listings = dict.fromkeys(kind.listing_day(source, day) for day in days)
    had = frozenset() if since is not None else complete_days(known) - doubted
    said = "" if since is not None else _not_yet_said(means, kind, watched, known, looks)
    for place, day in enumerate(day for day in listings if day == today or day not in had):
        yield Wanted(day=day, said="" if place else said)


def _not_yet_said(
    means: Means, kind: Kind, watched: Watched, known: Sequence[ListingDay], looks: Sequence[Look]
) -> str:
    said = said_of_days(watched.name, too_far_days(kind, watched, known, looks, means.clock()))
    with means.store.reading() as catalog:
        before = catalog.verdicts().get(watched.name)
    return "" if before and said in before.said else said


def _newest(means: Means, kind: Kind, watched: Watched, today: date, since: date | None) -> Wanted:
    """Of a source without days: back to which day its newest papers are asked for; only the first page of a new one."""
    if since is not None:
        return Wanted(back_to=max(since, today - timedelta(days=MOST_DAYS)))
    if not watched.timing.catch_up:
        return NEWEST
    with means.store.reading() as catalog:
        last = catalog.last_looks(UNDERSTOOD).get(watched.name)
    if last is None:
        return NEWEST
    longest = means.clock() - timedelta(days=max(watched.timing.catch_up, LONGEST_GAP))
    back_to = kind.back_to(watched.source, max(last.begun_at, longest))
    if last.begun_at >= longest:
        return Wanted(back_to=back_to)
    first = max(kind.back_to(watched.source, last.begun_at), today - timedelta(days=MOST_DAYS))
    return Wanted(back_to=back_to, missed=(first, back_to), said=said_of_time(watched.name, first, back_to))


def _cut(means: Means, watched: Watched) -> Cut | None:
    with means.store.reading() as catalog:
        return cut_at(catalog, watched.name, means.clock())
