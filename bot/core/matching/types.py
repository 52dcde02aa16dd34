"""The words of matching: Keyword, Profile, Reason, Match."""

from dataclasses import dataclass
from enum import StrEnum

DEFAULT_THRESHOLD = 40.0
"""Score (0–100) from which a paper is worth telling of, unless the profile says otherwise."""


class Field(StrEnum):
    """Where a keyword may look, as written before the colon."""

    TITLE = "title"
    ABSTRACT = "abstract"
    AUTHOR = "author"
    ORGANIZATION = "org"
    SOURCE = "source"


class Form(StrEnum):
    """How a keyword is to be taken."""

    PHRASE = "phrase"
    """One word, or several that are best found together and count a little when scattered."""
    EXACT = "exact"
    """A quoted phrase: these words, in this order, side by side, or nothing."""
    PREFIX = "prefix"
    """``hallucinat*``: the last word may go on."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """One thing a reader asked for.

    :ivar text: as typed, without quotes, field, sign, star and weight.
    :ivar field: look only there; ``None`` for title, abstract, authors and organisation alike.
    :ivar excluded: a paper that contains it is never told of.
    :ivar weight: how much it counts beside the others; above 0, usually 1.
    """

    text: str
    form: Form = Form.PHRASE
    field: Field | None = None
    excluded: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Profile:
    """One named interest of a reader.

    :ivar threshold: score (0–100) from which a paper is told of.
    :ivar top: at most so many papers a digest, ``None`` for all.
    """

    name: str
    keywords: tuple[Keyword, ...]
    threshold: float = DEFAULT_THRESHOLD
    top: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a paper scored.

    :ivar keyword: as the reader typed it, with its marks, in normal form.
    :ivar field: where it was found (the best place).
    :ivar points: its share of the score, 0–100, to a tenth; the points of a match add up to its score.
    :ivar words: the words of the paper that matched, as printed there, each once, in order of appearance; words that
        were found side by side stand together. For names of people, organisations and sources, the whole name.
    """

    keyword: str
    field: Field
    points: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """How well a paper answers a profile.

    :ivar score: 0–100 to a tenth; 0 means not at all, or excluded.
    :ivar reasons: most points first; empty exactly if the score is 0.
    :ivar excluded_by: the excluding keyword that was found, as typed, else ``None``.
    """

    score: float
    reasons: tuple[Reason, ...] = ()
    excluded_by: str | None = None
