"""How well a paper answers an expression: terms joined by AND, OR and NOT.

OR is answered as well as its best part, AND as its worst, NOT says no more than whether it may be: the fuzzy operators
of Zadeh (1965, "Fuzzy sets", Information and Control 8).
"""

from bot.core.matching.analysis import AnalysedPaper
from bot.core.matching.evidence import Evidence, find_evidence
from bot.core.matching.evidence import contains as term_contained
from bot.core.matching.evidence import is_present as term_present
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import AllOf, AnyOf, Expression, Not, Term

Answer = tuple[int, tuple[Evidence, ...]]
"""A degree, 1–1000, and the evidence for it, that of the deciding term first."""


def find_answer(sought: Expression, paper: AnalysedPaper, statistics: Statistics) -> Answer | None:
    """How fully the paper answers an expression, or ``None`` if not at all."""
    if isinstance(sought, Term):
        evidence = find_evidence(sought, paper, statistics)
        return (evidence.degree, (evidence,)) if evidence else None
    if isinstance(sought, Not):
        raise TypeError("A NOT alone finds nothing.")
    if isinstance(sought, AnyOf):
        found = [answer for part in sought.parts if (answer := find_answer(part, paper, statistics))]
        return max(found, key=lambda answer: answer[0], default=None)
    return _all(sought, paper, statistics)


def _all(sought: AllOf, paper: AnalysedPaper, statistics: Statistics) -> Answer | None:
    if any(isinstance(part, Not) and contains(part.part, paper, statistics) for part in sought.parts):
        return None
    answers = []
    for part in sought.parts:
        if not isinstance(part, Not):
            answer = find_answer(part, paper, statistics)
            if answer is None:
                return None
            answers.append(answer)
    answers.sort(key=lambda answer: answer[0])
    return answers[0][0], tuple(evidence for _, evidences in answers for evidence in evidences)


def contains(sought: Expression, paper: AnalysedPaper, statistics: Statistics) -> bool:
    """Whether the paper has it, whatever the degree: the words of its terms side by side."""
    if isinstance(sought, Term):
        return term_contained(sought, paper, statistics)
    if isinstance(sought, Not):
        return not contains(sought.part, paper, statistics)
    combine = any if isinstance(sought, AnyOf) else all
    return combine(contains(part, paper, statistics) for part in sought.parts)


def is_present(sought: Expression, paper: AnalysedPaper, statistics: Statistics) -> bool:
    """Whether what is required is there: as :func:`contains`, but the words of a phrase may also be near together."""
    if isinstance(sought, Term):
        return term_present(sought, paper, statistics)
    if isinstance(sought, Not):
        return not contains(sought.part, paper, statistics)
    combine = any if isinstance(sought, AnyOf) else all
    return combine(is_present(part, paper, statistics) for part in sought.parts)
