"""Keyword → its normal form: what :func:`~bot.core.matching.language.parse_keyword` makes the same of again."""

from functools import lru_cache

from bot.core.matching.combining import all_terms
from bot.core.matching.field_values import MAX_WEIGHT, MIN_WEIGHT, VALUE_FIELDS
from bot.core.matching.lexer import is_bare
from bot.core.matching.types import AllOf, AnyOf, Expression, Field, Keyword, Not, Role, Term

__all__ = ["MAX_WEIGHT", "MIN_WEIGHT", "number_in_normal_form", "print_expression", "print_keyword"]

_ROLE_SIGNS = {Role.WANTED: "", Role.REQUIRED: "+", Role.EXCLUDED: "-"}


@lru_cache(maxsize=1 << 16)
def print_keyword(keyword: Keyword) -> str:
    """A keyword in normal form, on one line.

    This holds for every keyword that can be written. Of others (a soft phrase with the word "AND" in it) the words are
    printed in quotes.
    """
    weight = "" if keyword.weight == 1 else f"^{number_in_normal_form(keyword.weight)}"
    sign = _ROLE_SIGNS[keyword.role]
    return f"{sign}{print_expression(keyword.sought, closed=bool(sign or weight))}{weight}"


def number_in_normal_form(number: float) -> str:
    """A weight or threshold, to a hundredth: ``2``, ``0.5``."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def print_expression(sought: Expression, *, closed: bool = False) -> str:
    """What is sought, in normal form.

    :param closed: in parentheses if it is combined from several.
    """
    return _print(sought, None, closed=closed)


def _print(sought: Expression, field: Field | None, *, closed: bool) -> str:
    """:param field: what stands before the parentheses around it, and need not be said again."""
    if isinstance(sought, Term):
        return _print_term(sought, field)
    if isinstance(sought, Not):
        return f"NOT {_print(sought.part, field, closed=True)}"
    common = field or _common_field(sought)
    mark = "" if common is field else f"{common}:"
    operator = " AND " if isinstance(sought, AllOf) else " OR "
    parts = operator.join(_print(part, common, closed=isinstance(part, AnyOf)) for part in sought.parts)
    return f"{mark}({parts})" if closed or mark else parts


def _print_term(term: Term, field: Field | None) -> str:
    mark = f"{term.field}:" if term.field and term.field is not field else ""
    if term.field in VALUE_FIELDS or (not term.exact and is_bare(term.text)):
        return mark + term.text
    return f'{mark}"{term.text}"'


def _common_field(sought: AllOf | AnyOf) -> Field | None:
    """The field in which all terms are looked for."""
    fields = {term.field for term in all_terms(sought)}
    return fields.pop() if len(fields) == 1 else None
