"""Profile → plan: what is looked for, and what each finding counts."""

import pytest

from bot.core.matching.language import parse_keyword, parse_keywords, parse_query
from bot.core.matching.plan import MAX_REMEMBERED, abbreviates, plan_of
from bot.core.matching.types import Adjustment, AnyOf, Field, Keyword, Profile, Term
from tests.bot.matching.papers import profile

DPO, LONG, SPACED = Term("DPO"), Term("direct preference optimization"), Term("Direct Preference-Optimization")


def wished(written: str) -> list[str]:
    plan = plan_of(Profile("tested", parse_query(written).keywords))
    return [wish.keyword.sought.text for wish in plan.wishes if isinstance(wish.keyword.sought, Term)]


def sought(*terms: Term) -> list[object]:
    return [wish.sought for wish in plan_of(Profile("tested", tuple(map(Keyword, terms)))).wishes]


@pytest.mark.parametrize(
    ("written", "wishes"),
    [
        ("zebra, gnu", ["zebra", "gnu"]),
        ("zebra, -gnu", ["zebra"]),
        ("zebra, +gnu", ["zebra", "gnu"]),
        ("zebra, +category:cs", ["zebra"]),
        ("zebra, +year:2024, +source:arxiv", ["zebra"]),
        ("zebra, category:cs", ["zebra"]),
        ("category:cs, year:2024", ["cs", "2024"]),
        ("+category:cs", ["cs"]),
        ("+category:cs, +year:2024, -zebra", ["cs", "2024"]),
        ("zebra, +author:okafor", ["zebra", "okafor"]),
    ],
)
def test_a_filter_is_a_wish_only_if_there_is_no_other(written: str, wishes: list[str]) -> None:
    assert wished(written) == wishes


def test_required_and_excluded_keywords_are_kept_apart() -> None:
    asked = parse_keywords("zebra, +gnu, -lynx, +year:2024")
    learned = (Adjustment(Term("puma"), 1.0, "you liked it"),)
    plan = plan_of(Profile("tested", asked, learned=learned))
    assert plan.required == (asked[1], asked[3])
    assert plan.excluded == (asked[2],)
    assert plan.learned == learned


def test_facts_typed_without_a_sign_narrow_down_to_one_of_each_field() -> None:
    plan = plan_of(Profile("tested", parse_query("zebra, category:cs, year:2024, category:math").keywords))
    categories = AnyOf((Term("cs", field=Field.CATEGORY), Term("math", field=Field.CATEGORY)))
    assert [keyword.sought for keyword in plan.required] == [categories, Term("2024", field=Field.YEAR)]


def test_an_acronym_and_its_meaning_in_one_list_are_one_thing() -> None:
    assert sought(DPO, LONG) == [AnyOf((DPO, LONG)), AnyOf((LONG, DPO))]
    assert sought(LONG, Term("zebra"), DPO) == [AnyOf((LONG, DPO)), Term("zebra"), AnyOf((DPO, LONG))]


@pytest.mark.parametrize("order", [(DPO, LONG, SPACED), (SPACED, LONG, DPO), (LONG, DPO, SPACED)])
def test_one_thing_in_other_letters_counts_once_whatever_the_order(order) -> None:
    assert set(sought(*order)) == {AnyOf((DPO, SPACED)), AnyOf((SPACED, DPO))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("agents", "Agents"),
        ("reward model", "reward models"),
        ("fine-tuning", "finetuning"),
        ("fine tuning", "fine-tuning"),
        ("optimisation", "optimization"),
        ("agents", "agents^2"),
        ("agents", "+agents"),
        ("agents", "agents"),
    ],
)
def test_what_differs_in_letters_alone_counts_once_by_the_greater_weight(one: str, other: str) -> None:
    plan = plan_of(profile(one, other, "zebra"))
    assert len(plan.wishes) == 2
    assert max(wish.keyword.weight for wish in plan.wishes) == max(parse_keyword(each).weight for each in (one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("RAG", "rag"), ("agent", "agent*"), ("agents", '"agents"'), ("agents", "title:agents"), ("agent", "agency")],
)
def test_what_asks_for_something_else_counts_too(one: str, other: str) -> None:
    assert len(plan_of(profile(one, other)).wishes) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dpo", "direct preference optimization"),
        ("DPO", "reward model"),
        ("DPO", "optimization"),
        ("DPO*", "direct preference optimization"),
        ("DPO", "direct preference optim*"),
        ("DPO loss", "direct preference optimization"),
    ],
)
def test_other_keywords_are_not(one: str, other: str) -> None:
    assert sought(Term(one), Term(other)) == [Term(one), Term(other)]


def test_nor_are_keywords_that_look_in_different_places() -> None:
    assert [type(wish.sought) for wish in plan_of(profile("title:DPO", LONG.text)).wishes] == [Term, Term]


def test_an_excluded_acronym_is_no_spelling_of_a_wish() -> None:
    assert [wish.sought for wish in plan_of(profile(LONG.text, "-DPO")).wishes] == [LONG]


@pytest.mark.parametrize(
    ("written", "could"), [("DPO", True), ("LoRA", True), ("dpo", False), ("DPO loss", False), ("(RAG OR DPO)", False)]
)
def test_only_one_word_with_two_capitals_could_be_an_acronym(written: str, could: bool) -> None:
    assert abbreviates(parse_keywords(written)[0]) is could


def test_a_plan_is_made_once_for_a_profile_and_again_when_too_many_came_between() -> None:
    asked = profile("zebra")
    first = plan_of(asked)
    assert plan_of(asked) is first
    others = [profile("gnu") for _ in range(MAX_REMEMBERED)]
    assert {plan_of(other).wishes for other in others} == {plan_of(profile("gnu")).wishes}
    assert plan_of(asked).wishes == first.wishes
