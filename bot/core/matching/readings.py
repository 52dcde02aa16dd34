"""The ways in which the words of a keyword may be printed in a text.

A keyword's words are numbered 0, 1, 2 …; an *arc* leads from one number to a later one over the words of a text that
may stand there. ``fine-tuning`` has the arcs 0→1 ``fine``, 1→2 ``tune`` and 0→2 ``finetun``; ``finetuning`` has 0→1
``finetun`` and 0→1 ``fine tune``.
"""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from bot.core.matching.folding import MAX_ACRONYM, Token, stem_of
from bot.core.matching.inflection import uninflected


class WordKind(Enum):
    """How a word of a text is compared."""

    STEM = 1
    """Any form of the word."""
    ACRONYM = 2
    """The word itself, in capitals unless it could not be spoken: ``RAG`` but not ``rag`` or ``ragged``; ``llm``."""
    PREFIX = 3
    """A word that begins so."""


class Word(NamedTuple):
    """One word to be found.

    :ivar stems: those by which it is looked up in the statistics; the commonest of them counts.
    :ivar uninflected: what a printed word must be but for its inflection, else it is a derived one; empty for any.
    """

    text: str
    kind: WordKind
    stems: tuple[str, ...]
    uninflected: str = ""


class Arc(NamedTuple):
    """Words that may stand side by side in a text.

    :ivar after: the number the arc leads to.
    :ivar hyphenated: they must be joined by a hyphen there (``re-ranking`` for ``reranking``, but not "re ranking").
    :ivar stems: without which they cannot: all but prefixes.
    :ivar learned: an acronym or its meaning, which nobody typed; of no account for how specific the term is.
    """

    after: int
    words: tuple[Word, ...]
    hyphenated: bool
    stems: frozenset[str]
    learned: bool = False


# After the stop words of the Snowball project (https://snowballstem.org/algorithms/english/stop.txt), without those
# that carry meaning beside another word ("over", "under", "against", "few", "same", "own"); contractions as they are
# folded.
_FUNCTION_WORDS = """
a about am an and any are arent as at be because been being both but by can cant could couldnt did didnt do does doesnt
doing don dont each for from further had has have havent having he her here hers him his how i if im in into is isnt it
its itself lets me more most my no nor not of on or other our ours she should so some such than that thats the their
theirs them then there these they this those through to too us very via was wasnt we were werent what whats when where
which while who whom why will with wont would you your yours
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words that carry no meaning of their own. A scattered phrase is not recognised by them."""

HYPHENS = frozenset(("", "-", "‐", "‑", "‒", "–", "—", "--", "/", ".", "_"))
"""What stands between words that are joined; nothing between Chinese characters."""

# A prefix is no stem: which words it begins is guessed by going on with common endings.
_ENDINGS = ("", "e", "y", "s", "ed", "ing", "ion", "al", "ic", "er", "or", "on")
_SHORTEST_PART = 3
_SHORTEST_SPLIT = 6


def arc_over(after: int, *words: Word, hyphenated: bool = False, learned: bool = False) -> Arc:
    """An arc that leads to a number over these words."""
    stems = frozenset(word.text for word in words if word.kind is not WordKind.PREFIX)
    return Arc(after, words, hyphenated, stems, learned)


def _word(word: str, *, prefix: bool) -> Word:
    if prefix:
        return Word(word, WordKind.PREFIX, tuple(sorted({stem_of(word + ending) for ending in _ENDINGS})))
    stem = stem_of(word)
    return Word(stem, WordKind.STEM, (stem,), uninflected(word))


def _acronym(word: str) -> Word:
    return Word(word, WordKind.ACRONYM, (word,))


def alone(word: str, number: int, *, acronym: bool, prefix: bool) -> Iterator[Arc]:
    """The ways in which one word of a keyword may be printed."""
    if acronym:
        yield arc_over(number + 1, _acronym(word))
        for left, right, _ in () if word.isalpha() else _splits(word):
            parts = (_word(part, prefix=False) if part.isdigit() else _acronym(part) for part in (left, right))
            yield arc_over(number + 1, *parts)  # GPT4, GPT-4
        return
    found = _word(word, prefix=prefix)
    yield arc_over(number + 1, found)
    if found.text != word and len(word) <= MAX_ACRONYM:
        yield arc_over(
            number + 1, Word(word, WordKind.STEM, (word,))
        )  # typed "aids", printed "AIDS", which has no stem
    for left, right, hyphenated in _splits(word):
        yield arc_over(number + 1, _word(left, prefix=False), _word(right, prefix=prefix), hyphenated=hyphenated)


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


def joined_words(
    tokens: tuple[Token, ...], joined: list[bool], number: int, prefixed: tuple[bool, ...]
) -> Iterator[Arc]:
    """The single words into which several words of a keyword may be joined."""
    after = number + 1
    while after < len(tokens) and joined[after - 1] and tokens[after - 1].word.isascii():
        after += 1
    pair = number + 1 < len(tokens) and (joined[number] or _may_join(tokens[number].word, tokens[number + 1].word))
    for end in sorted({*([number + 2] if pair else []), *([after] if after > number + 1 else [])}):
        words = [token.word for token in tokens[number:end]]
        if all(map(str.isascii, words)):
            yield arc_over(end, _word("".join(words), prefix=prefixed[end - 1]))


def _may_join(left: str, right: str) -> bool:
    """Whether two words that stand apart may also be printed as one."""
    if left.isalpha() and right.isalpha():
        long_enough = min(len(left), len(right)) >= _SHORTEST_PART
        return long_enough and FUNCTION_WORDS.isdisjoint((left, right))
    return left[-1].isdigit() != right[0].isdigit()
