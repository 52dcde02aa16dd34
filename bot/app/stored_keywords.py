"""Keywords as the store has them: lines that were understood when they were written. A newer version of their language
may not understand all of them; then the others count, nobody else is kept waiting, and their reader is told.
"""

from collections.abc import Iterable
from typing import NamedTuple

from bot.core.matching.language import ProfileSyntaxError, parse_keyword
from bot.core.matching.plan import is_fact
from bot.core.matching.types import Keyword

_REQUIRED = "+"


class Understood(NamedTuple):
    """Lines of keywords.

    :ivar keywords: those that were understood. :ivar errors: what is wrong with each of the others.
    """

    keywords: tuple[Keyword, ...]
    errors: tuple[ProfileSyntaxError, ...]

    @property
    def usable(self) -> tuple[Keyword, ...]:
        """What a profile counts by. Nothing, if one of the others narrowed it down or nothing but facts is left: all
        papers of a category are not what was asked for.
        """
        if not self.errors:
            return self.keywords
        narrowed = any(error.text.lstrip().startswith(_REQUIRED) for error in self.errors)
        subjects = any(not each.excluded and not is_fact(each.sought) for each in self.keywords)
        return self.keywords if subjects and not narrowed else ()


def understand(lines: Iterable[str]) -> Understood:
    """The keywords of these lines, one on each."""
    keywords, errors = [], []
    for line in lines:
        try:
            keywords.append(parse_keyword(line))
        except ProfileSyntaxError as error:
            errors.append(error)
    return Understood(tuple(keywords), tuple(errors))
