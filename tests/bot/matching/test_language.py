"""What readers write is understood."""

import pytest

from bot.core.matching.language import parse_keyword, parse_keywords, parse_profile, parse_query, print_keyword
from bot.core.matching.types import (
    DEFAULT_THRESHOLD,
    AllOf,
    AnyOf,
    Expression,
    Field,
    Keyword,
    Not,
    Profile,
    Role,
    Term,
)

A, B, C = Term("a"), Term("b"), Term("c")


def exact(text: str, field: Field | None = None) -> Term:
    return Term(text, True, field)


def within(field: Field, text: str) -> Term:
    return Term(text, field=field)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("alignment", Term("alignment")),
        ("reward  model", Term("reward model")),
        ("text-to-image", Term("text-to-image")),
        ("C++ A+B F1-score", Term("C++ A+B F1-score")),
        ("強化学習", Term("強化学習")),
        ("التعلم العميق", Term("التعلم العميق")),
        ("\u200fהסקה\u200e", Term("הסקה")),
        ("\u200b\ufeffreward\u00a0model", Term("reward model")),
        ("reward - model", Term("reward model")),
        ("reward & model …", Term("reward model")),
        ("• reward model", Term("reward model")),
        ('"reward model"', exact("reward model")),
        ("“reward model”", exact("reward model")),
        ("„reward model“", exact("reward model")),
        ("«reward model»", exact("reward model")),
        ("»reward model«", exact("reward model")),
        ("＂reward model＂", exact("reward model")),
        ("「報酬モデル」", exact("報酬モデル")),
        ("«the “reward” model»", exact("the reward model")),
        ('"a, b: c^2 -d* (e) OR"', exact("a, b: c^2 -d* (e) OR")),
        ('"reward model".', exact("reward model")),
        ("hallucinat*", Term("hallucinat*")),
        ("prompt tun*", Term("prompt tun*")),
        ("hallucinat* detection", Term("hallucinat* detection")),
        ("gpt-4*", Term("gpt-4*")),
        ("हिन्दी*", Term("हिन्दी*")),
        ("neur＊", Term("neur*")),
        ("learning and memory or not", Term("learning and memory or not")),
        ("LEARNING AND MEMORY", AllOf((Term("LEARNING"), Term("MEMORY")))),
        ('"LEARNING AND MEMORY"', exact("LEARNING AND MEMORY")),
        ("title:survey", within(Field.TITLE, "survey")),
        ("Abstract : survey", within(Field.ABSTRACT, "survey")),
        ("title：survey", within(Field.TITLE, "survey")),
        ("keywords:survey", within(Field.KEYWORDS, "survey")),
        ("author:Yann LeCun", within(Field.AUTHOR, "Yann LeCun")),
        ("org:openai", within(Field.ORGANIZATION, "openai")),
        ("source:arxiv", within(Field.SOURCE, "arxiv")),
        ("category:cs.CL", within(Field.CATEGORY, "cs.CL")),
        ("category:cond-mat.mes-hall", within(Field.CATEGORY, "cond-mat.mes-hall")),
        ("year:2024", within(Field.YEAR, "2024")),
        ("year: 2023-2025", within(Field.YEAR, "2023-2025")),
        ("year:2023–2025", within(Field.YEAR, "2023-2025")),
        ("year:2023 - 2025", within(Field.YEAR, "2023-2025")),
        ("year:2024-", within(Field.YEAR, "2024-")),
        ("year:-2024", within(Field.YEAR, "-2024")),
        ('title:"foo bar"', exact("foo bar", Field.TITLE)),
    ],
)
def test_words_phrases_and_fields_are_terms(written: str, meant: Expression) -> None:
    assert parse_keyword(written) == Keyword(meant)
    assert parse_keyword(print_keyword(Keyword(meant))) == Keyword(meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a OR b", AnyOf((A, B))),
        ("a AND b", AllOf((A, B))),
        ("a AND NOT b", AllOf((A, Not(B)))),
        ("a NOT b", AllOf((A, Not(B)))),
        ("a OR b AND c", AnyOf((A, AllOf((B, C))))),
        ("(a OR b) AND c", AllOf((AnyOf((A, B)), C))),
        ("(a OR b) c", AllOf((AnyOf((A, B)), C))),
        ("a AND (b AND c)", AllOf((A, B, C))),
        ("a OR (b OR c)", AnyOf((A, B, C))),
        ("a OR a", A),
        ("a AND NOT NOT b", AllOf((A, B))),
        ("a AND -b", AllOf((A, Not(B)))),
        ("(a -b)", AllOf((A, Not(B)))),
        ("(a +b)", AllOf((A, B))),
        ("c AND (NOT a AND NOT b)", AllOf((C, Not(AnyOf((A, B)))))),
        ("a AND NOT (b AND NOT c)", AllOf((A, Not(AllOf((B, Not(C))))))),
        ('"a" b', AllOf((exact("a"), B))),
        ('"a""b"', AllOf((exact("a"), exact("b")))),
        ('"a"OR"b"', AnyOf((exact("a"), exact("b")))),
        ("(a)AND(b)", AllOf((A, B))),
        ("reward model author:Askell", AllOf((Term("reward model"), within(Field.AUTHOR, "Askell")))),
        ("year:2024 a b", AllOf((within(Field.YEAR, "2024"), Term("a b")))),
        ("year:2024 AND year:-2025", AllOf((within(Field.YEAR, "2024"), within(Field.YEAR, "-2025")))),
        ("year:(-2020 OR 2024-)", AnyOf((within(Field.YEAR, "-2020"), within(Field.YEAR, "2024-")))),
        ("category:(cs.CL NOT cs.AI)", AllOf((within(Field.CATEGORY, "cs.CL"), Not(within(Field.CATEGORY, "cs.AI"))))),
        ("title:(a OR b)", AnyOf((within(Field.TITLE, "a"), within(Field.TITLE, "b")))),
        ("title:(a -title:b)", AllOf((within(Field.TITLE, "a"), Not(within(Field.TITLE, "b"))))),
        ("(a\nOR\r\n\n b)", AnyOf((A, B))),
        ("（a OR b）", AnyOf((A, B))),
        ("強化学習（模型 OR 方法）", AllOf((Term("強化学習"), AnyOf((Term("模型"), Term("方法")))))),
    ],
)
def test_or_binds_loosest_then_and_then_not(written: str, meant: Expression) -> None:
    assert parse_keyword(written) == Keyword(meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("-survey", Keyword(Term("survey"), Role.EXCLUDED)),
        ("- survey", Keyword(Term("survey"), Role.EXCLUDED)),
        ("–survey", Keyword(Term("survey"), Role.EXCLUDED)),
        ("−survey", Keyword(Term("survey"), Role.EXCLUDED)),
        ("\u200f-survey", Keyword(Term("survey"), Role.EXCLUDED)),
        ("NOT survey", Keyword(Term("survey"), Role.EXCLUDED)),
        ("NOT (a OR b)", Keyword(AnyOf((A, B)), Role.EXCLUDED)),
        ("NOT a AND NOT b", Keyword(AnyOf((A, B)), Role.EXCLUDED)),
        ("-(a AND NOT b)", Keyword(AllOf((A, Not(B))), Role.EXCLUDED)),
        ('-title:"foo bar"', Keyword(exact("foo bar", Field.TITLE), Role.EXCLUDED)),
        ("-year:-2020", Keyword(within(Field.YEAR, "-2020"), Role.EXCLUDED)),
        ("+survey", Keyword(Term("survey"), Role.REQUIRED)),
        ("+a OR b", Keyword(AnyOf((A, B)), Role.REQUIRED)),
        ("survey^2", Keyword(Term("survey"), weight=2.0)),
        ("survey ^ 2.50", Keyword(Term("survey"), weight=2.5)),
        ("survey^.5", Keyword(Term("survey"), weight=0.5)),
        ("survey^0.01", Keyword(Term("survey"), weight=0.01)),
        ("survey^1.238", Keyword(Term("survey"), weight=1.24)),
        ("survey^1", Keyword(Term("survey"))),
        ("+title:foo*^3", Keyword(within(Field.TITLE, "foo*"), Role.REQUIRED, 3.0)),
        ("(a OR b)^2", Keyword(AnyOf((A, B)), weight=2.0)),
        ("year:2024^2", Keyword(within(Field.YEAR, "2024"), weight=2.0)),
    ],
)
def test_a_keyword_has_a_role_and_a_weight(written: str, meant: Keyword) -> None:
    assert parse_keyword(written) == meant


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("a, b", ["a", "b"]),
        ("a,b,", ["a", "b"]),
        ("a;b；c", ["a", "b", "c"]),
        ("a\nb\r\n\n c", ["a", "b", "c"]),
        ("a\u2028b", ["a", "b"]),
        ("a,\nb", ["a", "b"]),
        ('"a, b", c', ['"a, b"', "c"]),
        ("模型，学习、方法", ["模型", "学习", "方法"]),
        ("نموذج، تعلم", ["نموذج", "تعلم"]),
        ("reward model -survey", ["reward model", "-survey"]),
        ('reward model +"DPO" -x y', ["reward model", '+"DPO"', "-x y"]),
        ("a^2 -b +c", ["a^2", "-b", "+c"]),
        ("a, b, a", ["a", "b"]),
        ("['a', 'b']", ["['a'", "'b']"]),
        ("  ", []),
        (" \n\u200b", []),
    ],
)
def test_commas_line_ends_and_signs_separate_keywords_outside_quotes(written: str, normal: list[str]) -> None:
    assert [print_keyword(keyword) for keyword in parse_keywords(written)] == normal


def test_a_profile_is_a_name_a_colon_and_keywords() -> None:
    meant = Profile("my topic", (Keyword(Term("rag")), Keyword(Term("survey"), Role.EXCLUDED)))
    assert parse_profile(" my  topic : rag, -survey") == meant
    assert parse_profile("my topic： rag，-survey") == meant
    assert meant.threshold == DEFAULT_THRESHOLD


@pytest.mark.parametrize(
    "written", ["rag, min:55.5, top:3", "min:55.5 top : 3 rag", "rag min: 55.5\nTOP:3", "rag;top:3;min:55.50"]
)
def test_threshold_and_cap_stand_anywhere_among_the_keywords(written: str) -> None:
    assert parse_profile(f"x: {written}") == Profile("x", (Keyword(Term("rag")),), 55.5, 3)
    assert parse_query(written) == ((Keyword(Term("rag")),), 55.5, 3)


def test_a_search_without_threshold_and_cap_says_nothing_of_them() -> None:
    assert parse_query("rag") == ((Keyword(Term("rag")),), None, None)


def test_required_keywords_alone_are_a_profile() -> None:
    assert parse_profile("x: +a").keywords == (Keyword(A, Role.REQUIRED),)
