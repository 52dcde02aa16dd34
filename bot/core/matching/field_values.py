"""What may stand before and behind the colon of a field: names, years, categories, numbers."""

import re
from difflib import get_close_matches

from bot.core.matching.lexer import Lexer
from bot.core.matching.syntax import ProfileSyntaxError, quoted
from bot.core.matching.tokens import OPERATORS, Token, Value
from bot.core.matching.types import Field
from bot.core.said import said

MIN_WEIGHT, MAX_WEIGHT = 0.01, 100.0
MIN_YEAR, MAX_YEAR = 1900, 2100
MAX_THRESHOLD = 100
MAX_TOP = 1_000_000
"""No digest has more papers; a larger cap is a slip."""

SETTINGS = ("min", "top")
"""What is written like a field but concerns the list as a whole."""

VALUE_FIELDS = frozenset((Field.YEAR, Field.CATEGORY))
"""Fields that take one value and no words."""

_NUMBER = re.compile(r"[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20}")
_COUNT = re.compile(r"[0-9]{1,9}")
_NAME = re.compile(r"[^\W\d_]+")
_YEARS = re.compile(r"([0-9]{4})?(?: ?(-) ?([0-9]{4})?)?")
_CATEGORY = re.compile(r"[A-Za-z][A-Za-z-]{0,29}(?:\.[A-Za-z][A-Za-z-]{0,29}){0,3}")
_OPERATORS = frozenset(kind.value for kind in OPERATORS)
_FIELDS = ", ".join(f"{field}:" for field in Field)
_NAMES = (*Field, *SETTINGS)
# What people write for a field before they look it up.
_ALSO_CALLED = {
    "affiliation": "org",
    "at": "org",
    "au": "author",
    "authors": "author",
    "by": "author",
    "cap": "top",
    "cat": "category",
    "categories": "category",
    "company": "org",
    "date": "year",
    "from": "org",
    "institution": "org",
    "keyword": "keywords",
    "limit": "top",
    "max": "top",
    "name": "title",
    "organisation": "org",
    "organization": "org",
    "published": "year",
    "score": "min",
    "site": "source",
    "subject": "category",
    "summary": "abstract",
    "tag": "keywords",
    "tags": "keywords",
    "threshold": "min",
    "university": "org",
    "years": "year",
}


def is_setting(token: Token) -> bool:
    """Whether a field's name is that of a setting."""
    return token.text.casefold() in SETTINGS


def field_named(lexer: Lexer, token: Token) -> Field:
    """The field of that name, in any case.

    :raises ProfileSyntaxError: there is none.
    """
    name = token.text.casefold()
    if name in set(Field):
        return Field(name)
    if not _NAME.fullmatch(name):
        hint = said("A colon belongs behind a field (%(fields)s); in quotes it is a plain sign.", fields=_FIELDS)
        raise lexer.mistake(token.end - 1, said("This colon follows no field."), hint)
    near = [_ALSO_CALLED[name]] if name in _ALSO_CALLED else get_close_matches(name[:20], _NAMES, 1, 0.5)
    meant = said("Did you mean %(near)s:?", near=near[0]) if near else said("Fields are %(fields)s.", fields=_FIELDS)
    hint = said("%(meant)s If the colon belongs to the words, put them in quotes.", meant=meant)
    raise lexer.mistake(token.start, said("There is no field %(written)s.", written=quoted(token.text + ":")), hint)


def read_value(lexer: Lexer, field: Field, start: int) -> str:
    """Years or a category in normal form.

    :param start: where it stands.
    :raises ProfileSyntaxError: it is none.
    """
    value = lexer.value(start)
    if not value.text:
        example = "2024" if field is Field.YEAR else "cs.CL"
        hint = said("Write what to look for: %(field)s:%(example)s.", field=field, example=example)
        raise lexer.mistake(value.start, said("Nothing stands after %(field)s:.", field=field), hint)
    return _years(lexer, value) if field is Field.YEAR else _category(lexer, value)


