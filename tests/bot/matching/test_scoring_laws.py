"""What holds of every score, over the whole language."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.matching.answers import contains
from bot.core.matching.plan import is_fact
from bot.core.matching.scoring import score
from bot.core.matching.types import Field, Keyword, Match, Not, Profile, Role, Term
from tests.bot.matching import profiles as strategies
from tests.bot.matching.papers import NOTHING_COUNTED, analysed


def has_a_wish(asked: Profile) -> bool:
    """Whether it seeks more than facts: facts alone find what they fit, beside a wish they narrow down."""
    return any(not keyword.excluded and not is_fact(keyword.sought) for keyword in asked.keywords)


def scored(keywords, paper, known=NOTHING_COUNTED) -> Match:
    return score(Profile("tested", tuple(keywords)), paper, known)


@given(strategies.profiles(), strategies.papers, strategies.statistics)
def test_a_score_is_from_0_to_100_and_its_points_add_up_to_it(asked, paper, known) -> None:
    found = score(asked, paper, known)
    assert 0 <= found.score <= 100
    tenths = [round(reason.points * 10) for reason in found.reasons]
    assert sum(tenths) == round(found.score * 10)
    assert all(Fraction(str(reason.points)) * 10 == tenth for reason, tenth in zip(found.reasons, tenths, strict=True))
    assert sorted(tenths, reverse=True) == tenths
    assert 0 not in tenths
    assert all(reason.points > 0 or reason.learned for reason in found.reasons)
    assert bool(found.reasons) is (found.score > 0)


@given(strategies.profiles(), strategies.papers, strategies.statistics)
def test_the_words_and_places_of_a_reason_are_those_of_the_paper(asked, paper, known) -> None:
    printed = {text.field: text.text for text in paper.texts}
    named = {name.printed for names in paper.names for name in names.names} | {*paper.categories, str(paper.year)}
    for reason in score(asked, paper, known).reasons:
        assert all(word in named or any(word in text for text in printed.values()) for word in reason.words)
        assert list(reason.places) == sorted(reason.places, key=lambda place: (place.field == "abstract", place.start))
        assert all(0 <= place.start < place.end <= len(printed[place.field]) for place in reason.places)


@given(strategies.profiles(), strategies.papers, strategies.statistics, st.randoms(use_true_random=False))
def test_the_order_of_keywords_makes_no_difference(asked, paper, known, random) -> None:
    shuffled = list(asked.keywords)
    random.shuffle(shuffled)
    one, other = score(asked, paper, known), score(replace(asked, keywords=tuple(shuffled)), paper, known)
    assert (one.score, one.reasons) == (other.score, other.reasons)


@given(strategies.profiles(), strategies.papers, strategies.statistics)
def test_doubling_all_weights_changes_no_score(asked, paper, known) -> None:
    doubled = tuple(replace(keyword, weight=2 * keyword.weight) for keyword in asked.keywords)
    one, other = score(asked, paper, known), score(replace(asked, keywords=doubled), paper, known)
    assert one.score == other.score
    assert sorted(reason.points for reason in one.reasons) == sorted(reason.points for reason in other.reasons)


@given(strategies.profiles(), strategies.papers, strategies.statistics, st.lists(strategies.wanted, max_size=8))
def test_a_further_keyword_answered_in_full_never_lowers_the_score(asked, paper, known, candidates) -> None:
    before = score(asked, paper, known).score
    for further in candidates:
        in_full = scored([further], paper, known).score == 100.0
        if in_full and (has_a_wish(asked) or is_fact(further.sought)):
            more = replace(asked, keywords=(*asked.keywords, further))
            assert score(more, paper, known).score >= before


@given(strategies.profiles(), strategies.texts, strategies.texts, strategies.statistics, strategies.phrases)
def test_nor_does_a_phrase_that_stands_in_the_title(asked, title, abstract, known, phrase) -> None:
    paper = analysed(f"{title}. {phrase}", abstract)
    further = Keyword(Term(phrase))
    assume(has_a_wish(asked))
    assert scored([further], paper, known).score == 100.0
    more = replace(asked, keywords=(*asked.keywords, further))
    assert score(more, paper, known).score >= score(asked, paper, known).score


@given(strategies.profiles(), strategies.papers, strategies.statistics, strategies.expressions)
def test_a_paper_that_has_what_is_excluded_scores_0_and_no_other_is_changed(asked, paper, known, sought) -> None:
    assume(not isinstance(sought, Not))
    found = score(replace(asked, keywords=(*asked.keywords, Keyword(sought, Role.EXCLUDED))), paper, known)
    if contains(sought, paper, known):
        assert (found.score, found.reasons) == (0.0, ())
        assert found.excluded_by is not None
    else:
        assert found == score(asked, paper, known)


@given(strategies.profiles(), strategies.papers, strategies.statistics)
def test_what_was_learned_moves_a_score_by_at_most_20_and_neither_finds_nor_excludes(asked, paper, known) -> None:
    typed = score(replace(asked, learned=()), paper, known)
    found = score(asked, paper, known)
    assert round(abs(found.score - typed.score), 1) <= 20
    assert found.score == 0 or typed.score > 0
    assert (found.excluded_by, found.lacks) == (typed.excluded_by, typed.lacks)


@given(
    st.lists(strategies.plain, min_size=1, max_size=5),
    strategies.papers,
    strategies.statistics,
    st.sampled_from(strategies.WORDS),
)
def test_a_word_added_to_the_abstract_as_a_sentence_never_lowers_the_score(keywords, paper, known, word) -> None:
    title, abstract, *_ = paper.texts
    longer = analysed(title.text, f"{abstract.text} . {word}")
    assert scored(keywords, longer, known).score >= scored(keywords, analysed(title.text, abstract.text), known).score


def test_facts_alone_share_their_points_by_weight_whatever_the_scale() -> None:
    paper = analysed("", "", published="2024", sources=("arxiv",))
    for scale in (1.0, 2.0, 10.0):
        source = Keyword(Term("arxiv", field=Field.SOURCE), weight=scale)
        year = Keyword(Term("2024", field=Field.YEAR), Role.REQUIRED, 3 * scale)
        assert [reason.points for reason in scored([source, year], paper).reasons] == [75.0, 25.0]
