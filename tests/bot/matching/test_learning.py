"""What reactions teach: few readable words, bounded points, causes, and nothing that cannot be undone."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.features import name_term
from bot.core.matching.learning import MAX_LOWERED, MAX_RAISED, Lesson, Signal, learn, lessons, with_learning
from bot.core.matching.scoring import AnalysedPaper, analyse, score
from bot.core.matching.statistics import Statistics
from bot.core.matching.thresholds import Suggestion, suggest_threshold
from bot.core.matching.types import Adjustment, Field, Keyword, Role, Term
from store.profiles import FeedbackKind
from store.records import Paper
from tests.bot.matching.papers import profile

LIKE, DISLIKE, SAVE, HIDE, MUTE, FOLLOW = FeedbackKind
MINE = profile("alignment", "reward model^2", "-survey")

TITLES = (
    "Hallucinations of Reward Models",
    "Why Reward Models Hallucinate",
    "Alignment without Hallucination",
    "Robots Learn to Stack Cups",
    "Stacking Robots in Water",
    "A Reward for Pigeons",
    "Pigeons Sort Letters by Colour",
    "DPO and Its Pigeons: DPO Revisited",
)


def known(number: int, **facts: Any) -> AnalysedPaper:
    said = {"title": TITLES[number], "abstract": f"We study the matter of paper{number} in some detail.", **facts}
    return analyse(Paper(key=f"title:{number}", **said))


PAPERS = tuple(map(known, range(len(TITLES))))


def counting(*papers: AnalysedPaper, others: int = 200) -> Statistics:
    """A catalog with these papers, two more that share each word of a title, and many of something else."""
    statistics = Statistics()
    for paper in (*papers, *papers[::-1]):
        statistics.add(paper.terms)
    for number in range(others):
        statistics.add(analyse(Paper(key=f"title:other-{number}", title=f"We study matter {number} in detail")).terms)
    return statistics


STATISTICS = counting(*PAPERS)


def said(number: int, kind: FeedbackKind, paper: AnalysedPaper | int) -> Signal:
    judged = PAPERS[paper] if isinstance(paper, int) else paper
    return Signal(number, kind, judged.paper.title, judged)


def taught(*signals: Signal) -> dict[str, float]:
    return {adjustment.sought.text: adjustment.points for adjustment in learn(MINE, signals, STATISTICS)}


def lesson_of(word: str, *signals: Signal) -> Lesson:
    (found,) = (each for each in lessons(MINE, signals, STATISTICS) if each.adjustment.sought.text == word)
    return found


def test_without_reactions_nothing_is_learned_and_the_profile_is_the_very_same() -> None:
    assert learn(MINE, (), STATISTICS) == ()
    assert with_learning(MINE, (), STATISTICS) is MINE


def test_a_liked_paper_teaches_three_of_its_words_as_they_are_printed() -> None:
    assert taught(said(1, LIKE, 4)) == pytest.approx({"robots": 1.2, "stacking": 1.2, "water": 1.2}, abs=0.5)


def test_the_word_is_printed_as_the_papers_mostly_print_it() -> None:
    learned = taught(
        said(1, LIKE, 0), said(2, LIKE, 2), said(3, SAVE, known(1, abstract="A hallucination. Hallucination"))
    )
    assert "hallucination" in learned
    assert "hallucin" not in learned


def test_an_acronym_keeps_its_capitals() -> None:
    assert "DPO" in taught(said(1, LIKE, 7))


def test_one_like_moves_little_and_five_alike_much_more() -> None:
    alike = [analyse(Paper(key=f"title:{n}", title=f"Robots {n}", abstract=f"Theme{n}")) for n in range(5)]
    statistics = counting(*alike)
    once, five = (
        {a.sought.text: a.points for a in learn(MINE, [said(n, LIKE, alike[n]) for n in range(count)], statistics)}
        for count in (1, 5)
    )
    assert 0 < once["robots"] <= 2
    assert five["robots"] >= 2.5 * once["robots"]


def test_what_is_not_wanted_counts_against_but_less() -> None:
    liked, disliked = taught(said(1, LIKE, 4)), taught(said(1, DISLIKE, 4))
    assert set(disliked) <= set(liked)
    for word, points in disliked.items():
        assert points == pytest.approx(-liked[word] / 2, abs=0.051)
    assert taught(said(1, HIDE, 4)) == disliked
    assert taught(said(1, SAVE, 4)) == liked


def test_a_word_of_both_sides_counts_by_what_is_left() -> None:
    alone = taught(said(1, LIKE, 4))["robots"]
    both = taught(said(1, LIKE, 4), said(2, DISLIKE, 3))
    assert 0 < both["robots"] < alone
    assert both["water"] > both["robots"]


def test_function_words_common_words_numbers_and_words_of_no_other_paper_are_not_learned() -> None:
    paper = known(3, title="The 2024 Study of Xyzzyfication and You", abstract="We study matter with pigeons")
    assert taught(said(1, LIKE, paper)).keys() == {"pigeons"}


def test_from_three_papers_on_what_stands_in_one_alone_is_an_accident() -> None:
    learned = taught(said(1, LIKE, 3), said(2, LIKE, 4), said(3, LIKE, 6))
    assert learned.keys() == {"robots", "stack"}


@pytest.mark.parametrize(
    ("keyword", "word"),
    [
        ("robot", "robots"),
        ('"robots in water"', "water"),
        ("stack*", "stacking"),
        ("robot AND NOT cat", "robots"),
        ("dogs AND NOT water", "water"),
        ("-water", "water"),
        ("+robots", "robots"),
    ],
)
def test_what_the_reader_typed_is_not_learned_as_well(keyword: str, word: str) -> None:
    before = {a.sought.text for a in learn(MINE, [said(1, LIKE, 4)], STATISTICS)}
    after = {a.sought.text for a in learn(profile("alignment", keyword), [said(1, LIKE, 4)], STATISTICS)}
    assert word in before
    assert word not in after


def test_an_author_must_stand_on_two_papers_and_a_team_weighs_less_than_one() -> None:
    def by(number: int, *authors: str, **facts: Any) -> Signal:
        return said(number, LIKE, known(number, authors=authors, **facts))

    assert not [a for a in learn(MINE, [by(1, "Ada Dove")], STATISTICS) if a.sought.field]
    pair = [by(1, "Ada Dove", "Bo Rook", organization="Loft AI"), by(4, "Dove, B.", "Ada Dove", organization="Loft AI")]
    named = {a.sought: a.points for a in learn(MINE, pair, STATISTICS) if a.sought.field}
    assert named.keys() == {Term("Ada Dove", True, Field.AUTHOR), Term("Loft AI", True, Field.ORGANIZATION)}
    crowd = [by(n, "Ada Dove", *(f"Author {i}" for i in range(15))) for n in (1, 4)]
    (in_crowd,) = [a.points for a in learn(MINE, crowd, STATISTICS) if a.sought.text == "Ada Dove"] or [0.0]
    assert 0 <= in_crowd < named[Term("Ada Dove", True, Field.AUTHOR)]
    typed = profile("author:dove", "org:loft")
    assert not [a for a in learn(typed, pair, STATISTICS) if a.sought.field]


@pytest.mark.parametrize(
    ("signals", "word", "cause", "numbers"),
    [
        ([said(5, LIKE, 4)], "water", 'you liked "Stacking Robots in Water"', (5,)),
        ([said(5, SAVE, 4), said(9, LIKE, 3)], "robots", 'you saved "Stacking Robots in Water" and 1 more', (5, 9)),
        ([said(5, SAVE, 4), said(6, LIKE, 4)], "robots", 'you liked "Stacking Robots in Water"', (5, 6)),
        ([said(5, DISLIKE, 4)], "water", 'you disliked "Stacking Robots in Water"', (5,)),
        ([said(5, HIDE, 4)], "water", 'you hid "Stacking Robots in Water"', (5,)),
        (
            [said(2, LIKE, known(4, title="Robots " + "under " * 20 + "Water"))],
            "robots",
            'you liked "Robots under under under under under under under under under under …"',
            (2,),
        ),
    ],
)
def test_everything_learned_has_its_cause(
    signals: list[Signal], word: str, cause: str, numbers: tuple[int, ...]
) -> None:
    lesson = lesson_of(word, *signals)
    assert lesson.adjustment.cause == cause
    assert lesson.numbers == numbers


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [((LIKE, DISLIKE), False), ((DISLIKE, LIKE), True), ((SAVE, DISLIKE), False), ((DISLIKE, SAVE), False)],
)
def test_of_several_verdicts_on_one_paper_the_last_counts_and_saving_is_none(
    kinds: Sequence[FeedbackKind], wanted: bool
) -> None:
    learned = taught(*(said(number, kind, 4) for number, kind in enumerate(kinds, start=1)))
    assert learned
    assert all((points > 0) == wanted for points in learned.values())


def test_muting_and_following_are_keywords_and_teach_nothing() -> None:
    signals = [
        Signal(2, FOLLOW, sought=name_term("Ada Dove", Field.AUTHOR)),
        Signal(1, MUTE, sought=Term("water")),
        Signal(3, MUTE, sought=Term("Reward Models")),
        said(4, LIKE, 4),
    ]
    changed = with_learning(MINE, signals, STATISTICS)
    assert changed.keywords == (
        *MINE.keywords,
        Keyword(Term("water"), Role.EXCLUDED),
        Keyword(Term("Ada Dove", exact=True, field=Field.AUTHOR)),
    )
    assert "water" not in {adjustment.sought.text for adjustment in changed.learned}
    assert score(changed, PAPERS[4], STATISTICS).excluded_by == "-water"
    assert score(changed, known(6, authors=("Ada Dove",)), STATISTICS).score > 0


def test_a_paper_that_is_not_known_any_more_teaches_nothing() -> None:
    assert learn(MINE, [Signal(1, LIKE, "Gone")], STATISTICS) == ()


@pytest.mark.parametrize(
    ("name", "plain"), [('Ada "the Ace" Dove', "Ada the Ace Dove"), ("D’Arcy-Wu, J.R.", "D’Arcy-Wu J.R.")]
)
def test_a_name_is_freed_of_signs_that_mean_something(name: str, plain: str) -> None:
    assert name_term(name, Field.AUTHOR) == Term(plain, True, Field.AUTHOR)


reactions = st.lists(
    st.tuples(st.sampled_from((LIKE, DISLIKE, SAVE, HIDE)), st.integers(0, len(PAPERS) - 1)), max_size=12
)


@given(reactions, st.randoms())
def test_the_order_of_reactions_in_memory_does_not_matter(said_so: list[tuple[FeedbackKind, int]], chance: Any) -> None:
    signals = [said(number, *each) for number, each in enumerate(said_so, start=1)]
    shuffled = signals[:]
    chance.shuffle(shuffled)
    assert lessons(MINE, shuffled, STATISTICS) == lessons(MINE, signals, STATISTICS)


@given(reactions)
def test_what_is_learned_is_bounded_and_every_lesson_names_reactions(said_so: list[tuple[FeedbackKind, int]]) -> None:
    signals = [said(number, *each) for number, each in enumerate(said_so, start=1)]
    learned = lessons(MINE, signals, STATISTICS)
    points = [lesson.adjustment.points for lesson in learned]
    assert points == sorted(points, reverse=True)
    assert all(-10 < each < 10 and each and each == round(each, 1) for each in points)
    assert sum(each > 0 for each in points) <= MAX_RAISED
    assert sum(each < 0 for each in points) <= MAX_LOWERED
    numbers = {signal.number for signal in signals}
    assert all(lesson.numbers and set(lesson.numbers) <= numbers for lesson in learned)


@given(reactions)
def test_a_match_with_learning_adds_up_and_learns_nothing_where_nothing_was_found(
    said_so: list[tuple[FeedbackKind, int]],
) -> None:
    changed = with_learning(MINE, [said(number, *each) for number, each in enumerate(said_so, start=1)], STATISTICS)
    for paper in PAPERS:
        before, after = score(MINE, paper, STATISTICS), score(changed, paper, STATISTICS)
        assert sum(reason.points for reason in after.reasons) == pytest.approx(after.score)
        assert abs(after.score - before.score) <= 20
        if not before.score:
            assert not after.score


def test_no_order_of_saying_and_undoing_leaves_a_trace() -> None:
    signals = [said(1, LIKE, 4), said(2, DISLIKE, 6), said(3, LIKE, 3)]
    expected = learn(MINE, signals[:2], STATISTICS)
    assert all(learn(MINE, order, STATISTICS) == expected for order in permutations(signals[:2]))
    assert learn(MINE, [*signals[:2], signals[2]][:2], STATISTICS) == expected
    assert all(isinstance(each, Adjustment) for each in expected)


@pytest.mark.parametrize(
    ("scored", "current", "suggested"),
    [
        pytest.param([(70, True), (60, True), (50, False), (45, False), (80, True)], 40, 55, id="clean gap, raised"),
        pytest.param([(30, True), (35, True), (20, False), (10, False), (80, True)], 40, 25, id="clean gap, lowered"),
        pytest.param([(70, True), (69.9, False), (50, False), (45, False), (80, True)], 40, 70, id="narrow gap"),
        pytest.param([(70, True), (0, True), (50, False), (0, False), (80, True)], 40, 60, id="what has no points"),
        pytest.param([(70.5, True), (60, True), (50, True), (44.5, True), (0, False)], 60, 44, id="all that scores"),
        pytest.param([(70, True), (60, True), (30, False), (20, False), (80, True)], 40, None, id="nothing to gain"),
        pytest.param([(70, True), (60, True), (50, True), (45, True), (80, True)], 40, None, id="all liked"),
        pytest.param([(70, False)] * 5, 40, None, id="none liked"),
        pytest.param([(70, True), (60, True), (50, False), (45, False)], 40, None, id="too few"),
        pytest.param([(0, True), (0, False), (0, False), (0, False), (0, False)], 40, None, id="nothing scores"),
        pytest.param([], 40, None, id="none"),
    ],
)
def test_a_threshold_is_suggested_where_one_would_have_been_better(
    scored: list[tuple[float, bool]], current: float, suggested: float | None
) -> None:
    found = suggest_threshold(scored, current)
    assert (found.threshold if found else None) == suggested


def test_the_suggestion_says_what_it_would_have_kept_and_dropped() -> None:
    scored = [(60.0, True)] * 9 + [(30.0, True)] + [(45.0, False)] * 6 + [(70.0, False)] * 2
    found = suggest_threshold(scored, 40)
    assert found == Suggestion(current=40, threshold=52, liked=10, kept=9, ignored=8, dropped=6)
    assert str(found) == "40 → 52: keeps 9 of 10 you liked, drops 6 of 8 you did not"


@given(
    st.lists(st.tuples(st.integers(0, 1000).map(lambda tenths: tenths / 10), st.booleans()), max_size=30),
    st.integers(0, 100),
)
def test_a_suggestion_is_within_the_scale_and_counts_right(scored: list[tuple[float, bool]], current: int) -> None:
    found = suggest_threshold(scored, current)
    if found is None:
        return
    assert 0 <= found.threshold <= 100
    told = [good for points, good in scored if points >= found.threshold and points > 0]
    assert found.kept == sum(told)
    assert found.dropped == found.ignored - (len(told) - sum(told))
    assert suggest_threshold(scored, found.threshold) is None
