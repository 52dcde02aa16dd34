"""Acronyms: where a text says what one stands for, and whether one may stand for some words.

Definitions are found as Schwartz and Hearst do (2003, "A simple algorithm for identifying abbreviation definitions in
biomedical text"): a short form in brackets after its long form, or the other way round, in one sentence, at most
min(n + 5, 2n) words for n letters (counting the parts of hyphenated ones). Their way of matching letters takes "Policy
Optimization" for PPO ("Proximal Policy Optimization"), because it takes the last fitting letters, wherever in a word
they are. Here every word gives its initial and may give further letters in order (``LoRA``: low-rank adaptation), and
words that give one letter each are preferred. That finds a few definitions less and hardly ever a wrong one, and a
catalog sees most acronyms many times.

Everything takes time linear in the text: at most :data:`MAX_CANDIDATES` brackets are looked at, and a bounded stretch
beside each.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.core.matching.folding import fold_columns, has_capitals
from bot.core.matching.patterns import FUNCTION_WORDS

SHORTEST, LONGEST = 2, 8
"""Characters of a short form, without a plural s and signs."""

MAX_CANDIDATES = 100
"""Of more brackets in one text only so many are looked at: an abstract has a dozen."""

MAX_WORDS = 16
"""Of a longer keyword nothing is believed to be the acronym: twice as many words as a short form has letters."""

_MAX_LONG = 240
"""A long form is sought in so many characters."""

_BRACKETS = re.compile(rf"[(（]([^()（）]{{2,{_MAX_LONG}}})[)）]")
_INTRODUCTION = re.compile(r"(?:or|aka|a\.k\.a\.|i\.e\.,?|abbreviated(?: as)?|short for)\s+", re.IGNORECASE)
_END = re.compile(r"[,;，；]")
_BEFORE = re.compile(r"[.!?;]\s|[()（）。！？；]")
_WORD = re.compile(r"\S+")
_SHORT = re.compile(r"[^\W_](?:[^\W_]|[-^.]){1,11}")
_EDGES = "\"'“”‘’*_`«»,:"
_SPOKEN = {"2": "t", "3": "t", "4": "f"}
# A word of two joined ones ("finetuning") gives two initials; each part has at least so many letters.
_SHORTEST_FIRST, _SHORTEST_SECOND = 3, 5
_FEWEST_WORDS = 2

_Parts = tuple[tuple[str, ...], ...]


class Definition(NamedTuple):
    """A short form and what a text says it stands for.

    :ivar short: folded, its parts joined: ``dpo``, ``llm`` for "LLMs", ``gpt4`` for "GPT-4".
    :ivar long: the stems of the long form, function words too: ``("direct", "prefer", "optim")``.
    :ivar printed_short: as printed, for instance ``LLMs``.
    :ivar printed_long: as printed, for instance ``Large Language Models``.
    """

    short: str
    long: tuple[str, ...]
    printed_short: str
    printed_long: str


def definitions(text: str) -> tuple[Definition, ...]:
    """The definitions in a text, in order of appearance, each short form and meaning once."""
    found: dict[tuple[str, tuple[str, ...]], Definition] = {}
    for definition in _all_definitions(text):
        found.setdefault((definition.short, definition.long), definition)
    return tuple(found.values())


def spells(short: str, words: Sequence[str]) -> bool:
    """Whether an acronym may stand for these words by their initials.

    Every word gives its initial, in order; function words may be passed over; the parts of a hyphenated word give one
    each, or one together. One word may give a second letter from within, if it looks like two joined ones
    (``peft``: parameter-efficient finetuning). Digits may be spoken (``t2i``: text to image) or repeat a letter.

    :param short: folded or printed.
    :param words: folded or printed, not stemmed; at least two must carry a meaning.
    """
    letters = _letters(short)
    parts = _parts(words[: MAX_WORDS + 1])
    if not SHORTEST <= len(letters) <= LONGEST or len(parts) > MAX_WORDS:
        return False
    return _has_content(parts, _FEWEST_WORDS) and _fits(letters, parts, strict=True)


def _all_definitions(text: str) -> Iterator[Definition]:
    for number, bracket in enumerate(_BRACKETS.finditer(text)):
        if number == MAX_CANDIDATES:
            return
        inside = _INTRODUCTION.sub("", bracket[1].strip(), count=1)
        inside = _END.split(inside, maxsplit=1)[0].strip(f" {_EDGES}")
        before = text[max(0, bracket.start() - _MAX_LONG) : bracket.start()]
        before = _BEFORE.split(before)[-1].rstrip(f" {_EDGES}")
        definition = _short_inside(inside, before) or _long_inside(inside, before)
        if definition:
            yield definition


def _short_inside(short: str, before: str) -> Definition | None:
    """``Direct Preference Optimization (DPO)``."""
    letters = _short_form(short)
    if not letters:
        return None
    words = list(_WORD.finditer(before))[-_most_words(letters) :]
    parts = _parts(word[0] for word in words)
    # The shortest first: the long form stands right before the bracket. It does not begin with "of".
    firsts = [first for first in reversed(range(len(words))) if "".join(parts[first]) not in FUNCTION_WORDS]
    for strict in (True, False):
        for first in firsts:
            if _is_long(letters, parts[first:], strict=strict):
                return _definition(short, letters, before[words[first].start() :].lstrip(_EDGES))
    return None


def _long_inside(long: str, before: str) -> Definition | None:
    """``DPO (Direct Preference Optimization)``: all that is in the brackets, or nothing."""
    words = _WORD.findall(before[-_MAX_LONG:])
    short = words[-1].strip(_EDGES) if words else ""
    letters = _short_form(short)
    inside = long.split()
    if not letters or not _FEWEST_WORDS <= len(inside) <= _most_words(letters):
        return None
    return _definition(short, letters, long) if _is_long(letters, _parts(inside), strict=False) else None


def _short_form(printed: str) -> str:
    """The letters of a short form, folded; the empty string if it is none that a reader would type."""
    if not _SHORT.fullmatch(printed) or not has_capitals(printed):
        return ""
    letters = _letters(printed)
    return letters if SHORTEST <= len(letters) <= LONGEST and not letters.isdigit() else ""


def _letters(short: str) -> str:
    return "".join(fold_columns(short).words)


def _definition(short: str, letters: str, long: str) -> Definition:
    return Definition(letters, tuple(fold_columns(long).stems), short, long)


def _parts(words: Iterable[str]) -> _Parts:
    """Each word in its hyphenated parts, folded."""
    return tuple(tuple(fold_columns(word).words) for word in words)


def _most_words(letters: str) -> int:
    return min(len(letters) + 5, 2 * len(letters))


def _is_long(letters: str, parts: _Parts, *, strict: bool) -> bool:
    """Whether all these words together are what the letters stand for."""
    if not parts or not parts[0] or parts[0][0][0] not in (letters[0], _SPOKEN.get(letters[0])):
        return False
    words = [word for of_word in parts for word in of_word]
    return (
        len(words) <= _most_words(letters)
        and len("".join(words)) > len(letters)
        and letters not in words
        and _has_content(parts, 1)
        and _fits(letters, parts, strict=strict)
    )


def _has_content(parts: _Parts, fewest: int) -> bool:
    return sum(word not in FUNCTION_WORDS for of_word in parts for word in of_word) >= fewest


def _fits(letters: str, parts: _Parts, *, strict: bool) -> bool:
    """:param strict: one letter from each word, but for one word that may be two joined ones."""
    return any(_is_spelled(written, parts, strict=strict) for written in _ways_to_write(letters))


def _ways_to_write(letters: str) -> Iterator[str]:
    """``t2i``, as it stands; spoken, ``tti``; with the letter before a digit repeated, ``tti``."""
    yield letters
    if any(letter in _SPOKEN for letter in letters):
        yield "".join(_SPOKEN.get(letter, letter) for letter in letters)
        repeated = letters[0]
        for before, letter in pairwise(letters):
            repeated += before * (int(letter) - 1) if letter in _SPOKEN else letter
        yield repeated


def _is_spelled(letters: str, parts: _Parts, *, strict: bool) -> bool:
    # What the words so far may have given: how many letters, and whether one of them was taken from within a word.
    given = {(0, False)}
    for words in parts:
        together = _after_word(given, "".join(words), letters, strict=strict) if len(words) > 1 else set()
        for word in words:
            given = _after_word(given, word, letters, strict=strict)
        given |= together
    return any(count == len(letters) for count, _ in given)


def _after_word(given: set[tuple[int, bool]], word: str, letters: str, *, strict: bool) -> set[tuple[int, bool]]:
    after = {state for state in given if word in FUNCTION_WORDS}
    for count, within in given:
        if count == len(letters) or word[0] != letters[count]:
            continue
        after.add((count + 1, within))
        if not strict:
            after.update((further, within) for further in _further(letters, count + 1, word))
        elif not within and letters[count + 1 : count + 2] in _seconds(word):
            after.add((count + 2, True))
    return after


def _further(letters: str, count: int, word: str) -> Iterator[int]:
    """How many letters a word may have given that gives its initial and others after it, in order."""
    place = 1
    while count < len(letters):
        place = word.find(letters[count], place) + 1
        if not place:
            return
        count += 1
        yield count


def _seconds(word: str) -> frozenset[str]:
    """The letters with which the second of two joined words may begin."""
    return frozenset(word[_SHORTEST_FIRST : max(0, len(word) - _SHORTEST_SECOND + 1)])
