"""Mistakes in a form, each beside the field it was made in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.core.matching.syntax import ProfileSyntaxError
from bot.render.language import Language

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
    def of(cls, error: Exception, language: Language) -> "Mistake":
        """A mistake in a field, in a language; in keywords with their place."""
        excerpt = error.excerpt if isinstance(error, ProfileSyntaxError) else ""
        return cls(language.translated(error), excerpt)

    @classmethod
    def unused(cls, errors: Sequence[ProfileSyntaxError], language: Language) -> "Mistake":
        """Keywords that were kept and cannot be understood any more.

        :param errors: at least one.
        """
        unused = language.gettext("Some of these are not understood any more and are not used. Mend or remove them.")
        reasons = (language.translated(error) for error in errors)
        return cls(" ".join((unused, *reasons)), "\n".join(error.excerpt for error in errors))
