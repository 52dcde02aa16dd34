"""Two places in the past of a source without days: where a long listing was cut, and up to where nothing was had.

Both are kept among the versions of its pages, under names that are no addresses, and go with them.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.core.watch.missed import TOLD
from store.api import Reading, Writing
from store.watch import KnownPage

GIVEN_UP = timedelta(days=7)
"""A listing that could not be gone on with for so long is left as it is."""

_CUT = "where a listing was cut"
_MISSED = "what lies too far back"


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a listing goes on.

    :ivar start: the address of its next page. :ivar back_to: back to which day it is wanted.
    :ivar told_from: nobody is told of papers from before that day; ``None``: of all that are new.
    """

    start: str
    back_to: date
    told_from: date | None = None


def cut_at(catalog: Reading, source: str, now: datetime) -> Cut | None:
    """Where the listing goes on that was cut."""
    found = catalog.known_page(source, _CUT)
    if found is None or not found.followed_to or now - found.recorded_at > GIVEN_UP:
        return None
    told_from = date.fromisoformat(found.came_from) if found.came_from else None
    return Cut(found.next_address, date.fromisoformat(found.followed_to), told_from)


def keep_cut(catalog: Writing, source: str, cut: Cut, now: datetime, *, leads_to_last: bool) -> None:
    """The next look goes on there. If another was cut before, it goes as far back as that.

    :param leads_to_last: all is known from there to where the last one was cut, if one was: it goes on there.
    """
    before = cut_at(catalog, source, now)
    if before:
        start, back_to = before.start if leads_to_last else cut.start, min(cut.back_to, before.back_to)
        cut = Cut(start, back_to, before.told_from or cut.told_from)
    row = replace(_row(source, _CUT, now), next_address=cut.start, followed_to=cut.back_to.isoformat())
    catalog.keep_page(replace(row, came_from=cut.told_from.isoformat() if cut.told_from else ""))


def forget_cut(catalog: Writing, source: str) -> None:
    """It was gone on with, or cannot be."""
    catalog.forget_pages(source, [_CUT])


def missed_between(catalog: Reading, source: str, now: datetime) -> tuple[date, date] | None:
    """From which to which day nothing was had that was listed, while that is spoken of."""
    found = catalog.known_page(source, _MISSED)
    if found is None or not found.followed_to or now - found.recorded_at > TOLD:
        return None
    return date.fromisoformat(found.followed_to), date.fromisoformat(found.next_address)


def keep_missed(catalog: Writing, source: str, first: date, last: date, now: datetime) -> None:
    """Nothing was had that was listed from the first to the last of these days."""
    row = _row(source, _MISSED, now)
    catalog.keep_page(replace(row, next_address=last.isoformat(), followed_to=first.isoformat()))


def forget_missed(catalog: Writing, source: str) -> None:
    """Somebody asked for it."""
    catalog.forget_pages(source, [_MISSED])


def _row(source: str, name: str, now: datetime) -> KnownPage:
    return KnownPage(source=source, address=name, etag="", last_modified="", entries=0, recorded_at=now)
