"""Papers that gain upvotes and comments fast, in words and as plain values. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.app.trends import Trending
from bot.core.rising import Rising, an_hour
from bot.render.language import Language
from bot.render.links import pages_of
from bot.render.presentation import title_of

MAX_TITLE = 160
"""How much of a title is shown at the end of a message, in characters."""


class RisingWords(NamedTuple):
    """A paper at the end of a message.

    :ivar page: the address of the paper itself, ``None`` if it has none. :ivar said: ``+42 upvotes in 24 hours``.
    """

    title: str
    page: str | None
    said: str


def rising_words(rising: Iterable[Rising], language: Language) -> tuple[RisingWords, ...]:
    """Papers that rise, in a language."""
    return tuple(
        RisingWords(
            title_of(each.paper.title, MAX_TITLE, language),
            next((link.address for link in pages_of(each.paper)), None),
            gain_in_words(each, language),
        )
        for each in rising
    )


def gain_in_words(rising: Rising, language: Language) -> str:
    """What it gained: ``+42 upvotes and +3 comments in 24 hours``"""
    upvotes = language.ngettext("+%(count)s upvote", "+%(count)s upvotes", rising.upvotes)
    comments = language.ngettext("+%(count)s comment", "+%(count)s comments", rising.comments)
    hours = language.ngettext("%(count)s hour", "%(count)s hours", rising.hours)
    if rising.upvotes and rising.comments:
        return language.gettext(
            "%(upvotes)s and %(comments)s in %(hours)s", upvotes=upvotes, comments=comments, hours=hours
        )
    gained = upvotes if rising.upvotes else comments if rising.comments else ""
    return language.gettext("%(gained)s in %(hours)s", gained=gained, hours=hours)


def trending_report(trending: Trending, now: datetime, window: timedelta) -> dict[str, object]:
    """``papers trending --json``. Times are ISO 8601, UTC. This shape is a promise: add, never rename."""
    return {
        "now": _time(now),
        "hours": window // timedelta(hours=1),
        "counted": trending.counted,
        "gained": trending.gained,
        "papers": [
            {
                "key": each.paper.key,
                "title": each.paper.title,
                "upvotes": each.trend.upvotes,
                "upvotes_gained": each.trend.upvotes_gained,
                "upvotes_per_hour": round(an_hour(each.trend.upvotes_per_day), 3),
                "comments": each.trend.comments,
                "comments_gained": each.trend.comments_gained,
                "comments_per_hour": round(an_hour(each.trend.comments_per_day), 3),
                "since": _time(each.trend.since),
                "until": _time(each.trend.until),
                "first_seen": _time(each.first_seen),
            }
            for each in trending.papers
        ],
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
