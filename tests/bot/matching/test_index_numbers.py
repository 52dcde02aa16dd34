"""The index computes exactly the numbers of the readable scorer, whatever is asked of whatever papers."""

from collections.abc import Sequence
from itertools import islice
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.matching.index import PAPERS_AT_ONCE
from bot.core.matching.keyword_syntax import print_keyword
from bot.core.matching.language import parse_keywords
from bot.core.matching.scoring import AnalysedPaper, score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Profile
from bot.wiring import background
from tests.bot.matching import hostile_papers as hostile
from tests.bot.matching.dump_profiles import dumps, random_profiles, statistics_of
from tests.bot.matching.index_scores import indexed, scores_of
from tests.bot.matching.papers import analysed


def differences(
    profiles: Sequence[Profile], papers: Sequence[AnalysedPaper], statistics: Statistics, kernel: str
) -> list[tuple[list[str], str, int, int]]:
    """Keywords and title of every pair of which the index and the scorer do not say the same, and what they say."""
    found = scores_of(indexed(profiles).match(papers, statistics, kernel=kernel, minimum=0))
    return [
        ([print_keyword(keyword) for keyword in profile.keywords], paper.paper.title, expected, said)
        for number, profile in enumerate(profiles)
        for place, paper in enumerate(papers)
        if (expected := round(10 * score(profile, paper, statistics).score)) != (said := found.get((number, place), 0))
    ]


def compare(seed: int, profiles: int, papers: int, statistics: Statistics, kernel: str) -> None:
    asked = list(islice(random_profiles(seed), profiles))
    chosen = Random(seed).sample(dumps(), papers)
    assert differences(asked, chosen, statistics, kernel) == []


@pytest.mark.parametrize("seed", range(4))
def test_ten_thousand_random_pairs_have_the_numbers_of_the_scorer(kernel: str, seed: int) -> None:
    compare(seed, 50, 50, statistics_of(dumps()), kernel)


@pytest.mark.parametrize("seed", [4, 5])
def test_so_they_have_before_any_paper_was_counted_and_with_the_shipped_background(kernel: str, seed: int) -> None:
    for known in (Statistics(), Statistics(background=background())):
        compare(seed, 15, 15, known, kernel)


DEFINING = [
    "Metric for Evaluation of Translation with Explicit ORdering (METEOR) helps.",  # more words than are looked for
    "Scalable tool-assisted generation and evaluation systems (STAGES) help.",  # its stem is another word
    "Direct Preference Optimization (DPO) and six degrees of freedom (6DOF) help.",
    "Large language models (LLMs) and retrieval-augmented generation (RAG) help.",
]
TOLD = [
    "METEOR and STAGES of evaluation",
    "We track 6 dof poses, 6 DOF and 6DOF",
    "Scalable tool assisted generation, evaluation systems",
    "A rag, RAGs and retrieval augmented generation by a 3RAG",
    "the METEOR: a metric for evaluation of translation with explicit ordering",
    "stages of dpo. Direct. Preference optimization",
]
ASKED = ["METEOR", "meteor", "STAGES", "stages", "6DOF", "6DOF pose", "3RAG, model", "DPO loss", "RAG, meteor", "LLM"]


def test_acronyms_of_every_kind_have_the_numbers_of_the_scorer(kernel: str) -> None:
    statistics = Statistics()
    papers = [analysed(f"Paper {number}", text) for number, text in enumerate((*DEFINING * 2, *TOLD))]
    for paper in papers:
        statistics.count(paper)
    asked = [Profile(written, parse_keywords(written)) for written in ASKED]
    assert differences(asked, papers, statistics, kernel) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 20))
def test_a_hundred_thousand_random_pairs_have_the_numbers_of_the_scorer(kernel: str, seed: int) -> None:
    compare(seed, 100, 100, statistics_of(dumps()[seed::2]), kernel)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.lists(hostile.standing_profiles, min_size=1, max_size=6),
    st.lists(hostile.papers, min_size=1, max_size=5),
    hostile.statistics,
)
def test_hostile_papers_and_profiles_have_the_numbers_of_the_scorer(profiles, papers, known) -> None:
    assert differences(profiles, papers, known, "numpy") == []


@pytest.mark.slow
@settings(max_examples=3000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.lists(hostile.standing_profiles, min_size=1, max_size=6),
    st.lists(hostile.papers, min_size=1, max_size=5),
    hostile.statistics,
)
def test_however_long_one_looks_for_others(profiles, papers, known) -> None:
    assert differences(profiles, papers, known, "numpy") == []


def test_more_papers_than_are_matched_at_once_have_the_numbers_of_each_alone(kernel: str) -> None:
    profiles = list(islice(random_profiles(7), 12))
    papers = Random(7).choices(dumps(), k=2 * PAPERS_AT_ONCE + 3)
    index, known = indexed(profiles), statistics_of(dumps())
    together = scores_of(index.match(papers, known, kernel=kernel, minimum=0))
    alone = {paper.paper.key: scores_of(index.match([paper], known, kernel=kernel, minimum=0)) for paper in set(papers)}
    assert together == {
        (number, place): said
        for place, paper in enumerate(papers)
        for (number, _), said in alone[paper.paper.key].items()
    }
