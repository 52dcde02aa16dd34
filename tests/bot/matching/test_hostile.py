"""Input made to hang a matcher gets a clear answer; how long it takes grows with its length and no faster."""

import time
from collections.abc import Callable
from functools import partial
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.analysis import AnalysedPaper
from bot.core.matching.answers import contains
from bot.core.matching.language import ProfileSyntaxError, parse_keyword, parse_profile, parse_query
from bot.core.matching.occurrences import MANY, possible_starts
from bot.core.matching.patterns import NoAcronyms, pattern_of
from bot.core.matching.scoring import score
from bot.core.matching.search import find_spans
from bot.core.matching.types import Field, Keyword, Profile, Term
from tests.bot.matching.papers import NOTHING_COUNTED, analysed, match

MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("(a+)+$", "right behind a closing parenthesis"),
        ("(" * MEGABYTE, "deep"),
        (")" * MEGABYTE, "closes nothing"),
        ("()" * (MEGABYTE // 2), "nothing between these parentheses"),
        ("(a (" * (MEGABYTE // 4), "deep"),
        ('"' * MEGABYTE, "no word between"),
        ("“" * MEGABYTE, "no word between"),
        ("-" * MEGABYTE, "minus is out of place"),
        ("*" * MEGABYTE, "star alone"),
        ("^2" * (MEGABYTE // 2), "before this weight"),
        ("year:" * (MEGABYTE // 5), "is no year"),
        ("a" * MEGABYTE, "100 characters"),
        ("a " * (MEGABYTE // 2), "100 characters"),
        ("a\u0301" * (MEGABYTE // 2), "100 characters"),
        ("强" * MEGABYTE, "100 characters"),
        ("\u200b" * MEGABYTE, "nothing to look for"),
        ("\n" * MEGABYTE, "nothing to look for"),
        (",".join(map("k{}".format, range(MEGABYTE // 7))), "200 keywords"),
        ("NOT " * (MEGABYTE // 4), "in a row"),
        ("a OR " * (MEGABYTE // 5), "50 words"),
        ("a AND NOT " * (MEGABYTE // 10), "50 words"),
    ],
    ids=lambda value: repr(value[:10]),
)
def test_a_megabyte_of_nonsense_is_refused_in_a_few_words(written: str, message: str) -> None:
    with pytest.raises(ProfileSyntaxError, match=message) as refused:
        parse_query(written)
    assert len(str(refused.value)) < 1_000


@pytest.mark.parametrize("written", ['"(a+)+$"', '"(.*a){25}"', '"[a-z]+["', '"\\a"', '"{0.__class__} %s"'])
def test_what_looks_like_a_pattern_is_only_compared_word_by_word(written: str) -> None:
    assert match(f"mine, {written}", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!").score == 0.0


@pytest.mark.parametrize(
    ("keyword", "title"),
    [
        ("naïve", "nai\u0308ve"),
        ("zebra", "z\u0301\u0316e\u0301b\u0301r\u0301a\u0301" + "\u0301" * 500),
        ("zebra", "ze\u200bbr\u200da\ufeff"),
        ("ze\u200bbra", "zebra"),
        ("zebra", "\u202ezebra\u202c"),
        ("BERT模型", "用BERT模型的zebra"),
    ],
)
def test_marks_and_invisible_signs_change_nothing(keyword: str, title: str) -> None:
    assert match(keyword, title).score == 100.0


def repeated(*words: str) -> AnalysedPaper:
    """A paper of 10,000 words and more, title and abstract alike."""
    text = " ".join(words * (10_000 // len(words)))
    return analysed(text, text)


HOSTILE_PAPERS: dict[str, Callable[[], AnalysedPaper]] = {
    "20,000 words of one letter": lambda: analysed("a " * 20_000, "a " * 20_000),
    "one word again and again": partial(repeated, "aaaa"),
    "nearly the phrase": partial(repeated, *["a"] * 48, "a."),
    "nearly always the phrase": partial(repeated, *["a"] * 30, "b"),
    "thousands of authors": lambda: analysed(
        "t", "t", authors=tuple(f"Aa Tanaka{number} Aa" for number in range(6_000))
    ),
    "combining marks": lambda: analysed("a\u0301\u0316" * 20_000, "a\u0301 " * 20_000),
    "parentheses": lambda: analysed("(" * 50_000, "()" * 50_000),
    "mixed scripts": lambda: analysed("aа强ا" * 10_000, "a а 强 ا " * 10_000),
}
HOSTILE_TERMS = {
    "a phrase that almost matches": Term("a a a a a b"),
    "a long one": Term("a " * 49 + "b"),
    "an exact one": Term("a " * 49 + "b", exact=True),
    "a prefix": Term("a*"),
    "many prefixes": Term("aaa* " * 19 + "b*"),
    "many hyphens": Term("aaa-" * 24 + "b"),
    "one long word": Term("a" * 100),
    "a name": Term("Aa Tanaka* b*", field=Field.AUTHOR),
    "many words": Term(" ".join(map("w{}".format, range(25)))),
}
PAIRS = list(product(HOSTILE_TERMS, HOSTILE_PAPERS))


@pytest.mark.parametrize(("term", "paper"), PAIRS)
def test_hostile_keywords_and_papers_get_a_score(term: str, paper: str) -> None:
    asked = Profile("tested", (Keyword(HOSTILE_TERMS[term]),))
    assert 0 <= score(asked, HOSTILE_PAPERS[paper](), NOTHING_COUNTED).score <= 100


@pytest.mark.slow
@pytest.mark.parametrize(("term", "paper"), PAIRS)
def test_each_is_done_within_100_milliseconds(term: str, paper: str) -> None:
    asked, analysed_paper = Profile("tested", (Keyword(HOSTILE_TERMS[term]),)), HOSTILE_PAPERS[paper]()
    begin = time.process_time()
    score(asked, analysed_paper, NOTHING_COUNTED)
    assert time.process_time() - begin < 0.1 * 10  # a slow machine with other things to do may take ten times as long


def test_a_profile_of_two_hundred_long_keywords_gets_a_score() -> None:
    keywords = ", ".join(f"{'word' * 23} w{number}" for number in range(200))
    asked = parse_profile(f"long: {keywords}")
    assert len(asked.keywords) == 200
    assert score(asked, repeated("word", "w7"), NOTHING_COUNTED).score < 50.0
    assert score(asked, analysed(f"{'word' * 23} w7"), NOTHING_COUNTED).score > 80.0


def test_a_phrase_is_found_once_it_is_there_however_much_is_like_it() -> None:
    [reason] = match('"a a a a a b"', "Title", "a " * 5_000 + "b. " + "a " * 1_000).reasons
    assert reason.words == ("a a a a a b",)


@pytest.mark.parametrize(
    ("phrase", "text", "places"),
    [
        ("aaa bbb", "aaa bbb ccc aaa", [0]),
        ("aaa bbb", "aaa. bbb aaabbb", [2]),
        ("aaabbb ccc", "aaa bbb ccc aaa-bbb ccc aaa ccc", [0, 3]),
        ("aaabbb ccc", "aaabbb ccc aaabbb", [0]),
        ("aaa* bbb", "aaax bbb aaay aaaz bbb", [0, 3]),
        ("RAG bbb", "RAG bbb rag", [0]),
    ],
)
def test_a_phrase_may_begin_only_where_it_can_be_read_to_its_end(phrase: str, text: str, places: list[int]) -> None:
    paper = analysed(abstract=text).texts[1]
    pattern = pattern_of(phrase, exact=False, acronyms=NoAcronyms())
    assert possible_starts(pattern, pattern.whole, paper, range(len(paper.stems))) == places


phrases = st.lists(st.sampled_from(["aaa", "aaa*", "bbb", "aaabbb", "aaa-bbb", "RAG"]), min_size=1, max_size=5)
mostly = st.lists(st.sampled_from(["aaa", "bbb", "aaabbb", "aaa-bbb", "aaaaaa", "RAG", "rag", "aaa."]), max_size=40)


@given(phrases, mostly, st.booleans())
def test_sorting_out_where_a_phrase_cannot_begin_loses_no_place(words, printed, exact) -> None:
    text = analysed(abstract=" ".join(printed)).texts[1]
    pattern = pattern_of(" ".join(words), exact=exact, acronyms=NoAcronyms())
    starts = possible_starts(pattern, pattern.whole, text, range(len(text.stems)))
    assert {span.first for span in find_spans(pattern, pattern.whole, text)} <= set(starts)


@given(phrases, mostly.filter(bool))
def test_a_phrase_is_found_in_a_long_text_exactly_if_it_is_found_in_a_short_one(words, printed) -> None:
    sought = Term(" ".join(words))
    sentence = f"{' '.join(printed)}. "
    short, long = analysed(abstract=sentence), analysed(abstract=sentence * (MANY + 1))
    assert contains(sought, short, NOTHING_COUNTED) is contains(sought, long, NOTHING_COUNTED)


def test_a_keyword_of_a_pattern_in_parentheses_is_refused_at_the_place() -> None:
    with pytest.raises(ProfileSyntaxError) as refused:
        parse_keyword("(a+)+$")
    assert refused.value.position == len("(a+)")
