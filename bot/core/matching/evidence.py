"""How fully a paper answers one keyword: a degree from 0 to 1, with the place and the words.

The frequencies of title and abstract are added, weighted by field, before they are saturated, as in BM25F (Robertson
and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", section 3.6). Saturation makes the first
mention count most; being in the title is a full answer.

A phrase is best found as it stands; near together it is worth less (Tao and Zhai 2007, "An exploration of proximity
measures in information retrieval"), scattered less still, and then the rarer words decide: each counts by its share of
the phrase's specificity, and the sum is multiplied by the share that was found at all. So a phrase of which only the
common words occur is hardly answered.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.core.matching.analysis import AnalysedPaper, FoldedText, Names
from bot.core.matching.patterns import Group, Pattern, Term, pattern_of
from bot.core.matching.search import Span, find_names, find_nearest, find_spans, may_answer, printed
from bot.core.matching.statistics import PRIOR_SHARE, Statistics
from bot.core.matching.types import Field, Form, Keyword

TITLE_MENTIONS = 5.0
"""A title is worth so many mentions in the abstract."""

HALF_MENTIONS = 2.0
"""The k1 of BM25: so many mentions make half of what endless mentions would make."""

NEAR_SHARE = 0.7
"""What a mention counts whose words are near together but not side by side."""

NEAR_SLACK = 5
"""Words are near together if at most so many others stand between them."""

SCATTERED_SHARE = 0.5
"""What a phrase counts whose words all occur, but nowhere near together."""

LEAST_DEGREE = 0.02
"""Scattered words that answer less of their phrase are no evidence: "model" says nothing of a diffusion model."""

NAME_MENTIONS = 2.0
"""A keyword without a field that is found in a name counts like so many mentions in the abstract."""

MAX_WORDS = 8
"""At most so many different words or phrases are shown for a keyword."""


class Evidence(NamedTuple):
    """That a keyword was found.

    :ivar degree: how fully it is answered, above 0, at most 1.
    :ivar field: the best place.
    :ivar words: what was found, as printed, each once: phrases where they stood side by side, else single words.
    """

    degree: float
    field: Field
    words: tuple[str, ...]


class _Found(NamedTuple):
    """Where the words of a pattern stand in one text: all of them, and each group."""

    text: FoldedText
    whole: list[Span]
    groups: tuple[list[Span], ...]


def specificity(keyword: Keyword, statistics: Statistics) -> float:
    """How much finding the keyword says, in nats; 0 if there is no word in it.

    Its words are taken for independent evidence, which adds up like the sides of a right angle: a phrase says more than
    its rarest word and less than the sum. Where it can be written in several ways, the commonest decides.
    """
    if keyword.field in (Field.AUTHOR, Field.ORGANIZATION, Field.SOURCE):
        return -math.log(PRIOR_SHARE)  # names are not counted: taken for a word never counted
    pattern = _pattern(keyword)
    return _specificities(pattern, statistics)[0] if pattern.arcs else 0.0


def contains(keyword: Keyword, paper: AnalysedPaper) -> bool:
    """Whether all the words of the keyword stand side by side in the paper, where the keyword looks."""
    pattern = _pattern(keyword)
    texts = (text for text in _texts(keyword, paper) if may_answer(pattern, text))
    return any(find_spans(pattern, pattern.whole, text) for text in texts) or any(
        find_names(pattern, keyword.form, names) for names in _names(keyword, pattern, paper)
    )


def find_evidence(keyword: Keyword, paper: AnalysedPaper, statistics: Statistics) -> Evidence | None:
    """How fully the paper answers the keyword, or ``None`` if not at all."""
    pattern = _pattern(keyword)
    candidates = [*_in_texts(keyword, pattern, paper, statistics), *_in_names(keyword, pattern, paper)]
    return max(candidates, key=lambda evidence: evidence.degree, default=None)


def saturated(mentions: float) -> float:
    """The degree, 0 to 1, that so many mentions make; as many as a title is worth make 1."""
    full = TITLE_MENTIONS / (TITLE_MENTIONS + HALF_MENTIONS)
    return min(1.0, mentions / (mentions + HALF_MENTIONS) / full)


def _pattern(keyword: Keyword) -> Pattern:
    return pattern_of(keyword.text, prefix=keyword.form is Form.PREFIX)


def _texts(keyword: Keyword, paper: AnalysedPaper) -> Sequence[FoldedText]:
    """The texts in which the keyword looks."""
    if keyword.field is None:
        return paper.texts
    return [text for text in paper.texts if text.field is keyword.field]


def _names(keyword: Keyword, pattern: Pattern, paper: AnalysedPaper) -> Sequence[Names]:
    """The names in which it looks."""
    if keyword.field is not None:
        return [names for names in paper.names if names.field is keyword.field]
    # The name of a source is not what a paper is about; and "AI" is no first name, unless the reader says so.
    passed_over = (Field.SOURCE, Field.AUTHOR) if pattern.has_acronym else (Field.SOURCE,)
    return [names for names in paper.names if names.field not in passed_over]


def _in_names(keyword: Keyword, pattern: Pattern, paper: AnalysedPaper) -> list[Evidence]:
    degree = 1.0 if keyword.field else saturated(NAME_MENTIONS)
    found = []
    for names in _names(keyword, pattern, paper):
        called = find_names(pattern, keyword.form, names)
        if called:
            found.append(Evidence(degree, names.field, _each_once(called)))
    return found


def _in_texts(keyword: Keyword, pattern: Pattern, paper: AnalysedPaper, statistics: Statistics) -> list[Evidence]:
    scatters = keyword.form is not Form.EXACT and len(pattern.groups) > 1
    groups = pattern.groups if scatters else ()
    found = [
        _Found(
            text,
            find_spans(pattern, pattern.whole, text),
            tuple(find_spans(pattern, group, text) for group in groups),
        )
        for text in _texts(keyword, paper)
        if may_answer(pattern, text)
    ]
    if not found:
        return []
    candidates = [_together(pattern, found), _scattered(pattern, found, statistics) if scatters else None]
    return [evidence for evidence in candidates if evidence]


def _together(pattern: Pattern, found: Sequence[_Found]) -> Evidence | None:
    """The phrase side by side, or near together in the texts where it is not."""
    mentions: list[float] = []
    words: list[str] = []
    for text, whole, groups in found:
        spans: Sequence[Span] = whole
        count = _mentions(text, whole)
        nearest = find_nearest(groups, text) if groups and not whole else None
        if nearest and nearest[0] <= len(pattern.arcs) + NEAR_SLACK:
            spans = nearest[1]
            count = NEAR_SHARE * _mentions(text, spans[:1])
        mentions.append(count)
        words.extend(printed(span, text) for span in spans)
    if not any(mentions):
        return None
    return Evidence(saturated(math.fsum(mentions)), _best(found, mentions), _each_once(words))


def _scattered(pattern: Pattern, found: Sequence[_Found], statistics: Statistics) -> Evidence | None:
    """Some of the words, anywhere."""
    shares = _specificities(pattern, statistics)[1:]
    mentions = [[_mentions(place.text, spans) for spans in place.groups] for place in found]
    degrees = [saturated(math.fsum(of_group)) for of_group in zip(*mentions, strict=True)]
    total = math.fsum(shares)
    covered = math.fsum(share for share, degree in zip(shares, degrees, strict=True) if degree) / total
    answered = math.fsum(share * degree for share, degree in zip(shares, degrees, strict=True)) / total
    degree = SCATTERED_SHARE * covered * answered
    if degree < LEAST_DEGREE:
        return None
    words = [
        printed(span, place.text)
        for place in found
        for span in sorted(span for spans in place.groups for span in spans)
    ]
    return Evidence(degree, _best(found, list(map(math.fsum, mentions))), _each_once(words))


def _specificities(pattern: Pattern, statistics: Statistics) -> tuple[float, ...]:
    """That of the whole, then that of each group."""
    parts = (pattern.whole, *pattern.groups)
    return statistics.remembered(pattern, lambda: tuple(_specificity(pattern, part, statistics) for part in parts))


def _specificity(pattern: Pattern, words: Group, statistics: Statistics) -> float:
    squares = {words.after: 0.0}
    for number in range(words.after - 1, words.first - 1, -1):
        squares[number] = min(
            math.fsum((*(_idf(term, statistics) ** 2 for term in arc.terms), squares[arc.after]))
            for arc in pattern.arcs[number]
            if arc.after <= words.after
        )
    return math.sqrt(squares[words.first])


def _idf(term: Term, statistics: Statistics) -> float:
    return min(map(statistics.idf, term.stems))


def _mentions(text: FoldedText, spans: Sequence[Span]) -> float:
    if text.field is Field.TITLE:
        return TITLE_MENTIONS if spans else 0.0
    return float(len(spans))


def _best(found: Sequence[_Found], mentions: Sequence[float]) -> Field:
    return found[max(range(len(found)), key=lambda number: mentions[number])].text.field


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    distinct: dict[str, str] = {}
    for word in words:
        distinct.setdefault(word.casefold(), word)
    return tuple(distinct.values())[:MAX_WORDS]
