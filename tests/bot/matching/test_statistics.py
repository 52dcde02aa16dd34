"""How common a word is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.evidence import specificity
from bot.core.matching.language import parse_keyword
from bot.core.matching.statistics import Statistics
from tests.bot.matching.papers import counted

papers = st.lists(st.frozensets(st.sampled_from("abcdef"), max_size=6), max_size=8)


def test_before_anything_was_counted_all_words_are_alike() -> None:
    empty = Statistics()
    assert empty.idf("alignment") == empty.idf("zebra") > 0


def test_a_rare_word_says_more_than_a_common_one_and_an_unseen_one_most() -> None:
    statistics = counted(["alignment of models", "alignment", "alignment zebra"])
    assert 0 < statistics.idf("align") < statistics.idf("zebra") < statistics.idf("unseen")


def test_a_word_repeated_in_one_paper_counts_once() -> None:
    assert counted(["zebra zebra zebras"]).frequencies["zebra"] == 1


def test_a_word_in_every_paper_still_says_something() -> None:
    assert counted(["model"] * 500).idf("model") > 0


@given(papers, st.randoms(use_true_random=False))
def test_the_order_of_papers_makes_no_difference(stems, random) -> None:
    shuffled = list(stems)
    random.shuffle(shuffled)
    one, other = Statistics(), Statistics()
    for each in stems:
        one.add(each)
    for each in shuffled:
        other.add(each)
    assert one.frequencies == other.frequencies
    assert [one.idf(stem) for stem in "abcdefg"] == [other.idf(stem) for stem in "abcdefg"]


def test_statistics_can_be_kept_and_taken_up_again() -> None:
    one = counted(["alignment of models", "zebra"])
    other = Statistics(one.documents, one.frequencies)
    assert other.idf("zebra") == one.idf("zebra")
    other.add(["zebra"])
    assert other.frequencies["zebra"] == 2
    assert one.frequencies["zebra"] == 1


def test_more_occurrences_than_papers_are_refused() -> None:
    with pytest.raises(ValueError, match="more papers than there are"):
        Statistics(2, {"zebra": 3})


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("zebra", "model"),
        ("zebra model", "zebra"),
        ("unseen", "zebra"),
        ("dog sledge", "dogs"),
    ],
)
def test_a_keyword_is_as_specific_as_its_words(more: str, less: str) -> None:
    statistics = counted(["a model of a dog"] * 30 + ["a zebra model"])
    assert specificity(parse_keyword(more), statistics) > specificity(parse_keyword(less), statistics)


def test_a_phrase_is_less_specific_than_the_sum_of_its_words() -> None:
    statistics = counted(["zebra", "model", "other"])
    parts = [specificity(parse_keyword(word), statistics) for word in ("zebra", "model")]
    assert max(parts) < specificity(parse_keyword("zebra model"), statistics) < sum(parts)


def test_a_joined_word_is_as_common_as_its_parts_side_by_side() -> None:
    statistics = counted(["fine tuning"] * 50 + ["other"] * 50)
    joined, apart = (specificity(parse_keyword(word), statistics) for word in ("finetuning", "fine tuning"))
    assert joined == apart < specificity(parse_keyword("unseen"), statistics)


def test_a_prefix_is_as_common_as_a_word_it_begins() -> None:
    statistics = counted(["hallucinations"] * 50 + ["other"] * 50)
    assert specificity(parse_keyword("hallucinat*"), statistics) < specificity(parse_keyword("unseen*"), statistics)


def test_what_was_worked_out_is_forgotten_when_a_paper_is_counted() -> None:
    statistics = counted(["other"] * 50)
    before = specificity(parse_keyword("zebra"), statistics)
    statistics.add(["zebra"])
    assert specificity(parse_keyword("zebra"), statistics) < before
