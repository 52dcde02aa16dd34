"""How terms joined by AND, OR and NOT are answered."""

import pytest
from hypothesis import assume, given

from bot.core.matching.answers import contains, find_answer, is_present
from bot.core.matching.types import AllOf, AnyOf, Expression, Field, Not, Term
from tests.bot.matching import profiles as strategies
from tests.bot.matching.papers import NOTHING_COUNTED, analysed, match

ZEBRA, GNU, LYNX = Term("zebra"), Term("gnu"), Term("lynx")
PAPER = analysed("A zebra", "A gnu, and again a gnu.", authors=("Ada Okafor",), categories=("cs.CL",))


def degree(sought: Expression, paper=PAPER, known=NOTHING_COUNTED) -> int:
    answer = find_answer(sought, paper, known)
    return answer[0] if answer else 0


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        (ZEBRA, 1000),
        (GNU, 700),
        (LYNX, 0),
        (AnyOf((GNU, ZEBRA)), 1000),
        (AnyOf((LYNX, GNU)), 700),
        (AllOf((ZEBRA, GNU)), 700),
        (AllOf((ZEBRA, LYNX)), 0),
        (AllOf((ZEBRA, Not(LYNX))), 1000),
        (AllOf((ZEBRA, Not(GNU))), 0),
        (AllOf((ZEBRA, Not(AnyOf((LYNX, GNU))))), 0),
        (AllOf((ZEBRA, Not(AllOf((LYNX, GNU))))), 1000),
        (AllOf((AnyOf((LYNX, GNU)), ZEBRA)), 700),
        (AnyOf((AllOf((ZEBRA, LYNX)), GNU)), 700),
    ],
    ids=str,
)
def test_or_is_as_good_as_its_best_part_and_as_its_worst_not_says_whether(sought: Expression, expected: int) -> None:
    assert degree(sought) == expected


def test_the_part_that_decides_comes_first_and_all_are_evidence() -> None:
    answer = find_answer(AllOf((ZEBRA, GNU)), PAPER, NOTHING_COUNTED)
    assert answer
    assert [evidence.field for evidence in answer[1]] == [Field.ABSTRACT, Field.TITLE]
    [reason] = match("zebra AND gnu", "A zebra", "A gnu, and again a gnu.").reasons
    assert reason.field is Field.ABSTRACT
    assert [place.field for place in reason.places] == [Field.TITLE, Field.ABSTRACT, Field.ABSTRACT]
    assert reason.words == ("gnu", "zebra")


def test_a_not_alone_finds_nothing_and_is_refused() -> None:
    with pytest.raises(TypeError, match="NOT alone"):
        find_answer(Not(ZEBRA), PAPER, NOTHING_COUNTED)


def test_what_is_required_may_be_near_together_what_is_excluded_must_be_side_by_side() -> None:
    near = analysed("Hacking the learned reward")
    phrase = Term("reward hacking")
    assert is_present(phrase, near, NOTHING_COUNTED)
    assert not contains(phrase, near, NOTHING_COUNTED)
    assert not is_present(Term("reward hacking", exact=True), near, NOTHING_COUNTED)
    assert is_present(AllOf((phrase, Not(Term("learned zebra")))), near, NOTHING_COUNTED)
    assert is_present(AllOf((Term("learned"), Not(phrase))), near, NOTHING_COUNTED)
    apart = analysed("Hacking", "of any kind may well be done for the sake of some or other kind of reward")
    assert degree(phrase, apart) > 0
    assert not is_present(phrase, apart, NOTHING_COUNTED)


@given(strategies.papers, strategies.statistics, strategies.expressions, strategies.expressions)
def test_the_laws_of_and_and_or(paper, known, one, other) -> None:
    assume(not isinstance(one, Not) and not isinstance(other, Not))
    both, either = AllOf((one, other)), AnyOf((one, other))
    assert degree(both, paper, known) == min(degree(one, paper, known), degree(other, paper, known))
    assert degree(either, paper, known) == max(degree(one, paper, known), degree(other, paper, known))
    assert degree(AllOf((other, one)), paper, known) == degree(both, paper, known)
    for has in (contains, is_present):
        assert has(both, paper, known) is (has(one, paper, known) and has(other, paper, known))
        assert has(either, paper, known) is (has(one, paper, known) or has(other, paper, known))


@given(strategies.papers, strategies.statistics, strategies.terms)
def test_what_a_paper_contains_is_there_and_what_is_there_is_answered(paper, known, term) -> None:
    if contains(term, paper, known):
        assert is_present(term, paper, known)
    if is_present(term, paper, known):
        assert degree(term, paper, known) > 0


@given(strategies.papers, strategies.statistics, strategies.expressions)
def test_a_degree_is_1_to_1000_with_evidence_or_there_is_none(paper, known, sought) -> None:
    assume(not isinstance(sought, Not))
    answer = find_answer(sought, paper, known)
    if answer:
        assert 1 <= answer[0] <= 1000
        assert answer[0] == answer[1][0].degree
        assert all(evidence.places or evidence.names or evidence.words for evidence in answer[1])
