"""What a score means."""

from dataclasses import replace

import pytest

from bot.core.matching.language import parse_keyword
from bot.core.matching.scoring import score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import DEFAULT_THRESHOLD, Adjustment, Keyword, Match, Profile, Role, Term
from tests.bot.matching.papers import NOTHING_COUNTED, analysed, counted, match, profile


def scored(keywords, paper, known=NOTHING_COUNTED) -> Match:
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


WORDLESS = [Term("!!!"), Term(""), Term("http://a.b"), Term("*"), Term("!!!", exact=True)]


@pytest.mark.parametrize("sought", WORDLESS, ids=str)
def test_a_keyword_without_words_matches_nothing_and_excludes_nothing(sought: Term) -> None:
    paper = analysed("Zebra !!!", authors=("!!!",))
    assert scored([Keyword(sought)], paper) == Match(0.0)
    assert scored([Keyword(sought, Role.EXCLUDED), Keyword(Term("zebra"))], paper).score == 100.0


def test_what_was_learned_does_not_lift_what_is_too_little_to_count() -> None:
    asked = Profile(
        "tested",
        (
            Keyword(Term("zebra"), weight=0.01),
            *(Keyword(Term(f"other{number}x"), weight=100.0) for number in range(20)),
        ),
        learned=(Adjustment(Term("yak"), 10.0, "you liked it"),),
    )
    assert score(asked, analysed("A yak", "A zebra"), NOTHING_COUNTED) == Match(0.0)


@pytest.mark.parametrize(
    ("asked", "liked", "points"),
    [
        (["zebra"], {"zebra": 10.0}, {"zebra": [100.0]}),
        (["zebra", "camel"], {"yak": 4.0}, {"zebra": [90.0], "yak": [4.0]}),
        (["zebra", "camel"], {"yak": 8.0, "lynx": 8.0}, {"zebra": [90.0], "yak": [5.0], "lynx": [5.0]}),
        (["zebra", "camel"], {"yak": 8.0, "lynx": -2.0}, {"zebra": [90.0], "yak": [8.0], "lynx": [-2.0]}),
        (
            ["zebra"],
            {"yak": -10.0, "lynx": -10.0, "puma": -10.0},
            {"zebra": [100.0], "yak": [-6.6], "lynx": [-6.7], "puma": [-6.7]},
        ),
    ],
)
def test_where_a_limit_cuts_what_was_learned_its_points_are_cut_alike(asked, liked, points) -> None:
    learned = tuple(Adjustment(Term(word), each, "you liked it") for word, each in liked.items())
    found = score(replace(profile(*asked), learned=learned), analysed("Zebra, yak, lynx, puma"), NOTHING_COUNTED)
    by_word: dict[str, list[float]] = {}
    for reason in found.reasons:
        by_word.setdefault(reason.keyword, []).append(reason.points)
    assert by_word == points
    assert found.score == round(sum(map(sum, points.values())), 1)


def test_exclusions_alone_match_nothing() -> None:
    assert scored([Keyword(Term("zebra"), Role.EXCLUDED)], analysed("Pigeon")) == Match(0.0)


def test_what_is_required_and_lacking_is_named() -> None:
    assert match("zebra, +pigeon", "Zebra") == Match(0.0, lacks="+pigeon")
    assert match("zebra, +pigeon, -camel", "A zebra, a camel").excluded_by == "-camel"


def test_what_is_required_counts_as_a_wish_unless_it_only_narrows_down() -> None:
    assert [reason.keyword for reason in match("zebra, +pigeon", "Zebra, pigeon").reasons] == ["+pigeon", "zebra"]
    narrowed = match("zebra, +category:cs", "Zebra", categories=("cs.CL",))
    assert [(reason.keyword, reason.points) for reason in narrowed.reasons] == [("zebra", 100.0)]


def test_who_lists_an_acronym_and_its_meaning_finds_both_by_either() -> None:
    assert match("DPO, direct preference optimization", "DPO").score == 100.0
    assert match("DPO, direct preference optimization", "Direct preference optimization").score == 100.0


def test_what_was_learned_adds_its_points_as_far_as_it_is_answered() -> None:
    paper = analysed("Pigeons", "zebra")
    typed = profile("pigeon", "camel")
    for points, gained in ((3.0, 1.4), (-3.0, -1.4), (10.0, 4.7), (-0.1, 0.0)):
        learned = replace(typed, learned=(Adjustment(Term("zebra"), points, "you liked it"),))
        found, before = score(learned, paper, NOTHING_COUNTED), score(typed, paper, NOTHING_COUNTED)
        assert round(found.score - before.score, 1) == gained
        assert [reason.points for reason in found.reasons if reason.learned] == ([gained] if gained else [])


def test_what_was_learned_moves_a_score_by_no_more_than_20_and_finds_nothing_by_itself() -> None:
    liked = tuple(Adjustment(Term(word), 10.0, "you liked it") for word in ("zebra", "camel", "yak"))
    learned = replace(profile("pigeon", "lynx", "puma", "okapi"), learned=liked)
    paper = analysed("Zebra, camel, yak", "pigeon")
    assert (
        round(score(learned, paper, NOTHING_COUNTED).score - match("pigeon, lynx, puma, okapi", "x", "pigeon").score, 1)
        == 20
    )
    assert score(learned, analysed("Zebra, camel, yak"), NOTHING_COUNTED) == Match(0.0)


def test_a_score_depends_on_its_arguments_alone() -> None:
    known = counted(["zebra", "model", "model"])
    keywords = [parse_keyword(word) for word in ("zebra", "reward model", "pigeon*")]
    paper = analysed("Reward models", "zebra and models of pigeons")
    assert scored(keywords, paper, known) == scored(keywords, analysed("Reward models", paper.paper.abstract), known)
