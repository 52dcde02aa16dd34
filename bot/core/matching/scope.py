"""Where a term looks, and with which pattern."""

from collections.abc import Sequence
from functools import lru_cache

from bot.core.matching.acronyms import definitions
from bot.core.matching.analysis import AnalysedPaper, FoldedText, Names
from bot.core.matching.patterns import Pattern
from bot.core.matching.specificity import CertainAcronyms, compiled
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Field, Term


def pattern_for(term: Term, paper: AnalysedPaper, statistics: Statistics) -> Pattern:
    """The pattern of the term; without its acronyms if the paper itself says that they stand for something else."""
    pattern = compiled(term, statistics)
    if pattern.plain is not None:
        used = [short for short in pattern.shorts if any(short in text.places for text in paper.texts)]
        if used and any(_contradicts(short, text, statistics) for short in used for text in paper.texts):
            return pattern.plain
    return pattern


def _contradicts(short: str, text: FoldedText, statistics: Statistics) -> bool:
    certain = list(CertainAcronyms(statistics).meanings_of(short))
    return any(defined == short and long not in certain for defined, long in _defined(text.text))


@lru_cache(maxsize=1024)
def _defined(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((definition.short, definition.long) for definition in definitions(text))


def texts_of(term: Term, paper: AnalysedPaper) -> Sequence[FoldedText]:
    """The texts in which the term looks."""
    if term.field is None:
        return paper.texts
    return [text for text in paper.texts if text.field is term.field]


def names_of(term: Term, pattern: Pattern, paper: AnalysedPaper) -> Sequence[Names]:
    """The names in which it looks."""
    if term.field is not None:
        return [names for names in paper.names if names.field is term.field]
    # The name of a source is not what a paper is about; and "AI" is no first name, unless the reader says so.
    passed_over = (Field.SOURCE, Field.AUTHOR) if pattern.has_acronym else (Field.SOURCE,)
    return [names for names in paper.names if names.field not in passed_over]


def contradicted(paper: AnalysedPaper, short: str, statistics: Statistics) -> bool:
    """Whether the paper takes an acronym for something else than papers usually do."""
    return any(_contradicts(short, text, statistics) for text in paper.texts)
