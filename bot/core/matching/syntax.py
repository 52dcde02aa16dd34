"""How a mistake in what a reader wrote is shown: what is wrong, the line, and a caret under the place."""

import unicodedata

from bot.core.said import said

SHOWN_CHARACTERS = 72
"""Of a long line only so many characters around the mistake are shown."""

_ELLIPSIS = "…"


class ProfileSyntaxError(ValueError):
    """What was written cannot be understood.

    ``str()`` gives the message, the line, and a line with a caret below the place. Control characters are shown as
    spaces.

    :ivar text: everything that was written.
    :ivar position: the place in ``text``, in characters from 0; for one line, its column. It may be just past the end.
    :ivar message: what is wrong and how to mend it, one line; it can be translated if both were given so.
    :ivar excerpt: the line that was written, and a line with a caret below the place.
    """

    def __init__(self, text: str, position: int, what: str, hint: str = "") -> None:
        """:param what: what is wrong. :param hint: how to mend it."""
        self.text = text
        self.position = min(max(position, 0), len(text))
        self.message = said("%(what)s %(hint)s", what=what, hint=hint) if hint else what
        self.excerpt = _pointed_out(text, self.position)
        super().__init__(f"{self.message}\n{self.excerpt}")

    def __reduce__(self) -> tuple[type["ProfileSyntaxError"], tuple[str, int, str]]:
        """So that it comes whole out of another process."""
        return type(self), (self.text, self.position, self.message)


def quoted(text: str, limit: int = 40) -> str:
    """A piece of what was written, for a message: on one line, bounded, in single quotes."""
    clean = "".join(c if c.isprintable() else " " for c in text[: limit + 1])
    return f"'{clean}'" if len(text) <= limit else f"'{clean[:limit]}{_ELLIPSIS}'"


def _pointed_out(text: str, position: int) -> str:
    begin = max(text.rfind(end, 0, position) for end in "\n\r") + 1
    end = min((found for found in (text.find(mark, position) for mark in "\n\r") if found >= 0), default=len(text))
    first = max(begin, position - SHOWN_CHARACTERS // 2)
    last = min(end, first + SHOWN_CHARACTERS)
    before = (_ELLIPSIS if first > begin else "") + _shown(text[first:position])
    after = _shown(text[position:last]) + (_ELLIPSIS if last < end else "")
    return f"  {before}{after}\n  {' ' * sum(map(_columns, before))}^"


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _columns(character: str) -> int:
    """How many columns of a terminal a character takes (Unicode Standard Annex 11)."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
