"""What is thought of a source after a look: the verdict, and the incident that begins or ends with it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from bot.app.watching.means import Means
from bot.app.watching.places import missed_between
from bot.core.watch import Judgement, SourceFacts, Watched, incident_change, verdict
from bot.core.watch.days import days_not_there
from bot.core.watch.missed import days_too_far, said_of_days, said_of_time
from bot.core.watch.verdict_news import usual_gap
from bot.core.watch.words import TITLE
from scrapers.kinds.types import Kind
from store.api import Reading, Store, Writing
from store.watch import Incident, ListingDay, Look, LookResult, SourceVerdict

REMEMBERED = timedelta(days=60)
"""A source is judged by the looks of so long."""

MOST_LOOKS = 5000
"""And by so many looks at most: as many as there are in that time at a source that is looked at every 20 minutes."""

MOST_NEWS = 500
"""So many looks that brought news say how often that happens, however long ago they were."""

GAP = "gap_seconds"
"""The name among a verdict's numbers under which the usual gap between news outlives the looks that showed it."""

_MOST_INCIDENTS = 1000
_SUBJECT = "source "


def incident_subject(source: str) -> str:
    """What incidents of a source are about."""
    return f"{_SUBJECT}{source}"


def end_incidents_of_others(store: Store, watched: Sequence[Watched], now: datetime) -> int:
    """End the incidents of sources that are watched no more, so that they are told anew should they be watched again.
    Nobody is told that they are over: nobody knows.

    :param watched: the sources; one that is switched off is not watched. :return: how many ended.
    :raises store.errors.DatabaseError: none ended.
    """
    subjects = {incident_subject(each.name) for each in watched if each.enabled}
    with store.reading() as catalog:
        lasting = catalog.incidents(open_only=True, limit=_MOST_INCIDENTS)
    others = [each for each in lasting if each.subject.startswith(_SUBJECT) and each.subject not in subjects]
    if others:
        with store.writing() as catalog:
            for each in others:
                _end(catalog, each, now, quietly=True)
    return len(others)


def keep_judgement(means: Means, watched: Watched) -> SourceVerdict:
    """Judge a source by what is known of it now, keep the verdict, and open or end its incident; where verdicts are not
    kept (:attr:`bot.app.watching.means.Means.judge`), only judge it.

    :raises store.errors.DatabaseError: nothing of it is kept.
    """
    now = means.clock()
    with means.store.reading() as catalog:  # many looks: no writer need wait for them
        facts = source_facts(catalog, means.kinds[watched.source.kind], watched, now)
    judgement = verdict(facts, now)
    kept = _verdict(facts, judgement, watched.source.title, now)
    if not means.judge:
        return kept
    with means.store.writing() as catalog:
        before = catalog.verdicts().get(watched.name)
        catalog.keep_verdict(kept)
        if watched.enabled:  # one that is looked at only when it is named is nobody's trouble
            _keep_incident(catalog, watched.name, judgement, before, now)
    return kept


def source_facts(catalog: Reading, kind: Kind, watched: Watched, now: datetime) -> SourceFacts:
    """What a source is judged by.

    :param now: aware, UTC.
    """
    source, timing = watched.source, watched.timing
    today = kind.day_at(source, now)
    has_days = kind.has_days(source)
    news = () if has_days else catalog.looks(source=source.name, results=(LookResult.NEWS,), limit=MOST_NEWS)
    days = tuple(catalog.listing_days(source.name))
    looks = tuple(catalog.looks(source=source.name, since=now - REMEMBERED, limit=MOST_LOOKS))
    missed = missed_between(catalog, source.name, now)
    return SourceFacts(
        name=watched.name,
        has_days=has_days,
        weekdays=kind.weekdays(source) if timing.weekdays is None else timing.weekdays,
        holidays=timing.holidays,
        today=today,
        today_over_at=kind.day_over(source, today),
        every=timing.every or kind.every(source),
        days=days,
        looks=looks,
        news=tuple(news),
        known_gap=_known_gap(catalog.verdicts().get(source.name)),
        too_far=said_of_time(watched.name, *missed)
        if missed
        else said_of_days(watched.name, too_far_days(kind, watched, days, looks, now)),
    )


def too_far_days(
    kind: Kind, watched: Watched, known: Sequence[ListingDay], looks: Sequence[Look], now: datetime
) -> tuple[date, ...]:
    """The days that were missed and lie too far back, see :func:`bot.core.watch.missed.days_too_far`.

    :param looks: at the source, in any order. :param now: aware, UTC.
    """
    source, timing = watched.source, watched.timing
    if not kind.has_days(source):
        return ()
    return days_too_far(
        known,
        today=kind.day_at(source, now),
        catch_up=timing.catch_up,
        weekdays=kind.weekdays(source) if timing.weekdays is None else timing.weekdays,
        holidays=timing.holidays,
        left=days_not_there(looks),
        listing_day=partial(kind.listing_day, source),
    )


def _known_gap(before: SourceVerdict | None) -> timedelta | None:
    seconds = dict(before.numbers).get(GAP, "") if before else ""
    return timedelta(seconds=int(seconds)) if seconds.isdecimal() else None


def _verdict(facts: SourceFacts, judgement: Judgement, title: str, now: datetime) -> SourceVerdict:
    gap = None if facts.has_days else usual_gap(facts.brought) or facts.known_gap
    besides = {TITLE: title, GAP: f"{gap.total_seconds():.0f}" if gap else ""}
    return SourceVerdict(
        source=facts.name,
        kind=judgement.kind,
        said=judgement.said,
        since=judgement.since,
        judged_at=now,
        numbers=(*judgement.numbers, *((name, text) for name, text in besides.items() if text)),
    )


def _keep_incident(
    catalog: Writing, source: str, judgement: Judgement, before: SourceVerdict | None, now: datetime
) -> None:
    subject = incident_subject(source)
    known = catalog.incidents(open_only=not judgement.kind.is_trouble, limit=_MOST_INCIDENTS)
    incidents = [each for each in known if each.subject == subject]
    lasting = next((each for each in incidents if each.ended_at is None), None)
    last = Judgement(before.kind, before.said, before.since, before.numbers) if before else None
    change = incident_change(subject, judgement, incidents, now, before=last)
    if change.ends and lasting is not None:
        _end(catalog, lasting, now, quietly=change.quietly)
    if change.begins is not None:
        catalog.open_incident(change.begins)


def _end(catalog: Writing, lasting: Incident, now: datetime, *, quietly: bool) -> None:
    if not catalog.end_incident(lasting.subject, now) or not quietly:
        return
    if lasting.told_at is None:  # another one follows, and that is told; or nobody watches any more
        catalog.incident_told(lasting.number, now, end=False)
    catalog.incident_told(lasting.number, now, end=True)
