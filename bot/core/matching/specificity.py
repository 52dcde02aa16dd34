"""How much finding something says: inverse document frequency, from words to phrases to expressions."""

import math
from collections.abc import Iterable, Sequence
from functools import reduce

from bot.core.matching.patterns import MAX_MEANING, Group, NoAcronyms, Pattern, Word, pattern_of
from bot.core.matching.statistics import PRIOR_SHARE, Statistics
from bot.core.matching.types import TEXT_FIELDS, AnyOf, Expression, Not, Term

CERTAIN_SHARE = 0.6
"""An acronym is taken for what it stands for in so many of the papers that define it …"""

CERTAIN_PAPERS = 2
"""… if they are at least so many."""

NAME_SPECIFICITY = round(-1000 * math.log(PRIOR_SHARE))
"""That of names and facts, which are not counted, where there is nothing else: of a word in one paper of twenty."""


class CertainAcronyms:
    """The acronyms of which the papers counted leave no doubt."""

    def __init__(self, statistics: Statistics) -> None:
        self._statistics = statistics

    def meanings_of(self, short: str) -> Iterable[tuple[str, ...]]:
        return (
            meaning.long
            for meaning in self._statistics.meanings(short)
            if meaning.share >= CERTAIN_SHARE and meaning.papers >= CERTAIN_PAPERS and len(meaning.long) <= MAX_MEANING
        )

    def acronyms_of(self, stems: tuple[str, ...]) -> Iterable[str]:
        return (
            form.short
            for form in self._statistics.short_forms(stems)
            if form.share >= CERTAIN_SHARE and form.papers >= CERTAIN_PAPERS and len(stems) <= MAX_MEANING
        )


def compiled(term: Term, statistics: Statistics) -> Pattern:
    """The pattern of a term, worked out once until another paper is counted. In quotes an acronym is only itself."""
    acronyms = NoAcronyms() if term.exact else CertainAcronyms(statistics)
    return statistics.remembered(
        ("pattern", term.text, term.exact), lambda: pattern_of(term.text, exact=term.exact, acronyms=acronyms)
    )


def _of_term(term: Term, statistics: Statistics) -> int:
    """How much finding the term says, in thousandths of a nat; 0 if there is no word in it.

    Its words are taken for independent evidence, which adds up like the sides of a right angle: a phrase says more than
    its rarest word and less than the sum. Where it can be written in several ways, the commonest decides.
    """
    if term.field is not None and term.field not in TEXT_FIELDS:
        return NAME_SPECIFICITY
    pattern = compiled(term, statistics)
    return specificities(pattern, statistics)[0] if pattern.arcs else 0


def specificities(pattern: Pattern, statistics: Statistics) -> tuple[int, ...]:
    """That of the whole, then that of each group; each at least 1."""
    parts = (pattern.whole, *pattern.groups)
    return statistics.remembered(
        ("specificity", pattern), lambda: tuple(_specificity(pattern, part, statistics) for part in parts)
    )


def specificity(sought: Expression, statistics: Statistics) -> int:
    """How much finding it says, in thousandths of a nat; 0 if there is no word in it.

    One of several alternatives is found at least as often as the commonest of them, so that one decides. Parts that
    must all be there are independent evidence, like the words of a phrase.
    """
    if isinstance(sought, Term):
        return _of_term(sought, statistics)
    if isinstance(sought, Not):
        return 0
    combined = commoner if isinstance(sought, AnyOf) else together
    return reduce(combined, (specificity(part, statistics) for part in sought.parts))


def is_gauged(sought: Expression, statistics: Statistics) -> bool:
    """Whether its specificity rests on anything counted.

    Names and facts are not counted. Of a word that no paper has, misspelt perhaps, it is not known how rare it is; that
    it was not found says nothing. A phrase is gauged if it could be found as a whole.
    """
    if isinstance(sought, Term):
        if sought.field is not None and sought.field not in TEXT_FIELDS:
            return False
        pattern = compiled(sought, statistics)
        return statistics.remembered(("gauged", pattern), lambda: _could_be_found(pattern, statistics))
    if isinstance(sought, Not):
        return True
    combine = any if isinstance(sought, AnyOf) else all
    return combine(is_gauged(part, statistics) for part in sought.parts)


def _could_be_found(pattern: Pattern, statistics: Statistics) -> bool:
    """Whether words that are known lead from the beginning of the pattern to its end."""
    reached = {0}
    for number, arcs in enumerate(pattern.arcs):
        if number in reached:
            reached.update(
                arc.after
                for arc in arcs
                if not arc.learned and all(any(map(statistics.knows, word.stems)) for word in arc.words)
            )
    return pattern.whole.after in reached


def worths(wanted: Sequence[tuple[float, Expression]], statistics: Statistics) -> tuple[int, ...]:
    """What wishes are worth beside each other: weight times specificity.

    One whose specificity rests on nothing is as specific as the others are on average. So a misspelt word, a name or a
    fact does not outweigh the words that the papers do know.

    :param wanted: the weight of each, counted to a hundredth, and what was typed.
    """
    weights = [round(100 * weight) for weight, _ in wanted]
    specific = [specificity(sought, statistics) for _, sought in wanted]
    gauged = [is_gauged(sought, statistics) for _, sought in wanted]
    together_gauged = sum(weight for weight, sure in zip(weights, gauged, strict=True) if sure)
    if together_gauged:
        total = sum(w * s for w, s, sure in zip(weights, specific, gauged, strict=True) if sure)
        average = total // together_gauged
        specific = [s if sure or not s else average for s, sure in zip(specific, gauged, strict=True)]
    return tuple(weight * each for weight, each in zip(weights, specific, strict=True))


def commoner(left: int, right: int) -> int:
    """That of an alternative; a part without a word is none."""
    return min(left, right) or max(left, right)


def together(left: int, right: int) -> int:
    """That of two parts that must both be there, as at a right angle."""
    return round(math.sqrt(left * left + right * right))


def _specificity(pattern: Pattern, words: Group, statistics: Statistics) -> int:
    squares = {words.after: 0.0}
    for number in range(words.after - 1, words.first - 1, -1):
        squares[number] = min(
            sum(_idf_squared(word, statistics) for word in arc.words) + squares[arc.after]
            for arc in pattern.arcs[number]
            if arc.after <= words.after and not arc.learned
        )
    return max(1, round(1000 * math.sqrt(squares[words.first])))


def _idf_squared(word: Word, statistics: Statistics) -> float:
    idf = min(map(statistics.idf, word.stems))
    return idf * idf
