"""Paper → folded paper: each of its texts is looked at once, however many profiles ask."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.core.matching.folding import Token, fold, fold_columns, spans
from bot.core.matching.types import Field
from store.records import Paper

MAX_ANALYSED = 20_000
"""Of a longer text only so many characters are looked at: ten times what arXiv allows an abstract (1,920)."""

MAX_NAME = 500
"""Of a longer name only so many characters are looked at."""

MAX_NAMES = 5_000
"""Of more authors only so many are looked at: as many as the longest author lists in physics."""

_BETWEEN_KEYWORDS = " ; "
"""The end of a sentence, whatever a keyword ends with: no phrase is found across two keywords."""

_YEAR = re.compile(r"[0-9]{4}(?=-|$)")


@dataclass(frozen=True, eq=False)
class FoldedText:
    """A title, an abstract, or the keywords a page gives the paper.

    Its words are kept by property: item ``i`` of ``stems``, ``words``, ``positions`` and ``spans`` belongs to the word
    number ``i``. What is not needed for every paper is worked out when it is first asked for, always with the same
    result, so several threads may read one text.

    :ivar field: which of them.
    :ivar text: as printed; keywords are joined by `` ; ``.
    :ivar stems: what is compared.
    :ivar words: folded but with their endings.
    :ivar positions: rising by one from word to word and by two over the end of a sentence, or of a keyword; from 0.
    """

    field: Field
    text: str
    stems: Sequence[str]
    words: Sequence[str]
    positions: Sequence[int]

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """Per stem, the numbers of the words that have it, rising."""
        places: dict[str, list[int]] = {}
        for number, stem in enumerate(self.stems):
            if stem in places:
                places[stem].append(number)
            else:
                places[stem] = [number]
        return places

    @cached_property
    def vocabulary(self) -> Sequence[str]:
        """The different words, sorted."""
        return sorted(set(self.words))

    @cached_property
    def spans(self) -> Sequence[tuple[int, int]]:
        """Start and end of each word in the text, in characters."""
        return spans(self.text)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The words, each with all its properties: for looking at one text, not at thousands."""
        return fold(self.text)

    def printed(self, number: int) -> str:
        """A word as it stands in the text."""
        start, end = self.spans[number]
        return self.text[start:end]


class Name(NamedTuple):
    """The name of a person, an organisation or a source.

    :ivar words: folded, in order; names have no stems.
    """

    printed: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The names in one field.

    :ivar field: authors, organisation (name and handle) or sources.
    :ivar words: all their words, and each name's words joined; what shows quickly that a name is not among them.
    """

    field: Field
    names: tuple[Name, ...]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class AnalysedPaper:
    """A paper ready to be scored.

    :ivar texts: title and abstract, and the keywords a page gives the paper if there are any.
    :ivar names: authors; the organisation and its handle; the sources.
    :ivar terms: the stems of title and abstract, what :meth:`Statistics.add` counts.
    :ivar categories: in small letters (casefolded), the primary one first, each once.
    :ivar year: of the first publication, else of the newest version, else of the list it stood on; ``None`` where all
        of these are unknown or without a year.
    """

    paper: Paper
    texts: tuple[FoldedText, ...]
    names: tuple[Names, ...]
    terms: frozenset[str]
    categories: tuple[str, ...] = ()
    year: int | None = None


def analyse(paper: Paper) -> AnalysedPaper:
    """The paper with its texts folded."""
    title, abstract = _folded(Field.TITLE, paper.title), _folded(Field.ABSTRACT, paper.abstract)
    listed = (_folded(Field.KEYWORDS, _BETWEEN_KEYWORDS.join(paper.ai_keywords)),) if paper.ai_keywords else ()
    organization = (paper.organization or "", paper.organization_handle or "")
    names = (
        _names(Field.AUTHOR, paper.authors[:MAX_NAMES]),
        _names(Field.ORGANIZATION, organization),
        _names(Field.SOURCE, paper.sources),
    )
    return AnalysedPaper(
        paper=paper,
        texts=(title, abstract, *listed),
        names=names,
        terms=frozenset(title.stems).union(abstract.stems),
        categories=_categories(paper),
        year=_year(paper),
    )


def _folded(field: Field, text: str) -> FoldedText:
    text = text[:MAX_ANALYSED]
    return FoldedText(field, text, *fold_columns(text))


def _categories(paper: Paper) -> tuple[str, ...]:
    given = (paper.primary_category or "", *paper.categories)
    return tuple(dict.fromkeys(category.casefold() for category in given if category))


def _year(paper: Paper) -> int | None:
    for day in (paper.published, paper.updated, paper.listed):
        year = _YEAR.match(day or "")
        if year:
            return int(year[0])
    return None


def _names(field: Field, printed: Iterable[str]) -> Names:
    names = tuple(Name(name, tuple(fold_columns(name[:MAX_NAME]).words)) for name in printed if name)
    return Names(field, names, frozenset(word for name in names for word in (*name.words, "".join(name.words))))
