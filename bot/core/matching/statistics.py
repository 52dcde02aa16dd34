"""How common each word is: what makes "alignment" say little and "superalignment" much.

The inverse document frequency of Spärck Jones (1972, "A statistical interpretation of term specificity"), with a prior:
before any paper was counted every word is taken to occur in one paper of twenty, and this belief weighs as much as
twenty papers. So an empty catalog treats all words alike, a small one is not swayed by its first papers, and a large
one decides alone.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

PRIOR_PAPERS = 20.0
"""The belief about words never counted weighs as much as so many papers."""

PRIOR_SHARE = 0.05
"""The share of papers that are believed to contain a word before any was counted."""

MAX_REMEMBERED = 1 << 16
"""So many answers are kept at a time."""


class Statistics:
    """In how many papers each stem occurs. The order in which papers were added makes no difference."""

    def __init__(self, documents: int = 0, frequencies: Mapping[str, int] | None = None) -> None:
        """:param documents: how many papers were counted. :param frequencies: per stem, in how many of them it occurs.

        :raises ValueError: a stem occurs in more papers than there are.
        """
        self._frequencies = dict(frequencies or {})
        if max(self._frequencies.values(), default=0) > documents:
            raise ValueError("A word cannot occur in more papers than there are; count papers, not occurrences.")
        self._documents = documents
        self._remembered: dict[object, tuple[float, ...]] = {}

    @property
    def documents(self) -> int:
        """How many papers were counted."""
        return self._documents

    @property
    def frequencies(self) -> Mapping[str, int]:
        """Per stem, in how many papers it occurs; read-only."""
        return MappingProxyType(self._frequencies)

    def add(self, stems: Iterable[str]) -> None:
        """Count one paper.

        :param stems: those that occur in it; one that is repeated counts once.
        """
        self._documents += 1
        self._remembered.clear()
        for stem in set(stems):
            self._frequencies[stem] = self._frequencies.get(stem, 0) + 1

    def idf(self, stem: str) -> float:
        """How specific a stem is, in nats: above 0, about 3 for a word in one paper of twenty."""
        counted = self._documents + PRIOR_PAPERS
        return math.log(counted / (self._frequencies.get(stem, 0) + PRIOR_PAPERS * PRIOR_SHARE))

    def remembered(self, question: object, answer: Callable[[], tuple[float, ...]]) -> tuple[float, ...]:
        """What follows from these statistics alone, worked out once until another paper is counted.

        :param question: what is asked for, hashable.
        :param answer: works it out.
        """
        known = self._remembered.get(question)
        if known is None:
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            known = self._remembered[question] = answer()
        return known
