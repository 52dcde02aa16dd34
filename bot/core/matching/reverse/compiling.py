"""Profile → slots: which features it wishes for, requires and excludes.

Profiles share their keywords; each is understood once, however many profiles have it.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.core.matching.language import parse_keyword
from bot.core.matching.plan import abbreviates, is_fact, letters, planned
from bot.core.matching.reverse.features import Aspect, Features
from bot.core.matching.types import Adjustment, Keyword, Profile, Role

_REMEMBERED = 1 << 18


class WishSlot(NamedTuple):
    """A wish: what is looked for; what was typed, whose specificity counts; and its weight in hundredths."""

    feature: int
    typed: int
    weight: int


class Compiled(NamedTuple):
    """A profile as numbers of features."""

    wishes: tuple[WishSlot, ...]
    required: tuple[int, ...]
    excluded: tuple[int, ...]
    learned: tuple[tuple[int, int], ...]


class _One(NamedTuple):
    """A keyword by itself.

    :ivar slot: as a wish; ``None`` if it is excluded.
    :ivar gate: the feature by which it is required or excluded; 0 if it is only wanted.
    :ivar by_plan: what it means depends on the other keywords: it is a fact, or may be an acronym of one of them.
    :ivar letters: what it has in common with keywords that are the same in other letters.
    """

    keyword: Keyword
    slot: WishSlot | None
    gate: int
    by_plan: bool
    letters: object


class Compiler:
    """Understands profiles, as features of one index."""

    def __init__(self, features: Features) -> None:
        """:param features: to which what is new is added."""
        self._features = features
        self._from_line = lru_cache(maxsize=_REMEMBERED)(self._line)
        self._from_keyword = lru_cache(maxsize=_REMEMBERED)(self._understood)

    def from_lines(self, lines: Sequence[str]) -> Compiled:
        """A profile given by its keywords in normal form.

        :raises bot.core.matching.language.ProfileSyntaxError: one of them is no keyword.
        """
        return self._compiled([self._from_line(line) for line in lines], ())

    def from_profile(self, profile: Profile) -> Compiled:
        """A profile."""
        return self._compiled([self._from_keyword(each) for each in profile.keywords], profile.learned)

    def _line(self, line: str) -> _One:
        return self._understood(parse_keyword(line))

    def _understood(self, keyword: Keyword) -> _One:
        number, sought, role = self._features.number, keyword.sought, keyword.role
        slot, gate = None, 0
        if role is not Role.EXCLUDED:
            typed = number(Aspect.DEGREE, sought)
            slot = WishSlot(typed, typed, round(100 * keyword.weight))
        if role is not Role.WANTED:
            gate = number(Aspect.CONTAINED if role is Role.EXCLUDED else Aspect.PRESENT, sought)
        return _One(keyword, slot, gate, is_fact(sought) or abbreviates(keyword), letters(keyword))

    def _compiled(self, keywords: Sequence[_One], learned: Sequence[Adjustment]) -> Compiled:
        if any(each.by_plan for each in keywords) or len({each.letters for each in keywords}) < len(keywords):
            return self._planned([each.keyword for each in keywords], learned)
        return Compiled(
            wishes=tuple(each.slot for each in keywords if each.slot),
            required=tuple(each.gate for each in keywords if each.keyword.role is Role.REQUIRED),
            excluded=tuple(each.gate for each in keywords if each.keyword.role is Role.EXCLUDED),
            learned=self._learned(learned),
        )

    def _planned(self, keywords: Sequence[Keyword], learned: Sequence[Adjustment]) -> Compiled:
        """By the plan, where keywords of the list bear on each other."""
        number = self._features.number
        plan = planned(Profile("", tuple(keywords)))
        return Compiled(
            wishes=tuple(
                WishSlot(
                    number(Aspect.DEGREE, wish.sought),
                    number(Aspect.DEGREE, wish.keyword.sought),
                    round(100 * wish.keyword.weight),
                )
                for wish in plan.wishes
            ),
            required=tuple(number(Aspect.PRESENT, keyword.sought) for keyword in plan.required),
            excluded=tuple(number(Aspect.CONTAINED, keyword.sought) for keyword in plan.excluded),
            learned=self._learned(learned),
        )

    def _learned(self, learned: Sequence[Adjustment]) -> tuple[tuple[int, int], ...]:
        number = self._features.number
        return tuple((number(Aspect.DEGREE, each.sought), round(10 * each.points)) for each in learned)
