"""One look at one listing: asked for, understood, judged, recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.app.watching.asking import MAX_PAGES, Heard, Inquiry
from bot.app.watching.judged import MOST_LOOKS, REMEMBERED
from bot.app.watching.means import Means
from bot.app.watching.outcome import result_of
from bot.app.watching.recording import Attempt, known_day, record_listing, record_nothing
from bot.app.watching.waiting import not_yet_aside, record_waiting
from bot.app.watching.wanted import Wanted
from bot.core.watch.days import is_expected
from bot.core.watch.judging import Judged, aside_for, is_partial, judge_listing, short_for, usual_window
from bot.core.watch.types import Watched
from scrapers.errors import AskedTooOften, Gone, ScrapeError
from scrapers.kinds.types import Kind
from store.watch import Look, LookResult


@dataclass(frozen=True, slots=True)
class Looked:
    """A look that was recorded.

    :ivar not_before: until when the host wants to be left alone; ``None`` if it did not say so.
    :ivar missing: whether the host says that there is no such listing, which says nothing about others.
    """

    look: Look
    not_before: datetime | None = None
    missing: bool = False


async def look_at_listing(means: Means, watched: Watched, run: str, wanted: Wanted) -> Looked:
    """Look at one listing, and record what it says or why nothing was recorded. Called off before the end, it records
    nothing, and the next look asks for the same.

    :raises store.errors.DatabaseError: nothing of it is recorded.
    """
    source, day = watched.source, wanted.day
    kind = means.kinds[source.kind]
    attempt = Attempt(
        source=source.name,
        run=run,
        begun_at=means.clock(),
        wanted=wanted,
        over_at=kind.day_over(source, day) if day else None,
        settled=watched.timing.settled,
    )
    inquiry = Inquiry(means, source, kind)
    try:
        heard = await inquiry.ask(day or wanted.back_to, wanted.start)
    except ScrapeError as error:
        now = means.clock()
        look = attempt.look(inquiry, result_of(error, now), now, _said(inquiry, error))
        if said := nothing_yet(means, kind, watched, day, inquiry, error):
            look = replace(look, result=LookResult.OTHER_DAY, said=said)
        until = error.until if isinstance(error, AskedTooOften) else None
        return Looked(record_nothing(means, attempt, inquiry, look), until, isinstance(error, Gone))
    return Looked(await _judged(means, kind, watched, attempt, inquiry, heard))


async def _judged(means: Means, kind: Kind, watched: Watched, attempt: Attempt, inquiry: Inquiry, heard: Heard) -> Look:
    """Recorded, and before it what had been put aside of the same listing; or put aside for what a listing must not
    look like.
    """
    if heard.pages:
        now = means.clock()
        judged = judge_heard(means, kind, watched, attempt.day, heard, now)
        if judged.result is not None:
            look = replace(
                attempt.look(inquiry, judged.result, now, judged.said), pages=len(heard.pages), entries=heard.entries
            )
            is_short = judged.result is LookResult.PARTIAL
            aside = await not_yet_aside(means, attempt, heard.pages) if is_short else ()
            return record_nothing(means, attempt, inquiry, look, aside)
    waited = await record_waiting(means, watched, attempt) if heard.pages else ()
    return record_listing(means, attempt, inquiry, heard, _remarks(inquiry, heard, attempt.wanted), waited)


def nothing_yet(
    means: Means, kind: Kind, watched: Watched, day: date | None, inquiry: Inquiry, error: ScrapeError
) -> str:
    """That there is no list of a day, for people, if all places say so and it is no trouble: the day is not over, or
    nothing is expected of it. Empty if it is; also if the source never had anything: then its address is wrong.

    :param error: that ended the inquiry.
    """
    if day is None or not all(isinstance(each, Gone) for each in (error, *inquiry.errors)):
        return ""
    source, timing = watched.source, watched.timing
    weekdays = kind.weekdays(source) if timing.weekdays is None else timing.weekdays
    is_over = means.clock() >= kind.day_over(source, day)
    if is_over and is_expected(day, weekdays=weekdays, holidays=timing.holidays):
        return ""
    with means.store.reading() as catalog:
        had_some = any(known.entries for known in catalog.listing_days(watched.name))
    return f"There is no list of {day}{'' if is_over else ' yet'}." if had_some else ""


def judge_heard(means: Means, kind: Kind, watched: Watched, day: date | None, heard: Heard, now: datetime) -> Judged:
    """Whether a listing that was understood may be recorded, by what is known of the source.

    :param now: aware, UTC.
    """
    source, timing = watched.source, watched.timing
    with means.store.reading() as catalog:
        known = known_day(catalog.listing_days(source.name, since=day.isoformat()), day) if day else None
        is_suspicious = day is None or (known is not None and is_partial(heard.entries, known.entries))
        looks = catalog.looks(source=source.name, since=now - REMEMBERED, limit=MOST_LOOKS) if is_suspicious else ()
    weekdays = kind.weekdays(source) if timing.weekdays is None else timing.weekdays
    return judge_listing(
        entries=heard.entries,
        asked_day=day,
        answered_day=kind.answered_day(source, heard.listing) if day else None,
        known_day=known,
        whole=kind.lists_whole(source),
        usual=usual_window(looks),
        persisted=_short(looks, day, heard, now),
        expected=is_expected(kind.day_at(source, now), weekdays=weekdays, holidays=timing.holidays),
    )


def _short(looks: Sequence[Look], day: date | None, heard: Heard, now: datetime) -> timedelta | None:
    """For how long the listing has been too short."""
    if day is None:
        return short_for(looks, heard.entries, now)
    return aside_for([look for look in looks if look.day == day.isoformat()], now)


def _said(inquiry: Inquiry, error: ScrapeError) -> str:
    """What went wrong, at every place that was tried."""
    told = [str(each) for each in (error, *inquiry.errors)]
    return " ".join(dict.fromkeys(told))


def _remarks(inquiry: Inquiry, heard: Heard, wanted: Wanted) -> str:
    """That a listing came from the second-best place, or without what continues it elsewhere or far behind, and why;
    what lies too far back; else empty.
    """
    told = [f"Read from {inquiry.addresses[-1]}, for the better place failed. {error}" for error in inquiry.errors[:1]]
    told += [f"What was listed before could not be caught up on. {error}" for error in inquiry.left_out]
    if heard.cut:
        rest = "the rest is missing" if wanted.day else "the next look goes on behind them"
        told.append(f"Only the first {MAX_PAGES} pages were asked for; {rest}.")
    if wanted.said and (wanted.day or heard.has_more):
        told.append(wanted.said)
    return " ".join(told)
