"""Untrusted text made fit to print: cleaned, shortened at a sentence or word, and marked where it matched.

Every function is pure and takes time linear in its text.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

_WHITE = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")
# Invisible characters that reorder, hide or glue their neighbours (Unicode Standard Annex 9 and chapter 23.9). The
# joiners U+200C and U+200D stay: Persian, Indic scripts and emoji are spelt with them.
_INVISIBLE = dict.fromkeys(
    (0xAD, 0x180E, 0x200B, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xE0000, 0xE0080))
)
_UNPRINTABLE = {**_WHITE, **_INVISIBLE}
_BLANKS = dict.fromkeys(_UNPRINTABLE, " ")
_JOINTS = " -\u2010\u2011"
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


def mark(text: str, stretches: Iterable[tuple[int, int]]) -> tuple[Run, ...]:
    """The text as :func:`printable` makes it, in runs; marked is what stands in the stretches, and nothing else.

    No mark ends within a written character. Two that stand one space or hyphen apart become one. Of stretches that
    overlap, are empty or lie outside the text, what there is of them is marked.

    :param text: as stored.
    :param stretches: characters from the first to before the second, of the text as stored.
    :return: runs by turns marked and not, none of them empty.
    """
    clean, places = _cleaned(text, _disjoint(stretches, len(text)))
    return _runs(clean, _widened(clean, places))


def text_of(runs: Iterable[Run]) -> str:
    """The text that these runs make."""
    return "".join(run.text for run in runs)


def part_of(runs: Iterable[Run], start: int, stop: int) -> tuple[Run, ...]:
    """The runs of a part of their text: characters ``start`` to before ``stop``."""
    inside = []
    begin = 0
    for run in runs:
        text = run.text[max(0, start - begin) : max(0, stop - begin)]
        begin += len(run.text)
        if text:
            inside.append(Run(text, run.marked))
    return tuple(inside)


def shorten_runs(runs: Sequence[Run], limit: int) -> tuple[Run, ...]:
    """As :func:`shorten`, for marked text."""
    lead, rest = split_lead(text_of(runs), limit)
    return go_on(part_of(runs, 0, len(lead)), ellipsis_after(lead)) if rest else tuple(runs)


def go_on(runs: Sequence[Run], text: str) -> tuple[Run, ...]:
    """The runs with unmarked text behind them."""
    if runs and not runs[-1].marked:
        return (*runs[:-1], Run(runs[-1].text + text, marked=False))
    return (*runs, Run(text, marked=False)) if text else tuple(runs)


def sentences_of(runs: Sequence[Run]) -> list[tuple[Run, ...]]:
    """The sentences of marked text, without white space around."""
    text = text_of(runs)
    stops = [*(end.end() for end in _SENTENCE_END.finditer(text)), len(text)]
    found: list[tuple[Run, ...]] = []
    sentence: list[Run] = []
    begin = end = 0
    for run in runs:
        end += len(run.text)
        while begin < end:
            stop = min(end, stops[len(found)])
            sentence.append(Run(text[begin:stop] if sentence else text[begin:stop].lstrip(), run.marked))
            if stop == stops[len(found)]:
                found.append(tuple(part for part in sentence if part.text))
                sentence = []
            begin = stop
    return found


def _disjoint(stretches: Iterable[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """What they cover of a text of that size, rising, none touching the next."""
    found: list[tuple[int, int]] = []
    for start, stop in sorted((max(0, start), min(size, stop)) for start, stop in stretches):
        if start < stop and found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], stop))
        elif start < stop:
            found.append((start, stop))
    return found


def _cleaned(text: str, stretches: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """The text as :func:`printable` makes it, and where the stretches are in it; those of which nothing is left not."""
    pieces: list[str] = []
    places = []
    size = 0
    gap = False  # white space is owed: it is written before the next word, so there is none at the end
    edges = (0, *(edge for stretch in stretches for edge in stretch), len(text))
    for number, (start, stop) in enumerate(pairwise(edges)):
        piece = _SURROGATE.sub("\ufffd", text[start:stop]).translate(_UNPRINTABLE)
        words = " ".join(piece.split())
        gap = gap or piece[:1].isspace()
        if words:
            pieces.append(" " + words if gap and size else words)
            size += len(pieces[-1])
            if number % 2:
                places.append((size - len(words), size))
            gap = piece[-1:].isspace()
    return "".join(pieces), places


def _widened(text: str, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places, rising, each as far as the written characters go that it begins and ends in; neighbours as one."""
    found: list[tuple[int, int]] = []
    for first, last in places:
        least = found[-1][1] if found else 0
        start, stop = first, max(last, least)
        while start > least and _continues(text[start - 1], text[start]):
            start -= 1
        while stop < len(text) and _continues(text[stop - 1], text[stop]):
            stop += 1
        if found and (start <= least or (start == least + 1 and text[least] in _JOINTS)):
            found[-1] = (found[-1][0], stop)
        else:
            found.append((start, stop))
    return found


def _runs(text: str, places: Iterable[tuple[int, int]]) -> tuple[Run, ...]:
    edges = (0, *(edge for place in places for edge in place), len(text))
    runs = (Run(text[start:stop], marked=bool(n % 2)) for n, (start, stop) in enumerate(pairwise(edges)))
    return tuple(run for run in runs if run.text)


def _continues(before: str, after: str) -> bool:
    """Is ``after`` part of the same written character as ``before``?"""
    return before == "\u200d" or after == "\u200d" or unicodedata.category(after).startswith("M")
