"""What readers write is understood, or the mistake is shown where it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.folding import fold
from bot.core.matching.keyword_syntax import MAX_WEIGHT, MIN_WEIGHT
from bot.core.matching.language import (
    MAX_KEYWORD,
    MAX_KEYWORDS,
    MAX_NAME,
    ProfileSyntaxError,
    parse_keyword,
    parse_keywords,
    parse_profile,
    print_keyword,
)
from bot.core.matching.syntax import SHOWN_CHARACTERS
from bot.core.matching.types import DEFAULT_THRESHOLD, Field, Form, Keyword, Profile


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("alignment", Keyword("alignment")),
        ("reward  model", Keyword("reward model")),
        ("text-to-image", Keyword("text-to-image")),
        ("強化学習", Keyword("強化学習")),
        ('"reward model"', Keyword("reward model", Form.EXACT)),
        ("“reward model”", Keyword("reward model", Form.EXACT)),
        ("„reward model“", Keyword("reward model", Form.EXACT)),
        ('"a, b: c^2 -d*"', Keyword("a, b: c^2 -d*", Form.EXACT)),
        ("hallucinat*", Keyword("hallucinat", Form.PREFIX)),
        ("prompt tun*", Keyword("prompt tun", Form.PREFIX)),
        ("gpt-4*", Keyword("gpt-4", Form.PREFIX)),
        ("-survey", Keyword("survey", excluded=True)),
        ("- survey", Keyword("survey", excluded=True)),
        ("title:survey", Keyword("survey", field=Field.TITLE)),
        ("Abstract : survey", Keyword("survey", field=Field.ABSTRACT)),
        ("author:Yann LeCun", Keyword("Yann LeCun", field=Field.AUTHOR)),
        ("org:openai", Keyword("openai", field=Field.ORGANIZATION)),
        ("source:arxiv", Keyword("arxiv", field=Field.SOURCE)),
        ("survey^2", Keyword("survey", weight=2.0)),
        ("survey ^ 2.50", Keyword("survey", weight=2.5)),
        ("survey^0.01", Keyword("survey", weight=0.01)),
        ('-title:"foo bar"', Keyword("foo bar", Form.EXACT, Field.TITLE, excluded=True)),
        ("title:foo*^3", Keyword("foo", Form.PREFIX, Field.TITLE, weight=3.0)),
        ('"foo"^2', Keyword("foo", Form.EXACT, weight=2.0)),
        ("(a+)+$", Keyword("(a+)+$")),
    ],
)
def test_a_keyword_is_understood(written: str, meant: Keyword) -> None:
    assert parse_keyword(written) == meant
    assert parse_keyword(print_keyword(meant)) == meant


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        ("a, b", ["a", "b"]),
        ("a,b,", ["a", "b"]),
        ("a\nb\r\n\n c", ["a", "b", "c"]),
        ("a,\nb", ["a", "b"]),
        ('"a, b", c', ["a, b", "c"]),
        ("模型，学习", ["模型", "学习"]),
        ("  ", []),
    ],
)
def test_commas_and_line_ends_separate_keywords_outside_quotes(written: str, texts: list[str]) -> None:
    assert [keyword.text for keyword in parse_keywords(written)] == texts


def test_a_profile_is_a_name_a_colon_and_keywords() -> None:
    meant = Profile("my topic", (Keyword("rag"), Keyword("survey", excluded=True)))
    assert parse_profile(" my  topic : rag, -survey") == meant
    assert meant.threshold == DEFAULT_THRESHOLD


MISTAKES = [
    ('x: "reward model', 3, "never closed"),
    ('x: "reward model\n y"', 3, "never closed"),
    ("x: rag, titel:foo", 8, "title:"),
    ("x: organisation:foo", 3, "org:"),
    ("x: survey: alignment", 3, "quotes"),
    ("x: the survey: alignment", 13, "colon"),
    ("x: http://example.org", 3, "no field"),
    ("x: title:, foo", 9, "Nothing stands after title:"),
    ("x: foo^heavy", 7, "no weight"),
    ("x: foo^", 6, "no weight"),
    ("x: foo^0", 7, "no weight"),
    ("x: foo^1e3", 7, "no weight"),
    ("x: foo^nan", 7, "no weight"),
    ("x: foo^٣", 7, "no weight"),
    ("x: foo^1000", 7, "no weight"),
    ("x: foo^2^3", 6, "too many"),
    ("x: foo, -bar^2", 12, "has no weight"),
    ("x: foo, -", 8, "minus alone"),
    ("x: foo, --bar", 9, "out of place"),
    ("x: title:-foo", 9, "out of place"),
    ("x: *", 3, "star alone"),
    ("x: fo*o", 5, "end"),
    ("x: *foo", 3, "end"),
    ("x: foo *", 7, "follow"),
    ("x: a*", 4, "at least 2 letters"),
    ('x: "foo"*', 8, "no star"),
    ('x: "foo" bar', 9, "behind the closing quote"),
    ('x: foo "bar"', 7, "within"),
    ("x: ...", 3, "no word"),
    ('x: "…"', 4, "no word"),
    ('x: ""', 4, "no word"),
    ("x: a, , b", 6, "before this comma"),
    ("x: , b", 3, "before this comma"),
    ("x: -a, -b", 3, "exclusions alone"),
    ("x:", 2, "no keywords"),
    ("x: \n", 4, "no keywords"),
    ("x", 1, "colon"),
    ("", 0, "colon"),
    (" : a", 0, "no name"),
    ("n" * (MAX_NAME + 1) + ": a", MAX_NAME, "at most"),
    ("x: " + "a" * (MAX_KEYWORD + 1), 3 + MAX_KEYWORD, "at most"),
    ("x: " + "a," * (MAX_KEYWORDS + 1), 3 + 2 * MAX_KEYWORDS, "at most"),
]


@pytest.mark.parametrize(("written", "position", "says"), MISTAKES)
def test_a_mistake_is_named_at_its_place(written: str, position: int, says: str) -> None:
    with pytest.raises(ProfileSyntaxError) as caught:
        parse_profile(written)
    assert caught.value.text == written
    assert caught.value.position == position
    assert says in caught.value.message


@pytest.mark.parametrize("written", [mistake[0] for mistake in MISTAKES])
def test_a_mistake_is_shown_as_message_line_and_caret(written: str) -> None:
    with pytest.raises(ProfileSyntaxError) as caught:
        parse_profile(written)
    message, line, caret = str(caught.value).split("\n")
    assert message == caught.value.message
    assert caret.strip() == "^"
    assert len(line) <= SHOWN_CHARACTERS + 4
    beneath = line[len(caret) - 1 : len(caret)]
    assert beneath == written[caught.value.position : caught.value.position + 1].strip("\n")


def test_the_caret_stands_below_its_character_behind_wide_ones() -> None:
    with pytest.raises(ProfileSyntaxError) as caught:
        parse_profile("模型: 学习, titel:x")
    _, line, caret = str(caught.value).split("\n")
    before = line[: line.index("titel")]
    columns = sum(2 if unicodedata.east_asian_width(c) == "W" else 1 for c in before)
    assert caret == " " * columns + "^"


@pytest.mark.parametrize(("written", "position"), [("", 0), ("a, b", 3), ("a\nb", 2)])
def test_where_one_keyword_is_expected_none_and_several_are_refused(written: str, position: int) -> None:
    with pytest.raises(ProfileSyntaxError) as caught:
        parse_keyword(written)
    assert caught.value.position == position


@pytest.mark.parametrize("hostile", ["(" * 1_000_000, "a" * 1_000_000, "-" * 1_000_000, "^" * 1_000_000, '"' * 999_999])
def test_a_megabyte_is_refused_with_a_short_answer(hostile: str) -> None:
    with pytest.raises(ProfileSyntaxError) as caught:
        parse_profile(f"x: {hostile}")
    assert len(str(caught.value)) < 400


bare_texts = st.text(max_size=40).map(lambda text: "".join(c for c in " ".join(text.split()) if c not in ',，"“”„:^*'))
quoted_texts = st.text(max_size=40).map(lambda text: "".join(c for c in " ".join(text.split()) if c not in '"“”„'))


@st.composite
def keywords(draw: st.DrawFn) -> Keyword:
    """Every keyword that can be written."""
    form = draw(st.sampled_from(Form))
    text = draw(quoted_texts if form is Form.EXACT else bare_texts).strip()
    if form is not Form.EXACT:
        text = " ".join(text.lstrip("-").split())
    if form is Form.PREFIX:
        text = f"{text} ab".strip()
    if not fold(text) or text.startswith("-"):
        text = "plain"
    excluded = draw(st.booleans())
    weight = 1.0 if excluded else draw(st.floats(MIN_WEIGHT, MAX_WEIGHT))
    return Keyword(text, form, draw(st.none() | st.sampled_from(Field)), excluded, weight)


@given(keywords())
def test_every_keyword_printed_is_understood_as_the_same(keyword: Keyword) -> None:
    assert parse_keyword(print_keyword(keyword)) == keyword


@given(st.lists(keywords(), min_size=1, max_size=5), st.sampled_from([", ", ",", "\n", ",\n"]))
def test_printed_keywords_in_a_list_are_understood_as_the_same(listed: list[Keyword], separator: str) -> None:
    assert parse_keywords(separator.join(map(print_keyword, listed))) == tuple(listed)


@given(st.text(max_size=60) | st.text(alphabet='ab:-*^",“” 2title\n', max_size=60))
def test_any_text_is_a_profile_or_a_mistake_within_it(text: str) -> None:
    outcome = _parsed_or_mistake(text)
    if isinstance(outcome, ProfileSyntaxError):
        assert 0 <= outcome.position <= len(text)
        assert str(outcome).count("\n") == 2
    else:
        written = f"{outcome.name}: " + ", ".join(map(print_keyword, outcome.keywords))
        assert parse_profile(written) == outcome


def _parsed_or_mistake(text: str) -> Profile | ProfileSyntaxError:
    try:
        return parse_profile(text)
    except ProfileSyntaxError as mistake:
        return mistake
