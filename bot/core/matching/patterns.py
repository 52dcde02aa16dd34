"""Keyword → pattern: which words in which order answer it, whatever way they are joined.

Its words are numbered, and *arcs* lead from number to number over the words that may be printed there
(:mod:`bot.core.matching.readings`). A phrase is found where arcs lead from its beginning to its end.

A *group* is what may be found on its own when the words of a phrase are scattered: a word, or words joined by a hyphen,
which mean little apart ("over-optimisation", "weak-to-strong"). Function words ("of", "the") are in no group.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple, Protocol

from bot.core.matching.folding import Token, fold, has_capitals, is_acronym
from bot.core.matching.readings import FUNCTION_WORDS, HYPHENS, Arc, Word, WordKind, alone, arc_over, joined_words
from bot.core.matching.spelling import is_pronounceable

__all__ = [
    "FUNCTION_WORDS",
    "HYPHENS",
    "MAX_MEANING",
    "Acronyms",
    "Arc",
    "Group",
    "NoAcronyms",
    "Pattern",
    "Word",
    "WordKind",
    "pattern_of",
]


class Group(NamedTuple):
    """The words of a keyword from number ``first`` to before ``after``."""

    first: int
    after: int


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A keyword ready to be searched for. Equal only to itself, so that it can quickly be looked up.

    :ivar arcs: per number, the arcs that start there.
    :ivar whole: all its words.
    :ivar clues: of these stems a text has one if it has any group or the whole; apart from words with the prefixes.
    :ivar prefixes: the beginnings of words by which a text can answer it as well.
    :ivar groups: in order; empty only if there is no word at all.
    :ivar names: the folded words, as they are compared with names of people and organisations.
    :ivar name_clues: a name has one of these words if it has those of the pattern; empty if any of them may go on.
    :ivar has_acronym: some word is an acronym.
    :ivar prefixed: per word, whether it may go on.
    :ivar plain: the same without what was learned of acronyms; ``None`` if nothing was.
    :ivar shorts: the acronyms that were learned to stand for some of its words.
    """

    arcs: tuple[tuple[Arc, ...], ...]
    whole: Group
    clues: frozenset[str]
    prefixes: tuple[str, ...]
    groups: tuple[Group, ...]
    names: tuple[str, ...]
    name_clues: frozenset[str]
    has_acronym: bool
    prefixed: tuple[bool, ...]
    plain: "Pattern | None" = None
    shorts: frozenset[str] = frozenset()


class Acronyms(Protocol):
    """Which acronyms stand for what, as far as that is certain."""

    def meanings_of(self, short: str) -> Iterable[tuple[str, ...]]:
        """The stems an acronym (folded) stands for."""
        ...

    def acronyms_of(self, stems: tuple[str, ...]) -> Iterable[str]:
        """The acronyms (folded) that stand for these stems."""
        ...


class NoAcronyms:
    """Nothing was learned."""

    def meanings_of(self, short: str) -> Iterable[tuple[str, ...]]:  # noqa: ARG002
        """None."""
        return ()

    def acronyms_of(self, stems: tuple[str, ...]) -> Iterable[str]:  # noqa: ARG002
        """None."""
        return ()


MAX_MEANING = 6
"""An acronym that was learned stands for at most so many words."""


def pattern_of(text: str, *, exact: bool, acronyms: Acronyms) -> Pattern:
    """The pattern of a term.

    :param text: what is sought.
    :param exact: a star is a plain sign; else a word before one may go on.
    :param acronyms: may be found in place of what they stand for, and the other way round.
    """
    tokens = fold(text)
    plain = _pattern(text, tokens, {}, exact=exact)
    learned = _learned(text, tokens, plain, acronyms)
    if not learned:
        return plain
    pattern = _pattern(text, tokens, learned, exact=exact)
    shorts = frozenset(
        word.text for arcs in learned.values() for arc in arcs for word in arc.words if word.kind is WordKind.ACRONYM
    )
    return replace(pattern, plain=plain, shorts=shorts)


