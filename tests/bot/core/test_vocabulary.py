"""Which words occur, and which of them a word that does not occur may have been meant for."""

from typing import Any

import pytest

from bot.core.matching.analysis import analyse
from bot.core.matching.language import parse_keyword
from bot.core.vocabulary import Nearest, UnknownWord, Vocabulary
from store.records import Paper


def vocabulary(*titles: str, **facts: Any) -> Vocabulary:
    words = Vocabulary()
    for title in titles:
        words.add(analyse(Paper(key=title, title=title, **facts)))
    return words


def unknown(keyword: str, words: Vocabulary) -> list[UnknownWord]:
    return list(words.unknown(parse_keyword(keyword).sought))


@pytest.mark.parametrize(
    ("keyword", "word", "nearest"),
    [
        ("halucination", "halucination", "hallucination"),
        ("hallucinatoin detection", "hallucinatoin", "hallucination"),
        ("title:halucination", "halucination", "hallucination"),
        ('"halucination detection"', "halucination", "hallucination"),
        ("halucinat*", "halucinat*", "hallucinat*"),
        ("Halucinación", "halucinacion", "hallucination"),
        ("author:Brwon", "brwon", "brown"),
        ("author:detecton", "detecton", None),  # a word of the title is no name
        ("whales", "whales", None),
        ("cot", "cot", None),  # too short to guess
        ("detecting OR wales", "wales", None),
        ("галлюцинация", "галлюцинация", None),
    ],
)
def test_a_word_that_occurs_nowhere_is_named_with_the_nearest_that_does(keyword, word, nearest) -> None:
    words = vocabulary("Hallucination detection", "Detecting hallucinations", "Cats", authors=("Ann Brown",))
    [found] = unknown(keyword, words)
    assert found.word == word
    assert (found.nearest.word if found.nearest else None) == nearest


@pytest.mark.parametrize(
    "keyword", ["hallucinations", "detecting", "hallucinat*", "author:brown", "Ann", "cats AND Ann"]
)
def test_words_that_occur_in_any_inflection_are_known(keyword) -> None:
    words = vocabulary("Hallucination detection", "Cats", authors=("Ann Brown",))
    assert unknown(keyword, words) == []


def test_of_several_near_words_the_nearest_then_the_commonest_is_named() -> None:
    words = vocabulary("bounded", "founded", "founded again", "bonded and bounded")
    [found] = unknown("counded", words)
    assert found.nearest == Nearest("bounded", 2)
    words = vocabulary("bounded", "founded", "founded again")
    [found] = unknown("counded", words)
    assert found.nearest == Nearest("founded", 2)


def test_categories_and_years_are_not_spelled() -> None:
    assert unknown("category:cs.XX", vocabulary("Cats")) == []
    assert unknown("year:1987", vocabulary("Cats")) == []
