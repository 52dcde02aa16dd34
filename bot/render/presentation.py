"""Names, numbers, dates and facts in words: the one place where this is decided, for every form of output.

Pure. Everything that comes out is cleaned and bounded, but not escaped: that depends on where it is printed.
"""

import re

from bot.render.links import Link, companions_of, pages_of
from bot.render.words import printable, shorten
from store.records import Paper

MAX_TITLE = 400
MAX_ABSTRACT = 20_000
MAX_NAME = 80
"""The longest name of a person, organisation, profile, source or page, and the longest keyword, in characters."""
SHOWN_AUTHORS = 3

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"(?:([0-9]{4})|-)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


def title_of(title: str, limit: int = MAX_TITLE) -> str:
    """A title as printed, never empty.

    :param limit: in characters.
    """
    return shorten(printable(title), limit) or "(no title)"


def name_of(name: str) -> str:
    """A name or keyword as printed."""
    return shorten(printable(name), MAX_NAME)


def number(points: float) -> str:
    """A score or its part: to a tenth, so that parts add up and 39.9 does not look like 40, and without ``.0``."""
    return f"{points:.1f}".removesuffix(".0").replace("-", "−")


def counted(count: int, one: str, many: str = "") -> str:
    """``1 paper``, ``1,204 papers``.

    :param many: the plural, if it is not made by adding ``s``.
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def date_in_words(date: str) -> str:
    """``25 Jul 2025`` for ``2025-07-25``, ``25 Jul`` for ``--07-25``; anything else as it is. In English everywhere."""
    found = _DATE.fullmatch(date)
    if not found:
        return name_of(date)
    year, month, day = found.groups()
    return f"{int(day)} {_MONTHS[int(month) - 1]}" + (f" {year}" if year else "")


def authors_in_words(paper: Paper) -> str:
    """``Ada, B and C``, ``Ada, B, C and 5 more``, ``6 authors``, or nothing where nothing is known."""
    names = [name for name in map(name_of, paper.authors) if name]
    total = max(len(names), paper.author_count or 0)
    if not names:
        return counted(total, "author") if total else ""
    # "and 1 more" takes as much room as the name it hides.
    shown = names if total == len(names) <= SHOWN_AUTHORS + 1 else names[:SHOWN_AUTHORS]
    if total > len(shown):
        return f"{', '.join(shown)} and {total - len(shown):,} more"
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)


def counts_in_words(paper: Paper) -> str:
    """``12 upvotes, 3 comments``. What is unknown or none is not mentioned."""
    counts = paper.counts
    known = ((counts.upvotes, "upvote"), (counts.comments, "comment"), (counts.github_stars, "star"))
    return ", ".join(counted(count, noun) for count, noun in known if count)


def links_of(paper: Paper) -> tuple[Link, ...]:
    """The ways on from a paper: arXiv, Hugging Face, DOI, its pages elsewhere, code, project. Each address once."""
    first: dict[str, Link] = {}
    for link in (*pages_of(paper), *companions_of(paper)):
        first.setdefault(link.address, link)
    return tuple(first.values())
