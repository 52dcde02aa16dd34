"""A sentence that knows what was filled into it, so that it can be said in another language later. Pure."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Self


class Said(str):
    """An English sentence, finished; and how it is translated.

    Errors of the core and of use cases carry one: whoever catches them in a terminal prints it as it is, whoever shows
    them to a reader says it in their language (:meth:`bot.render.language.Language.translated`).

    :ivar template: the sentence as it stands in the catalogs of translations, ``%(name)s`` for what is filled in, a
        percent sign written ``%%``. :ivar values: what is filled in; may be sentences themselves. Whole numbers are
        amounts, ``1,204`` in English; what is none, such as a year, is filled in as text.
    :ivar many: the sentence about several, where it is about ``count`` of something; else empty.
    """

    __slots__ = ("many", "template", "values")

    template: str
    many: str
    values: MappingProxyType[str, object]

    def __new__(cls, template: str, values: Mapping[str, object], many: str = "") -> Self:
        """:param template: a literal, for it is gathered for translation; so is ``many``.

        :raises KeyError: a value is missing.
        """
        sentence = many if many and values["count"] != 1 else template
        made = super().__new__(cls, sentence % {name: _in_english(value) for name, value in values.items()})
        made.template, made.many, made.values = template, many, MappingProxyType(dict(values))
        return made

    def __reduce__(self) -> tuple[Callable[..., "Said"], tuple[object, ...]]:
        """So that it comes whole out of another process."""
        return type(self), (self.template, dict(self.values), self.many)


def said(template: str, /, **values: object) -> Said:
    """A sentence with what is filled in. Tools that gather what there is to translate look for this name."""
    return Said(template, values)


def said_many(one: str, many: str, count: int, /, **values: object) -> Said:
    """A sentence about so many; ``%(count)s`` in it is the number. Tools look for this name, too."""
    return Said(one, {"count": count, **values}, many)


def sentence_of(error: BaseException) -> str:
    """What an error says, with how it is translated if it knows that: to be said again by another error."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, str) else str(error)


def _in_english(value: object) -> object:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value
