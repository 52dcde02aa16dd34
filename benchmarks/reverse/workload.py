"""Standing profiles by the million, the same for the same seed, made as they are asked for.

Two workloads are made of the same words: whole profiles in the language of readers, and boolean questions over single
words, which every engine can be asked. How the words are chosen: :mod:`benchmarks.reverse.mixture`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

KEYWORDS = (3, 8)
"""A profile has from so many to so many keywords."""

CHUNK = 10_000
"""So many profiles are drawn at a time."""

_THRESHOLDS = (40.0, 40.0, 40.0, 30.0, 50.0, 60.0)
_TOPS = (None, None, 10, 20)
PHRASE_SHARE = 0.2
SIGN_SHARE = 0.025
"""So many keywords are phrases, and so many have a plus; as many have a minus."""

_PHRASE, _QUOTED, _SPECIAL = 0.7, 0.85, 0.9
"""Below the first a keyword is a word, then a phrase, then one in quotes, then it has a sign or is a boolean."""

EITHER, EXCLUDING = 0.7, 0.9
"""Below the first a question has no conditions, below the second a second group, from there on an excluded word."""

Weights = npt.NDArray[np.float64]


class Stored(NamedTuple):
    """A profile as it is kept: ``keywords`` in normal form."""

    number: int
    keywords: tuple[str, ...]
    threshold: float
    top: int | None


class Question(NamedTuple):
    """A boolean question: any of these, and any of those unless there are none, and none of the last."""

    number: int
    any_of: tuple[str, ...]
    also: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workload:
    """Where words come from and how they are drawn.

    :ivar words: the words of the dumps, then those of other fields.
    :ivar weights: cumulated probabilities of the words, the last is 1.
    :ivar phrases: those of the dumps, then those of other fields; none where only single words are asked for.
    :ivar phrase_weights: cumulated probabilities of the phrases.
    """

    name: str
    seed: int
    words: tuple[str, ...]
    weights: Weights
    phrases: tuple[str, ...]
    phrase_weights: Weights

    def profiles(self, count: int) -> Iterator[Stored]:
        """So many profiles in the whole language, numbered from 1."""
        for first, chance, keywords in self._drawn(count):
            kinds = iter(chance.random(sum(map(len, keywords))).tolist())
            picks = iter(chance.random(sum(map(len, keywords))).tolist())
            thresholds, tops = (chance.integers(len(of), size=len(keywords)) for of in (_THRESHOLDS, _TOPS))
            for offset, words in enumerate(keywords):
                lines = [self._keyword(word, next(kinds), next(picks), bool(at)) for at, word in enumerate(words)]
                yield Stored(
                    first + offset,
                    tuple(dict.fromkeys(lines)),
                    _THRESHOLDS[thresholds[offset]],
                    _TOPS[tops[offset]],
                )

    def questions(self, count: int) -> Iterator[Question]:
        """So many boolean questions over single words, numbered from 1."""
        for first, chance, keywords in self._drawn(count):
            for offset, (words, kind) in enumerate(zip(keywords, chance.random(len(keywords)).tolist(), strict=True)):
                number = first + offset
                if kind < EITHER or len(words) == 1:
                    yield Question(number, words, (), ())
                elif kind < EXCLUDING:
                    half = (len(words) + 1) // 2
                    yield Question(number, words[:half], words[half:], ())
                else:
                    yield Question(number, words[:-1], (), words[-1:])

    def _drawn(self, count: int) -> Iterator[tuple[int, np.random.Generator, list[tuple[str, ...]]]]:
        """Chunks: the number of the first profile, the chance it was drawn with, and each profile's words."""
        for first in range(0, count, CHUNK):
            chance = np.random.default_rng((self.seed, first))
            lengths = chance.integers(KEYWORDS[0], KEYWORDS[1] + 1, size=min(CHUNK, count - first))
            drawn = np.searchsorted(self.weights, chance.random(int(lengths.sum())), side="right").tolist()
            ends = np.cumsum(lengths).tolist()
            words = [self.words[number] for number in drawn]
            yield (
                first + 1,
                chance,
                # a word that was drawn twice counts once
                [tuple(dict.fromkeys(words[a:z])) for a, z in zip([0, *ends[:-1]], ends, strict=True)],
            )

    def _keyword(self, word: str, kind: float, pick: float, may_exclude: bool) -> str:  # noqa: FBT001
        if kind < _PHRASE or not self.phrases:
            return word
        if kind < _SPECIAL:
            phrase = self.phrases[int(np.searchsorted(self.phrase_weights, pick, side="right"))]
            return f'"{phrase}"' if kind > _QUOTED else phrase
        other = self.words[int(np.searchsorted(self.weights, pick, side="right"))]
        pair = (f"{word} AND {other}", f"{word} OR {other}") if other != word else (f"+{word}", word)
        forms = (f"+{word}", f"-{word}" if may_exclude else word, *pair)
        return forms[min(3, int((kind - _SPECIAL) / (1 - _SPECIAL) * 4))]


def as_profile(question: Question) -> Stored:
    """A boolean question in the language of readers."""
    both = f"{_group(question.any_of)} AND {_group(question.also)}" if question.also else ""
    lines = (both,) if both else question.any_of
    return Stored(question.number, (*lines, *(f"-{word}" for word in question.never)), 0.0, None)


def _group(words: Sequence[str]) -> str:
    return f"({' OR '.join(words)})" if len(words) > 1 else words[0]
