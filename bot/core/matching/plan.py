"""Profile → plan: what is to be looked for in a paper, and what each finding counts.

The scorer and the index both work from the plan, so they cannot understand a profile differently.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.matching.acronyms import spells
from bot.core.matching.combining import any_of
from bot.core.matching.folding import fold, has_capitals, is_acronym, stem_of
from bot.core.matching.keyword_syntax import print_keyword
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
        together one of them: ``category:cs.CL, category:cs.LG`` asks for either.
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
    needed = narrowing(asked)
    # As heavy as the heaviest of those that it is made of: what is shared out must not depend on the scale of weights.
    narrows = [
        Keyword(fact, weight=max(each.weight for each, its in needed.items() if its == fact))
        for fact in dict.fromkeys(needed.values())
    ]
    wished = _distinct([keyword for keyword in asked if not is_fact(keyword.sought)]) or [*required, *narrows]
    wishes = tuple(Wish(keyword, _also_spelled(keyword, wished)) for keyword in wished)
    return Plan(wishes, (*required, *narrows), excluded, profile.learned)


def _distinct(keywords: Sequence[Keyword]) -> list[Keyword]:
    """Each thing once: ``agents, Agents`` asks for one. The heaviest stays."""
    kept: dict[object, Keyword] = {}
    for keyword in sorted(keywords, key=lambda each: (-each.weight, print_keyword(each))):
        kept.setdefault(letters(keyword), keyword)
    chosen = set(kept.values())
    return [keyword for keyword in dict.fromkeys(keywords) if keyword in chosen]


def letters(keyword: Keyword) -> object:
    """What keywords have in common that differ in case, inflection, spaces and hyphens alone; else what is sought."""
    term = keyword.sought
    if not isinstance(term, Term) or term.exact or "*" in term.text:
        return keyword.sought
    return _letters(term.text), term.field


@lru_cache(maxsize=1 << 14)
def _letters(text: str) -> tuple[str, bool]:
    return stem_of("".join(token.word for token in fold(text))), is_acronym(text)


def narrowing(keywords: Iterable[Keyword]) -> dict[Keyword, Expression]:
    """The facts that were typed without a sign, in order, each with what a paper needs because of it.

    Several of one field are alternatives: ``category:cs.CL, category:cs.LG`` needs either.
    """
    facts = [each for each in keywords if each.role is Role.WANTED and is_fact(each.sought)]
    together: dict[frozenset[Field | None], list[Expression]] = {}
    for each in facts:
        together.setdefault(_fields(each), []).append(each.sought)
    return {each: any_of(together[_fields(each)]) for each in facts}


def _fields(keyword: Keyword) -> frozenset[Field | None]:
    return frozenset(term.field for term in terms_of(keyword.sought))


def is_fact(sought: Expression) -> bool:
    """Whether it asks for facts alone, which narrow down and say nothing of the subject."""
    return all(term.field in FACT_FIELDS for term in terms_of(sought))


def _also_spelled(keyword: Keyword, others: Sequence[Keyword]) -> Expression:
    """The keyword, or another of the list that is its acronym or what it is the acronym of.

    Who lists both DPO and "direct preference optimization" means one thing; each finds what the other finds.
    """
    term = keyword.sought
    if not isinstance(term, Term) or term.exact:
        return term
    same = [other.sought for other in others if isinstance(other.sought, Term) and _spell_one_thing(term, other.sought)]
    same.sort(key=lambda other: (other.text, other.exact))  # the order of the list makes no difference
    return AnyOf((term, *same)) if same else term


def abbreviates(keyword: Keyword) -> bool:
    """Whether it could be an acronym of another keyword of its list: one word with two capitals."""
    term = keyword.sought
    return isinstance(term, Term) and _could_abbreviate(term.text)


def _could_abbreviate(text: str) -> bool:
    return has_capitals(text) and "*" not in text and " " not in text


def _spell_one_thing(one: Term, other: Term) -> bool:
    if other.exact or other.field is not one.field:
        return False
    return _spells(one.text, other.text) or _spells(other.text, one.text)


@lru_cache(maxsize=1 << 14)
def _spells(short: str, long: str) -> bool:
    if not _could_abbreviate(short) or "*" in long:
        return False
    words = long.split()
    return len(fold(short)) == 1 and len(words) > 1 and spells(fold(short)[0].word, words)
