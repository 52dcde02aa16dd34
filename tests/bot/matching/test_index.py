"""Profiles are added, changed, removed and asked; what is told is what the readable scorer would tell."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.matching.index import FORMAT, ProfileIndex
from bot.core.matching.keyword_syntax import print_keyword
from bot.core.matching.language import ProfileSyntaxError
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Adjustment, Profile, Term
from tests.bot.matching.dump_profiles import dumps, random_profiles, statistics_of
from tests.bot.matching.index_scores import indexed, scores_of, told
from tests.bot.matching.papers import NOTHING_COUNTED, analysed, profile

PROFILES = tuple(islice(random_profiles(1), 60))
PAPERS = dumps()[:40]
KNOWN = statistics_of(dumps())
ZEBRAS = [analysed("A zebra"), analysed("Other", "a zebra"), analysed("Pigeons"), analysed("Zebra", "zebra")]


def test_thresholds_and_top_are_honoured_as_the_scorer_would() -> None:
    expected = told(dict(enumerate(PROFILES)), PAPERS, KNOWN)
    assert scores_of(indexed(PROFILES).match(PAPERS, KNOWN)) == expected
    assert {profile.top for profile in PROFILES} == {None, 1, 3}
    assert any(said >= 1000 for said in expected.values())


@pytest.mark.parametrize(
    ("top", "expected"), [(None, [0, 1, 3]), (1, [0]), (2, [0, 3]), (3, [0, 1, 3]), (9, [0, 1, 3])]
)
def test_of_the_best_ones_equal_ones_count_in_the_order_of_the_papers(top: int | None, expected: list[int]) -> None:
    index = indexed([replace(profile("zebra"), threshold=0.0, top=top)])
    assert index.match(ZEBRAS, NOTHING_COUNTED).papers.tolist() == expected


def test_top_counts_over_all_papers_however_many_are_matched_at_once() -> None:
    papers = [ZEBRAS[1], *[ZEBRAS[2]] * 600, *ZEBRAS[:2], *[ZEBRAS[2]] * 600, ZEBRAS[3]]
    index = indexed([replace(profile("zebra"), threshold=0.0, top=3)])
    assert index.match(papers, NOTHING_COUNTED).papers.tolist() == [0, 601, 1203]


@pytest.mark.parametrize(
    ("threshold", "expected"), [(0.0, [420, 1000]), (42.0, [420, 1000]), (42.01, [1000]), (100.0, [1000])]
)
def test_a_score_counts_that_is_no_less_than_the_threshold(threshold: float, expected: list[int]) -> None:
    papers = [analysed("Other", "a zebra"), analysed("Zebra, gnu")]
    asked = replace(profile("zebra", "gnu"), threshold=threshold)
    found = indexed([asked]).match(papers, NOTHING_COUNTED)
    assert found.tenths.tolist() == expected == sorted(told({0: asked}, papers, NOTHING_COUNTED).values())


def test_a_minimum_takes_the_place_of_thresholds_and_of_top() -> None:
    index = indexed([replace(profile("zebra"), threshold=90.0, top=1), replace(profile("pigeon"), threshold=0.0)])
    everything = scores_of(index.match(ZEBRAS, NOTHING_COUNTED, minimum=0))
    assert set(everything) == {(0, 0), (0, 1), (0, 3), (1, 2)}
    assert set(scores_of(index.match(ZEBRAS, NOTHING_COUNTED, minimum=99.95))) == {(0, 0), (0, 3), (1, 2)}
    assert set(scores_of(index.match(ZEBRAS, NOTHING_COUNTED))) == {(0, 0), (1, 2)}


def test_the_same_question_has_the_same_answer() -> None:
    index = indexed(PROFILES)
    once = scores_of(index.match(PAPERS, KNOWN))
    index.match(PAPERS[5:9], KNOWN, minimum=0)
    assert scores_of(index.match(PAPERS, KNOWN)) == once


def test_other_statistics_give_other_numbers_those_of_the_scorer() -> None:
    index = indexed(PROFILES)
    growing, answers = Statistics(), []
    for share in (PAPERS[:10], PAPERS[10:], dumps()[40:]):
        for paper in share:
            growing.count(paper)
        answers.append(scores_of(index.match(PAPERS, growing)))
        assert answers[-1] == told(dict(enumerate(PROFILES)), PAPERS, growing)
    assert answers[0] != answers[1] != answers[2]
    assert scores_of(index.match(PAPERS, NOTHING_COUNTED)) == told(dict(enumerate(PROFILES)), PAPERS, NOTHING_COUNTED)


@pytest.mark.parametrize("asked", ["DPO", "direct preference optimization", "online DPO", "title:dpo OR zebra"])
def test_acronyms_that_were_learned_count_unless_the_paper_contradicts(asked: str) -> None:
    defined, otherwise = "Direct preference optimization (DPO)", "The data protection officer (DPO)"
    known = Statistics()
    for title in (defined, defined, otherwise):
        known.count(analysed(title))
    papers = [
        analysed("DPO"),
        analysed("Online direct preference optimization"),
        analysed("The DPO", otherwise),
        analysed(otherwise, "dpo " + defined),
        analysed("", "preference for direct optimization. DPO"),
    ]
    profiles = [replace(profile(asked), threshold=0.0)]
    expected = told(dict(enumerate(profiles)), papers, known)
    assert expected != told(dict(enumerate(profiles)), papers, NOTHING_COUNTED)
    index = indexed(profiles)
    for statistics in (known, NOTHING_COUNTED, known):
        answer = scores_of(index.match(papers, statistics))
        assert answer == told(dict(enumerate(profiles)), papers, statistics)


@pytest.mark.parametrize("papers", [[], [analysed()], [analysed(), analysed("", "?!")]], ids=["none", "empty", "signs"])
@pytest.mark.parametrize(
    "profiles", [[], [profile("xyzzy")], [profile("xyzzy", "-plugh", "+frotz*", "author:nobody")]], ids=len
)
def test_where_nothing_can_be_found_nothing_is(kernel: str, papers, profiles) -> None:
    found = indexed(profiles).match(papers, NOTHING_COUNTED, kernel=kernel)
    assert len(found) == 0
    assert [column.tolist() for column in (found.numbers, found.papers, found.tenths, found.scores)] == [[]] * 4
    assert [block.profiles.tolist() for block in found.blocks()] == ([[0]] if profiles else [])


def test_what_was_learned_finds_nothing_by_itself_and_may_take_a_paper_below_the_threshold() -> None:
    def taught(points: float, threshold: float) -> Profile:
        learned = (Adjustment(Term("pigeon"), points, "you disliked it"), Adjustment(Term("zebra"), points, "so"))
        return replace(profile("zebra", "gnu", "yak"), threshold=threshold, learned=learned)

    profiles = [taught(points, threshold) for points in (-10.0, 0.1, 10.0) for threshold in (0.0, 30.0, 70.0, 90.0)]
    expected = told(dict(enumerate(profiles)), ZEBRAS, NOTHING_COUNTED)
    assert scores_of(indexed(profiles).match(ZEBRAS, NOTHING_COUNTED)) == expected
    assert expected


edits = st.lists(
    st.tuples(st.sampled_from(["add", "add", "remove", "match", "lines"]), st.integers(0, 5), st.integers(0, 59)),
    max_size=14,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(edits)
def test_after_any_edits_the_index_is_as_one_made_anew(steps: list[tuple[str, int, int]]) -> None:
    index, kept = ProfileIndex(), dict[int, Profile]()
    for what, number, which in steps:
        if what == "match":
            index.match(PAPERS[:3], KNOWN)
        elif what == "remove":
            if kept.pop(number, None):
                index.remove(number)
            else:
                with pytest.raises(KeyError):
                    index.remove(number)
        else:
            kept.pop(number, None)
            kept[number] = replace(PROFILES[which], learned=()) if what == "lines" else PROFILES[which]
            lines = [print_keyword(keyword) for keyword in kept[number].keywords]
            if what == "lines":
                index.add_lines(number, lines, kept[number].threshold, kept[number].top)
            else:
                index.add(number, kept[number])
    fresh = ProfileIndex()
    for number, each in kept.items():
        fresh.add(number, each)
    assert len(index) == len(kept)
    assert [number in index for number in range(6)] == [number in kept for number in range(6)]
    found, expected = index.match(PAPERS[:8], KNOWN), fresh.match(PAPERS[:8], KNOWN)
    assert list(scores_of(found).items()) == list(scores_of(expected).items())


def test_profiles_answer_in_the_order_in_which_they_were_added() -> None:
    index = ProfileIndex()
    for number in (7, 0, 3, 2**62):
        index.add(number, profile("zebra"))
    index.add(0, profile("zebra", "gnu"))
    assert list(dict.fromkeys(index.match(ZEBRAS, NOTHING_COUNTED).numbers.tolist())) == [7, 3, 2**62, 0]


def test_what_cannot_be_done_is_said_and_changes_nothing() -> None:
    index = indexed([profile("zebra")])
    with pytest.raises(KeyError):
        index.remove(1)
    with pytest.raises(ValueError, match="from 0 to"):
        index.add(-1, profile("zebra"))
    with pytest.raises(ValueError, match="from 0 to"):
        index.add(1 << 63, profile("zebra"))
    with pytest.raises(ProfileSyntaxError):
        index.add_lines(0, ["gnu", "(zebra"], 0.0, None)
    with pytest.raises(ValueError, match="choose numpy or numba"):
        index.match(ZEBRAS, NOTHING_COUNTED, kernel="fortran")
    assert len(index) == 1
    assert 1 not in index
    assert len(index.match(ZEBRAS, NOTHING_COUNTED)) == 2


def test_blocks_are_the_columns_in_parts() -> None:
    many = [replace(profile(word), threshold=0.0) for word in ("zebra", "yak", "pigeon")] * 23_000
    found = indexed(many).match(ZEBRAS, NOTHING_COUNTED)
    blocks = list(found.blocks())
    assert len(blocks) > 1
    assert np.concatenate([block.profiles for block in blocks]).tolist() == list(range(len(many)))
    rebuilt = np.concatenate([np.repeat(block.profiles, block.counts) for block in blocks])
    assert rebuilt.tolist() == found.numbers.tolist()
    for name in ("papers", "tenths"):
        assert np.concatenate([getattr(block, name) for block in blocks]).tolist() == getattr(found, name).tolist()
    assert (found.scores * 10).round().astype(int).tolist() == found.tenths.tolist()
    assert len(found) == 4 * 23_000


def test_a_state_of_another_format_is_refused() -> None:
    state = indexed([profile("zebra")]).state()
    with pytest.raises(ValueError, match=f"format {FORMAT + 1}"):
        ProfileIndex.from_state({**state, "format": FORMAT + 1})


def test_the_memory_of_the_tables_grows_with_the_profiles() -> None:
    few, many = indexed(PROFILES[:5]), indexed(PROFILES)
    assert 0 < few.nbytes < many.nbytes
