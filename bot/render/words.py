"""Untrusted text made fit to print: cleaned, shortened at a sentence or word, and its matched words marked.

Every function is pure and takes time linear in its text.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

MAX_PHRASE = 8
"""Marked phrases have at most so many words; what matched comes as single words or short phrases."""

_ACRONYM_CAPITALS = 2
_WHITE = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")
# Invisible characters that reorder, hide or glue their neighbours (Unicode Standard Annex 9 and chapter 23.9). The
# joiners U+200C and U+200D stay: Persian, Indic scripts and emoji are spelt with them.
_INVISIBLE = dict.fromkeys(
    (0xAD, 0x180E, 0x200B, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xE0000, 0xE0080))
)
_UNPRINTABLE = {**_WHITE, **_INVISIBLE}
_BLANKS = dict.fromkeys(_UNPRINTABLE, " ")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SENTENCE_END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bal)(?<!\bvs)(?<!\bcf)(?<!\bFig)(?<!\b[A-Z])[.!?][)\"'’”]?(?= )|[。！？]"
)


class Run(NamedTuple):
    """A stretch of text that is marked as matched, or is not."""

    text: str
    marked: bool


def printable(text: str) -> str:
    """One line without control characters, invisible format characters and lone surrogates; white space collapsed."""
    return " ".join(_SURROGATE.sub("\ufffd", text).translate(_UNPRINTABLE).split())


def blanked(text: str) -> str:
    """The text at its length, with a space for every character that :func:`printable` would not let through."""
    return _SURROGATE.sub("\ufffd", text).translate(_BLANKS)


def split_lead(text: str, limit: int) -> tuple[str, str]:
    """The beginning of a text and the rest of it, neither with white space around.

    Cut at the last end of a sentence that leaves at least half of ``limit``, else between words, else anywhere but
    within a character.

    :param limit: how long the beginning may be, in characters; at least 1. A text no longer has no rest.
    """
    if len(text) <= limit:
        return text, ""
    window = text[: limit + 1]
    sentence = max((end.end() for end in _SENTENCE_END.finditer(window) if end.end() <= limit), default=0)
    space = window.rfind(" ")
    if 2 * sentence >= limit:
        cut = sentence
    elif 2 * space >= limit:
        cut = space
    else:
        cut = limit
        while cut > 1 and _continues(text[cut - 1], text[cut]):
            cut -= 1
    return text[:cut].rstrip(), text[cut:].lstrip()


def shorten(text: str, limit: int) -> str:
    """The beginning of a text (see :func:`split_lead`) with ``…`` where something was left out.

    :param limit: in characters, the ellipsis not counted.
    """
    lead, rest = split_lead(text, limit)
    return lead + ellipsis_after(lead) if rest else lead


def ellipsis_after(lead: str) -> str:
    """What says that text goes on after ``lead``: `` …`` after a sentence, ``…`` within one."""
    return " …" if _SENTENCE_END.match(f"{lead[-1]} ") else "…"


def highlight(text: str, phrases: Iterable[str]) -> tuple[Run, ...]:
    """The text in runs, every whole word that one of the phrases names marked.

    Case is ignored, except for acronyms: ``RAG`` marks no ``rag``. Neighbouring marked words become one run.

    :param phrases: words as printed in the paper, or several of them one character apart.
    """
    exact, folded = _split_by_case(phrases)
    if not exact and not folded:
        return (Run(text, marked=False),) if text else ()
    pieces = ["".join(characters) for _, characters in groupby(text, _is_word_character)]
    words = [place for place, piece in enumerate(pieces) if _is_word_character(piece[0])]
    sizes = sorted({len(phrase) for phrase in exact | folded}, reverse=True)
    beginnings = {phrase[0].casefold() for phrase in exact | folded}
    marked = [False] * len(pieces)
    for number, start in enumerate(words):
        for size in sizes if pieces[start].casefold() in beginnings else ():
            phrase = tuple(pieces[place] for place in words[number : number + size])
            stop = start + 2 * size - 1
            near = all(len(gap) == 1 for gap in pieces[start + 1 : stop : 2])
            found = phrase in exact or tuple(word.casefold() for word in phrase) in folded
            if found and near and len(phrase) == size:
                marked[start:stop] = [True] * (stop - start)
                break
    return _join(pieces, marked)


def _split_by_case(phrases: Iterable[str]) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Phrases to be found as they are, and those to be found in any case."""
    exact: set[tuple[str, ...]] = set()
    folded: set[tuple[str, ...]] = set()
    for phrase in phrases:
        words = tuple("".join(word) for inside, word in groupby(printable(phrase), _is_word_character) if inside)
        if not words or len(words) > MAX_PHRASE:
            continue
        exact.add(words)
        if not any(sum(map(str.isupper, word)) >= _ACRONYM_CAPITALS for word in words):
            folded.add(tuple(word.casefold() for word in words))
    return exact, folded


def _join(pieces: Sequence[str], marked: list[bool]) -> tuple[Run, ...]:
    """Runs out of pieces; what stands between two marked words is marked too if it is one space or hyphen."""
    for place in range(1, len(pieces) - 1):
        if pieces[place] in (" ", "-") and marked[place - 1] and marked[place + 1]:
            marked[place] = True
    together = groupby(zip(pieces, marked, strict=True), key=lambda pair: pair[1])
    return tuple(Run("".join(piece for piece, _ in pairs), marked=flag) for flag, pairs in together)


@lru_cache(maxsize=4096)
def _is_word_character(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _continues(before: str, after: str) -> bool:
    """Is ``after`` part of the same written character as ``before``?"""
    return before == "\u200d" or after == "\u200d" or unicodedata.category(after).startswith("M")
