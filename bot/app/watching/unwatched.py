"""Sources that are watched no more: what was wrong with them is nobody's trouble, and they are not looked at."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.app.standing import known_names
from bot.app.watching.exclusive import job_name
from bot.app.watching.judged import end_incidents_of_others
from bot.core.watch.types import Watched
from bot.core.watch.words import UNWATCHED
from store.api import Store
from store.watch import SourceVerdict

_MOST = 100_000


def leave_unwatched(store: Store, watched: Sequence[Watched], now: datetime) -> None:
    """End the incidents of sources that are not configured or are switched off, and forget when they were to be looked
    at; so readers hear no more of how they are. What is looked at this moment is left to whoever does.

    What was thought of them is kept until somebody says ``paperround source forget``.

    :param watched: the sources that are configured. :param now: aware, UTC.
    :raises store.errors.DatabaseError: some of it may have been done; saying it again does no harm.
    """
    end_incidents_of_others(store, watched, now)
    names = {each.name for each in watched if each.enabled}
    looked_at = set(map(job_name, names))
    with store.reading() as catalog:
        jobs = {job.name for job in catalog.jobs()}
        left = [each for name, each in catalog.verdicts().items() if name not in names and not _is_left(each)]
    if left:
        with store.writing() as catalog:
            for verdict in left:
                catalog.keep_verdict(replace(verdict, numbers=(*verdict.numbers, (UNWATCHED, "yes"))))
    kept = {name for name in jobs if name in looked_at or not name.startswith(job_name(""))}
    if kept != jobs:
        with store.timing() as timing:
            timing.remove_jobs(kept, now)


def _is_left(verdict: SourceVerdict) -> bool:
    return UNWATCHED in dict(verdict.numbers)


def forget_unwatched(store: Store, name: str, now: datetime) -> int | None:
    """Forget what is thought of a source: its verdict, its trouble, its next look. Its pages that were put aside wait
    no more. Its papers stay, and so does what is known of the looks at it.

    :param now: aware, UTC.
    :return: how many pages waited; ``None`` if nothing is known of such a source.
    :raises store.errors.DatabaseError: nothing is forgotten.
    """
    with store.writing() as catalog:
        waiting = catalog.put_aside(source=name, limit=_MOST)
        known = known_names(catalog.verdicts(), {job.name: job for job in catalog.jobs()})
        if name not in known and not waiting:
            return None
        catalog.forget_source(name)
        for page in waiting:
            catalog.settle_page(page.number, now)
    return len(waiting)
