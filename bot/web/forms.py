"""What a form brings: texts, cleaned and bounded. Whatever a browser would never send becomes nothing or an error."""

from collections.abc import Iterable
from datetime import date

from starlette.datastructures import FormData

from bot.core.said import Said, said
from bot.render.words import printable

MAX_LINE = 1_000
"""Characters of a field of one line."""
MAX_TEXT = 20_000
"""Characters of a field of several."""
MAX_DIGITS = 17
"""Digits of a whole number: no store has a larger one."""
MAX_POINTS = 100


class BadField(ValueError):
    """A field holds what cannot be understood. The message says what would do.

    :ivar field: its name.
    """

    def __init__(self, field: str, sentence: str) -> None:
        """:param sentence: the message; :class:`bot.core.said.Said`, so that it can be said in another language."""
        super().__init__(sentence)
        self.field = field


class Form:
    """The fields of a form, each any number of times."""

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        """:param fields: names and values, as sent."""
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(value)

    @classmethod
    def of(cls, sent: FormData) -> "Form":
        """What Starlette read; files are left out."""
        return cls((name, value) for name, value in sent.multi_items() if isinstance(value, str))

    def __contains__(self, name: str) -> bool:
        """Whether there is a field of that name: whether a box was ticked."""
        return name in self._fields

    def line(self, name: str) -> str:
        """A text on one line, printable; empty if it was not sent.

        :raises BadField: it is too long.
        """
        value = self._fields.get(name, [""])[0]
        if len(value) > MAX_LINE:
            raise BadField(name, _too_long(MAX_LINE))
        return printable(value)

    def text(self, name: str) -> str:
        """A text of several lines, each printable; empty if it was not sent.

        :raises BadField: it is too long.
        """
        value = self._fields.get(name, [""])[0]
        if len(value) > MAX_TEXT:
            raise BadField(name, _too_long(MAX_TEXT))
        return "\n".join(map(printable, value.splitlines()))

    def shown(self, name: str) -> str:
        """A text as it was typed, however long, to be shown again."""
        return "\n".join(map(printable, self._fields.get(name, [""])[0].splitlines()))

    def lines(self, name: str) -> tuple[str, ...]:
        """All the values of a field: of the boxes of one name those that were ticked."""
        return tuple(printable(value) for value in self._fields.get(name, ()) if len(value) <= MAX_LINE)

    def numbers(self, name: str) -> tuple[int, ...]:
        """The same where all values are whole numbers; others are left out."""
        return tuple(int(value) for value in self.lines(name) if _is_whole(value))

    def whole(self, name: str, least: int, most: int) -> int | None:
        """A whole number; ``None`` if the field is empty.

        :raises BadField: it is none, or not within the range.
        """
        value = self.line(name)
        if not value:
            return None
        if not (_is_whole(value) and least <= int(value) <= most):
            raise BadField(
                name, said("Write a whole number from %(least)s to %(most)s.", least=str(least), most=str(most))
            )
        return int(value)

    def points(self, name: str) -> float | None:
        """A score, 0 to 100, to a tenth; ``None`` if the field is empty.

        :raises BadField: it is none.
        """
        value = self.line(name).replace(",", ".")
        if not value:
            return None
        whole, _, part = value.partition(".")
        if not (_is_whole(whole) and _is_whole(part or "0") and float(value) <= MAX_POINTS):
            raise BadField(name, said("Write a number from 0 to %(most)s.", most=MAX_POINTS))
        return round(float(value), 1)

    def day(self, name: str) -> date:
        """A date.

        :raises BadField: it is none.
        """
        try:
            return date.fromisoformat(self.line(name))
        except ValueError as error:
            raise BadField(name, said("Write a date, as 2026-11-01.")) from error


def _too_long(most: int) -> Said:
    return said("This is longer than %(most)s characters. Shorten it.", most=most)


def _is_whole(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS
