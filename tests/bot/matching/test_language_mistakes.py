"""What cannot be understood is pointed at, with a way to mend it."""

import unicodedata

import pytest

from bot.core.matching.language import (
    MAX_KEYWORD,
    MAX_KEYWORDS,
    MAX_NAME,
    MAX_NESTING,
    MAX_TERMS,
    ProfileSyntaxError,
    parse_keyword,
    parse_keywords,
    parse_profile,
    parse_query,
)
from bot.core.matching.syntax import SHOWN_CHARACTERS

MISTAKES = [
    # quotes and parentheses
    ('x: "reward model', 3, "never closed"),
    ('x: "reward model\n y"', 3, "never closed"),
    ("x: (a OR (b AND c)", 3, "parenthesis is never closed"),
    ("x: (a OR b\nc d", 3, "parenthesis is never closed"),
    ("x: a OR b)", 9, "closes nothing"),
    ("x: )", 3, "closes nothing"),
    ("x: a, ()", 6, "nothing between these parentheses"),
    ("x: (a, b)", 5, "Write OR"),
    ("x: (a+)+$", 7, "right behind a closing parenthesis"),
    ("x: model(s)", 8, "right behind a word"),
    ("x: (re)ranking", 7, "'r' stands right behind a closing parenthesis"),
    ('x: 12"', 5, "never closed"),
    ('x: pre"trained"', 6, "right behind a word"),
    ('x: "a"-b', 6, "right behind a closing quotation mark"),
    ("x: " + "(" * (MAX_NESTING + 1) + "a" + ")" * (MAX_NESTING + 1), 3 + MAX_NESTING, "deep"),
    # operators
    ("x: a OR", 5, "Nothing stands after OR"),
    ("x: a AND\nb", 5, "Go on in the same line"),
    ("x: OR b", 3, "Nothing stands before OR"),
    ("x: (AND b)", 4, "Nothing stands before AND"),
    ("x: a OR OR b", 8, "OR stands right behind OR"),
    ("x: a AND OR b", 9, "OR stands right behind AND"),
    ("x: NOT", 3, "Nothing stands after NOT"),
    ("x: a OR NOT b", 8, "Say what to find"),
    ("x: a OR -b", 8, "Say what to find"),
    ("x: NOT a OR b", 3, "Say what to find"),
    ("x: a AND NOT a", 3, "'a' is both wanted and excluded"),
    ("x: " + "NOT " * (MAX_NESTING + 1) + "a", 3 + 4 * MAX_NESTING, "in a row"),
    ('x: "a" or "b"', 7, "'or' stands alone here. Write OR in capitals for either"),
    ("x: (a OR b) and (c OR d)", 12, "Write AND in capitals for both"),
    ("x: (a) not (b)", 7, "Write NOT in capitals"),
    ("x: title:(a) or title:b", 13, "'or' stands alone"),
    ("x: a | b", 5, "Write OR"),
    ("x: a|b", 4, "Write OR"),
    ("x: a && b", 5, "Write AND"),
    ("x: !survey", 3, "-survey"),
    # signs
    ("x: foo, -", 8, "minus alone"),
    ("x: foo, +", 8, "plus alone"),
    ("x: foo, --bar", 9, "out of place"),
    ("x: foo, - -bar", 10, "out of place"),
    ("x: title:-foo", 9, "out of place"),
    ("x: a, -(NOT b)", 6, "Write +b"),
    ('x: -"a" b', 8, "how far the minus reaches"),
    ("x: -a OR b", 6, "-(a OR b)"),
    ("x: survey, -survey", 11, "both wanted and excluded"),
    ("x: survey, +survey", 11, "twice"),
    ("x: survey, survey^2", 11, "twice"),
    ("x: -a, -b", 3, "exclusions alone"),
    ("x: NOT a", 3, "exclusions alone"),
    # fields
    ("x: rag, titel:foo", 8, "title:"),
    ("x: title:title:foo", 9, "twice"),
    ("x: organisation:foo", 3, "org:"),
    ("x: affiliation:foo", 3, "Did you mean org:"),
    ("x: cat:cs.CL", 3, "Did you mean category:"),
    ("x: date:2024", 3, "Did you mean year:"),
    ("x: threshold:40", 3, "Did you mean min:"),
    ("x: limit:40", 3, "Did you mean top:"),
    ("x: survey: alignment", 3, "quotes"),
    ("x: the survey: alignment", 7, "quotes"),
    ("x: http://example.org", 3, "no field"),
    ("x: 3:1", 4, "colon follows no field"),
    ("x: :a", 3, "colon follows no field"),
    ("x: title:, foo", 9, "Nothing stands after title:"),
    ("x: title:NOT a", 9, "NOT title:word"),
    ("x: title:OR a", 9, "OR cannot stand right behind title:"),
    ("x: title:author:a", 9, "author: stands within title:"),
    ("x: title:(a OR author:b)", 15, "author: stands within title:"),
    ("x: year:soon", 8, "'soon' is no year"),
    ("x: year:>2020", 8, "2024- (since)"),
    ("x: year:1066", 8, "1900 to 2100"),
    ("x: year:2025-2023", 8, "year:2023-2025"),
    ("x: year:, a", 8, "Nothing stands after year:"),
    ("x: year:-", 8, "is no year"),
    ("x: year:(2024 OR soon)", 17, "'soon' is no year"),
    ("x: category:cs.*", 12, "category:cs finds"),
    ("x: category:12", 12, "category:cs.CL"),
    ("x: category:AND", 12, "category:cs.CL"),
    # threshold and cap
    ("x: a, min:abc", 10, "'abc' does not go with min:"),
    ("x: a, min:101", 10, "0 to 100"),
    ("x: a, min:-1", 10, "0 to 100"),
    ("x: a, min:", 10, "Nothing stands after min:"),
    ("x: a, min:40%", 10, "0 to 100"),
    ("x: a, top:0", 10, "from 1"),
    ("x: a, top:2.5", 10, "from 1"),
    ("x: a, min:1, min:2", 13, "twice"),
    ("x: (a min:4)", 6, "whole list"),
    ("x: a OR min:4", 8, "whole list"),
    ("x: -min:4", 4, "whole list"),
    ("x: min:4", 8, "no keywords"),
    # weights
    ("x: foo^heavy", 7, "no weight"),
    ("x: foo^", 6, "weight is missing"),
    ("x: foo^0", 7, "no weight"),
    ("x: foo^1e3", 7, "no weight"),
    ("x: foo^nan", 7, "no weight"),
    ("x: foo^-2", 7, "no weight"),
    ("x: foo^٣", 7, "no weight"),
    ("x: foo^1000", 7, "no weight"),
    ("x: foo^2,5", 8, "^2.5"),
    ("x: foo^2^3", 8, "too many"),
    ("x: foo^2 bar", 9, "ends a keyword"),
    ("x: foo^2 OR bar", 9, "ends a keyword"),
    ("x: (foo^2 OR bar)", 7, "inside parentheses"),
    ("x: foo, -bar^2", 12, "has no weight"),
    ("x: ^2", 3, "before this weight"),
    # stars
    ("x: *", 3, "star alone"),
    ("x: a OR *", 8, "star alone"),
    ("x: fo*o", 5, "end"),
    ("x: *foo", 3, "end"),
    ("x: foo *", 7, "follow"),
    ("x: foo-*", 7, "follow"),
    ("x: foo**", 7, "One star"),
    ("x: a*", 4, "at least 2 letters"),
    ('x: "foo"*', 8, "no star"),
    ("x: (foo)*", 8, "star"),
    # nothing to look for
    ("x: ...", 3, "no word"),
    ("x: !!!", 3, "no word to look for in '!!!'"),
    ("x: a\n---\nb", 6, "out of place"),
    ("x: a\n===\nb", 5, "no word"),
    ('x: "…"', 4, "no word"),
    ('x: ""', 4, "no word between"),
    ("x: www.example.org", 3, "Web addresses"),
    ("x: a, !!!, b", 6, "no word"),
    # the profile as a whole
    ("x:", 2, "no keywords"),
    ("x: \n", 4, "no keywords"),
    ("x: ,", 4, "no keywords"),
    ("x: - a\n- b", 3, "If the dashes are bullets, leave them out."),
    ("x", 1, "colon"),
    ("", 0, "colon"),
    (" : a", 0, "no name"),
    ("n" * (MAX_NAME + 1) + ": a", MAX_NAME, "at most"),
    ("x: " + "a" * (MAX_KEYWORD + 1), 3 + MAX_KEYWORD, "at most"),
    ("x: " + "ab " * 34, 3 + MAX_KEYWORD, "at most"),
    ('x: "' + "a" * (MAX_KEYWORD + 1) + '"', 4 + MAX_KEYWORD, "at most"),
    ("x: " + "a," * (MAX_KEYWORDS + 1), 3 + 2 * MAX_KEYWORDS, "at most"),
    ("x: " + " OR ".join(["ab"] * (MAX_TERMS + 1)), 3 + 6 * MAX_TERMS, "at most"),
]


@pytest.mark.parametrize(("written", "position", "says"), MISTAKES)
def test_a_mistake_is_named_at_its_place(written: str, position: int, says: str) -> None:
    with pytest.raises(ProfileSyntaxError) as caught:
        parse_profile(written)
    assert says in caught.value.message
    assert caught.value.position == position
    assert caught.value.text == written


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


@pytest.mark.parametrize(("written", "position"), [("", 0), ("a, b", 3), ("a\nb", 2), ("a -b", 2), ("min:4", 0)])
def test_where_one_keyword_is_expected_anything_else_is_refused(written: str, position: int) -> None:
    with pytest.raises(ProfileSyntaxError) as caught:
        parse_keyword(written)
    assert caught.value.position == position


@pytest.mark.parametrize("written", ["-a", "-a, -b", "- a\n-b"])
def test_only_where_every_line_begins_with_a_dash_and_a_space_the_dashes_may_be_bullets(written: str) -> None:
    with pytest.raises(ProfileSyntaxError, match="exclusions alone") as caught:
        parse_query(written)
    assert "bullets" not in caught.value.message


@pytest.mark.parametrize("written", ["a,,,", ", a", "a; ; ", "\n,,\na\n,\n"])
def test_empty_items_are_nothing(written: str) -> None:
    assert parse_keywords(f"{written},b") == parse_keywords("a, b")
    assert parse_keyword(written) == parse_keyword("a")


