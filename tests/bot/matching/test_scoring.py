"""What a score means."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.language import parse_keyword
from bot.core.matching.scoring import score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import DEFAULT_THRESHOLD, Field, Form, Keyword, Match, Profile
from tests.bot.matching.papers import analysed, counted, match, profile

WORDS = ["reward", "model", "zebra", "fine-tuning", "RAG", "of", "language model", "optimisation", "3D", "pigeon"]
texts = st.lists(st.sampled_from([*WORDS, "rags", "finetuned", "models", "optimize", "."]), max_size=14).map(" ".join)
papers = st.builds(analysed, texts, texts)
statistics = st.lists(texts, max_size=6).map(counted)
positive = st.builds(
    Keyword,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    st.sampled_from(Form),
    st.sampled_from([None, Field.TITLE, Field.ABSTRACT]),
    weight=st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.7, 8.0]),
)
keyword_lists = st.lists(positive, min_size=1, max_size=6)


def scored(keywords, paper, known) -> Match:
    return score(Profile("tested", tuple(keywords)), paper, known)


@pytest.mark.parametrize("keywords", ["zebra", "zebra, pigeon", "zebra^3, pigeon, striped zebra, title:pigeon"])
def test_everything_asked_for_in_the_title_makes_100(keywords: str) -> None:
    assert match(keywords, "Striped zebra and pigeon").score == 100.0


def test_nothing_found_makes_0_without_reasons() -> None:
    assert match("zebra", "Pigeons", "sort letters") == Match(0.0)


BETTER = [
    ("zebra", ("zebra", ""), ("", "zebra"), "the title counts more than the abstract"),
    ("zebra", ("", "zebra zebra"), ("", "zebra"), "two mentions more than one"),
    ("striped zebra", ("striped zebra", ""), ("zebra that is striped", ""), "side by side more than near"),
    ("striped zebra", ("", "striped zebra"), ("", "zebra, striped"), "in order more than near"),
    ("striped zebra", ("", "zebra, striped"), ("", "zebra. " + "x " * 30 + "striped"), "near more than scattered"),
    ("striped zebra", ("", "zebra " + "x " * 30 + "striped"), ("", "zebra"), "both words more than one"),
    ("zebra, pigeon", ("", "zebra pigeon"), ("", "zebra zebra"), "two keywords more than one twice"),
    ("zebra^3, pigeon", ("zebra", ""), ("pigeon", ""), "the heavier keyword"),
    ("zebra, model", ("zebra", ""), ("model", ""), "the rare word more than the common one"),
    ("zebra model", ("zebra", ""), ("model", ""), "the rare word of a phrase more than the common one"),
]


@pytest.mark.parametrize(("keywords", "better", "worse", "because"), BETTER, ids=[case[3] for case in BETTER])
def test_the_better_answer_scores_higher(keywords: str, better, worse, because: str) -> None:
    known = counted(["a model", "model of models", "models", "other"] * 5 + ["zebra", "pigeon"])
    assert match(keywords, *better, statistics=known).score > match(keywords, *worse, statistics=known).score


def test_a_phrase_of_which_only_the_common_word_occurs_is_no_reason() -> None:
    known = counted(["a language model"] * 40 + ["diffusion"])
    assert match("diffusion model", "Language models", "models of models", statistics=known) == Match(0.0)


@pytest.mark.parametrize("others", range(1, 12))
def test_keywords_are_alternatives_one_of_many_in_the_title_reaches_the_usual_threshold(others: int) -> None:
    keywords = ["zebra", *(f"missing{number}x" for number in range(others))]
    assert score(profile(*keywords), analysed("A zebra"), Statistics()).score >= DEFAULT_THRESHOLD


@pytest.mark.parametrize("others", range(2, 12))
def test_one_mention_of_one_of_many_in_the_abstract_does_not_reach_the_usual_threshold(others: int) -> None:
    keywords = ["zebra", *(f"missing{number}x" for number in range(others))]
    found = score(profile(*keywords), analysed("Other", "A zebra"), Statistics()).score
    assert 0 < found < DEFAULT_THRESHOLD


def test_the_points_are_shared_out_by_what_each_keyword_answered() -> None:
    found = match("zebra^3, pigeon", "Zebra, pigeon")
    assert [(reason.keyword, reason.points) for reason in found.reasons] == [("zebra^3", 75.0), ("pigeon", 25.0)]
    thirds = match("zebra, pigeon, camel", "Zebra, pigeon, camel")
    assert [(reason.keyword, reason.points) for reason in thirds.reasons] == [
        ("camel", 33.4), ("pigeon", 33.3), ("zebra", 33.3),
    ]  # fmt: skip


def test_an_excluded_paper_scores_0_however_much_it_answers() -> None:
    assert match("zebra, -title:pigeon", "Zebra and pigeons") == Match(0.0, (), "-title:pigeon")
    assert match("zebra, -title:pigeon", "Zebra", "and pigeons").score == 100.0


def test_exclusion_folds_as_keywords_do() -> None:
    assert match("zebra, -fine tuning", "Zebra", "finetuned").excluded_by == "-fine tuning"


@pytest.mark.parametrize("keyword", [Keyword("!!!"), Keyword(""), Keyword("http://a.b"), Keyword("", Form.PREFIX)])
def test_a_keyword_without_words_matches_nothing_and_excludes_nothing(keyword: Keyword) -> None:
    paper = analysed("Zebra !!!", authors=("!!!",))
    assert scored([keyword], paper, Statistics()) == Match(0.0)
    assert scored([replace(keyword, excluded=True), Keyword("zebra")], paper, Statistics()).score == 100.0


def test_exclusions_alone_match_nothing() -> None:
    assert match("-zebra", "Pigeon") == Match(0.0)


@given(keyword_lists, papers, statistics)
def test_a_score_is_from_0_to_100_and_its_points_add_up_to_it(keywords, paper, known) -> None:
    found = scored(keywords, paper, known)
    assert 0 <= found.score <= 100
    tenths = [round(reason.points * 10) for reason in found.reasons]
    assert sum(tenths) == round(found.score * 10)
    assert all(Fraction(str(reason.points)) * 10 == tenth for reason, tenth in zip(found.reasons, tenths, strict=True))
    assert sorted(tenths, reverse=True) == tenths
    assert 0 not in tenths
    assert bool(found.reasons) is (found.score > 0)
    printed = f"{paper.paper.title}\n{paper.paper.abstract}"
    assert all(word in printed for reason in found.reasons for word in reason.words)


@given(keyword_lists, papers, statistics, st.randoms(use_true_random=False))
def test_the_order_of_keywords_makes_no_difference(keywords, paper, known, random) -> None:
    shuffled = list(keywords)
    random.shuffle(shuffled)
    assert scored(shuffled, paper, known) == scored(keywords, paper, known)


@given(keyword_lists, papers, statistics)
def test_doubling_all_weights_changes_no_score(keywords, paper, known) -> None:
    doubled = [replace(keyword, weight=2 * keyword.weight) for keyword in keywords]
    one, other = scored(keywords, paper, known), scored(doubled, paper, known)
    assert one.score == other.score
    assert sorted(r.points for r in one.reasons) == sorted(r.points for r in other.reasons)


@given(keyword_lists, texts, texts, statistics, positive)
def test_a_further_keyword_answered_in_full_never_lowers_the_score(keywords, title, abstract, known, further) -> None:
    further = replace(further, field=None)
    paper = analysed(f"{title}. {further.text}", abstract)
    assert scored([further], paper, known).score == 100.0
    assert scored([*keywords, further], paper, known).score >= scored(keywords, paper, known).score


@given(keyword_lists, papers, statistics, positive)
def test_an_exclusion_leaves_the_score_or_makes_it_0(keywords, paper, known, excluded) -> None:
    found = scored([*keywords, replace(excluded, excluded=True)], paper, known)
    if found.excluded_by is None:
        assert found == scored(keywords, paper, known)
    else:
        assert (found.score, found.reasons) == (0.0, ())


@given(keyword_lists, papers, statistics, st.sampled_from(WORDS))
def test_a_word_added_to_the_abstract_as_a_sentence_never_lowers_the_score(keywords, paper, known, word) -> None:
    longer = analysed(paper.paper.title, f"{paper.paper.abstract} . {word}")
    assert scored(keywords, longer, known).score >= scored(keywords, paper, known).score


def test_a_score_depends_on_its_arguments_alone() -> None:
    known = counted(["zebra", "model", "model"])
    keywords = [parse_keyword(word) for word in ("zebra", "reward model", "pigeon*")]
    paper = analysed("Reward models", "zebra and models of pigeons")
    assert scored(keywords, paper, known) == scored(keywords, analysed("Reward models", paper.paper.abstract), known)
