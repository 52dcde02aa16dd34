"""The arithmetic of the score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.degrees import (
    DERIVED_PERCENT,
    FULL,
    LEAST_DEGREE,
    MENTION,
    NEAR_PERCENT,
    SCATTERED_PERCENT,
    TITLE,
    counted,
    derived_percent,
    nudge,
    saturated,
    scattered,
    tenths,
)
from bot.core.matching.types import Field

worths = st.integers(1, 10**8)
degrees = st.integers(0, FULL)
wishes = st.lists(st.tuples(worths, degrees), min_size=1, max_size=200)


def scored(wished: list[tuple[int, int]]) -> int:
    return tenths(sum(w * d for w, d in wished), sum(w for w, _ in wished), len(wished))


@pytest.mark.parametrize(
    ("mentions", "degree"),
    [(0, 0), (1, 7), (MENTION, 467), (2 * MENTION, 700), (3 * MENTION, 840), (TITLE, FULL), (10 * TITLE, FULL)],
)
def test_the_first_mention_counts_most_and_a_title_is_enough(mentions: int, degree: int) -> None:
    assert saturated(mentions) == degree


@given(st.integers(0, TITLE))
def test_more_mentions_never_count_less_and_each_less_than_the_one_before(mentions: int) -> None:
    assert saturated(mentions) <= saturated(mentions + 1)
    gain, later = (saturated(start + MENTION) - saturated(start) for start in (mentions, mentions + MENTION))
    assert gain >= later - 1


@pytest.mark.parametrize(
    ("field", "percents", "mentions"),
    [
        (Field.ABSTRACT, [], 0),
        (Field.ABSTRACT, [100], MENTION),
        (Field.ABSTRACT, [100, 30, 100], 230),
        (Field.TITLE, [100], TITLE),
        (Field.TITLE, [100, 100], TITLE),
        (Field.TITLE, [30, 70], 350),
        (Field.KEYWORDS, [100, 100], 2 * MENTION),
        (Field.KEYWORDS, [], 0),
    ],
)
def test_mentions_add_up_in_the_abstract_alone(field: Field, percents: list[int], mentions: int) -> None:
    assert counted(field, percents) == mentions


def test_a_derived_word_counts_less_than_one_near_and_that_less_than_the_phrase() -> None:
    assert derived_percent(derived=True) == DERIVED_PERCENT < NEAR_PERCENT < derived_percent(derived=False) == 100


@pytest.mark.parametrize(
    ("shares", "found", "degree"),
    [
        ([1000, 1000], [0, 0], 0),
        ([1000, 1000], [FULL, FULL], FULL * SCATTERED_PERCENT // 100),
        ([1000, 1000], [FULL, 0], FULL * SCATTERED_PERCENT // 400),
        ([3000, 1000], [FULL, 0], 393),
        ([3000, 1000], [0, FULL], 43),
        ([9000, 1000], [0, FULL], 0),
        ([1, 1], [LEAST_DEGREE, LEAST_DEGREE], 0),
    ],
)
def test_of_scattered_words_the_rare_ones_decide(shares: list[int], found: list[int], degree: int) -> None:
    assert scattered(shares, found) == degree


@given(st.lists(st.tuples(st.integers(1, 10_000), degrees), min_size=2, max_size=20))
def test_a_scattered_phrase_is_never_as_good_as_one_near_together(found: list[tuple[int, int]]) -> None:
    degree = scattered([share for share, _ in found], [each for _, each in found])
    assert degree == 0 or LEAST_DEGREE <= degree <= FULL * SCATTERED_PERCENT // 100


@given(wishes)
def test_a_score_is_0_to_1000_tenths_0_for_nothing_and_1000_for_everything(wished: list[tuple[int, int]]) -> None:
    assert 0 <= scored(wished) <= 1000
    assert scored([(each, 0) for each, _ in wished]) == 0
    assert scored([(each, FULL) for each, _ in wished]) == 1000


@given(wishes, worths)
def test_one_more_wish_answered_in_full_never_lowers_a_score(wished: list[tuple[int, int]], further: int) -> None:
    assert scored([*wished, (further, FULL)]) >= scored(wished)


@given(wishes, st.data())
def test_a_better_answer_never_lowers_a_score(wished: list[tuple[int, int]], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(wished) - 1))
    better = data.draw(st.integers(wished[number][1], FULL))
    assert scored([*wished[:number], (wished[number][0], better), *wished[number + 1 :]]) >= scored(wished)


@given(wishes, st.integers(2, 100))
def test_it_is_the_proportion_of_the_worths_that_counts(wished: list[tuple[int, int]], factor: int) -> None:
    assert scored([(factor * each, degree) for each, degree in wished]) == scored(wished)


@pytest.mark.parametrize("others", [0, 1, 2, 9, 199])
def test_one_wish_of_average_worth_makes_four_fifths_and_its_share_of_the_rest(others: int) -> None:
    assert scored([(1000, FULL), *[(1000, 0)] * others]) == int(800 + 200 / (others + 1) + 0.5)


@pytest.mark.parametrize(
    ("points", "degree", "change"),
    [(10.0, FULL, 100), (-10.0, FULL, -100), (10.0, 467, 47), (-10.0, 467, -47), (0.1, 499, 0), (-0.1, 500, -1)],
)
def test_what_was_learned_counts_as_far_as_it_is_answered_the_same_up_and_down(points, degree, change) -> None:
    assert nudge(points, degree) == change
