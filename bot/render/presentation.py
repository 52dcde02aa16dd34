"""Names, numbers, dates and facts in words: the one place where this is decided, for every form of output.

Pure. Everything that comes out is cleaned and bounded, but not escaped: that depends on where it is printed.
"""

import re
from collections.abc import Sequence
from datetime import date as calendar_day

from bot.render import formats
from bot.render.language import SPEAKING_ENGLISH, Language
from bot.render.links import Link, companions_of, pages_of
from bot.render.words import printable, shorten
from store.records import Paper

MAX_TITLE = 400
MAX_ABSTRACT = 20_000
MAX_NAME = 80
"""The longest name of a person, organisation, profile, source or page, and the longest keyword, in characters."""
SHOWN_AUTHORS = 3

_LEAP_YEAR = 2000
"""Stands for the year of a day that is known without it: so it has a 29th of February."""
_DATE = re.compile(r"(?:([0-9]{4})|-)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


def title_of(title: str, limit: int = MAX_TITLE, language: Language = SPEAKING_ENGLISH) -> str:
    """A title as printed, never empty.

    :param limit: in characters.
    """
    return shorten(printable(title), limit) or language.gettext("(no title)")


def name_of(name: str) -> str:
    """A name or keyword as printed."""
    return shorten(printable(name), MAX_NAME)


def number(points: float, language: Language = SPEAKING_ENGLISH) -> str:
    """A score or its part: to a tenth, so that parts add up and 39.9 does not look like 40, and without ``.0``."""
    return formats.points(points, language.tag)


def counted(count: int, one: str, many: str = "") -> str:
    """``1 paper``, ``1,204 papers``.

    :param many: the plural, if it is not made by adding ``s``.
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def date_in_words(date: str, language: Language = SPEAKING_ENGLISH) -> str:
    """``25 Jul 2025`` for ``2025-07-25``, ``25 Jul`` for ``--07-25``; anything else as it is."""
    found = _DATE.fullmatch(date)
    if not found:
        return name_of(date)
    year, month, day = (int(part or _LEAP_YEAR) for part in found.groups())
    try:
        return language.short_date(calendar_day(year, month, day), year=found[1] is not None)
    except ValueError:  # no such day in that month
        return name_of(date)


def month_in_words(date: str, language: Language = SPEAKING_ENGLISH) -> str:
    """``Jul 2025`` for ``2025-07-25``, ``Jul`` for ``--07-25``; anything else as it is."""
    found = _DATE.fullmatch(date)
    if not found:
        return name_of(date)
    first = calendar_day(int(found[1] or _LEAP_YEAR), int(found[2]), 1)
    return formats.month(first, language.tag, year=found[1] is not None)


def authors_in_words(paper: Paper, language: Language = SPEAKING_ENGLISH) -> str:
    """``Ada, B and C``, ``Ada, B, C and 5 more``, ``6 authors``, or nothing where nothing is known."""
    names = [name for name in map(name_of, paper.authors) if name]
    total = max(len(names), paper.author_count or 0)
    if not names:
        return language.ngettext("%(count)s author", "%(count)s authors", total) if total else ""
    # "and 1 more" takes as much room as the name it hides.
    shown = names if total == len(names) <= SHOWN_AUTHORS + 1 else names[:SHOWN_AUTHORS]
    return and_more(shown, total - len(shown), language) if total > len(shown) else language.list(shown)


def and_more(shown: Sequence[str], hidden: int, language: Language) -> str:
    """``Ada, B and 5 more``. :param hidden: how many more."""
    names = language.separated(shown)
    return language.ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", hidden, names=names)


def counts_in_words(paper: Paper, language: Language = SPEAKING_ENGLISH) -> str:
    """``12 upvotes, 3 comments``. What is unknown or none is not mentioned."""
    counts = paper.counts
    upvotes, comments, stars = counts.upvotes or 0, counts.comments or 0, counts.github_stars or 0
    said = (
        language.ngettext("%(count)s upvote", "%(count)s upvotes", upvotes) if upvotes else "",
        language.ngettext("%(count)s comment", "%(count)s comments", comments) if comments else "",
        language.ngettext("%(count)s star", "%(count)s stars", stars) if stars else "",
    )
    return language.separated([part for part in said if part])


def links_of(paper: Paper) -> tuple[Link, ...]:
    """The ways on from a paper: arXiv, Hugging Face, DOI, its pages elsewhere, code, project. Each address once."""
    first: dict[str, Link] = {}
    for link in (*pages_of(paper), *companions_of(paper)):
        first.setdefault(link.address, link)
    return tuple(first.values())
