"""Mistakes in a form, each beside the field it was made in."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.core.matching.syntax import ProfileSyntaxError

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
    def at(cls, error: ProfileSyntaxError) -> "Mistake":
        """A mistake in keywords."""
        return cls(error.message, str(error).partition("\n")[2])