def _years(lexer: Lexer, value: Value) -> str:
    found = _YEARS.fullmatch(value.text)
    if not found or not (found[1] or found[3]):
        hint = said("Write year:2024, year:2023-2025, year:2024- (since) or year:-2024 (until).")
        raise lexer.mistake(value.start, said("%(written)s is no year.", written=quoted(value.text)), hint)
    years = [int(year) for year in (found[1], found[3]) if year]
    for year in years:
        if not MIN_YEAR <= year <= MAX_YEAR:
            hint = said("Years are %(first)s to %(last)s.", first=str(MIN_YEAR), last=str(MAX_YEAR))
            raise lexer.mistake(value.start, said("No paper here is of the year %(year)s.", year=str(year)), hint)
    if years != sorted(years):
        hint = said("Write the earlier year first: year:%(first)s-%(last)s.", first=str(years[1]), last=str(years[0]))
        raise lexer.mistake(value.start, said("The years %(written)s run backwards.", written=quoted(value.text)), hint)
    if not found[2] or found[1] == found[3]:
        return str(years[0])
    return f"{found[1] or ''}-{found[3] or ''}"


def _category(lexer: Lexer, value: Value) -> str:
    if _CATEGORY.fullmatch(value.text) and value.text not in _OPERATORS:
        return value.text
    bare = value.text.rstrip("*").rstrip(".")
    hint = said("Write it like category:cs.CL, or category:cs for all of cs.")
    if bare != value.text and _CATEGORY.fullmatch(bare):
        hint = said("category:%(bare)s finds all of it.", bare=bare)
    raise lexer.mistake(value.start, said("%(written)s is no category.", written=quoted(value.text)), hint)


def read_weight(lexer: Lexer, caret: Token) -> float:
    """The number behind a caret, to a hundredth.

    :raises ProfileSyntaxError: it is none, or out of bounds.
    """
    if not _NUMBER.fullmatch(caret.text) or not MIN_WEIGHT <= float(caret.text) <= MAX_WEIGHT:
        hint = said(
            "Write a number from %(least)s to %(most)s, as in word^2; in quotes ^ is a plain sign.",
            least=f"{MIN_WEIGHT:g}",
            most=f"{MAX_WEIGHT:g}",
        )
        place = caret.end - len(caret.text) if caret.text else caret.start
        raise lexer.mistake(
            place,
            said("%(written)s is no weight.", written=quoted(caret.text))
            if caret.text
            else said("A weight is missing."),
            hint,
        )
    return round(float(caret.text), 2)


def read_threshold(lexer: Lexer, start: int) -> float:
    """The number behind ``min:``, to a hundredth.

    :raises ProfileSyntaxError: it is none, or out of bounds.
    """
    value = lexer.value(start)
    if not _NUMBER.fullmatch(value.text) or float(value.text) > MAX_THRESHOLD:
        raise _no_number(lexer, value, "min", said("Write a number from 0 to %(most)s: min:40.", most=MAX_THRESHOLD))
    return round(float(value.text), 2)


def read_top(lexer: Lexer, start: int) -> int:
    """The whole number behind ``top:``.

    :raises ProfileSyntaxError: it is none, or out of bounds.
    """
    value = lexer.value(start)
    if not _COUNT.fullmatch(value.text) or not 1 <= int(value.text) <= MAX_TOP:
        raise _no_number(lexer, value, "top", said("Write a whole number from 1 to %(most)s: top:10.", most=MAX_TOP))
    return int(value.text)


def _no_number(lexer: Lexer, value: Value, name: str, hint: str) -> ProfileSyntaxError:
    what = (
        said("%(written)s does not go with %(name)s:.", written=quoted(value.text), name=name)
        if value.text
        else said("Nothing stands after %(name)s:.", name=name)
    )
    return lexer.mistake(value.start, what, hint)
