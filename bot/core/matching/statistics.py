"""What the papers counted so far teach: how common each word is, and what their acronyms stand for.

**How common.** The inverse document frequency of Spärck Jones (1972, "A statistical interpretation of term
specificity"): what makes "alignment" say little and "superalignment" much. Before any paper was counted, a word is
believed to occur in a certain share of papers (:mod:`bot.core.matching.background`). That mean is all that is known of
the word's true share; the most cautious belief with a given mean is the exponential distribution (it has the greatest
entropy, Jaynes 1957, "Information theory and statistical mechanics"), and after ``f`` of ``N`` papers its mean
is (f + 1) / (N + 1 / share). So the belief weighs as much as the papers in which one occurrence is expected: a catalog
soon has its own opinion of "model", and needs some hundred papers to be believed that a word is rarer than rare.
Without a background every word is believed to occur in one paper of twenty, and this weighs as much as twenty papers.

**Acronyms.** Papers that define one ("Direct Preference Optimization (DPO)") are counted by meaning. Where there are
several, each is as likely as its share: evidence in context, not a fact.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypeVar

from bot.core.matching.acronyms import Definition, definitions
from bot.core.matching.analysis import AnalysedPaper
from bot.core.matching.background import Background, fingerprint
from bot.core.matching.types import Field

PRIOR_SHARE = 0.05
"""Without a background: the share of papers that are believed to contain a word before any was counted."""

MAX_REMEMBERED = 1 << 16
"""So many answers are kept at a time."""

_UNIFORM = Background(PRIOR_SHARE)
_Answer = TypeVar("_Answer")

Sense: TypeAlias = tuple[str, tuple[str, ...]]
"""A short form, folded, and the stems of a long form it stands for."""


class Meaning(NamedTuple):
    """What a short form stands for.

    :ivar long: the stems of the long form, function words too, for instance ``("mixtur", "of", "expert")``.
    :ivar papers: how many papers define the short form so.
    :ivar share: of all the definitions of the short form, above 0, at most 1; those of all its meanings add up to 1.
    """

    long: tuple[str, ...]
    papers: int
    share: float


class ShortForm(NamedTuple):
    """How a long form is abbreviated.

    :ivar short: folded, for instance ``moe``.
    :ivar papers: how many papers define it so.
    :ivar share: how likely the short form stands for this long one: as in :class:`Meaning`.
    """

    short: str
    papers: int
    share: float


class Statistics:
    """In how many papers each stem occurs and each acronym has each meaning. The order of papers makes no difference.

    Reading may go on in several threads at once, but not while papers are added.
    """

    def __init__(
        self,
        documents: int = 0,
        frequencies: Mapping[str, int] | None = None,
        background: Background | None = None,
        definitions: Mapping[Sense, int] | None = None,
    ) -> None:
        """Statistics as they were when they were kept, or new ones.

        :param documents: how many papers were counted.
        :param frequencies: per stem, in how many of them it occurs.
        :param background: what is believed of words before any paper was counted; without it, of all words the same.
        :param definitions: per short form and meaning, how many of the papers define it so.
        :raises ValueError: something occurs in more papers than there are, or in fewer than none.
        """
        for counts in (frequencies or {}, definitions or {}):
            if not 0 <= min(counts.values(), default=0) <= max(counts.values(), default=0) <= documents:
                raise ValueError("Nothing can occur in more papers than there are; count papers, not occurrences.")
        self._documents = documents
        self._frequencies = Counter({stem: papers for stem, papers in (frequencies or {}).items() if papers})
        self._background = background or _UNIFORM
        self._meanings: dict[str, Counter[tuple[str, ...]]] = {}
        self._short_forms: dict[tuple[str, ...], set[str]] = {}
        for sense, papers in (definitions or {}).items():
            if papers:
                self._define(sense, papers)
        self._idf: dict[str, float] = {}
        self._remembered: dict[object, Any] = {}
        self._version = ""

    @property
    def documents(self) -> int:
        """How many papers were counted."""
        return self._documents

    @property
    def frequencies(self) -> Mapping[str, int]:
        """Per stem, in how many papers it occurs, never 0; read-only."""
        return MappingProxyType(self._frequencies)

    @property
    def definitions(self) -> Mapping[Sense, int]:
        """Per short form and meaning, how many papers define it so, never 0; a copy."""
        return {
            (short, long): papers for short, meanings in self._meanings.items() for long, papers in meanings.items()
        }

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that say which statistics these are: equal exactly for equal content.

        The content is the background, the number of papers, the frequencies and the definitions: all that a score
        depends on. Worked out when asked for, in time linear in the content, and kept until another paper is counted.
        """
        if not self._version:
            counted = sorted(self._frequencies.items())
            defined = sorted(self.definitions.items())
            self._version = fingerprint([self._background.version, self._documents, counted, defined])
        return self._version

    def add(self, terms: Iterable[str], definitions: Iterable[Definition] = ()) -> None:
        """Count one paper.

        :param terms: the stems that occur in it; one that is repeated counts once.
        :param definitions: the short forms it defines; a meaning that is repeated counts once.
        """
        self._documents += 1
        self._frequencies.update(set(terms))
        for sense in {(definition.short, definition.long) for definition in definitions}:
            self._define(sense, 1)
        self._idf.clear()
        self._remembered.clear()
        self._version = ""

    def count(self, paper: AnalysedPaper) -> None:
        """Count one paper: the stems of its title and abstract, and the acronyms these define."""
        texts = (text.text for text in paper.texts if text.field is not Field.KEYWORDS)
        self.add(paper.terms, (definition for text in texts for definition in definitions(text)))

    def idf(self, stem: str) -> float:
        """How specific a stem is, in nats: above 0, about 3 for a word in one paper of twenty."""
        known = self._idf.get(stem)
        if known is None:
            if len(self._idf) >= MAX_REMEMBERED:
                self._idf.clear()
            believed = 1 / self._background.share(stem)
            known = math.log((self._documents + believed) / (self._frequencies[stem] + 1))
            self._idf[stem] = known
        return known

    def knows(self, stem: str) -> bool:
        """Whether a stem occurs in any paper counted, or in the background."""
        return stem in self._frequencies or stem in self._background.shares

    def meanings(self, short: str) -> tuple[Meaning, ...]:
        """What a short form stands for, the commonest first, equally common ones by their stems; empty if unknown.

        :param short: folded, its parts joined, as :attr:`Definition.short`.
        """
        meanings = self._meanings.get(short)
        if not meanings:
            return ()
        total = meanings.total()
        ranked = sorted(meanings.items(), key=lambda counted: (-counted[1], counted[0]))
        return tuple(Meaning(long, papers, papers / total) for long, papers in ranked)

    def short_forms(self, long: tuple[str, ...]) -> tuple[ShortForm, ...]:
        """How a long form is abbreviated, the commonest first, equally common ones by name; empty if unknown.

        :param long: its stems in order, function words too.
        """
        found = []
        for short in self._short_forms.get(long, ()):
            meanings = self._meanings[short]
            found.append(ShortForm(short, meanings[long], meanings[long] / meanings.total()))
        return tuple(sorted(found, key=lambda form: (-form.papers, form.short)))

    def remembered(self, question: object, answer: Callable[[], _Answer]) -> _Answer:
        """What follows from these statistics alone, worked out once until another paper is counted.

        :param question: what is asked for, hashable; of one kind of answer each.
        :param answer: works it out.
        """
        known: _Answer | None = self._remembered.get(question)
        if known is None:
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            known = self._remembered[question] = answer()
        return known

    def _define(self, sense: Sense, papers: int) -> None:
        short, long = sense
        self._meanings.setdefault(short, Counter())[long] += papers
        self._short_forms.setdefault(long, set()).add(short)
