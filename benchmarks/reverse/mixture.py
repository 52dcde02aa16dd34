"""How often each word is drawn.

Zipf-like: the word of rank r with a probability that falls as 1 / r, among the words of the dumps and among words that
occur in no paper, those of readers of other fields. How many keywords are of other fields is chosen so that the wanted
share of all (profile, paper) pairs has something in common. (Half of them would be too few: of every second bare phrase
of this field some part occurs in a given paper.) In the *hot* workload nobody is of another field, and keywords come
evenly from the commonest words and phrases; how many, is chosen likewise.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from benchmarks.reverse.vocabulary import Vocabulary
from benchmarks.reverse.workload import EITHER, EXCLUDING, KEYWORDS, PHRASE_SHARE, SIGN_SHARE, Weights, Workload
from bot.core.matching.analysis import AnalysedPaper
from bot.core.matching.folding import fold

MIXED_SHARE = 0.16
HOT_SHARE = 0.46
_LEAST_PART = 0.3
"""A phrase of which less was found, measured by how rare its words are, says nothing."""

Chance = Callable[[float, int], float]
"""The chance that profile and paper have something in common, by the chance of a keyword and the number of keywords."""


def any_keyword(hit: float, length: int) -> float:
    """The chance that a profile of so many keywords answers a paper that each of them hits by chance."""
    # A keyword that is required must occur, one that is excluded must not: together, each loses as many pairs.
    return (1 - SIGN_SHARE) ** length * any_word(hit, length)


def any_word(hit: float, length: int) -> float:
    """The chance that at least one of so many keywords occurs."""
    return float(1 - (1 - hit) ** length)


def any_answer(hit: float, length: int) -> float:
    """The chance that such a paper answers a boolean question over single words."""
    halves = any_word(hit, (length + 1) // 2) * any_word(hit, length // 2)
    kept = any_word(hit, length - 1) * (1 - hit)
    return EITHER * any_word(hit, length) + (EXCLUDING - EITHER) * halves + (1 - EXCLUDING) * kept


def mixed(
    vocabulary: Vocabulary, papers: Sequence[AnalysedPaper], pair: Chance = any_keyword, seed: int = 5
) -> Workload:
    """The usual workload: about 16 % of all pairs have a word in common.

    :param pair: the chance of a pair, by what is asked.
    """
    in_words, in_phrases = _occurrences(vocabulary.words, papers), _occurrences(vocabulary.phrases, papers)

    weights = [_zipf(len(of)) for of in (vocabulary.words, vocabulary.phrases)]
    hits = weights[0] @ in_words, weights[1] @ in_phrases
    known = _solve(lambda part: _share(part * hits[0], part * hits[1], pair) - MIXED_SHARE, 0.0, 1.0)
    foreign = tuple(" ".join(two) for two in pairwise(vocabulary.foreign))[: len(vocabulary.phrases)]
    return Workload(
        "mixed",
        seed,
        (*vocabulary.words, *vocabulary.foreign),
        _cumulated(known * weights[0], (1 - known) * _zipf(len(vocabulary.foreign))),
        (*vocabulary.phrases, *foreign),
        _cumulated(known * weights[1], (1 - known) * _zipf(len(foreign))),
    )


def hot(vocabulary: Vocabulary, papers: Sequence[AnalysedPaper], pair: Chance = any_keyword, seed: int = 6) -> Workload:
    """Every profile is made of the commonest words and phrases: about 46 % of all pairs have a word in common."""
    in_words, in_phrases = _occurrences(vocabulary.words, papers), _occurrences(vocabulary.phrases, papers)

    def missing(count: float) -> float:
        hits = [_even(len(of[: int(count)])) @ of[: int(count)] for of in (in_words, in_phrases)]
        return HOT_SHARE - _share(hits[0], hits[1], pair)

    most = int(_solve(missing, 1.0, float(len(vocabulary.words))))
    words, phrases = vocabulary.words[:most], vocabulary.phrases[:most]
    weights = [_cumulated(_even(len(of))) for of in (words, phrases)]
    return Workload("hot", seed, words, weights[0], phrases, weights[1])


def _zipf(count: int) -> Weights:
    weights: Weights = 1 / np.arange(1, count + 1, dtype=np.float64)
    return weights / float(weights.sum())


def _even(count: int) -> Weights:
    return np.full(count, 1 / max(1, count))


def _cumulated(*parts: Weights) -> Weights:
    cumulated = np.cumsum(np.concatenate(parts))
    cumulated[-1:] = 1.0  # chance is below 1: the last word is always found, whatever was rounded
    return cumulated


def _occurrences(keywords: Sequence[str], papers: Sequence[AnalysedPaper]) -> npt.NDArray[np.float64]:
    """Keywords × papers: 1 where words occur that make up a good part of the keyword; a row each."""
    frequencies = Counter(stem for paper in papers for stem in paper.terms)
    found = np.zeros((len(keywords), len(papers)))
    for row, keyword in zip(found, keywords, strict=True):
        worths = {token.stem: math.log((len(papers) + 1) / (frequencies[token.stem] + 1)) for token in fold(keyword)}
        least = _LEAST_PART * sum(worths.values())
        row[:] = [sum(worth for stem, worth in worths.items() if stem in paper.terms) >= least > 0 for paper in papers]
    return found


def _share(in_words: Weights, in_phrases: Weights, pair: Chance) -> float:
    """The share of pairs in which at least one keyword is found.

    :param in_words: per paper, the chance that a single word occurs in it; ``in_phrases`` likewise,
        0 if there are none.
    """
    hits = (1 - PHRASE_SHARE) * in_words + PHRASE_SHARE * in_phrases if in_phrases.any() else in_words
    lengths = range(KEYWORDS[0], KEYWORDS[1] + 1)
    return math.fsum(pair(hit, length) for hit in hits.tolist() for length in lengths) / len(hits) / len(lengths)


def _solve(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function is 0, by halving."""
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2
