"""What is printed of a paper and of its matches: the one place where this is decided, for every form of output.

Pure. Everything that comes out is cleaned and bounded, but not escaped: that depends on where it is printed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.core.digest import DigestItem, ProfileMatch
from bot.core.matching.types import Field, Reason
from bot.render.links import Link, companions_of, pages_of
from bot.render.words import Run, ellipsis_after, highlight, printable, shorten, split_lead
from store.records import Paper

MAX_TITLE = 400
MAX_ABSTRACT = 20_000
MAX_NAME = 80
"""The longest name of a person, organisation, profile, source or page, and the longest keyword, in characters."""
LEAD = 360
"""How much of an abstract stands open on a page, in characters; with up to a third more it is not worth folding."""
SHOWN_AUTHORS = 3
SHOWN_REASONS = 8

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"(?:([0-9]{4})|-)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_PLACES = {
    Field.TITLE: "title",
    Field.ABSTRACT: "abstract",
    Field.AUTHOR: "author",
    Field.ORGANIZATION: "organisation",
    Field.SOURCE: "source",
}


@dataclass(frozen=True, slots=True)
class Label:
    """A reason in words: what was asked for, where it was found, and its points as printed."""

    keyword: str
    place: str
    points: str

    def __str__(self) -> str:
        return f"{self.keyword} ({self.place}, {self.points})"


@dataclass(frozen=True, slots=True)
class Why:
    """Why a paper answers one profile.

    :ivar hidden: how many further reasons there are.
    """

    profile: str
    score: str
    labels: tuple[Label, ...]
    hidden: int = 0

    @property
    def reasons(self) -> str:
        """``direct preference optimization (title, 31), DPO (abstract, 12)``"""
        more = (f"and {self.hidden} more",) if self.hidden else ()
        return ", ".join((*map(str, self.labels), *more))


@dataclass(frozen=True, slots=True)
class PaperView:
    """One paper of a digest in words.

    :ivar score: the best score as printed.
    :ivar percent: the same for a bar, 0–100.
    :ivar facts: authors, organisation, date, version, counts, sources: what is known of them, in this order.
    :ivar lead: the beginning of the abstract, ending with ``…`` if it stops within a sentence; ``rest`` completes it.
    :ivar beginning: the same as plain text, ending with ``…`` if there is a rest.
    :ivar page: the address of the paper itself, ``None`` if it has none.
    :ivar links: all ways on, the paper itself first.
    """

    title: tuple[Run, ...]
    score: str
    percent: float
    withdrawn: bool
    facts: tuple[str, ...]
    abstract: tuple[Run, ...]
    lead: tuple[Run, ...]
    rest: tuple[Run, ...]
    beginning: str
    whys: tuple[Why, ...]
    page: str | None
    links: tuple[Link, ...]


@lru_cache(maxsize=1024)  # one digest is printed in several forms, and one paper in several readers' digests
def view_of(chosen: DigestItem) -> PaperView:
    """A paper of a digest in words."""
    paper = chosen.paper
    words = [
        word
        for answer in chosen.matches
        for reason in answer.match.reasons
        if reason.field in (Field.TITLE, Field.ABSTRACT)
        for word in reason.words
    ]
    abstract = shorten(printable(paper.abstract), MAX_ABSTRACT)
    lead, rest = split_lead(abstract, LEAD) if 3 * len(abstract) > 4 * LEAD else (abstract, "")
    beginning = lead + ellipsis_after(lead) if rest else lead
    page = next(pages_of(paper), None)
    return PaperView(
        title=highlight(title_of(paper.title), words),
        score=number(chosen.score),
        percent=round(min(100.0, max(0.0, chosen.score)), 1),
        withdrawn=paper.withdrawn,
        facts=tuple(_facts(paper)),
        abstract=highlight(abstract, words),
        lead=highlight(beginning.removesuffix(" …"), words),
        rest=highlight(rest, words),
        beginning=beginning,
        whys=tuple(map(_why, chosen.matches)),
        page=page.address if page else None,
        links=links_of(paper),
    )


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
    return f"{points:.1f}".removesuffix(".0")


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


def _facts(paper: Paper) -> Iterator[str]:
    date = paper.published or paper.updated or paper.listed
    facts = (
        authors_in_words(paper),
        name_of(paper.organization or paper.organization_handle or ""),
        date_in_words(date) if date else "",
        f"version {paper.version}" if paper.version and paper.version > 1 else "",
        counts_in_words(paper),
        f"from {' and '.join(map(name_of, paper.sources))}" if len(paper.sources) > 1 else "",
    )
    return filter(None, facts)


def _why(answer: ProfileMatch) -> Why:
    reasons = answer.match.reasons
    return Why(
        profile=name_of(answer.profile),
        score=number(answer.match.score),
        labels=tuple(map(_label, reasons[:SHOWN_REASONS])),
        hidden=max(0, len(reasons) - SHOWN_REASONS),
    )


def _label(reason: Reason) -> Label:
    return Label(name_of(reason.keyword), _PLACES[reason.field], number(reason.points))
