"""What a reader's taste may show in: a paper's words, authors and organisation, each with a value from 0 to 1."""

import math
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from bot.core.matching.analysis import AnalysedPaper, FoldedText
from bot.core.matching.combining import all_terms
from bot.core.matching.degrees import FULL, counted, saturated
from bot.core.matching.folding import fold, has_capitals, stem_of
from bot.core.matching.language import MAX_KEYWORD
from bot.core.matching.patterns import FUNCTION_WORDS
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Field, Keyword, Term

COMMON_IDF = math.log(10)
"""In nats. A word in more than one of ten papers says nothing about taste."""

SEVERAL = 3
"""From so many judged papers on, what stands in one of them alone is an accident."""

ORGANIZATION_VALUE = 0.5
"""An organisation says less than a rare word of a title; so does each of four authors: one over the root of four."""

_MAX_LOOKED_AT = 100
_MAX_NAME = MAX_KEYWORD - len('author:""')
_SHORTEST = 2
_FUNCTION_STEMS = FUNCTION_WORDS | {stem_of(word) for word in FUNCTION_WORDS}
_WITHIN_NAMES = frozenset("-.'’")


class Feature(NamedTuple):
    """What papers can have in common.

    :ivar field: author or organisation; ``None`` for a word.
    :ivar text: the folded name, or the stem.
    """

    field: Field | None
    text: str


def features_of(paper: AnalysedPaper, statistics: Statistics) -> dict[Feature, float]:
    """What the paper has, each with its value, above 0, at most 1.

    Of a word: its saturated mentions times its inverse document frequency, as a share of that of a word never counted.
    """
    mentions: Counter[str] = Counter()
    for text in paper.texts:
        for stem, places in text.places.items():
            mentions[stem] += counted(text.field, [100] * len(places))
    most = statistics.idf("")  # the empty stem stands in no paper
    found = {
        Feature(None, stem): saturated(count) / FULL * min(1.0, statistics.idf(stem) / most)
        for stem, count in mentions.items()
    }
    for names in paper.names:
        called = [" ".join(name.words) for name in names.names if name.words and len(name.printed) <= _MAX_NAME]
        if names.field is Field.AUTHOR:
            found |= {Feature(Field.AUTHOR, name): 1 / math.sqrt(len(names.names)) for name in called}
        elif names.field is Field.ORGANIZATION:  # its name, else its handle
            found |= {Feature(Field.ORGANIZATION, name): ORGANIZATION_VALUE for name in called[:1]}
    return found


def telling(papers: Collection[Collection[Feature]], statistics: Statistics) -> frozenset[Feature]:
    """Those of the papers' features that say something about taste.

    No function words, no common words, no numbers. Taste is what papers have in common: from :data:`SEVERAL` papers on
    a word must stand in two of them; of fewer, at least in another known paper, else it could never help. A name must
    always stand on two.
    """
    met = Counter(feature for paper in papers for feature in paper)
    common = len(papers) >= SEVERAL
    return frozenset(
        feature
        for feature, times in met.items()
        if times > 1 or (not feature.field and not common and statistics.frequencies.get(feature.text, 0) > 1)
        if feature.field or _tells(feature.text, statistics)
    )


def covered_by(keywords: Iterable[Keyword], features: Iterable[Feature]) -> frozenset[Feature]:
    """Those of the features that the reader asked for or excluded."""
    stems: set[str] = set()
    beginnings: list[str] = []
    called: list[frozenset[str]] = []
    for term in (term for keyword in keywords for term in all_terms(keyword.sought)):
        words = [token.word for token in fold(term.text)]
        called.append(frozenset(words))
        stems.update((*words, *map(stem_of, words), stem_of("".join(words))))
        if words and term.text.endswith("*") and not term.exact:
            beginnings.append(words[-1])
    begun = tuple(beginnings)
    return frozenset(
        feature
        for feature in features
        if (
            any(names and names <= set(feature.text.split()) for names in called)
            if feature.field
            else feature.text in stems or feature.text.startswith(begun)
        )
    )


def terms_of(features: Collection[Feature], papers: Iterable[AnalysedPaper]) -> dict[Feature, Term]:
    """Each feature as it is most often printed in these papers; of many papers only the first are looked at."""
    forms: dict[Feature, Counter[str]] = {feature: Counter() for feature in features}
    for paper in islice(papers, _MAX_LOOKED_AT):
        for feature, counts in forms.items():
            counts.update(_printed(feature, paper))
    return {feature: _term(feature, counts) for feature, counts in forms.items()}


def name_term(name: str, field: Field) -> Term:
    """An author or organisation of exactly this name; signs that mean something in keywords are left out of it."""
    plain = "".join(sign if sign in _WITHIN_NAMES or unicodedata.category(sign)[0] in "LMN" else " " for sign in name)
    return Term(" ".join(plain.split()), exact=True, field=field)


def _term(feature: Feature, forms: Counter[str]) -> Term:
    commonest = min(forms, key=lambda form: (-forms[form], form), default=feature.text)
    return name_term(commonest, feature.field) if feature.field else Term(commonest)


def _tells(stem: str, statistics: Statistics) -> bool:
    apart = len(stem) >= _SHORTEST and not stem.isdigit() and stem not in _FUNCTION_STEMS
    return apart and statistics.idf(stem) >= COMMON_IDF


def _printed(feature: Feature, paper: AnalysedPaper) -> Iterator[str]:
    """Each time it is printed: names and acronyms as they stand, other words in lower case."""
    if feature.field:
        names = (name for names in paper.names if names.field is feature.field for name in names.names)
        yield from (name.printed for name in names if " ".join(name.words) == feature.text)
        return
    for text in paper.texts:
        yield from (_word(text, number) for number in text.places.get(feature.text, ()))


def _word(text: FoldedText, number: int) -> str:
    printed = text.printed(number)
    return printed if printed.isalnum() and has_capitals(printed) else text.words[number]
