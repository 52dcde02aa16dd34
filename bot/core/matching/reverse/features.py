"""What the profiles look for, each thing once, however many profiles ask for it.

A *feature* is an expression, and what one wants to know of it: how fully a paper answers it, whether it contains it,
whether it is there at all (:mod:`bot.core.matching.answers`). Compound expressions become trees of two-armed nodes
whose leaves are terms. For each leaf it is noted what can be computed in bulk, and which words a paper must have for
that to be not enough (:mod:`bot.core.matching.reverse.clues`).
"""

from collections.abc import Mapping
from enum import IntEnum
from functools import reduce
from typing import Any

from bot.core.matching.reverse.clues import Clues
from bot.core.matching.reverse.columns import Strings, Table
from bot.core.matching.types import AllOf, AnyOf, Expression, Field, Not, Term


class Aspect(IntEnum):
    """What is asked of a paper."""

    DEGREE = 0
    """How fully it answers the expression, 0–1000."""
    CONTAINED = 1
    """Whether it contains it: 1 or 0."""
    PRESENT = 2
    """Whether it is there, near together at least: 1 or 0."""


class Node(IntEnum):
    """How a feature comes about."""

    LEAF = 0
    LEAST = 1
    """The lesser of its two arms."""
    GREATEST = 2
    """The greater of its two arms."""
    UNLESS = 3
    """Its left arm, where the right one is 0."""


_APART = "\x1f"


def _written(sought: Expression) -> str:
    """A name for an expression, from which a term can be had back."""
    if isinstance(sought, Term):
        return _APART.join((sought.field or "", "exact" if sought.exact else "", sought.text))
    return repr(sought)


NOTHING = 0
"""The feature that no paper has."""


class Features:
    """All features of an index, numbered from 1."""

    def __init__(self) -> None:
        """None yet."""
        self._numbers: dict[tuple[int, str], int] = {}
        self._terms: dict[int, Term] = {}
        self._texts: list[str] = [""]
        self.strings = Strings()
        self.clues = Clues(self.strings)
        self.nodes = Table({"node": "B", "aspect": "B", "left": "i", "right": "i", "level": "H"})
        self.nodes.add(Node.LEAF, Aspect.DEGREE, NOTHING, NOTHING, 0)

    def __len__(self) -> int:
        return len(self.nodes)

    def number(self, aspect: Aspect, sought: Expression) -> int:
        """The number of a feature; it is added if it is new."""
        key = int(aspect), _written(sought)
        known = self._numbers.get(key)
        if known is None:
            known = self._leaf(aspect, sought) if isinstance(sought, Term) else self._compound(aspect, sought)
            self._numbers[key] = known
            self._texts[known] = key[1]
        return known

    def term(self, number: int) -> Term:
        """The term of a leaf."""
        known = self._terms.get(number)
        if known is None:
            field, exact, text = self._texts[number].split(_APART, 2)
            known = self._terms[number] = Term(text, bool(exact), Field(field) if field else None)
        return known

    def _leaf(self, aspect: Aspect, term: Term) -> int:
        number = len(self.nodes)
        self.nodes.add(Node.LEAF, aspect, NOTHING, NOTHING, 0)
        self._texts.append("")
        self._terms[number] = term
        self.clues.note(number, term, degree=aspect is Aspect.DEGREE, near=aspect is Aspect.PRESENT)
        return number

    def _compound(self, aspect: Aspect, sought: AllOf | AnyOf | Not) -> int:
        if isinstance(sought, Not):
            raise TypeError("A NOT alone finds nothing.")
        if isinstance(sought, AnyOf):
            arms = [self.number(aspect, part) for part in sought.parts]
            return reduce(lambda left, right: self._node(Node.GREATEST, aspect, left, right), arms)
        wanted = [self.number(aspect, part) for part in sought.parts if not isinstance(part, Not)]
        unwanted = [self.number(Aspect.CONTAINED, part.part) for part in sought.parts if isinstance(part, Not)]
        first = reduce(lambda left, right: self._node(Node.LEAST, aspect, left, right), wanted)
        return reduce(lambda left, right: self._node(Node.UNLESS, aspect, left, right), unwanted, first)

    def _node(self, node: Node, aspect: Aspect, left: int, right: int) -> int:
        level = 1 + max(self.nodes.get("level", left), self.nodes.get("level", right))
        self.nodes.add(node, aspect, left, right, level)
        self._texts.append("")
        return len(self.nodes) - 1

    def state(self) -> dict[str, Any]:
        """All of it, as columns and lists of text."""
        return {
            "nodes": self.nodes.state(),
            "clues": self.clues.state(),
            "texts": self._texts,
            "strings": self.strings.texts,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take the place of everything.

        :raises KeyError: something is missing.
        :raises ValueError: something does not fit together.
        """
        self.strings = Strings(state["strings"])
        self.clues = Clues(self.strings)
        self.clues.restore(state["clues"])
        self.nodes.restore(state["nodes"])
        self._texts = list(state["texts"])
        if len(self._texts) != len(self.nodes):
            raise ValueError("There is not one text for each feature.")
        aspects = self.nodes.view("aspect").tolist()
        self._numbers = {
            (aspect, text): number
            for number, (aspect, text) in enumerate(zip(aspects, self._texts, strict=True))
            if text
        }
        self._terms = {}
