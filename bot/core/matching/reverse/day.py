"""The papers of one day as columns: every word of every text, with its place."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.matching.analysis import AnalysedPaper, FoldedText
from bot.core.matching.inflection import uninflected
from bot.core.matching.reverse.clues import FIELDS
from bot.core.matching.reverse.columns import Numbers, Strings


@dataclass(frozen=True, eq=False)
class Day:
    """Some papers, ready to be matched. All columns are of equal length, one item per word.

    :ivar stems: the number of each word's stem; −1 where no profile knows it.
    :ivar bases: the number of the word without inflection; −1 likewise.
    :ivar papers: which paper it stands in, from 0.
    :ivar texts: which text, over all papers, from 0.
    :ivar fields: 1 title, 2 abstract, 3 keywords.
    :ivar positions: within its text: see :class:`bot.core.matching.analysis.FoldedText`.
    :ivar name_words: the numbers of words in names, and
    :ivar name_papers: the papers these names belong to.
    :ivar folded: the texts, and
    :ivar begins: where the words of each begin.
    """

    analysed: Sequence[AnalysedPaper]
    stems: Numbers
    bases: Numbers
    papers: Numbers
    texts: Numbers
    fields: Numbers
    positions: Numbers
    name_words: Numbers
    name_papers: Numbers
    folded: Sequence[FoldedText]
    begins: Numbers

    def text_of(self, word: int) -> tuple[FoldedText, int]:
        """The text in which a word of the day stands, and its number there."""
        text = int(self.texts[word])
        return self.folded[text], word - int(self.begins[text])

    def papers_with(self, prefix: str, *, names: bool) -> Iterator[int]:
        """The papers with a word that begins so, in their texts or in their names."""
        for number, paper in enumerate(self.analysed):
            if names:
                found = any(word.startswith(prefix) for each in paper.names for word in each.words)
            else:
                found = any(_begins(text, prefix) for text in paper.texts)
            if found:
                yield number


def day_of(papers: Sequence[AnalysedPaper], strings: Strings) -> Day:
    """The papers as columns."""
    stems: list[int] = []
    bases: list[int] = []
    positions: list[int] = []
    lengths, owners, fields = [], [], []
    folded: list[FoldedText] = []
    names: list[int] = []
    name_counts = []
    for number, paper in enumerate(papers):
        for text in paper.texts:
            stems += strings.numbers(text.stems)
            bases += strings.numbers([uninflected(word) for word in text.words])
            positions += text.positions
            folded.append(text)
            lengths.append(len(text.stems))
            owners.append(number)
            fields.append(FIELDS[text.field])
        words = [word for each in paper.names for word in each.words]
        names += strings.numbers(words)
        name_counts.append(len(words))
    return Day(
        analysed=papers,
        stems=np.array(stems, np.int32),
        bases=np.array(bases, np.int32),
        papers=np.repeat(np.array(owners, np.int32), lengths),
        texts=np.repeat(np.arange(len(lengths), dtype=np.int32), lengths),
        fields=np.repeat(np.array(fields, np.uint8), lengths),
        positions=np.array(positions, np.int32),
        name_words=np.array(names, np.int32),
        name_papers=np.repeat(np.arange(len(papers), dtype=np.int32), name_counts),
        folded=folded,
        begins=np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))),
    )


def _begins(text: FoldedText, prefix: str) -> bool:
    index = bisect_left(text.vocabulary, prefix)
    return index < len(text.vocabulary) and text.vocabulary[index].startswith(prefix)
