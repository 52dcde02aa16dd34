"""Where a pattern occurs in a text or in a name."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.core.matching.analysis import FoldedText, Names
from bot.core.matching.folding import has_capitals
from bot.core.matching.patterns import HYPHENS, Arc, Group, Pattern, Term, TermKind
from bot.core.matching.spelling import has_vowel
from bot.core.matching.types import Form


class Span(NamedTuple):
    """Tokens ``first`` to before ``after`` of a text."""

    first: int
    after: int


def may_answer(pattern: Pattern, text: FoldedText) -> bool:
    """Whether it is worth looking for the pattern or one of its groups in the text. Quick: in most it is not."""
    if not text.places.keys().isdisjoint(pattern.clues):
        return True
    return any(_has_prefix(text.vocabulary, prefix) for prefix in pattern.prefixes)


def find_spans(pattern: Pattern, group: Group, text: FoldedText) -> list[Span]:
    """Where these words of the pattern stand side by side, in order, without overlaps."""
    starts: set[int] = set()
    for arc in pattern.arcs[group.first] if pattern.arcs else ():
        if arc.after <= group.after and text.places.keys() >= arc.stems:
            starts.update(_places(arc.terms[0], text))
    found: list[Span] = []
    for start in sorted(starts):
        if not found or start >= found[-1].after:
            after = _follow(pattern, group.first, group.after, start, text)
            if after is not None:
                found.append(Span(start, after))
    return found


def find_nearest(spans: Sequence[Sequence[Span]], text: FoldedText) -> tuple[int, tuple[Span, ...]] | None:
    """The smallest window that holds one span of each sequence.

    :param spans: per group, where it stands, rising.
    :return: how many positions the window covers, and a span of each, or ``None`` if some group stands nowhere.
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
            width = text.tokens[span.after - 1].position - text.tokens[oldest.first].position + 1
            if best is None or width < best[0]:
                best = width, tuple(sorted(latest.values()))
    return best


def find_names(pattern: Pattern, form: Form, names: Names) -> list[str]:
    """The names, as printed, that contain all the words of the pattern as whole words.

    In any order, as "LeCun, Yann"; in order and side by side if the form is exact. A name may also be written with or
    without spaces: ``deep mind`` finds "DeepMind".
    """
    if not names.names:
        return []
    if form is not Form.PREFIX and names.words.isdisjoint((*pattern.names[:1], "".join(pattern.names))):
        return []
    return [name.printed for name in names.names if _is_called(name.words, pattern.names, form)]


def printed(span: Span, text: FoldedText) -> str:
    """The words of a span as they stand in the text."""
    return text.text[text.tokens[span.first].start : text.tokens[span.after - 1].end]


def _is_called(name: tuple[str, ...], words: tuple[str, ...], form: Form) -> bool:
    if not words or not name:
        return False
    if form is Form.PREFIX:
        return any(word.startswith(words[-1]) for word in name) and set(words[:-1]) <= set(name)
    if "".join(words) == "".join(name):
        return True
    if form is Form.EXACT:
        return any(name[start : start + len(words)] == words for start in range(len(name) - len(words) + 1))
    return set(words) <= set(name)


def _has_prefix(vocabulary: Sequence[str], prefix: str) -> bool:
    index = bisect_left(vocabulary, prefix)
    return index < len(vocabulary) and vocabulary[index].startswith(prefix)


def _places(term: Term, text: FoldedText) -> Iterable[int]:
    if term.kind is TermKind.PREFIX:
        return (index for index, token in enumerate(text.tokens) if token.word.startswith(term.text))
    places = text.places.get(term.text, ())
    if term.kind is TermKind.ACRONYM:
        return (index for index in places if _fits(term, index, text))
    return places


def _follow(pattern: Pattern, number: int, goal: int, start: int, text: FoldedText) -> int | None:
    """Where the words ``number`` to before ``goal`` end if they stand at ``start``."""
    if number == goal:
        return start
    for arc in pattern.arcs[number]:
        if arc.after <= goal and _stands(arc, start, text):
            after = start + len(arc.terms)
            if arc.after == goal or _adjacent(text, after):
                end = _follow(pattern, arc.after, goal, after, text)
                if end is not None:
                    return end
    return None


def _stands(arc: Arc, start: int, text: FoldedText) -> bool:
    for offset, term in enumerate(arc.terms):
        index = start + offset
        if index >= len(text.tokens) or not _fits(term, index, text):
            return False
        if offset and not (_hyphenated(text, index) if arc.hyphenated else _adjacent(text, index)):
            return False
    return True


def _fits(term: Term, index: int, text: FoldedText) -> bool:
    token = text.tokens[index]
    if term.kind is TermKind.STEM:
        return token.stem == term.text
    if term.kind is TermKind.PREFIX:
        return token.word.startswith(term.text)
    if not has_vowel(term.text):
        return term.text in (token.stem, token.word)
    return token.word == term.text and has_capitals(text.text[token.start : token.end])


def _adjacent(text: FoldedText, index: int) -> bool:
    """Whether no end of a sentence stands before the token."""
    tokens = text.tokens
    return index < len(tokens) and tokens[index].position == tokens[index - 1].position + 1


def _hyphenated(text: FoldedText, index: int) -> bool:
    left, right = text.tokens[index - 1], text.tokens[index]
    return text.text[left.end : right.start] in HYPHENS
