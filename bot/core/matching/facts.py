"""What is known of a paper besides words and names: its categories and its year."""

import re

from bot.core.matching.analysis import AnalysedPaper
from bot.core.matching.types import Field, Term

_YEARS = re.compile(r"(?P<first>[0-9]{4})?(?P<range>-)?(?P<last>[0-9]{4})?")


def answers_fact(term: Term, paper: AnalysedPaper) -> str | None:
    """The category or year of the paper that a term of that field asks for; ``None`` if it has no such one.

    ``cs`` asks for every category that begins with ``cs.``; ``2023-2025``, ``2024-`` and ``-2024`` for a year within.
    """
    if term.field is Field.YEAR:
        return str(paper.year) if paper.year is not None and _within(paper.year, term.text) else None
    wanted = term.text.strip().casefold()
    return next((each for each in paper.categories if each == wanted or each.startswith(f"{wanted}.")), None)


def _within(year: int, written: str) -> bool:
    found = _YEARS.fullmatch(written.strip())
    if not found or not (found["first"] or found["last"]):
        return False
    first = int(found["first"]) if found["first"] else 0
    last = int(found["last"]) if found["last"] else (year if found["range"] else first)
    return first <= year <= last
