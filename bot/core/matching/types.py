"""The words of matching: what is sought (Term and its combinations), Keyword, Profile, Reason, Match."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

DEFAULT_THRESHOLD = 50.0
"""Score (0–100) from which a paper is worth telling of, unless the profile says otherwise."""


class Field(StrEnum):
    """Where a term may look, as written before the colon."""

    TITLE = "title"
    ABSTRACT = "abstract"
    KEYWORDS = "keywords"
    """The keywords a page gives the paper (those of Hugging Face are written by a model)."""
    AUTHOR = "author"
    ORGANIZATION = "org"
    SOURCE = "source"
    CATEGORY = "category"
    YEAR = "year"


TEXT_FIELDS = frozenset((Field.TITLE, Field.ABSTRACT, Field.KEYWORDS))
"""Where words are looked for."""

FACT_FIELDS = frozenset((Field.SOURCE, Field.CATEGORY, Field.YEAR))
"""What is known of a paper besides its words and names: good for narrowing down, not looked at unless it is named."""


@dataclass(frozen=True, slots=True)
class Term:
    """The smallest thing that can be sought.

    :ivar text: as typed, without quotes and field; a word that ends in a star may go on, unless ``exact``.
    :ivar exact: a quoted phrase: these words, in this order, side by side, or nothing. Else words that are best found
        side by side, good near together, and count a little when scattered.
    :ivar field: look only there; ``None`` for title, abstract, keywords, authors and organisation alike.
    """

    text: str
    exact: bool = False
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """``a AND b``: answered as well as the part that is answered least.

    :ivar parts: at least two; some may be :class:`Not`, not all. None is an :class:`AllOf` itself.
    """

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``a OR b``: answered as well as the part that is answered best.

    :ivar parts: at least two, none of them :class:`Not` or :class:`AnyOf`.
    """

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """``NOT a``, always a part of an :class:`AllOf`: not answered by a paper that contains ``a``.

    :ivar part: no :class:`Not`.
    """

    part: "Expression"


Expression: TypeAlias = Term | AllOf | AnyOf | Not


class Role(StrEnum):
    """What a keyword is for."""

    WANTED = "wanted"
    """One of several alternatives: the more of them, the better."""
    REQUIRED = "required"
    """``+word``: wanted, and without it no paper is told of."""
    EXCLUDED = "excluded"
    """``-word``: a paper that contains it is never told of."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """One thing a reader asked for.

    :ivar sought: no :class:`Not`.
    :ivar weight: how much it counts beside the others, 0.01 to 100, to a hundredth; usually 1, and 1 if excluded.
    """

    sought: Expression
    role: Role = Role.WANTED
    weight: float = 1.0

    @property
    def excluded(self) -> bool:
        """Whether a paper that contains it is never told of."""
        return self.role is Role.EXCLUDED


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What was learned from a reader's reactions: a term that makes papers a little better or worse for them.

    :ivar sought: a word, an author or an organisation.
    :ivar points: what a paper that answers it in full gains or loses: −10 to 10, to a tenth, not 0.
    :ivar cause: from what it was learned, in words, as ``you liked "Direct Preference Optimization"``.
    """

    sought: Term
    points: float
    cause: str


@dataclass(frozen=True, slots=True)
class Profile:
    """One named interest of a reader.

    :ivar keywords: at least one that is not excluded.
    :ivar threshold: score (0–100) from which a paper is told of.
    :ivar top: at most so many papers a digest, ``None`` for all.
    :ivar learned: what reactions add to what was typed; without any the score is as if there was no learning.
    """

    name: str
    keywords: tuple[Keyword, ...]
    threshold: float = DEFAULT_THRESHOLD
    top: int | None = None
    learned: tuple[Adjustment, ...] = ()


class Form(StrEnum):
    """In which form something was found."""

    TOGETHER = "together"
    """All its words side by side."""
    NEAR = "near"
    """All its words, a few others between them."""
    SCATTERED = "scattered"
    """Some of its words, anywhere."""
    ACRONYM = "acronym"
    """Its acronym, or what it is an acronym of."""
    NAME = "name"
    """In the name of an author or organisation."""
    FACT = "fact"
    """Source, category or year."""


class Place(NamedTuple):
    """A stretch of a paper's title or abstract: characters ``start`` to before ``end``."""

    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a paper scored.

    :ivar keyword: as the reader typed it, with its marks, in normal form.
    :ivar field: where it was found (the best place).
    :ivar points: its share of the score, 0–100, to a tenth; the points of a match add up to its score. Below 0 only
        where something ``learned`` counts against the paper.
    :ivar words: the words of the paper that matched, as printed there, each once, in order of appearance; words that
        were found side by side stand together. For names of people, organisations and sources, the whole name.
    :ivar form: in which form it was found.
    :ivar places: where in title and abstract, rising, title first, without overlaps; empty for names and facts.
    :ivar learned: the cause, if it was not typed but learned.
    """

    keyword: str
    field: Field
    points: float
    words: tuple[str, ...] = ()
    form: Form = Form.TOGETHER
    places: tuple[Place, ...] = ()
    learned: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """How well a paper answers a profile.

    :ivar score: 0–100 to a tenth; 0 means not at all, excluded, or without something required.
    :ivar reasons: most points first; empty exactly if the score is 0.
    :ivar excluded_by: the excluding keyword that was found, as typed, else ``None``.
    :ivar lacks: the required keyword that was not found, as typed, else ``None``.
    """

    score: float
    reasons: tuple[Reason, ...] = ()
    excluded_by: str | None = None
    lacks: str | None = None


def terms_of(sought: Expression) -> Iterator[Term]:
    """The terms a paper may answer, from left to right; not those behind a NOT."""
    if isinstance(sought, Term):
        yield sought
    elif not isinstance(sought, Not):
        for part in sought.parts:
            yield from terms_of(part)
