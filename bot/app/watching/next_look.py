"""When a source is looked at next: one answer for the timer and for those who fetch by hand."""

from datetime import date, datetime, timedelta

from bot.app.watching.means import Means
from bot.app.watching.source import SourceReport
from bot.core.watch import Watched, next_due, retry_due
from store.watch import LookResult

_RECENT = 7
"""A day that is not complete after so many days is left to the regular looks."""


def next_look(
    means: Means, watched: Watched, report: SourceReport, *, failures: int = 0, jitter: float = 0
) -> datetime:
    """After a failure soon, then ever later; not before the host wants; sooner than usual while a day that is over may
    still grow.

    :param failures: how often in a row it had failed before this look.
    :param jitter: chance, 0 to 1, see :func:`bot.core.watch.due.next_due`.
    """
    now, every = means.clock(), interval(means, watched)
    if report.failed or report.not_before:
        refused = any(look.result is LookResult.BLOCKED for look in report.looks)
        return retry_due(failures + 1, every, now, report.not_before, refused=refused)
    return next_due(watched.timing, every, now, jitter=jitter, hurry=_is_something_to_come(means, watched, now))


def interval(means: Means, watched: Watched) -> timedelta:
    """The time between two looks at a source."""
    return watched.timing.every or means.kinds[watched.source.kind].every(watched.source)


def _is_something_to_come(means: Means, watched: Watched, now: datetime) -> bool:
    """Whether a day is over of which it is not yet known that it is complete."""
    kind = means.kinds[watched.source.kind]
    if not kind.has_days(watched.source):
        return False
    back = timedelta(days=min(watched.timing.catch_up, _RECENT))
    since = kind.listing_day(watched.source, kind.day_at(watched.source, now) - back)
    with means.store.reading() as catalog:
        days = catalog.listing_days(watched.name, since=since.isoformat())
    unfinished = [date.fromisoformat(each.day) for each in days if each.complete_at is None]
    return any(kind.day_over(watched.source, day) <= now for day in unfinished)
