"""What was understood is printed so that it is understood again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.language import (
    MAX_NESTING,
    ProfileSyntaxError,
    parse_keyword,
    parse_keywords,
    parse_profile,
    print_keyword,
    print_profile,
)
from bot.core.matching.types import Keyword, Profile, Term
from tests.bot.matching.language_texts import is_well_formed, keywords, written_texts


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("reward   model", "reward model"),
        ("search & rescue", "search rescue"),
        ("“reward model”", '"reward model"'),
        ("«x “y” z»", '"x y z"'),
        ("- survey", "-survey"),
        ("NOT survey", "-survey"),
        ("+NOT survey", "-survey"),
        ("NOT NOT a", "a"),
        ("NOT a AND NOT b", "-(a OR b)"),
        ("a (b c)", "a AND b c"),
        ("(a AND (b AND c))", "a AND b AND c"),
        ("(a OR b) OR a", "a OR b"),
        ("a OR b AND c", "a OR b AND c"),
        ("(a OR b) AND c", "(a OR b) AND c"),
        ("reinforcement learning from human feedback (rlhf)", "reinforcement learning from human feedback OR rlhf"),
        ("reward model (rm)", "reward model AND rm"),
        ("a OR b^2", "(a OR b)^2"),
        ("title:a OR title:b", "title:(a OR b)"),
        ("+title:a title:b^2.50", "+title:(a AND b)^2.5"),
        ("year:2024-2024", "year:2024"),
        ("year:2023 – 2025", "year:2023-2025"),
        ('category:"cs.CL"', "category:cs.CL"),
        ("Title : survey", "title:survey"),
    ],
)
def test_the_normal_form_says_the_same_in_one_way(written: str, normal: str) -> None:
    assert print_keyword(parse_keyword(written)) == normal
    assert parse_keyword(normal) == parse_keyword(written)


def test_a_profile_names_threshold_and_cap_only_if_they_are_not_the_usual_ones() -> None:
    keywords = (Keyword(Term("rag")),)
    assert print_profile(Profile("mine", keywords)) == "mine: rag"
    assert print_profile(Profile("mine", keywords, 55.5, 10)) == "mine: rag, min:55.5, top:10"
    assert print_profile(Profile("mine", keywords, 0.0)) == "mine: rag, min:0"


def test_what_cannot_be_written_bare_is_printed_in_quotes() -> None:
    assert print_keyword(Keyword(Term("this AND that"))) == '"this AND that"'


@given(keywords())
def test_every_keyword_printed_is_understood_as_the_same(keyword: Keyword) -> None:
    printed = print_keyword(keyword)
    assert parse_keyword(printed) == keyword
    assert len(printed.splitlines()) == 1


@given(st.lists(keywords(), min_size=1, max_size=5, unique_by=lambda k: k.sought), st.sampled_from([", ", "\n", ";"]))
def test_printed_keywords_in_a_list_are_understood_as_the_same(listed: list[Keyword], separator: str) -> None:
    assert parse_keywords(separator.join(map(print_keyword, listed))) == tuple(listed)


@given(written_texts)
def test_any_text_is_a_profile_that_prints_the_same_or_a_mistake_within_it(text: str) -> None:
    outcome = _parsed_or_mistake(f"n:{text}")
    if isinstance(outcome, ProfileSyntaxError):
        assert 0 <= outcome.position <= len(text) + 2
        assert str(outcome).count("\n") == 2
        assert len(outcome.message) < 400
    else:
        printed = print_profile(outcome)
        assert parse_profile(printed) == outcome
        assert print_profile(parse_profile(printed)) == printed
        assert all(is_well_formed(keyword.sought) for keyword in outcome.keywords)


def _parsed_or_mistake(text: str) -> Profile | ProfileSyntaxError:
    try:
        return parse_profile(text)
    except ProfileSyntaxError as mistake:
        return mistake


@pytest.mark.parametrize("innermost", ["a", "title:b OR title:a", "NOT a NOT b", "a OR b", "a b OR c d AND e"])
@pytest.mark.parametrize(
    "wrap", ["({})", "a{depth} AND ({} OR b)", "title:({})", "a{depth} OR (b AND {} c)", "(x {})^2"]
)
def test_a_normal_form_never_nests_too_deep(innermost: str, wrap: str) -> None:
    for depth in range(MAX_NESTING - 4, MAX_NESTING + 2):
        for around in ("{}", wrap):
            text = around.replace("{}", _nested(innermost, depth)).replace("{depth}", "z")
            try:
                keyword = parse_keyword(text)
            except ProfileSyntaxError:
                continue
            assert parse_keyword(print_keyword(keyword)) == keyword


def _nested(innermost: str, depth: int) -> str:
    text = innermost
    for level in range(depth):
        text = f"(a{level} {'OR' if level % 2 else 'AND'} ({text}))" if level % 3 == 0 and depth < 12 else f"({text})"
    return text
