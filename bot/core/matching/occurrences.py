"""Where single words stand in a text, and where phrases may begin in a very repetitive one."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.core.matching.analysis import FoldedText
from bot.core.matching.folding import has_capitals
from bot.core.matching.patterns import Arc, Group, Pattern, Word, WordKind
from bot.core.matching.spelling import is_pronounceable

MANY = 64
"""Where a phrase may begin at more places of a text, those where it cannot be are sorted out first."""


def fits(word: Word, index: int, text: FoldedText) -> bool:
    """Whether a word is the one that stands there in the text."""
    if word.kind is WordKind.STEM:
        return text.stems[index] == word.text
    if word.kind is WordKind.PREFIX:
        return text.words[index].startswith(word.text)
    if not is_pronounceable(word.text):
        return word.text in (text.stems[index], text.words[index])
    return text.words[index] == word.text and has_capitals(text.printed(index))


def places_of(word: Word, text: FoldedText) -> Iterable[int]:
    """The numbers of the words of the text that a word is, rising."""
    if word.kind is WordKind.PREFIX:
        return (index for index, candidate in enumerate(text.words) if candidate.startswith(word.text))
    places = text.places.get(word.text, ())
    if word.kind is WordKind.ACRONYM:
        return (index for index in places if fits(word, index, text))
    return places


def possible_starts(pattern: Pattern, group: Group, text: FoldedText, starts: Sequence[int]) -> list[int]:
    """Those places where these words of the pattern may stand side by side; where they do is among them.

    To try each place would take time that grows with the places times the words: a phrase ``a a a a b`` in a text of
    many "a". So all places are tried at once: whole numbers hold a byte for each word of the text, and a few operations
    on them for each arc, from the last to the first, tell from where the end can be reached.
    """
    return list(_Reach(pattern, group.after, text).starts(group.first, starts))


class _Reach:
    """From which places of a text the words up to a number of the pattern can be read to their end.

    Each set of places is one whole number: byte ``i`` of it is 1 if word ``i`` of the text belongs to it, else 0.
    """

    def __init__(self, pattern: Pattern, goal: int, text: FoldedText) -> None:
        self._pattern = pattern
        self._goal = goal
        self._text = text
        self._beside = _set([False, *(right == left + 1 for left, right in pairwise(text.positions))])
        self._of_word: dict[Word, int] = {}

    def starts(self, first: int, among: Iterable[int]) -> Iterable[int]:
        """The places among those given from which the words from number ``first`` can be read."""
        reach: dict[int, int] = {}
        for number in range(self._goal - 1, first - 1, -1):
            reach[number] = 0
            for arc in self._pattern.arcs[number]:
                if arc.after <= self._goal:
                    reach[number] |= self._through(arc, reach)
        possible = reach[first].to_bytes(len(self._text.stems), "little")
        return (start for start in among if possible[start])

    def _through(self, arc: Arc, reach: dict[int, int]) -> int:
        """From where the end can be reached over an arc."""
        places = self._places(arc.words[0])
        for offset, word in enumerate(arc.words[1:], 1):
            if places:
                after = self._places(word)
                places &= (after if arc.hyphenated else after & self._beside) >> 8 * offset
        if places and arc.after < self._goal:
            places &= (reach[arc.after] & self._beside) >> 8 * len(arc.words)
        return places

    def _places(self, word: Word) -> int:
        known = self._of_word.get(word)
        if known is None:
            known = self._of_word[word] = _set(self._standing(word))
        return known

    def _standing(self, word: Word) -> Sequence[bool]:
        if word.kind is WordKind.PREFIX:
            return [candidate.startswith(word.text) for candidate in self._text.words]
        standing = [False] * len(self._text.stems)
        for index in self._text.places.get(word.text, ()):
            standing[index] = True
        if word.kind is WordKind.ACRONYM:
            return [
                known or candidate == word.text for known, candidate in zip(standing, self._text.words, strict=True)
            ]
        return standing


def _set(standing: Sequence[bool]) -> int:
    return int.from_bytes(bytes(standing), "little")
