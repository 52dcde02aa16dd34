"""Where a pattern occurs in a text or in a name."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.core.matching.analysis import FoldedText, Names
from bot.core.matching.inflection import uninflected
from bot.core.matching.occurrences import MANY, fits, places_of, possible_starts
from bot.core.matching.patterns import HYPHENS, Arc, Group, Pattern, WordKind
from bot.core.matching.types import Place


class Span(NamedTuple):
    """Words ``first`` to before ``after`` of a text."""

    first: int
    after: int


def may_answer(pattern: Pattern, text: FoldedText) -> bool:
    """Whether it is worth looking for the pattern or one of its groups in the text. Quick: in most it is not."""
    if not text.places.keys().isdisjoint(pattern.clues):
        return True
    return bool(pattern.prefixes) and any(_has_prefix(text.vocabulary, prefix) for prefix in pattern.prefixes)


def find_spans(pattern: Pattern, group: Group, text: FoldedText) -> list[Span]:
    """Where these words of the pattern stand side by side, in order, without overlaps."""
    first, goal = group
    stems = text.places.keys()
    arcs = [arc for arc in pattern.arcs[first] if arc.after <= goal and stems >= arc.stems] if pattern.arcs else []
    if not arcs:
        return []
    if len(arcs) == 1 == len(arcs[0].words) and arcs[0].after == goal:
        return [Span(start, start + 1) for start in places_of(arcs[0].words[0], text)]
    starts = sorted({start for arc in arcs for start in places_of(arc.words[0], text)})
    if len(starts) > MANY:
        starts = possible_starts(pattern, group, text, starts)
    dead: set[tuple[int, int]] = set()
    found: list[Span] = []
    end = 0
    for start in starts:
        if start >= end:
            after = _follow(pattern, arcs, goal, start, text, dead)
            if after is not None:
                found.append(Span(start, after))
                end = after
    return found


def find_nearest(spans: Sequence[Sequence[Span]], text: FoldedText) -> tuple[int, tuple[Span, ...]] | None:
    """The smallest window that holds one span of each sequence.

    :param spans: per group, where it stands, rising.
    :return: how many positions the window covers, and a span of each in the order of the sequences, or ``None`` if
        some group stands nowhere.
    """
    if not all(spans):
        return None
    events = sorted((span, number) for number, group in enumerate(spans) for span in group)
    latest: dict[int, Span] = {}
    best: tuple[int, tuple[Span, ...]] | None = None
    for span, number in events:
        latest.pop(number, None)
        latest[number] = span  # the oldest stands first: a dict keeps the order in which keys were added
        if len(latest) == len(spans):
            oldest = next(iter(latest.values()))
            width = text.positions[span.after - 1] - text.positions[oldest.first] + 1
            if best is None or width < best[0]:
                best = width, tuple(latest[number] for number in range(len(spans)))
    return best


def find_names(pattern: Pattern, names: Names, *, exact: bool) -> list[str]:
    """The names, as printed, that contain all the words of the pattern as whole words.

    In any order, as "LeCun, Yann"; in order and side by side if it is to be exact. A name may also be written with or
    without spaces: ``deep mind`` finds "DeepMind".
    """
    if not names.names or (pattern.name_clues and names.words.isdisjoint(pattern.name_clues)):
        return []
    return [name.printed for name in names.names if _is_called(name.words, pattern, exact=exact)]


def place_of(span: Span, text: FoldedText) -> Place:
    """Where a span stands in the text, in characters."""
    return Place(text.field, text.spans[span.first][0], text.spans[span.after - 1][1])


def is_derived(pattern: Pattern, group: Group, span: Span, text: FoldedText) -> bool:
    """Whether some word of a span has no more than the stem in common with the one that was typed.

    Only where the words stand as they were typed, none joined or parted: other ways of writing show what is meant.
    """
    if span.after - span.first != group.after - group.first:
        return False
    typed = (pattern.arcs[number][0].words[0] for number in range(group.first, group.after))
    return any(
        word.uninflected and text.stems[index] == word.text and uninflected(text.words[index]) != word.uninflected
        for index, word in enumerate(typed, span.first)
    )


def is_learned(pattern: Pattern, span: Span, text: FoldedText) -> bool:
    """Whether a span of the whole pattern is found by what was learned of acronyms alone."""
    if pattern.plain is None:
        return False
    plain = pattern.plain
    return _follow(plain, plain.arcs[0], plain.whole.after, span.first, text, set()) is None


def _is_called(name: tuple[str, ...], pattern: Pattern, *, exact: bool) -> bool:
    words = pattern.names
    if not words or not name:
        return False
    if not pattern.name_clues:
        return _has_each(name, words, pattern.prefixed)
    if "".join(words) == "".join(name):
        return True
    if exact:
        return any(name[start : start + len(words)] == words for start in range(len(name) - len(words) + 1))
    return set(words) <= set(name)


def _has_each(name: tuple[str, ...], words: tuple[str, ...], prefixed: tuple[bool, ...]) -> bool:
    """Whether each of the words is one of the name's, or begins one if it may go on."""
    for word, prefix in zip(words, prefixed, strict=True):
        if prefix:
            for each in name:
                if each.startswith(word):
                    break
            else:
                return False
        elif word not in name:
            return False
    return True


def _has_prefix(vocabulary: Sequence[str], prefix: str) -> bool:
    index = bisect_left(vocabulary, prefix)
    return index < len(vocabulary) and vocabulary[index].startswith(prefix)


def _follow(
    pattern: Pattern, arcs: Iterable[Arc], goal: int, start: int, text: FoldedText, dead: set[tuple[int, int]]
) -> int | None:
    """Where the words that begin with one of the arcs at ``start`` and go on to before number ``goal`` end.

    :param dead: numbers and places from which nothing leads on; more are added, so that none is tried twice.
    """
    stems = text.stems
    for arc in arcs:
        word = arc.words[0]
        if arc.after > goal or (word.kind is WordKind.STEM and stems[start] != word.text):
            continue
        if _stands(arc, start, text):
            after = start + len(arc.words)
            if arc.after == goal:
                return after
            if (arc.after, after) not in dead and _adjacent(text, after):
                end = _follow(pattern, pattern.arcs[arc.after], goal, after, text, dead)
                if end is not None:
                    return end
                dead.add((arc.after, after))
    return None


def _stands(arc: Arc, start: int, text: FoldedText) -> bool:
    for offset, word in enumerate(arc.words):
        index = start + offset
        if index >= len(text.stems) or not fits(word, index, text):
            return False
        if offset and not (_hyphenated(text, index) if arc.hyphenated else _adjacent(text, index)):
            return False
    return True


def _adjacent(text: FoldedText, index: int) -> bool:
    """Whether no end of a sentence stands before the word."""
    return index < len(text.positions) and text.positions[index] == text.positions[index - 1] + 1


def _hyphenated(text: FoldedText, index: int) -> bool:
    return text.text[text.spans[index - 1][1] : text.spans[index][0]] in HYPHENS
