"""How fully a paper answers one term: a degree from 0 to 1000, with the places and the words.

A phrase is best found as it stands; near together it is worth less, scattered less still, and then its rarer words
decide. The arithmetic is in :mod:`bot.core.matching.degrees`, where words stand in :mod:`bot.core.matching.search`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.core.matching.analysis import AnalysedPaper, FoldedText
from bot.core.matching.degrees import (
    FULL,
    NAMED,
    NEAR_PERCENT,
    NEAR_SLACK,
    TITLE,
    counted,
    derived_percent,
    saturated,
    scattered,
)
from bot.core.matching.facts import answers_fact
from bot.core.matching.patterns import Group, Pattern
from bot.core.matching.scope import names_of, pattern_for, texts_of
from bot.core.matching.search import (
    Span,
    find_names,
    find_nearest,
    find_spans,
    is_derived,
    is_learned,
    may_answer,
    place_of,
)
from bot.core.matching.specificity import specificities
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import FACT_FIELDS, Field, Form, Place, Term

MAX_WORDS = 8
"""At most so many different words or phrases are shown for a term."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """That a term was found.

    :ivar degree: how fully it is answered, 1–1000.
    :ivar field: the best place.
    :ivar form: in which form it was found there.
    :ivar spans: where in the texts, by text.
    :ivar names: the names of people, organisations and sources, and the facts, that answer it.
    """

    degree: int
    field: Field
    form: Form
    spans: tuple[tuple[FoldedText, tuple[Span, ...]], ...] = ()
    names: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Where in title and abstract, rising, the title first."""
        return tuple(
            place_of(span, text) for text, spans in self.spans if text.field is not Field.KEYWORDS for span in spans
        )

    @property
    def words(self) -> tuple[str, ...]:
        """What was found, as printed, each once, in order of appearance."""
        printed = (text.text[place.start : place.end] for text, spans in self.spans for place in _places(spans, text))
        return _each_once((*printed, *self.names))


class _Found(NamedTuple):
    """Where the words of a pattern stand in one text: all of them, and each group."""

    text: FoldedText
    whole: list[Span]
    groups: tuple[list[Span], ...]


def contains(term: Term, paper: AnalysedPaper, statistics: Statistics) -> bool:
    """Whether all the words of the term stand side by side in the paper, where the term looks."""
    if term.field in FACT_FIELDS and term.field is not Field.SOURCE:
        return answers_fact(term, paper) is not None
    pattern = pattern_for(term, paper, statistics)
    texts = (text for text in texts_of(term, paper) if may_answer(pattern, text))
    return any(find_spans(pattern, pattern.whole, text) for text in texts) or any(
        find_names(pattern, names, exact=term.exact) for names in names_of(term, pattern, paper)
    )


def is_present(term: Term, paper: AnalysedPaper, statistics: Statistics) -> bool:
    """As :func:`contains`, but the words of a phrase may also be near together."""
    if contains(term, paper, statistics):
        return True
    pattern = pattern_for(term, paper, statistics)
    if not scatters(term, pattern):
        return False
    return any(
        _near(pattern, [find_spans(pattern, group, text) for group in pattern.groups], text)
        for text in texts_of(term, paper)
        if may_answer(pattern, text)
    )


def find_evidence(term: Term, paper: AnalysedPaper, statistics: Statistics) -> Evidence | None:
    """How fully the paper answers the term, or ``None`` if not at all."""
    if term.field in FACT_FIELDS and term.field is not Field.SOURCE:
        fact = answers_fact(term, paper)
        return Evidence(FULL, term.field, Form.FACT, names=(fact,)) if fact else None
    pattern = pattern_for(term, paper, statistics)
    best: Evidence | None = None
    for evidence in (*_in_texts(term, pattern, paper, statistics), *_in_names(term, pattern, paper)):
        if best is None or evidence.degree > best.degree:
            best = evidence
    return best


def _in_names(term: Term, pattern: Pattern, paper: AnalysedPaper) -> list[Evidence]:
    degree = FULL if term.field else saturated(NAMED)
    found = []
    for names in names_of(term, pattern, paper):
        called = find_names(pattern, names, exact=term.exact)
        if called:
            form = Form.FACT if names.field is Field.SOURCE else Form.NAME
            found.append(Evidence(degree, names.field, form, names=tuple(called)))
    return found


