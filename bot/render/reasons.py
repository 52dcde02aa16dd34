"""Why a paper was chosen, in words: what was found, where, in which form, and its points. Pure, cleaned and bounded."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.digest import ProfileMatch
from bot.core.matching.types import Field, Form, Reason
from bot.render.language import SPEAKING_ENGLISH, Language, marked
from bot.render.presentation import name_of, number
from bot.render.words import printable, shorten

SHOWN_REASONS = 8
SHOWN_WORDS = 3
"""How many words of a reason are named where only some of its words were found."""
MAX_WORD = 40
"""The longest of them, in characters."""
MAX_CAUSE = 120
"""The longest cause of what was learned, in characters."""

_PLACES = {
    Field.TITLE: marked("title"),
    Field.ABSTRACT: marked("abstract"),
    Field.KEYWORDS: marked("keywords"),
    Field.AUTHOR: marked("author"),
    Field.ORGANIZATION: marked("organisation"),
    Field.SOURCE: marked("source"),
    Field.CATEGORY: marked("category"),
    Field.YEAR: marked("year"),
}
_OPERATORS = frozenset(("AND", "OR", "NOT"))
# Fields and weights are no words of a keyword.
_WORDS = re.compile(r"\b[a-z]+:|\^[0-9.]+|(\w+)")


@dataclass(frozen=True, slots=True)
class Label:
    """A reason in words.

    :ivar keyword: what was asked for, or what was learned.
    :ivar place: where it was found, and in which form unless it stood there as it was typed; of what was learned, why.
    :ivar points: as printed; of what was learned, with a plus or minus.
    :ivar against: whether it counts against the paper.
    :ivar language: of the words.
    """

    keyword: str
    place: str
    points: str
    learned: bool = False
    against: bool = False
    language: Language = SPEAKING_ENGLISH

    def __str__(self) -> str:
        """``reward model (abstract, near each other, 12)``, or ``+3 robots (you liked "Robot Pigeons")``"""
        filled = {"keyword": self.keyword, "place": self.place, "points": self.points}
        if self.learned:
            return self.language.gettext("%(points)s %(keyword)s (%(place)s)", **filled)
        return self.language.gettext("%(keyword)s (%(place)s, %(points)s)", **filled)


@dataclass(frozen=True, slots=True)
class Why:
    """Why a paper answers one profile.

    :ivar hidden: how many further reasons there are.
    """

    profile: str
    score: str
    labels: tuple[Label, ...]
    hidden: int = 0
    language: Language = SPEAKING_ENGLISH

    @property
    def reasons(self) -> str:
        """``direct preference optimization (title, 31), DPO (abstract, 12)``"""
        said = [str(label) for label in self.labels]
        if self.hidden:
            said.append(self.language.ngettext("and %(count)s more", "and %(count)s more", self.hidden))
        return self.language.separated(said)


def why_of(answer: ProfileMatch, language: Language = SPEAKING_ENGLISH) -> Why:
    """Why a paper answers a profile."""
    reasons = answer.match.reasons
    # Those of fewest points are left out, wherever they stand: what counts against a paper stands last.
    shown = sorted(range(len(reasons)), key=lambda place: -abs(reasons[place].points))[:SHOWN_REASONS]
    return Why(
        profile=name_of(answer.profile),
        score=number(answer.match.score, language),
        labels=tuple(label_of(reasons[place], language) for place in sorted(shown)),
        hidden=len(reasons) - len(shown),
        language=language,
    )


def label_of(reason: Reason, language: Language = SPEAKING_ENGLISH) -> Label:
    """A reason in words."""
    if reason.learned is not None:
        sign = "+" if reason.points > 0 else ""
        return Label(
            name_of(reason.keyword),
            shorten(printable(language.translated(reason.learned)), MAX_CAUSE),
            f"{sign}{number(reason.points, language)}",
            learned=True,
            against=reason.points < 0,
            language=language,
        )
    found = language.gettext(_PLACES[reason.field]), _form(reason, language)
    place = language.separated([part for part in found if part])
    return Label(name_of(reason.keyword), place, number(reason.points, language), language=language)


def _form(reason: Reason, language: Language) -> str:
    """In which form it was found; nothing if it stood there as it was typed, or if the place says it all."""
    if reason.form is Form.NEAR:
        return language.gettext("near each other")
    asked = {word for word in _WORDS.findall(reason.keyword) if word and word not in _OPERATORS}
    if reason.form is Form.ACRONYM:
        short = [word for word in reason.words if not re.search(r"[\s-]", word)]
        if short and len(asked) > 1:
            return language.gettext("as %(words)s", words=named(short[:1]))
        return language.gettext("spelled out")
    if reason.form is not Form.SCATTERED:
        return ""
    found = {word for words in reason.words for word in _WORDS.findall(words) if word}
    if len(found) < len(asked):
        return language.gettext("only some of its words: %(words)s", words=named(reason.words))
    return language.gettext("its words apart")


def named(words: Sequence[str]) -> str:
    """Words of a paper in quotes, the first few of them: ``“strong”, “weak” …``"""
    clean = [word for word in (shorten(printable(word), MAX_WORD) for word in words[: SHOWN_WORDS + 1]) if word]
    quoted = ", ".join(f"“{word}”" for word in clean[:SHOWN_WORDS])
    return f"{quoted} …" if len(clean) > SHOWN_WORDS else quoted
