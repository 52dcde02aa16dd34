"""What can be seen of a term without looking closely, and when one must look closely.

Most papers have nothing of most terms, or single words of them in the form in which they were typed. That is computed
in bulk from *units*: a stem together with the uninflected word. Everything else (phrases of three words and more, words
joined or parted, acronyms, prefixes, names) is left to the readable code, for the few papers in which a *clue* is
found: a word, or two words beside each other, without which it cannot be there. A clue too many costs a look; there
must be none too few.
"""

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any

from bot.core.matching.degrees import NEAR_SLACK
from bot.core.matching.patterns import Arc, Group, NoAcronyms, Pattern, Word, WordKind, pattern_of
from bot.core.matching.reverse.columns import Strings, Table
from bot.core.matching.types import FACT_FIELDS, TEXT_FIELDS, Field, Term

PAIR_WORDS = 2
UNKNOWN = -1

FIELDS: Mapping[Field | None, int] = {None: 0, Field.TITLE: 1, Field.ABSTRACT: 2, Field.KEYWORDS: 3}
ELSEWHERE = 4
"""The number of all other fields."""

MOST_WORDS = 8
"""Longer phrases are left to the readable code."""

MOST_READINGS = 48
"""Words that may be printed in more ways are left to it, too."""

HYPHENATED, CAPITALS = 1, 2
"""What is special about an arc: its two words must be joined by a hyphen; its word must be in capitals."""


class Shape(IntEnum):
    """What of a leaf is computed in bulk."""

    NOTHING = 0
    """Nothing: without a clue no paper answers it."""
    WORD = 1
    """A single word."""
    PAIR = 2
    """Two words: together, near, scattered."""
    PHRASE = 3
    """More: scattered."""


