"""What each part of the scorer brings: each is switched off in turn, and the rest stays as it is.

Not here, for it cannot be taken away from outside without taking more with it: Unicode and LaTeX repairs, cutting out
web addresses, the end of a sentence that no phrase reaches over, function words in no group. What the collections do
not have cannot be judged by them either: authors, organisations, keywords of pages, categories, feedback.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import files

import Stemmer

from benchmarks.quality.changes import Change, Variant, constant, mentions
from benchmarks.quality.systems import Counting, counted
from bot.core.matching import degrees, readings
from bot.core.matching.analysis import AnalysedPaper
from bot.core.matching.background import Background
from bot.core.matching.patterns import Pattern
from bot.core.matching.spelling import stem
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Field
from bot.wiring import background


class _ByStem(Background):
    """For words that are not stemmed: a word is as common as its stem."""

    def share(self, stem_or_word: str) -> float:
        return super().share(stem(stem_or_word))


class _AllAlike(Statistics):
    """No word says more than another."""

    def idf(self, stem: str) -> float:  # noqa: ARG002
        return 1.0


class _TableAlone(Statistics):
    """Acronyms are learned from the papers, but how common words are is not counted."""

    def idf(self, stem: str) -> float:
        return math.log(1 / background().share(stem))


def counting(empty: Callable[[], Statistics]) -> Counting:
    """The papers counted in other statistics than usual.

    :param empty: makes them.
    """

    def count(papers: Sequence[AnalysedPaper]) -> Statistics:
        statistics = empty()
        for paper in papers:
            statistics.count(paper)
        return statistics

    return count


def blended(general: float) -> Background:
    """The shipped table with other odds.

    :param general: how likely a catalog resembles general English rather than papers; 0.5 as shipped.
    """
    lines = files("bot.data").joinpath("background.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and line[0] != "#"]
    papers = int(rows[0][1])
    shares = {
        row[0]: max(1 / papers, (1 - general) * int(row[2]) / papers + general * float(row[3])) for row in rows[2:]
    }
    return Background(1 / papers, shares)


def _without_acronyms(papers: Sequence[AnalysedPaper]) -> Statistics:
    known = counted(papers)
    return Statistics(known.documents, known.frequencies, background())


def _by_stem() -> Statistics:
    return Statistics(background=_ByStem(background().unknown, background().shares))


def _snowball(word: str) -> str:
    return str(Stemmer.Stemmer("english", 0).stemWord(word))


def _as_it_is(word: str) -> str:
    return word


def _in_one_word(word: str, number: int, *, acronym: bool, prefix: bool) -> Iterator[readings.Arc]:
    return (arc for arc in _ALONE(word, number, acronym=acronym, prefix=prefix) if len(arc.words) == 1)


def _all_shares_alike(pattern: Pattern, statistics: Statistics) -> tuple[int, ...]:  # noqa: ARG001
    return (1, *(1 for _ in pattern.groups))


def _what_is_found(shares: Sequence[int], found: Sequence[int]) -> int:
    answered = sum(share * degree for share, degree in zip(shares, found, strict=True))
    degree = degrees.SCATTERED_PERCENT * answered // (100 * sum(shares))
    return degree if degree >= degrees.LEAST_DEGREE else 0


def _the_best_counts(field: Field, percents: Iterable[int]) -> int:
    return max((degrees.UNITS[field] * percent // 100 for percent in percents), default=0)


_ALONE = readings.alone
_NOWHERE_NEAR = -1_000_000
_TOGETHER_ONLY = (constant("NEAR_SLACK", _NOWHERE_NEAR), constant("SCATTERED_PERCENT", 0))
_ONE_IS_ALL = tuple(min(degrees.FULL, degrees.FULL * m // degrees.MENTION) for m in range(degrees.TITLE + 1))

ABLATION = (
    Variant("everything as it is"),
    # words
    Variant(
        "words as typed: neither stems nor spellings",
        (Change("spelling", "stem", _as_it_is), Change("spelling", "respell", _as_it_is)),
        counting(_by_stem),
    ),
    Variant("no British and American spellings", (Change("spelling", "respell", _as_it_is),)),
    Variant("stems of the Snowball stemmer, unmended", (Change("spelling", "stem", _snowball),)),
    Variant("derived words count in full", (constant("DERIVED_PERCENT", 100),)),
    Variant("derived words do not count", (constant("DERIVED_PERCENT", 0),)),
    Variant(
        "no other ways to join words (fine-tuning, finetuning)",
        (Change("readings", "alone", _in_one_word), Change("readings", "joined_words", lambda *_: iter(()))),
    ),
    Variant("words in capitals are words like others", (Change("folding", "is_acronym", lambda _: False),)),
    # acronyms
    Variant("no acronyms learned from the papers", counting=_without_acronyms),
    Variant("no acronyms from the reader's own list", (Change("acronyms", "spells", lambda *_: False),)),
    # how specific words are
    Variant("all words equally specific", counting=counting(lambda: _AllAlike(background=background()))),
    Variant("no background table", counting=counting(Statistics)),
    Variant("background of general English alone", counting=counting(lambda: Statistics(background=blended(1)))),
    Variant("papers not counted, the table alone", counting=counting(_TableAlone)),
    Variant("the first day: the table alone, no acronyms", counting=lambda _: Statistics(background=background())),
    # phrases
    Variant("words near together count as scattered", (constant("NEAR_SLACK", _NOWHERE_NEAR),)),
    Variant("no partial credit for scattered words", (constant("SCATTERED_PERCENT", 0),)),
    Variant("phrases side by side only", _TOGETHER_ONLY),
    Variant("all words of a scattered phrase alike", (Change("evidence", "specificities", _all_shares_alike, False),)),
    Variant("what a scattered phrase lacks counts once", (Change("degrees", "scattered", _what_is_found),)),
    # mentions
    Variant("the title counts like the abstract", (Change("degrees", "UNITS", dict.fromkeys(Field, degrees.MENTION)),)),
    Variant("further mentions count nothing", (Change("degrees", "counted", _the_best_counts),)),
    Variant("one mention is a full answer", (Change("degrees", "SATURATED", _ONE_IS_ALL),)),
    Variant("no saturation", mentions(half=1000 * degrees.TITLE)),
    # the score
    Variant("the share of everything alone", (constant("AT_MOST_FOR_AVERAGE", 0), constant("FOR_EVERYTHING", 1000))),
    Variant("one wish of average worth alone", (constant("AT_MOST_FOR_AVERAGE", 1000), constant("FOR_EVERYTHING", 0))),
    Variant("exclusions ignored", without_exclusions=True),
)
