"""The words that occur in some papers, and which of them a word that does not occur may have been meant for. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.core.matching.analysis import AnalysedPaper
from bot.core.matching.folding import MAX_WORD, fold
from bot.core.matching.types import Expression, Field, Term, terms_of

SHORTEST = 4
"""Shorter words are too near to too many others."""

LONG = 8
"""In a word of so many letters two mistakes are forgiven, in a shorter one only one."""

MAX_CORRECTED = 50
"""For so many words a nearest spelling is looked for; a profile can hold thousands."""

_NAMES = (Field.AUTHOR, Field.ORGANIZATION, Field.SOURCE)
_WITHOUT_WORDS = (Field.CATEGORY, Field.YEAR)


class Nearest(NamedTuple):
    """A word that occurs.

    :ivar word: folded; with a star if it is the beginning of a word.
    :ivar papers: how many papers it occurs in, in any inflection; for a beginning, the commonest of its words.
    """

    word: str
    papers: int


class UnknownWord(NamedTuple):
    """A word of a keyword that occurs in no paper. :ivar nearest: ``None`` if nothing that occurs is near enough."""

    word: str
    nearest: Nearest | None


class _Sought(NamedTuple):
    stem: str
    word: str
    begins: bool
    names: bool


class Vocabulary:
    """All words of titles and abstracts and all words of names, counted by papers."""

    def __init__(self) -> None:
        self._stems: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._names: Counter[str] = Counter()
        self._corrected: dict[_Sought, Nearest | None] = {}

    def add(self, paper: AnalysedPaper) -> None:
        """Count a paper."""
        self._corrected.clear()
        for text in paper.texts:
            self._stems.update(zip(text.words, text.stems, strict=True))
        self._counts.update(paper.terms)
        self._names.update(frozenset(word for names in paper.names for name in names.names for word in name.words))

    def unknown(self, sought: Expression) -> tuple[UnknownWord, ...]:
        """The words of what is sought that occur nowhere they are looked for, each once, from left to right."""
        missing = dict.fromkeys(word for term in terms_of(sought) for word in _words(term) if not self._occurs(word))
        return tuple(UnknownWord(word.word + "*" * word.begins, self._nearest(word)) for word in missing)

    def _occurs(self, sought: _Sought) -> bool:
        if sought.begins:
            return any(word.startswith(sought.word) for word in self._words(sought))
        return sought.word in self._names or (not sought.names and sought.stem in self._counts)

    def _words(self, sought: _Sought) -> Iterable[str]:
        return self._names if sought.names else self._stems

    def _papers(self, word: str, sought: _Sought) -> int:
        return self._names[word] if sought.names else self._counts[self._stems[word]]

    def _nearest(self, sought: _Sought) -> Nearest | None:
        if sought not in self._corrected:
            room = len(self._corrected) < MAX_CORRECTED
            self._corrected[sought] = self._correction(sought) if room and len(sought.word) >= SHORTEST else None
        return self._corrected[sought]

    def _correction(self, sought: _Sought) -> Nearest | None:
        """The fewest letters put in, left out, replaced or swapped; then what occurs most; then by the alphabet."""
        papers: dict[str, int] = {}
        size = len(sought.word)
        cuts = (size - 1, size, size + 1) if sought.begins else (MAX_WORD,)
        for word in self._words(sought):
            if len(word) >= SHORTEST:
                for cut in cuts:
                    papers[word[:cut]] = max(papers.get(word[:cut], 0), self._papers(word, sought))
        allowed = 2 if size >= LONG else 1
        near = extract(sought.word, list(papers), scorer=OSA.distance, score_cutoff=allowed, limit=None)
        if not near:
            return None
        word = min(near, key=lambda found: (found[1], -papers[found[0]], found[0]))[0]
        return Nearest(word + "*" * sought.begins, papers[word])


def _words(term: Term) -> Iterator[_Sought]:
    if term.field in _WITHOUT_WORDS:
        return
    for piece in term.text.split():
        tokens = fold(piece)
        for place, token in enumerate(tokens, start=1):
            begins = place == len(tokens) and piece.endswith("*") and not term.exact
            yield _Sought(token.stem, token.word, begins, term.field in _NAMES)
