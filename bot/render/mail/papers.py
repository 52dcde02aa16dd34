"""What of a paper is the same for every reader of a language, rendered once and kept for the others.

A day's papers go to many readers; only scores, reasons and the links to give feedback are a reader's own.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from jinja2 import Environment

from bot.render.language import Language
from bot.render.links import Link
from bot.render.mail.changes import change_in_words
from bot.render.presentation import links_of, title_of
from bot.render.views import LEAD, facts_of
from bot.render.words import Run, printable, sentences_of, shorten, text_of
from store.records import Paper, Revision

CACHED = 4_096
"""So many papers are kept, the last used ones: some 20 MB."""


class Pieces(NamedTuple):
    """A part of a paper in both forms. :ivar html: escaped. :ivar text: wrapped, without a line feed at the end."""

    html: str
    text: str


@dataclass(frozen=True, slots=True)
class PaperWords:
    """A paper in words, but for its abstract.

    :ivar page: the address of the paper itself, ``None`` if it has none.
    :ivar change: what changed, where that is the news; else empty.
    """

    title: str
    page: str | None
    withdrawn: bool
    facts: tuple[str, ...]
    change: str
    links: tuple[Link, ...]


class PaperPieces:
    """The papers in one language."""

    def __init__(self, templates: Environment, language: Language) -> None:
        """:param templates: with ``paper.html`` and ``paper.txt``."""
        self._language = language
        self._html = templates.get_template("paper.html").module
        self._text = templates.get_template("paper.txt").module
        self.about = lru_cache(CACHED)(self._about)
        self.abstract = lru_cache(CACHED)(self._abstract)

    def _about(self, paper: Paper, revision: Revision | None) -> tuple[Pieces, Pieces]:
        """What stands above the abstract, and the ways on from the paper."""
        links = links_of(paper)
        words = PaperWords(
            title=title_of(paper.title, language=self._language),
            page=links[0].address if links else None,
            withdrawn=paper.withdrawn,
            facts=facts_of(paper, self._language),
            change=change_in_words(revision, self._language) if revision else "",
            links=links,
        )
        return self._pieces("head", words), self._pieces("links", words)

    def _abstract(self, paper: Paper, limit: int) -> Pieces:
        """The abstract.

        :param limit: at most so many characters of it; 0 for none.
        """
        if not limit:
            return Pieces("", "")
        text = shorten(printable(paper.abstract), limit)
        lead, rest = _first_sentences(text) if 3 * len(text) > 4 * LEAD else (text, "")
        return self._pieces("abstract", {"lead": lead, "rest": rest, "whole": text})

    def _pieces(self, macro: str, filled: object) -> Pieces:
        html, text = (getattr(module, macro)(filled) for module in (self._html, self._text))
        return Pieces(html.strip(), text.rstrip("\n"))


def _first_sentences(text: str) -> tuple[str, str]:
    """The first sentences of a text, at least half of :data:`LEAD`, and the rest of it."""
    stop = 0
    for sentence in sentences_of((Run(text, marked=False),)):
        stop = text.index(whole := text_of(sentence), stop) + len(whole)
        if 2 * stop >= LEAD:
            break
    return text[:stop], text[stop:].lstrip()
