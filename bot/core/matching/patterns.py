"""Keyword → pattern: which words in which order answer it, whatever way they are joined.

A keyword's words are numbered 0, 1, 2 …; an *arc* leads from one number to a later one over the words of a text that
may stand there. ``fine-tuning`` has the arcs 0→1 ``fine``, 1→2 ``tune`` and 0→2 ``finetun``; ``finetuning`` has 0→1
``finetun`` and 0→1 ``fine tune``. A phrase is found where arcs lead from its beginning to its end.

A *group* is what may be found on its own when the words of a phrase are scattered: a word, or words joined by a hyphen,
which mean little apart ("over-optimisation", "weak-to-strong"). Function words ("of", "the") are in no group.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.core.matching.folding import MAX_ACRONYM, Token, fold, is_acronym, stem_of


class TermKind(Enum):
    """How a word of a text is compared."""

    STEM = 1
    """Any form of the word."""
    ACRONYM = 2
    """The word itself, in capitals unless it could not be spoken: ``RAG`` but not ``rag`` or ``ragged``; ``llm``."""
    PREFIX = 3
    """A word that begins so."""


class Term(NamedTuple):
    """One word to be found.

    :ivar stems: those by which it is looked up in the statistics; the commonest of them counts.
    """

    text: str
    kind: TermKind
    stems: tuple[str, ...]


class Arc(NamedTuple):
    """Words that may stand side by side in a text.

    :ivar after: the number the arc leads to.
    :ivar hyphenated: they must be joined by a hyphen there (``re-ranking`` for ``reranking``, but not "re ranking").
    :ivar stems: without which they cannot: all but prefixes.
    """

    after: int
    terms: tuple[Term, ...]
    hyphenated: bool
    stems: frozenset[str]


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
    :ivar has_acronym: some word is an acronym.
    """

    arcs: tuple[tuple[Arc, ...], ...]
    whole: Group
    clues: frozenset[str]
    prefixes: tuple[str, ...]
    groups: tuple[Group, ...]
    names: tuple[str, ...]
    has_acronym: bool


_FUNCTION_WORDS = """
a an and are as at be but by can do for from has have how i if in into is it its not of on or our so such than that the
their them then there these they this to us via was we were what when which who will with without you your
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words that carry no meaning of their own. A scattered phrase is not recognised by them."""

HYPHENS = frozenset(("", "-", "‐", "‑", "‒", "–", "—", "--", "/", ".", "_"))
"""What stands between words that are joined; nothing between Chinese characters."""

# A prefix is no stem: which words it begins is guessed by going on with common endings.
_ENDINGS = ("", "e", "y", "s", "ed", "ing", "ion", "al", "ic", "er", "or", "on")
_SHORTEST_PART = 3
_SHORTEST_SPLIT = 6


@lru_cache(maxsize=1 << 16)
def pattern_of(text: str, *, prefix: bool) -> Pattern:
    """The pattern of a keyword.

    :param text: what is sought, without marks.
    :param prefix: its last word may go on.
    """
    tokens = fold(text)
    printed = [text[token.start : token.end] for token in tokens]
    joined = [text[left.end : right.start] in HYPHENS for left, right in pairwise(tokens)]
    acronyms = [is_acronym(word) for word in printed]
    if len(tokens) > 1 and all(acronyms):
        acronyms = [False] * len(tokens)  # the whole keyword is typed in capitals: that says nothing of its words
    if prefix and tokens:
        acronyms[-1] = False
    last = len(tokens) - 1 if prefix else len(tokens)
    arcs = tuple(
        (
            *_alone(token.word, number, acronym=acronyms[number], prefix=number == last),
            *_joined(tokens, joined, number, last),
        )
        for number, token in enumerate(tokens)
    )
    groups = _groups(joined, [t.word in FUNCTION_WORDS and not a for t, a in zip(tokens, acronyms, strict=True)])
    if len({tuple(token.stem for token in tokens[first:after]) for first, after in groups}) < len(groups):
        groups = (Group(0, len(tokens)),)  # scattered, one "learn" would do for both words of "learning to learn"
    starts = {0, *(group.first for group in groups)} if tokens else set()
    # Of "instruction" taken for "in-struction" the longer part is the clue: the shorter one is in every text.
    clues = [max(arc.terms, key=_length_of_stem) for start in starts for arc in arcs[start]]
    return Pattern(
        arcs=arcs,
        whole=Group(0, len(arcs)),
        clues=frozenset(term.text for term in clues if term.kind is not TermKind.PREFIX),
        prefixes=tuple(sorted({term.text for term in clues if term.kind is TermKind.PREFIX})),
        groups=groups,
        names=tuple(token.word for token in tokens),
        has_acronym=any(acronyms),
    )


