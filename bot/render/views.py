"""A paper of a digest as a finished view, marked where it matched: what every form of output prints of it.

Pure. Everything that comes out is cleaned and bounded, but not escaped: that depends on where it is printed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.core.digest import DigestItem
from bot.core.matching.types import Field, Reason
from bot.render.language import SPEAKING_ENGLISH, Language
from bot.render.links import Link, pages_of
from bot.render.presentation import (
    MAX_ABSTRACT,
    MAX_TITLE,
    authors_in_words,
    counts_in_words,
    date_in_words,
    links_of,
    name_of,
    number,
    title_of,
)
from bot.render.reasons import Why, why_of
from bot.render.words import Run, ellipsis_after, go_on, mark, part_of, shorten_runs, split_lead, text_of
from store.records import Paper

LEAD = 360
"""How much of an abstract stands open on a page, in characters; with up to a third more it is not worth folding."""


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
def view_of(chosen: DigestItem, language: Language = SPEAKING_ENGLISH) -> PaperView:
    """A paper of a digest in words."""
    paper = chosen.paper
    reasons = [reason for answer in chosen.matches for reason in answer.match.reasons]
    abstract = shorten_runs(marked(paper.abstract, Field.ABSTRACT, reasons), MAX_ABSTRACT)
    text = text_of(abstract)
    lead, rest = split_lead(text, LEAD) if 3 * len(text) > 4 * LEAD else (text, "")
    beginning = lead + ellipsis_after(lead) if rest else lead
    page = next(pages_of(paper), None)
    return PaperView(
        title=marked_title(paper.title, reasons, language),
        score=number(chosen.score, language),
        percent=round(min(100.0, max(0.0, chosen.score)), 1),
        withdrawn=paper.withdrawn,
        facts=facts_of(paper, language),
        abstract=abstract,
        lead=go_on(part_of(abstract, 0, len(lead)), beginning.removesuffix(" …")[len(lead) :]),
        rest=part_of(abstract, len(text) - len(rest), len(text)),
        beginning=beginning,
        whys=tuple(why_of(answer, language) for answer in chosen.matches),
        page=page.address if page else None,
        links=links_of(paper),
    )


def marked(text: str, field: Field, reasons: Iterable[Reason]) -> tuple[Run, ...]:
    """A paper's title or abstract, cleaned, with every place marked that counted.

    :param text: as stored; the reasons' places are places in it.
    """
    places = (place for reason in reasons for place in reason.places if place.field is field)
    return mark(text, ((place.start, place.end) for place in places))


def marked_title(title: str, reasons: Iterable[Reason], language: Language = SPEAKING_ENGLISH) -> tuple[Run, ...]:
    """As :func:`title_of`, marked."""
    runs = marked(title, Field.TITLE, reasons)
    return shorten_runs(runs, MAX_TITLE) if runs else (Run(title_of(title, language=language), marked=False),)


def facts_of(paper: Paper, language: Language = SPEAKING_ENGLISH) -> tuple[str, ...]:
    """Authors, organisation, date, version, counts, sources: what is known of them, in this order."""
    date = paper.published or paper.updated or paper.listed
    facts = (
        authors_in_words(paper, language),
        name_of(paper.organization or paper.organization_handle or ""),
        date_in_words(date, language) if date else "",
        language.gettext("version %(number)s", number=paper.version) if paper.version and paper.version > 1 else "",
        counts_in_words(paper, language),
        language.gettext("from %(sources)s", sources=language.list([name_of(source) for source in paper.sources]))
        if len(paper.sources) > 1
        else "",
    )
    return tuple(filter(None, facts))
