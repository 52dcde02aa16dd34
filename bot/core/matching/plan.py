"""Profile → plan: what is to be looked for in a paper, and what each finding counts.

The scorer and the index both work from the plan, so they cannot understand a profile differently.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.matching.acronyms import spells
from bot.core.matching.combining import any_of
from bot.core.matching.folding import fold, has_capitals
from bot.core.matching.types import (
    FACT_FIELDS,
    Adjustment,
    AnyOf,
    Expression,
    Field,
    Keyword,
    Profile,
    Role,
    Term,
    terms_of,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A keyword that makes papers better.

    :ivar keyword: as typed; its specificity decides what it is worth.
    :ivar sought: what is looked for: the same, or also another spelling that stands in the reader's own list.
    """

    keyword: Keyword
    sought: Expression


MAX_REMEMBERED = 4096
"""So many plans are kept at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What to look for. Equal only to itself, so that it can quickly be looked up.

    :ivar wishes: alternatives; required keywords are among them. Facts (``category:cs.CL``) are not, if there is
        anything else to wish for: they say nothing of the subject, they narrow down.
    :ivar required: without each of these a paper is nothing. Facts of one field that were typed without a sign are
        one of them: ``category:cs.CL, category:cs.LG`` asks for either.
    :ivar excluded: with any of these a paper is nothing.
    """

    wishes: tuple[Wish, ...]
    required: tuple[Keyword, ...]
    excluded: tuple[Keyword, ...]
    learned: tuple[Adjustment, ...]


_PLANS: dict[int, tuple[Profile, Plan]] = {}
"""By the identity of the profile: its hash takes longer than all else. It is kept too, so that none takes its place."""


def plan_of(profile: Profile) -> Plan:
    """The plan of a profile."""
    known = _PLANS.get(id(profile))
    if known is None:
        if len(_PLANS) >= MAX_REMEMBERED:
            _PLANS.clear()
        known = _PLANS[id(profile)] = profile, planned(profile)
    return known[1]


def planned(profile: Profile) -> Plan:
    """The plan of a profile, worked out anew."""
    excluded = tuple(keyword for keyword in profile.keywords if keyword.role is Role.EXCLUDED)
    required = tuple(keyword for keyword in profile.keywords if keyword.role is Role.REQUIRED)
    asked = [keyword for keyword in profile.keywords if keyword.role is not Role.EXCLUDED]
    wished = [keyword for keyword in asked if not is_fact(keyword.sought)]
    if wished:
        required += _narrowing([keyword for keyword in asked if keyword not in required and is_fact(keyword.sought)])
    wishes = tuple(Wish(keyword, _also_spelled(keyword, asked)) for keyword in wished or asked)
    return Plan(wishes, required, excluded, profile.learned)


def _narrowing(facts: Sequence[Keyword]) -> tuple[Keyword, ...]:
    """Facts typed without a sign: of each field one must be so."""
    by_field: dict[frozenset[Field | None], list[Expression]] = {}
    for keyword in facts:
        by_field.setdefault(frozenset(term.field for term in terms_of(keyword.sought)), []).append(keyword.sought)
    return tuple(Keyword(any_of(sought), Role.REQUIRED) for sought in by_field.values())


def is_fact(sought: Expression) -> bool:
    """Whether it asks for facts alone, which narrow down and say nothing of the subject."""
    return all(term.field in FACT_FIELDS for term in terms_of(sought))


def _also_spelled(keyword: Keyword, others: Sequence[Keyword]) -> Expression:
    """The keyword, or another of the list that is its acronym or what it is the acronym of.

    Who lists both DPO and "direct preference optimization" means one thing; each finds what the other finds.
    """
    term = keyword.sought
    if not isinstance(term, Term):
        return term
    same = [
        other.sought
        for other in others
        if isinstance(other.sought, Term) and other.sought.field is term.field and _spell_one_thing(term, other.sought)
    ]
    same.sort(key=lambda other: (other.text, other.exact))  # the order of the list makes no difference
    return AnyOf((term, *same)) if same else term


def abbreviates(keyword: Keyword) -> bool:
    """Whether it could be an acronym of another keyword of its list: one word with two capitals."""
    term = keyword.sought
    return isinstance(term, Term) and _could_abbreviate(term.text)


def _could_abbreviate(text: str) -> bool:
    return has_capitals(text) and "*" not in text and " " not in text


def _spell_one_thing(one: Term, other: Term) -> bool:
    return _spells(one.text, other.text) or _spells(other.text, one.text)


@lru_cache(maxsize=1 << 14)
def _spells(short: str, long: str) -> bool:
    if not _could_abbreviate(short) or "*" in long:
        return False
    words = long.split()
    return len(fold(short)) == 1 and len(words) > 1 and spells(fold(short)[0].word, words)