def _arc(after: int, *terms: Term, hyphenated: bool = False) -> Arc:
    stems = frozenset(term.text for term in terms if term.kind is not TermKind.PREFIX)
    return Arc(after, terms, hyphenated, stems)


def _length_of_stem(term: Term) -> int:
    return 0 if term.kind is TermKind.PREFIX else len(term.text)


def _term(word: str, *, prefix: bool) -> Term:
    if prefix:
        return Term(word, TermKind.PREFIX, tuple(sorted({stem_of(word + ending) for ending in _ENDINGS})))
    stem = stem_of(word)
    return Term(stem, TermKind.STEM, (stem,))


def _alone(word: str, number: int, *, acronym: bool, prefix: bool) -> Iterator[Arc]:
    """The ways in which one word of a keyword may be printed."""
    if acronym:
        yield _arc(number + 1, Term(word, TermKind.ACRONYM, (word,)))
        return
    term = _term(word, prefix=prefix)
    yield _arc(number + 1, term)
    if term.text != word and len(word) <= MAX_ACRONYM:
        yield _arc(number + 1, Term(word, TermKind.STEM, (word,)))  # typed "aids", printed "AIDS", which has no stem
    for left, right, hyphenated in _splits(word):
        yield _arc(number + 1, _term(left, prefix=False), _term(right, prefix=prefix), hyphenated=hyphenated)


def _splits(word: str) -> Iterator[tuple[str, str, bool]]:
    """The pairs of words a word may be made of, and whether only a hyphen shows that they belong together."""
    if not word.isascii():
        return
    if word.isalpha():
        if len(word) < _SHORTEST_SPLIT:
            return
        for cut in range(2, len(word) - _SHORTEST_PART + 1):
            left, right = word[:cut], word[cut:]
            yield left, right, cut < _SHORTEST_PART or left in FUNCTION_WORDS or right in FUNCTION_WORDS
    else:
        for cut in range(1, len(word)):
            if word[cut - 1].isdigit() != word[cut].isdigit():
                yield word[:cut], word[cut:], False  # gpt4, gpt-4


def _joined(tokens: tuple[Token, ...], joined: list[bool], number: int, last: int) -> Iterator[Arc]:
    """The single words into which several words of a keyword may be joined."""
    after = number + 1
    while after < len(tokens) and joined[after - 1] and tokens[after - 1].word.isascii():
        after += 1
    pair = number + 1 < len(tokens) and (joined[number] or _may_join(tokens[number].word, tokens[number + 1].word))
    for end in sorted({*([number + 2] if pair else []), *([after] if after > number + 1 else [])}):
        words = [token.word for token in tokens[number:end]]
        if all(map(str.isascii, words)):
            yield _arc(end, _term("".join(words), prefix=end - 1 == last))


def _may_join(left: str, right: str) -> bool:
    """Whether two words that stand apart may also be printed as one."""
    if left.isalpha() and right.isalpha():
        long_enough = min(len(left), len(right)) >= _SHORTEST_PART
        return long_enough and FUNCTION_WORDS.isdisjoint((left, right))
    return left[-1].isdigit() != right[0].isdigit()


def _groups(joined: list[bool], empty: list[bool]) -> tuple[Group, ...]:
    """:param empty: per word, whether it carries no meaning."""
    starts = [number for number in range(len(empty)) if number == 0 or not joined[number - 1]]
    groups = [Group(first, after) for first, after in zip(starts, [*starts[1:], len(empty)], strict=False)]
    meaningful = tuple(group for group in groups if group.after - group.first > 1 or not empty[group.first])
    return meaningful or tuple(groups)