class Clues:
    """The clues of all leaves, in tables that only grow."""

    def __init__(self, strings: Strings) -> None:
        """:param strings: gives the numbers of stems and words."""
        self._strings = strings
        self._units: dict[tuple[int, int], int] = {}
        self.units = Table({"stem": "i", "base": "i"})
        self.leaves = Table(
            {"feature": "i", "shape": "B", "field": "B", "words": "H", "exotic": "B", "scatters": "B", "batch": "B"}
        )
        self.groups = Table({"leaf": "i", "unit": "i", "first": "H", "after": "H"})
        self.arcs = Table(
            {"leaf": "i", "start": "H", "after": "H", "a": "i", "b": "i", "rank": "H", "base": "i", "special": "B"}
        )
        self.singles = Table({"word": "i", "feature": "i"})
        self.adjacent = Table({"a": "i", "b": "i", "feature": "i"})
        self.near = Table({"a": "i", "b": "i", "feature": "i", "window": "i"})
        self.names = Table({"word": "i", "feature": "i"})
        self.prefixes = Table({"word": "i", "feature": "i", "names": "B"})
        self.everywhere = Table({"feature": "i"})
        self.mains = Table({"word": "i", "feature": "i"})

    def note(self, feature: int, term: Term, *, degree: bool, near: bool) -> None:
        """Take down the clues of a leaf.

        :param degree: it is asked how fully a paper answers it; else whether it is there.
        :param near: words near together are enough for it to be there.
        """
        pattern = pattern_of(term.text, exact=term.exact, acronyms=NoAcronyms())
        shape = Shape.NOTHING
        scatters = False
        if term.field in FACT_FIELDS and term.field is not Field.SOURCE:
            self.everywhere.add(feature)
        else:
            if term.field not in TEXT_FIELDS:
                self._note_names(feature, pattern)
            if term.field is None or term.field in TEXT_FIELDS:
                scatters = not term.exact and len(pattern.groups) > 1
                shape = _shape(pattern, scatters=scatters, degree=degree)
                self._note_texts(feature, pattern, shape, scatters=scatters, near=degree or near)
                self._note_mains(feature, pattern)
        self._note_leaf(feature, term, pattern, shape, scatters=scatters)

    def _note_mains(self, feature: int, pattern: Pattern) -> None:
        """By which words an acronym that is learned later may concern it."""
        single = (arc.words[0].text for arcs in pattern.arcs for arc in arcs if len(arc.words) == 1)
        for word in dict.fromkeys((*single, *pattern.names)):
            self.mains.add(self._strings.number(word), feature)

    def _note_leaf(self, feature: int, term: Term, pattern: Pattern, shape: Shape, *, scatters: bool) -> None:
        prefixed = any(word.kind is WordKind.PREFIX for word in _words(pattern))
        compound = any(group.after - group.first > 1 for group in pattern.groups)
        leaf = len(self.leaves)
        field = FIELDS.get(term.field, ELSEWHERE)
        batch = not prefixed and field != ELSEWHERE and 0 < len(pattern.arcs) <= MOST_WORDS
        batch = batch and max(map(len, pattern.arcs)) <= MOST_READINGS and not _has_late_acronym(pattern)
        self.leaves.add(feature, shape, field, len(pattern.arcs), prefixed or compound, scatters, batch)
        for group in pattern.groups if scatters or shape is not Shape.NOTHING else ():
            self.groups.add(leaf, self._unit(pattern, group), group.first, group.after)
        if not prefixed and field != ELSEWHERE:
            self._note_arcs(leaf, pattern)

    def _note_arcs(self, leaf: int, pattern: Pattern) -> None:
        number = self._strings.number
        for start, arcs in enumerate(pattern.arcs):
            for rank, arc in enumerate(arcs):
                first = arc.words[0]
                second = number(arc.words[1].text) if len(arc.words) > 1 else UNKNOWN
                base = number(first.uninflected) if rank == 0 and first.uninflected else UNKNOWN
                special = HYPHENATED if arc.hyphenated else CAPITALS if first.kind is WordKind.ACRONYM else 0
                self.arcs.add(leaf, start, arc.after, number(first.text), second, rank, base, special)

    def _unit(self, pattern: Pattern, group: Group) -> int:
        if not _is_simple(pattern, group):
            return UNKNOWN
        word = pattern.arcs[group.first][0].words[0]
        key = self._strings.number(word.text), self._strings.number(word.uninflected)
        known = self._units.get(key)
        if known is None:
            known = self._units[key] = len(self.units)
            self.units.add(*key)
        return known

    def _note_texts(self, feature: int, pattern: Pattern, shape: Shape, *, scatters: bool, near: bool) -> None:
        for arcs in pattern.arcs:
            for arc in arcs[1:]:
                self._note_arc(feature, arc)
        for group in pattern.groups if scatters else (pattern.whole,):
            if not _is_simple(pattern, group):
                self._note_group(feature, pattern, group)
        if shape in (Shape.WORD, Shape.PAIR) or not scatters:
            return
        if all(_is_simple(pattern, group) for group in pattern.groups):
            first, second, *_ = (pattern.arcs[group.first][0].words[0] for group in pattern.groups)
            number = self._strings.number
            window = len(pattern.arcs) + NEAR_SLACK if near else len(pattern.arcs)
            self.near.add(number(first.text), number(second.text), feature, window)

    def _note_group(self, feature: int, pattern: Pattern, group: Group) -> None:
        """What must be there for words that stand side by side as they were typed."""
        if not pattern.arcs:
            return
        arc = pattern.arcs[group.first][0]
        word = arc.words[0]
        if word.kind is WordKind.STEM and group.after - group.first > 1:
            after = pattern.arcs[group.first + 1][0].words[0]
            if after.kind is WordKind.STEM:
                self.adjacent.add(self._strings.number(word.text), self._strings.number(after.text), feature)
                return
        self._note_word(feature, word)

    def _note_arc(self, feature: int, arc: Arc) -> None:
        words = arc.words
        if len(words) > 1 and all(word.kind is WordKind.STEM for word in words[:2]):
            numbers = (self._strings.number(word.text) for word in words[:2])
            self.adjacent.add(*numbers, feature)
        else:
            self._note_word(feature, words[0])

    def _note_word(self, feature: int, word: Word) -> None:
        number = self._strings.number(word.text)
        if word.kind is WordKind.PREFIX:
            self.prefixes.add(number, feature, 0)
        else:
            self.singles.add(number, feature)

    def _note_names(self, feature: int, pattern: Pattern) -> None:
        if not pattern.names:
            return
        number = self._strings.number
        if pattern.prefixed[0]:
            self.prefixes.add(number(pattern.names[0]), feature, 1)
            return
        for word in dict.fromkeys((pattern.names[0], "".join(pattern.names))):
            self.names.add(number(word), feature)

    def _tables(self) -> dict[str, Table]:
        return {name: table for name, table in vars(self).items() if isinstance(table, Table)}

    @property
    def nbytes(self) -> int:
        """Memory the tables take, in bytes."""
        return sum(table.nbytes for table in self._tables().values())

    def state(self) -> dict[str, Any]:
        """A copy of all tables."""
        return {name: table.state() for name, table in self._tables().items()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take the place of all tables. Raises what :meth:`Table.restore` raises."""
        for name, table in self._tables().items():
            table.restore(state[name])
        pairs = zip(self.units.view("stem").tolist(), self.units.view("base").tolist(), strict=True)
        self._units = {pair: number for number, pair in enumerate(pairs)}


def _words(pattern: Pattern) -> Iterator[Word]:
    return (word for arcs in pattern.arcs for arc in arcs for word in arc.words)


def _has_late_acronym(pattern: Pattern) -> bool:
    """Whether an arc leads over an acronym that is not its first word, as ``6 DOF`` does for "6DOF"."""
    return any(word.kind is WordKind.ACRONYM for arcs in pattern.arcs for arc in arcs for word in arc.words[1:])


def _is_simple(pattern: Pattern, group: Group) -> bool:
    """Whether a group is one word that is looked for by its stem."""
    if group.after - group.first != 1 or not pattern.arcs:
        return False
    return pattern.arcs[group.first][0].words[0].kind is WordKind.STEM


def _shape(pattern: Pattern, *, scatters: bool, degree: bool) -> Shape:
    if not scatters:
        return Shape.WORD if _is_simple(pattern, pattern.whole) else Shape.NOTHING
    if not degree:
        return Shape.NOTHING
    if len(pattern.arcs) == PAIR_WORDS and all(_is_simple(pattern, group) for group in pattern.groups):
        return Shape.PAIR
    return Shape.PHRASE
