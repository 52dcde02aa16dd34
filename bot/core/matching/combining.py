"""Expressions put together so that equal meaning has one form: flat, without doubles, no NOT but within an AND.

Each function keeps what :mod:`bot.core.matching.types` promises of :class:`AllOf`, :class:`AnyOf` and :class:`Not`,
except that a :class:`Not` may be what comes out; the grammar finds a place for it.
"""

from collections.abc import Iterator, Sequence

from bot.core.matching.acronyms import spells
from bot.core.matching.folding import fold, has_capitals
from bot.core.matching.types import AllOf, AnyOf, Expression, Not, Term

SHORTEST_UNCAPPED = 3
"""Behind the words it stands for, an acronym of so many letters may be written in small ones: ``(rlhf)``."""


def negated(part: Expression) -> Expression:
    """``NOT part``; two of them cancel out."""
    return part.part if isinstance(part, Not) else Not(part)


def all_of(parts: Sequence[Expression]) -> Expression:
    """``a AND b``. Where all parts are NOTs it is the NOT of their OR (De Morgan).

    :param parts: at least one.
    """
    flat = tuple(
        dict.fromkeys(piece for part in parts for piece in (part.parts if isinstance(part, AllOf) else (part,)))
    )
    excluded = [part.part for part in flat if isinstance(part, Not)]
    if len(excluded) == len(flat):
        return Not(any_of(excluded))
    return flat[0] if len(flat) == 1 else AllOf(flat)


def any_of(parts: Sequence[Expression]) -> Expression:
    """``a OR b``.

    :param parts: at least one, none of them a :class:`Not`.
    """
    flat = tuple(
        dict.fromkeys(piece for part in parts for piece in (part.parts if isinstance(part, AnyOf) else (part,)))
    )
    return flat[0] if len(flat) == 1 else AnyOf(flat)


def is_abbreviated(long: Expression, short: Expression) -> bool:
    """Whether the second is a word that may be the acronym of the first, in the same field."""
    if not (isinstance(long, Term) and isinstance(short, Term)) or long.field is not short.field:
        return False
    words = fold(short.text)
    looks_short = has_capitals(short.text) or len(short.text) >= SHORTEST_UNCAPPED
    return len(words) == 1 and looks_short and spells(words[0].word, long.text.split())


def contradiction(sought: Expression) -> Expression | None:
    """A part of an AND that the same AND excludes, so that nothing can be found."""
    if not isinstance(sought, AllOf):
        return None
    wanted = {part for part in sought.parts if not isinstance(part, Not)}
    for part in sought.parts:
        if isinstance(part, Not):
            for piece in part.part.parts if isinstance(part.part, AnyOf) else (part.part,):
                if piece in wanted:
                    return piece
    return None


def all_terms(sought: Expression) -> Iterator[Term]:
    """Every term from left to right, those behind a NOT among them."""
    if isinstance(sought, Term):
        yield sought
    else:
        for part in (sought.part,) if isinstance(sought, Not) else sought.parts:
            yield from all_terms(part)
