"""What ranks and tells: the scorer of this project, and two simple ways beside it.

Each sees title and abstract, and the keywords of a profile as typed; papers with a score of 0 are left out of a run.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import Stemmer

from benchmarks.quality.collection import Collection
from bot.core.matching.analysis import AnalysedPaper, analyse
from bot.core.matching.scoring import score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Profile, Term, terms_of
from bot.wiring import background
from store.records import Paper

Run = dict[str, dict[str, float]]
"""Per profile and title, the score."""

Counting = Callable[[Sequence[AnalysedPaper]], Statistics]
"""Papers → their word statistics."""

K1, B = 1.2, 0.75
"""Of BM25, as usual."""

_TOKEN = re.compile(r"[a-z0-9]+")
_LITTLE_WORDS = """
a an and are as at be but by for from has have if in into is it its no not of on or our s such t that the their then
there these they this to was we were will with
"""
_STOP_WORDS = frozenset(_LITTLE_WORDS.split())


def counted(papers: Sequence[AnalysedPaper]) -> Statistics:
    """As in a catalog of these papers: the shipped background table, and what is counted."""
    statistics = Statistics(background=background())
    for paper in papers:
        statistics.count(paper)
    return statistics


def paperround(collection: Collection, counting: Counting = counted) -> Run:
    """The scorer itself."""
    papers = [analyse(paper) for paper in collection.papers]
    statistics = counting(papers)
    # Copies: what a profile means is remembered, and may just have been changed.
    profiles = [replace(profile) for profile in collection.profiles]
    return {profile.name: _scored(profile, papers, statistics) for profile in profiles}


def _scored(profile: Profile, papers: Sequence[AnalysedPaper], statistics: Statistics) -> dict[str, float]:
    scored = {paper.paper.title: score(profile, paper, statistics).score for paper in papers}
    return {title: points for title, points in scored.items() if points > 0}


def whole_words(collection: Collection) -> Run:
    """How often each keyword stands there as typed, in any case, as whole words: what most tools do."""
    run: Run = {}
    for profile in collection.profiles:
        wanted, excluded = ([_as_typed(term) for term in terms] for terms in _terms(profile))
        run[profile.name] = {}
        for paper in collection.papers:
            text = _text(paper).lower()
            count = sum(len(each.findall(text)) for each in wanted)
            if count and not any(each.search(text) for each in excluded):
                run[profile.name][paper.title] = float(count)
    return run


def bm25(collection: Collection) -> Run:
    """Okapi BM25 over stems (Robertson and Zaragoza 2009), divided by the inverse document frequencies of the query.

    The query is the distinct stems of all keywords; a starred word is all words of the collection that begin so. The
    division changes no ranking, but lets one threshold serve all profiles. Stems that no paper has are divided by too.
    """
    texts = [_TOKEN.findall(_text(paper).lower()) for paper in collection.papers]
    words = {word for text in texts for word in text}
    bags = [Counter(_stems(text)) for text in texts]
    length = sum(bag.total() for bag in bags) / len(bags)
    frequencies = Counter(stem for bag in bags for stem in bag)
    run: Run = {}
    for profile in collection.profiles:
        wanted, excluded = _terms(profile)
        query = {stem for term in wanted for stem in _query(term, words)}
        idf = {stem: _idf(frequencies[stem], len(bags)) for stem in query}
        run[profile.name] = {}
        for paper, text, bag in zip(collection.papers, texts, bags, strict=True):
            found = _weight(idf, bag, length) / sum(idf.values()) if idf else 0.0
            if found and not any(_has_phrase(text, term) for term in excluded):
                run[profile.name][paper.title] = found
    return run


def _weight(idf: Mapping[str, float], bag: Counter[str], length: float) -> float:
    norm = K1 * (1 - B + B * bag.total() / length)
    return math.fsum(each * bag[stem] / (bag[stem] + norm) for stem, each in idf.items())


def _idf(papers: int, of: int) -> float:
    return math.log(1 + (of - papers + 0.5) / (papers + 0.5))


def _text(paper: Paper) -> str:
    return f"{paper.title}. {paper.abstract}"


def _terms(profile: Profile) -> tuple[list[Term], list[Term]]:
    """Those asked for, and those excluded."""
    sides: tuple[list[Term], list[Term]] = ([], [])
    for keyword in profile.keywords:
        sides[keyword.excluded].extend(terms_of(keyword.sought))
    return sides


def _as_typed(term: Term) -> re.Pattern[str]:
    ending = r"\w*" if term.text.endswith("*") else r"(?!\w)"
    return re.compile(rf"(?<!\w){re.escape(term.text.rstrip('*').lower())}{ending}")


def _stems(words: Sequence[str]) -> Iterator[str]:
    return (_stem(word) for word in words if word not in _STOP_WORDS)


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    return str(Stemmer.Stemmer("english", 0).stemWord(word))


def _query(term: Term, words: set[str]) -> Iterator[str]:
    typed = _TOKEN.findall(term.text.lower())
    if term.text.endswith("*") and typed:
        yield from map(_stem, (word for word in words if word.startswith(typed[-1])))
        typed = typed[:-1]
    yield from _stems(typed)


def _has_phrase(text: Sequence[str], term: Term) -> bool:
    typed = _TOKEN.findall(term.text.lower())
    stems = [_stem(word) for word in text]
    sought = [_stem(word) for word in typed]
    return any(stems[start : start + len(sought)] == sought for start in range(len(stems) - len(sought) + 1))