@pytest.mark.parametrize("written", ['"a" AND or AND "b"', "research or development", "or, x", '"a" "or" "b"'])
def test_a_small_operator_that_is_a_word_or_is_joined_in_so_many_words_is_a_word(written: str) -> None:
    assert parse_keywords(written)


@pytest.mark.parametrize(("written", "says"), [("a, min:40", "threshold = 40"), ("a, top:5", "top = 5")])
def test_among_keywords_alone_a_setting_is_refused_with_its_place(written: str, says: str) -> None:
    with pytest.raises(ProfileSyntaxError, match=says) as caught:
        parse_keywords(written)
    assert caught.value.position == 3


@pytest.mark.parametrize(("written", "says"), [("", "nothing to look for"), ("-a", "exclusions alone")])
def test_a_search_for_nothing_is_refused(written: str, says: str) -> None:
    with pytest.raises(ProfileSyntaxError, match=says):
        parse_query(written)


HOSTILE = [
    *'(a-^"«*:,&|!)）\ud800\u0301\u200b',
    "(a+)+$",
    "(-",
    "( ",
    "a OR ",
    "NOT ",
    ". ",
    "+ ",
    ".\n",
    "a\u0301",
    "title:(",
    "title:",
    "year:",
    "min:3 ",
    '"a" ',
    "-a ",
    "a^2 ",
    "((a)",
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("before", ["x: ", "x: (", "x: a ", "x: a\n"])
def test_a_megabyte_gets_a_short_answer(piece: str, before: str) -> None:
    with pytest.raises(ProfileSyntaxError) as caught:
        parse_profile(before + piece * (1_000_000 // len(piece)) + "(")
    assert len(str(caught.value)) < 500
