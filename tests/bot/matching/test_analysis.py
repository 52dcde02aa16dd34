"""What is known of a paper before any profile is looked at."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.analysis import MAX_ANALYSED, FoldedText, analyse
from bot.core.matching.folding import fold
from bot.core.matching.types import Field
from store.records import Paper
from tests.bot.matching.papers import analysed

PRINTED = st.text(alphabet="fine -tug.!?;/_^$\\{}'’é3DRAGs强\n", max_size=60)


def text_of(field: Field, **facts: Any) -> FoldedText:
    [text] = [text for text in analysed(**facts).texts if text.field is field]
    return text


def test_title_and_abstract_are_always_there_and_listed_keywords_if_there_are_any() -> None:
    assert [text.field for text in analysed("Zebras", "").texts] == [Field.TITLE, Field.ABSTRACT]
    listed = analysed("Zebras", "", ai_keywords=("giraffe",))
    assert [text.field for text in listed.texts] == [Field.TITLE, Field.ABSTRACT, Field.KEYWORDS]


@pytest.mark.parametrize(
    ("before", "after"),
    [("reward model", "training"), ("one vs", "all"), ("one.", "two"), ("https://example.org/a", "two"), ("C++", "D"),
     ("a ;", "; b"), ("強化学習", "報酬")],
)  # fmt: skip
def test_no_phrase_reaches_over_two_listed_keywords(before: str, after: str) -> None:
    alone = len(fold(before))
    keywords = text_of(Field.KEYWORDS, ai_keywords=(before, after))
    assert list(keywords.words) == [token.word for token in (*fold(before), *fold(after))]
    assert all(
        right - left > 1 for number, (left, right) in enumerate(pairwise((-2, *keywords.positions))) if number == alone
    )


def test_the_terms_that_are_counted_are_those_of_title_and_abstract_alone() -> None:
    paper = analysed("Zebras run", "Running giraffes", ai_keywords=("lions",), authors=("Ada Okafor",))
    assert paper.terms == {"zebra", "run", "giraff"}


@given(PRINTED)
def test_what_is_worked_out_later_agrees_with_the_words(printed: str) -> None:
    text = text_of(Field.ABSTRACT, abstract=printed)
    tokens = fold(printed)
    assert text.tokens == tokens
    assert [text.printed(number) for number in range(len(tokens))] == [printed[t.start : t.end] for t in tokens]
    assert {number: stem for stem, numbers in text.places.items() for number in numbers} == dict(enumerate(text.stems))
    assert all(left < right for numbers in text.places.values() for left, right in pairwise(numbers))
    assert list(text.vocabulary) == sorted({token.word for token in tokens})


def test_an_analysed_paper_survives_pickling_whatever_was_worked_out_before() -> None:
    paper = analysed("Reward models", "Fine-tuning. And RAG", ai_keywords=("a", "b"), published="2025-07-25")
    assert paper.texts[0].places
    copy = pickle.loads(pickle.dumps(paper))  # noqa: S301 - our own
    assert (copy.paper, copy.names, copy.terms, copy.year) == (paper.paper, paper.names, paper.terms, paper.year)
    assert [text.tokens for text in copy.texts] == [text.tokens for text in paper.texts]
    assert [text.places for text in copy.texts] == [text.places for text in paper.texts]


def test_threads_may_read_one_text() -> None:
    text = text_of(Field.ABSTRACT, abstract="Reward models. " * 500)
    with ThreadPoolExecutor(8) as threads:
        read = list(threads.map(lambda _: (text.places, text.spans, text.vocabulary), range(32)))
    assert all(each == read[0] for each in read)


@pytest.mark.parametrize(
    ("primary", "categories", "expected"),
    [
        (None, (), ()),
        ("cs.CL", (), ("cs.cl",)),
        ("cs.CL", ("cs.AI", "cs.CL", "stat.ML"), ("cs.cl", "cs.ai", "stat.ml")),
        (None, ("cs.AI", "CS.ai", ""), ("cs.ai",)),
    ],
)
def test_categories_are_in_small_letters_the_primary_one_first_each_once(
    primary: str | None, categories: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert analysed("t", primary_category=primary, categories=categories).categories == expected


@pytest.mark.parametrize(
    ("published", "updated", "listed", "year"),
    [
        ("2023-01-02", "2024-01-02", "2025-01-02", 2023),
        (None, "2024-01-02", "2025-01-02", 2024),
        (None, None, "2025-07-25", 2025),
        (None, None, "--07-25", None),
        ("--07-25", "2024-02-29", None, 2024),
        ("2024", None, None, 2024),
        ("20240101", None, None, None),
        ("", None, None, None),
        (None, None, None, None),
    ],
)
def test_the_year_is_that_of_publication_else_of_the_version_else_of_the_list(
    published: str | None, updated: str | None, listed: str | None, year: int | None
) -> None:
    assert analysed("t", published=published, updated=updated, listed=listed).year == year


@pytest.mark.parametrize(
    "hostile",
    ["a\u0301\u0316" * 300_000, "\u200b" * 1_000_000, "аbв\u200dग強" * 150_000, "x" * 1_000_000, "." * 1_000_000,
     ". " * 500_000, "(a+)+$" * 150_000, "http://" * 140_000],
)  # fmt: skip
def test_of_hostile_text_a_bounded_part_is_looked_at(hostile: str) -> None:
    paper = analyse(
        Paper(key="title:t", title=hostile, abstract=hostile, ai_keywords=(hostile,) * 3, authors=(hostile,) * 3)
    )
    assert all(len(text.text) <= MAX_ANALYSED for text in paper.texts)
    assert all(len(text.spans) == len(text.stems) <= MAX_ANALYSED for text in paper.texts)
