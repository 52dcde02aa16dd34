"""Which words readers write: those of the dumps by how often they occur, phrases, and words of other fields."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from benchmarks.reverse.papers import real_papers
from bot.core.matching.analysis import AnalysedPaper, FoldedText, analyse
from bot.core.matching.folding import stem_of
from bot.core.matching.patterns import FUNCTION_WORDS

_SHORTEST = 3
_PHRASE_WORDS = (2, 3)
_WITHIN_PHRASES = (" ", "-")
_ONSETS = ("b", "br", "d", "dr", "f", "g", "gl", "k", "kr", "l", "m", "n", "p", "pl", "r", "s", "t", "tr", "v", "z")
_VOWELS = ("a", "e", "i", "o", "u")
_CODAS = ("k", "m", "n", "t", "x")
"""Endings that no stemmer takes for an inflection."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What keywords are made of; all of it most frequent first.

    :ivar words: as printed in the dumps, in lower case, one for each stem; no function words.
    :ivar phrases: two or three neighbouring words, no function word among them.
    :ivar foreign: as many made-up words that occur in no paper: what the readers of other fields write.
    """

    words: tuple[str, ...]
    phrases: tuple[str, ...]
    foreign: tuple[str, ...]

    def limited_to(self, words: Sequence[str]) -> "Vocabulary":
        """The same with these words alone, as many foreign ones, and no phrases."""
        return Vocabulary(tuple(words), (), self.foreign[: len(words)])


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """That of the dumps."""
    printed: dict[str, Counter[str]] = {}
    phrases: Counter[str] = Counter()
    stems: set[str] = set()
    for text in (text for paper in real_papers() for text in analyse(paper).texts):
        for token in text.tokens:
            stems.add(token.stem)
            if _speaks(token.word):
                printed.setdefault(token.stem, Counter())[token.word] += 1
        phrases.update(_phrases(text))
    counted = sorted(((sum(forms.values()), forms) for forms in printed.values()), key=lambda each: -each[0])
    words = tuple(forms.most_common(1)[0][0] for _, forms in counted)
    repeated = tuple(phrase for phrase, count in phrases.most_common() if count > 1)
    return Vocabulary(words, repeated, tuple(_foreign(len(words), stems)))


def plain_words(papers: Sequence[AnalysedPaper]) -> tuple[str, ...]:
    """Stems of these papers that fold to themselves, the one in most papers first; letters alone."""
    counts = Counter(stem for paper in papers for stem in paper.terms)
    return tuple(stem for stem, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])) if _is_plain(stem))


def _is_plain(stem: str) -> bool:
    return _speaks(stem) and stem.isalpha() and stem_of(stem) == stem


def _speaks(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isascii() and word[0].isalpha() and word not in FUNCTION_WORDS


def _phrases(text: FoldedText) -> Iterator[str]:
    run: list[str] = []
    for before, token in zip((None, *text.tokens), text.tokens, strict=False):
        if before is None or text.text[before.end : token.start] not in _WITHIN_PHRASES:
            run = []
        if not _speaks(token.word):
            run = []
            continue
        run.append(token.word)
        for length in _PHRASE_WORDS:
            if len(run) >= length:
                yield " ".join(run[-length:])


def _foreign(count: int, known: set[str]) -> Iterator[str]:
    """Words that could be spoken, fold to themselves, and are none of those known."""
    chance = random.Random(4)  # noqa: S311 - a workload, no secret
    seen = set(known)
    while count:
        syllables = [chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(chance.randint(2, 3))]
        word = "".join(syllables) + chance.choice(_CODAS)
        if word not in seen and stem_of(word) == word:
            seen.add(word)
            count -= 1
            yield word
