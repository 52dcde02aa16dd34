"""Mistakes in a form, each beside the field it was made in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from types import MappingProxyType

from bot.core.matching.syntax import ProfileSyntaxError
from bot.web.forms import BadField

Mistakes = Mapping[str, "Mistake"]
"""By the field's name."""

NO_MISTAKES: Mistakes = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a field.

    :ivar said: what, and what would do.
    :ivar excerpt: the line that was typed and below it a caret under the place; empty if there is none.
    """

    said: str
    excerpt: str = ""

    @classmethod
    def of(cls, error: BadField, words: NullTranslations) -> "Mistake":
        """A mistake in a field, in a language."""
        return cls(error.said(words))

    @classmethod
    def at(cls, error: ProfileSyntaxError) -> "Mistake":
        """A mistake in keywords."""
        return cls(error.message, str(error).partition("\n")[2])

    @classmethod
    def unused(cls, said: str, errors: Sequence[ProfileSyntaxError]) -> "Mistake":
        """Keywords that were kept and cannot be understood any more.

        :param said: how that is told. :param errors: at least one.
        """
        reasons = " ".join(error.message for error in errors)
        return cls(f"{said} {reasons}", "\n".join(str(error).partition("\n")[2] for error in errors))
