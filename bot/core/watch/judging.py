"""Whether a page that was understood may be recorded, or has suspiciously little. Pure.

A page without papers, or with half of what it always had, is more often a broken page than a quiet day. It is put
aside then; nothing of it is recorded. But papers on a thin page are papers: a day that is still filling is recorded,
and that there are few is said of the source (:mod:`bot.core.watch.verdict`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from statistics import median

from store.watch import ListingDay, Look, LookResult

FEWEST_COUNTS = 3
"""With fewer counts nobody knows what is usual."""

TRAILING = 14
"""So many of the last counts say what is usual."""

NEW_NORMAL = timedelta(hours=24)
"""A listing that was short for so long is as long as such listings are now; also that of a day."""

_PARTIAL = 2
"""Less than the usual divided by this is suspicious."""

_UNDERSTOOD = frozenset((LookResult.NEWS, LookResult.UNCHANGED, LookResult.EMPTY))


@dataclass(frozen=True, slots=True)
class Judged:
    """What to make of a listing.

    :ivar result: how the look ends; ``None``: record it. :ivar said: why not, for people; else empty.
    """

    result: LookResult | None
    said: str = ""


def judge_listing(
    *,
    entries: int,
    asked_day: date | None,
    answered_day: date | None,
    known_day: ListingDay | None,
    whole: bool,
    usual: float | None,
    persisted: timedelta | None,
    expected: bool = True,
) -> Judged:
    """Whether a listing that was understood may be recorded.

    :param entries: how many papers it has, over all its pages.
    :param asked_day: whose listing was asked for, if the source has days.
    :param answered_day: whose it is by its own word; ``None`` if it does not say.
    :param known_day: what is known of the day that was asked for.
    :param whole: whether it is the whole of something, so that a short one is suspicious.
    :param usual: how many papers such listings have, see :func:`usual_count`; asked only where there are no days.
    :param persisted: for how long it has been as short as this, see :func:`short_for`; of a day, for how long its
        listing was too short, see :func:`aside_for`.
    :param expected: whether papers are expected today; if not, a short or empty window is what it should be.
    """
    is_normal = persisted is not None and persisted >= NEW_NORMAL
    if asked_day is not None:
        return _judge_day(entries, asked_day, answered_day, None if is_normal else known_day)
    if is_normal or not whole or not expected or usual is None or not is_partial(entries, usual):
        return Judged(None)
    return Judged(
        LookResult.PARTIAL,
        f"The page lists {_papers(entries)}, usually about {usual:.0f}; it was put aside and nothing was recorded.",
    )


def _judge_day(entries: int, asked: date, answered: date | None, known: ListingDay | None) -> Judged:
    if answered is not None and answered != asked:
        return Judged(
            LookResult.OTHER_DAY, f"Asked for {asked}, the source answered with {answered}; nothing was recorded."
        )
    if known is not None and is_partial(entries, known.entries):
        return Judged(
            LookResult.PARTIAL,
            f"The page lists {_papers(entries)} for {asked}, where there were {known.entries} before; it was put "
            "aside and nothing was recorded.",
        )
    return Judged(None)


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count or 'no'} papers"


def is_partial(entries: int, usual: float) -> bool:
    """Whether so few are suspicious: none where there usually is one at least, or less than half of the usual."""
    return usual >= 1 and entries * _PARTIAL < usual


def usual_count(counts: Sequence[int]) -> float | None:
    """The median of the last :data:`TRAILING` counts; ``None`` if there are fewer than :data:`FEWEST_COUNTS`.

    :param counts: the oldest first.
    """
    return median(counts[-TRAILING:]) if len(counts) >= FEWEST_COUNTS else None


def usual_window(looks: Sequence[Look]) -> float | None:
    """How many papers the listings of a source without days usually have; ``None`` if there were too few looks.

    :param looks: at the source, the newest first. Those that brought no page, and those put aside, do not count.
    """
    return usual_count([look.entries for look in reversed(looks) if look.result in _UNDERSTOOD and look.pages])


def short_for(looks: Sequence[Look], entries: int, now: datetime) -> timedelta | None:
    """For how long the listing of a source without days has been as short as it is now; ``None`` if only now.

    As short as now: at most twice as long. Looks that brought no page say nothing about it.

    :param looks: at the source, the newest first; those that were put aside as partial and those that were recorded.
    :param entries: how many papers it has now.
    """
    since = None
    for look in looks:
        if not look.pages:
            continue
        if look.result not in _UNDERSTOOD | {LookResult.PARTIAL} or look.entries > entries * 2:
            break
        since = look.begun_at
    return None if since is None else now - since


def aside_for(looks: Sequence[Look], now: datetime) -> timedelta | None:
    """For how long every page of a day's listing has been put aside as too short; ``None`` if the last was not.

    Looks that brought no page say nothing about it.

    :param looks: at that day, the newest first.
    """
    paged = [look for look in looks if look.pages]
    aside = list(takewhile(lambda look: look.result is LookResult.PARTIAL, paged))
    return now - aside[-1].begun_at if aside else None
