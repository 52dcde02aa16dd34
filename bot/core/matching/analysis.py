"""Paper → folded paper: each of its texts is looked at once, however many profiles ask."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.core.matching.folding import Token, fold
from bot.core.matching.types import Field
from store.records import Paper

MAX_ANALYSED = 20_000
"""Of a longer text only so many characters are looked at: ten times what arXiv allows an abstract (1,920)."""

MAX_NAME = 500
"""Of a longer name only so many characters are looked at."""

MAX_NAMES = 5_000
"""Of more authors only so many are looked at: as many as the longest author lists in physics."""


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A title or an abstract.

    :ivar field: which of them.
    :ivar text: as printed.
    :ivar places: per stem, the indices in ``tokens`` where it stands, rising.
    :ivar vocabulary: its different words, sorted.
    """

    field: Field
    text: str
    tokens: tuple[Token, ...]
    places: Mapping[str, Sequence[int]]
    vocabulary: Sequence[str]


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

    :ivar texts: title and abstract.
    :ivar names: authors; the organisation and its handle; the sources.
    :ivar terms: the stems of title and abstract, what :meth:`Statistics.add` counts.
    """

    paper: Paper
    texts: tuple[FoldedText, ...]
    names: tuple[Names, ...]
    terms: frozenset[str]


def analyse(paper: Paper) -> AnalysedPaper:
    """The paper with its texts folded."""
    texts = (_folded(Field.TITLE, paper.title), _folded(Field.ABSTRACT, paper.abstract))
    organization = (paper.organization or "", paper.organization_handle or "")
    names = (
        _names(Field.AUTHOR, paper.authors[:MAX_NAMES]),
        _names(Field.ORGANIZATION, organization),
        _names(Field.SOURCE, paper.sources),
    )
    return AnalysedPaper(paper, texts, names, frozenset().union(*(text.places for text in texts)))


def _folded(field: Field, text: str) -> FoldedText:
    text = text[:MAX_ANALYSED]
    tokens = fold(text)
    places: dict[str, list[int]] = {}
    for index, token in enumerate(tokens):
        places.setdefault(token.stem, []).append(index)
    return FoldedText(field, text, tokens, places, sorted({token.word for token in tokens}))


def _names(field: Field, printed: Iterable[str]) -> Names:
    names = tuple(Name(name, tuple(token.word for token in fold(name[:MAX_NAME]))) for name in printed if name)
    return Names(field, names, frozenset(word for name in names for word in (*name.words, "".join(name.words))))