def _pattern(text: str, tokens: tuple[Token, ...], learned: Mapping[int, list[Arc]], *, exact: bool) -> Pattern:
    joined = [text[left.end : right.start] in HYPHENS for left, right in pairwise(tokens)]
    prefixed = tuple(not exact and text[token.end : token.end + 1] == "*" for token in tokens)
    acronyms = _acronyms(text, tokens, prefixed)
    arcs = tuple(
        (
            *alone(token.word, number, acronym=acronyms[number], prefix=prefixed[number]),
            *joined_words(tokens, joined, number, prefixed),
            *learned.get(number, ()),
        )
        for number, token in enumerate(tokens)
    )
    groups = _groups(joined, [t.word in FUNCTION_WORDS and not a for t, a in zip(tokens, acronyms, strict=True)])
    if len({tuple(token.stem for token in tokens[first:after]) for first, after in groups}) < len(groups):
        groups = (Group(0, len(tokens)),)  # scattered, one "learn" would do for both words of "learning to learn"
    starts = {0, *(group.first for group in groups)} if tokens else set()
    # Of "instruction" taken for "in-struction" the longer part is the clue: the shorter one is in every text.
    clues = [max(arc.words, key=_length_of_stem) for start in starts for arc in arcs[start]]
    names = tuple(token.word for token in tokens)
    return Pattern(
        arcs=arcs,
        whole=Group(0, len(arcs)),
        clues=frozenset(word.text for word in clues if word.kind is not WordKind.PREFIX),
        prefixes=tuple(sorted({word.text for word in clues if word.kind is WordKind.PREFIX})),
        groups=groups,
        names=names,
        name_clues=frozenset() if any(prefixed) else frozenset((*names[:1], "".join(names))),
        has_acronym=any(acronyms),
        prefixed=prefixed,
    )


def _acronyms(text: str, tokens: tuple[Token, ...], prefixed: tuple[bool, ...]) -> list[bool]:
    """Per word, whether it is typed as an acronym."""
    typed = [is_acronym(text[token.start : token.end]) for token in tokens]
    if len(tokens) > 1 and all(typed):
        return [False] * len(tokens)  # the whole keyword is typed in capitals: that says nothing of its words
    return [acronym and not prefix for acronym, prefix in zip(typed, prefixed, strict=True)]


def _learned(text: str, tokens: tuple[Token, ...], plain: Pattern, acronyms: Acronyms) -> dict[int, list[Arc]]:
    """By number, the arcs that lead over an acronym in place of its words, or over the words of an acronym."""
    if any(plain.prefixed):
        return {}
    arcs: dict[int, list[Arc]] = {}
    stems = [token.stem for token in tokens]
    for number, token in enumerate(tokens):
        found = []
        if has_capitals(text[token.start : token.end]) or not is_pronounceable(token.word):
            for meaning in acronyms.meanings_of(token.word):
                words = (Word(stem, WordKind.STEM, (stem,)) for stem in meaning)
                found.append(arc_over(number + 1, *words, learned=True))
        for after in range(number + 2, min(len(tokens), number + MAX_MEANING) + 1):
            found += (
                arc_over(after, Word(short, WordKind.ACRONYM, (short,)), learned=True)
                for short in acronyms.acronyms_of(tuple(stems[number:after]))
            )
        if found:
            arcs[number] = found
    return arcs


def _length_of_stem(term: Word) -> int:
    return 0 if term.kind is WordKind.PREFIX else len(term.text)


def _groups(joined: list[bool], empty: list[bool]) -> tuple[Group, ...]:
    """:param empty: per word, whether it carries no meaning."""
    starts = [number for number in range(len(empty)) if number == 0 or not joined[number - 1]]
    groups = [Group(first, after) for first, after in zip(starts, [*starts[1:], len(empty)], strict=False)]
    meaningful = tuple(group for group in groups if group.after - group.first > 1 or not empty[group.first])
    return meaningful or tuple(groups)
