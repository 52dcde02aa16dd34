"""How common a word is."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.acronyms import Definition
from bot.core.matching.background import Background
from bot.core.matching.language import parse_keyword
from bot.core.matching.specificity import specificity
from bot.core.matching.statistics import Meaning, ShortForm, Statistics
from tests.bot.matching.papers import counted

papers = st.lists(st.frozensets(st.sampled_from("abcdef"), max_size=6), max_size=8)
senses = st.tuples(st.sampled_from(["dpo", "da"]), st.lists(st.sampled_from("abc"), min_size=1, max_size=2).map(tuple))
defining_papers = st.lists(st.tuples(st.frozensets(st.sampled_from("abc")), st.frozensets(senses)), max_size=6)


def defined(*senses: tuple[str, str]) -> list[Definition]:
    """Definitions of these short forms by these stems."""
    return [Definition(short, tuple(long.split()), short.upper(), long) for short, long in senses]


def says(keyword: str, statistics: Statistics) -> int:
    """How much finding the keyword says."""
    return specificity(parse_keyword(keyword).sought, statistics)


def learned(papers) -> Statistics:
    """Statistics of papers given as stems and senses."""
    statistics = Statistics()
    for stems, of_paper in papers:
        statistics.add(stems, defined(*((short, " ".join(long)) for short, long in of_paper)))
    return statistics


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
    assert one.version == other.version


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
    assert says(more, statistics) > says(less, statistics)


def test_a_phrase_is_less_specific_than_the_sum_of_its_words() -> None:
    statistics = counted(["zebra", "model", "other"])
    parts = [says(word, statistics) for word in ("zebra", "model")]
    assert max(parts) < says("zebra model", statistics) < sum(parts)


def test_a_joined_word_is_as_common_as_its_parts_side_by_side() -> None:
    statistics = counted(["fine tuning"] * 50 + ["other"] * 50)
    joined, apart = (says(word, statistics) for word in ("finetuning", "fine tuning"))
    assert joined == apart < says("unseen", statistics)


def test_a_prefix_is_as_common_as_a_word_it_begins() -> None:
    statistics = counted(["hallucinations"] * 50 + ["other"] * 50)
    assert says("hallucinat*", statistics) < says("unseen*", statistics)


def test_what_was_worked_out_is_forgotten_when_a_paper_is_counted() -> None:
    statistics = counted(["other"] * 50)
    before = says("zebra", statistics)
    statistics.add(["zebra"])
    assert says("zebra", statistics) < before


def test_without_a_background_a_word_is_believed_to_be_in_one_paper_of_twenty() -> None:
    assert Statistics().idf("zebra") == pytest.approx(math.log(20))
    assert counted(["zebra"] * 10 + ["other"] * 70).idf("zebra") == pytest.approx(math.log((80 + 20) / (10 + 1)))


def test_on_the_first_day_a_word_is_as_specific_as_the_background_says() -> None:
    statistics = Statistics(background=Background(0.005, {"model": 0.5}))
    assert statistics.idf("model") == pytest.approx(math.log(2))
    assert statistics.idf("zebra") == pytest.approx(math.log(200))


def test_a_catalog_soon_has_its_own_opinion_of_a_word_the_background_takes_for_common() -> None:
    background = Background(0.005, {"align": 0.5})
    statistics = Statistics(200, {"align": 10}, background)
    assert statistics.idf("align") == pytest.approx(math.log(200 / 10), rel=0.05)


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.floats(0.001, 0.999))
def test_a_word_is_never_quite_without_meaning_and_the_more_papers_have_it_the_less_it_says(one, other, share) -> None:
    documents = max(one, other)
    less, more = (Statistics(documents, {"zebra": papers}, Background(share)) for papers in sorted((one, other)))
    assert less.idf("zebra") >= more.idf("zebra") > 0


def test_a_paper_counted_later_changes_what_was_asked_before() -> None:
    statistics = counted(["other"] * 5)
    before = statistics.idf("zebra"), statistics.version
    statistics.add(["zebra"])
    assert statistics.idf("zebra") < before[0]
    assert statistics.version != before[1]


def test_an_acronym_means_what_most_papers_say_and_each_meaning_has_its_share() -> None:
    statistics = Statistics()
    for long in ("direct prefer optim", "direct prefer optim", "direct prefer optim", "direct polici optim"):
        statistics.add(["dpo"], defined(("dpo", long)))
    assert statistics.meanings("dpo") == (
        Meaning(("direct", "prefer", "optim"), 3, 0.75),
        Meaning(("direct", "polici", "optim"), 1, 0.25),
    )
    assert statistics.meanings("rag") == ()


def test_a_meaning_is_counted_once_a_paper() -> None:
    statistics = Statistics()
    statistics.add([], defined(("da", "domain adapt"), ("da", "domain adapt"), ("da", "dialect align")))
    assert [meaning.papers for meaning in statistics.meanings("da")] == [1, 1]


def test_a_long_form_leads_to_its_acronyms_and_how_likely_each_means_it() -> None:
    statistics = learned(
        [
            ((), {("lm", ("languag", "model"))}),
            ((), {("lm", ("languag", "model")), ("lam", ("languag", "model"))}),
            ((), {("lm", ("linear", "model"))}),
        ]
    )
    assert statistics.short_forms(("languag", "model")) == (ShortForm("lm", 2, 2 / 3), ShortForm("lam", 1, 1.0))
    assert statistics.short_forms(("model",)) == ()


@given(defining_papers)
def test_the_shares_of_an_acronym_add_up_to_one_and_both_directions_agree(papers) -> None:
    statistics = learned(papers)
    for short in ("dpo", "da"):
        meanings = statistics.meanings(short)
        assert not meanings or sum(meaning.share for meaning in meanings) == pytest.approx(1)
        for long, counted_papers, share in meanings:
            assert ShortForm(short, counted_papers, share) in statistics.short_forms(long)


@given(defining_papers, st.randoms(use_true_random=False))
def test_the_order_of_definitions_makes_no_difference(papers, random) -> None:
    shuffled = list(papers)
    random.shuffle(shuffled)
    one, other = learned(papers), learned(shuffled)
    assert one.definitions == other.definitions
    assert one.version == other.version
    assert one.meanings("da") == other.meanings("da")


@given(defining_papers, defining_papers)
def test_versions_are_equal_exactly_if_the_content_is(these, those) -> None:
    one, other = learned(these), learned(those)
    equal = (one.documents, one.frequencies, one.definitions) == (other.documents, other.frequencies, other.definitions)
    assert (one.version == other.version) == equal


def test_another_background_is_another_version() -> None:
    assert Statistics(background=Background(0.01)).version != Statistics().version


@given(defining_papers)
def test_kept_statistics_are_the_same_ones(papers) -> None:
    one = learned(papers)
    other = Statistics(one.documents, one.frequencies, definitions=one.definitions)
    assert other.version == one.version
    assert other.meanings("da") == one.meanings("da")


def test_a_word_in_no_paper_is_as_good_as_never_mentioned() -> None:
    kept = Statistics(2, {"zebra": 0}, definitions={("da", ("domain", "adapt")): 0})
    assert kept.version == Statistics(2).version
    assert not kept.meanings("da")


@pytest.mark.parametrize("papers", [-1, 3])
def test_definitions_in_more_papers_than_there_are_or_fewer_than_none_are_refused(papers: int) -> None:
    with pytest.raises(ValueError, match="more papers than there are"):
        Statistics(2, definitions={("da", ("domain", "adapt")): papers})