def _in_texts(term: Term, pattern: Pattern, paper: AnalysedPaper, statistics: Statistics) -> list[Evidence]:
    groups = pattern.groups if scatters(term, pattern) else ()
    found = [
        _Found(
            text,
            find_spans(pattern, pattern.whole, text),
            tuple(find_spans(pattern, group, text) for group in groups),
        )
        for text in texts_of(term, paper)
        if may_answer(pattern, text)
    ]
    if not found:
        return []
    together = _together(pattern, found)
    scattered_words = _scattered(pattern, found, statistics) if groups else None
    if together and scattered_words and scattered_words.degree > together.degree:
        # Many single words may make more of an answer; but that the phrase is there is the better reason.
        return [replace(together, degree=scattered_words.degree)]
    return [evidence for evidence in (together, scattered_words) if evidence]


def scatters(term: Term, pattern: Pattern) -> bool:
    """Whether some of its words alone are evidence."""
    return not term.exact and len(pattern.groups) > 1


def _together(pattern: Pattern, found: Sequence[_Found]) -> Evidence | None:
    """The phrase side by side, or near together in the texts where it is not."""
    mentions: list[int] = []
    spans: list[tuple[FoldedText, tuple[Span, ...]]] = []
    forms: list[Form] = []
    for text, whole, groups in found:
        near = _near(pattern, groups, text) if groups and not whole else None
        if near:
            mentions.append(counted(text.field, [near[0]]))
            spans.append((text, near[1]))
            forms.append(Form.NEAR)
        else:
            mentions.append(counted(text.field, _percents(pattern, pattern.whole, whole, text)))
            spans.append((text, tuple(whole)))
            learned = pattern.plain and whole and all(is_learned(pattern, span, text) for span in whole)
            forms.append(Form.ACRONYM if learned else Form.TOGETHER)
    if not any(mentions):
        return None
    worths = [min(mention, TITLE) for mention in mentions]
    best = worths.index(max(worths))
    return Evidence(saturated(sum(mentions)), found[best].text.field, forms[best], tuple(spans))


def _near(pattern: Pattern, groups: Sequence[list[Span]], text: FoldedText) -> tuple[int, tuple[Span, ...]] | None:
    """What a mention of its words near together counts, in percent, and where they stand."""
    nearest = find_nearest(groups, text)
    if nearest is None or nearest[0] > len(pattern.arcs) + NEAR_SLACK:
        return None
    least = min(
        derived_percent(is_derived(pattern, group, span, text))
        for group, span in zip(pattern.groups, nearest[1], strict=True)
    )
    return NEAR_PERCENT * least // 100, tuple(sorted(nearest[1]))


def _scattered(pattern: Pattern, found: Sequence[_Found], statistics: Statistics) -> Evidence | None:
    """Some of the words, anywhere."""
    mentions = [
        [
            counted(place.text.field, _percents(pattern, group, spans, place.text))
            for group, spans in zip(pattern.groups, place.groups, strict=True)
        ]
        for place in found
    ]
    degrees = [saturated(sum(of_group)) for of_group in zip(*mentions, strict=True)]
    degree = scattered(specificities(pattern, statistics)[1:], degrees)
    if not degree:
        return None
    totals = list(map(sum, mentions))
    spans = tuple((place.text, tuple(sorted(span for spans in place.groups for span in spans))) for place in found)
    return Evidence(degree, found[totals.index(max(totals))].text.field, Form.SCATTERED, spans)


def _percents(pattern: Pattern, group: Group, spans: Sequence[Span], text: FoldedText) -> list[int]:
    return [derived_percent(is_derived(pattern, group, span, text)) for span in spans]


def _places(spans: Sequence[Span], text: FoldedText) -> list[Place]:
    return [place_of(span, text) for span in spans]


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    distinct: dict[str, str] = {}
    for word in words:
        distinct.setdefault(word.casefold(), word)
    return tuple(distinct.values())[:MAX_WORDS]
