"""What a profile would have brought: counted by day, by threshold and by keyword."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.core.backtest import FEWEST, Backtest, backtest
from bot.core.matching.analysis import analyse
from bot.core.matching.language import parse_profile
from bot.core.matching.scoring import score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Role
from bot.core.trial import DatedPaper
from store.records import Paper

NOTHING_COUNTED = Statistics()
FILLER = "Cows graze uniformly on bounded meadows"


def dated(title: str, day: str | None = "2025-07-25", **facts: Any) -> DatedPaper:
    return DatedPaper(analyse(Paper(key=f"title:{title}", title=title, **facts)), day)


def tried_on(written: str, *papers: DatedPaper) -> Backtest:
    return backtest(parse_profile(written), papers, NOTHING_COUNTED)


def test_matches_are_counted_by_the_day_they_came() -> None:
    test = tried_on(
        "x: reward hacking",
        dated("Reward hacking"),
        dated("Reward hacking again"),
        dated(FILLER),
        dated("Reward hacking tomorrow", "2025-07-27"),
        dated(f"{FILLER} too", "2025-07-26"),
        dated("Reward hacking some day", None),
    )
    assert test.days == (("2025-07-25", 3, 2), ("2025-07-26", 1, 0), ("2025-07-27", 1, 1))
    assert (test.papers, test.matched, test.undated) == (6, 4, (1, 1))
    assert test.per_day == 1.0


def test_the_threshold_table_holds_twenty_to_ninety_and_the_profiles_own() -> None:
    papers = [dated("Reward hacking"), dated("Hacking", "2025-07-26"), dated(FILLER, "2025-07-27")]
    profile = parse_profile("x: reward hacking, min:37.5")
    test = backtest(profile, papers, NOTHING_COUNTED)
    assert [row.threshold for row in test.reached] == [20, 30, 37.5, 40, 50, 60, 70, 80, 90]
    scores = [score(profile, paper.analysed, NOTHING_COUNTED).score for paper in papers]
    for row in test.reached:
        assert row.papers == sum(each >= row.threshold for each in scores)
        assert row.per_day == row.papers / 3


def test_a_threshold_of_zero_lets_in_only_what_scores() -> None:
    assert tried_on("x: reward hacking, min:0", dated("Reward hacking"), dated(FILLER)).matched == 1


def test_the_best_three_and_the_three_just_below_the_line_are_named_best_first() -> None:
    best = [dated(f"Reward hacking {number}") for number in range(5)]
    below = [dated(f"{FILLER} {number}", abstract="Hacking.") for number in range(5)]
    test = tried_on("x: reward hacking, min:70", *reversed(best), *reversed(below), dated(FILLER))
    assert [ranked.paper.title[-1] for ranked in test.best] == ["0", "1", "2"]
    assert [ranked.paper.title[-1] for ranked in test.nearest] == ["0", "1", "2"]
    assert all(0 < ranked.match.score < 70 for ranked in test.nearest)
    assert (test.matched, test.scored) == (5, 10)


def test_the_order_of_the_papers_makes_no_difference() -> None:
    papers = [dated(f"Reward hacking {number}", f"2025-07-{10 + number % 5}") for number in range(12)]
    assert tried_on("x: reward hacking, -3", *papers) == tried_on("x: reward hacking, -3", *reversed(papers))


def test_a_keyword_is_counted_where_it_is_found_whatever_else_the_profile_says() -> None:
    test = tried_on(
        "x: hacking^100, cows^0.01, +pigeons, -meadows",
        dated("Hacking pigeons with cows"),
        dated("Cows on meadows"),
        dated("Cows"),
    )
    counted = {tally.keyword: tally.papers for tally in test.keywords}
    assert counted == {"hacking^100": 1, "cows^0.01": 3, "+pigeons": 1, "-meadows": 1}
    assert (test.excluded, test.lacking) == (1, 1)


def test_every_exclusion_is_told_what_it_kept_out_and_what_of_that_would_have_matched() -> None:
    test = tried_on(
        "x: reward hacking, -survey, -medical, -whales",
        dated("Reward hacking: a survey"),
        dated("Reward hacking: a medical survey"),
        dated("A survey of cows"),
    )
    told = {tally.keyword: (tally.papers, tally.spared) for tally in test.keywords if tally.role is Role.EXCLUDED}
    assert told == {"-survey": (3, 2), "-medical": (1, 1), "-whales": (0, 0)}
    assert test.excluded == 3


def test_a_keyword_found_in_half_of_the_papers_is_found_nearly_everywhere() -> None:
    papers = [dated(f"Pigeons {number}") for number in range(FEWEST // 2)]
    papers += [dated(f"Cows {number}") for number in range(FEWEST // 2)]
    assert [tally.keyword for tally in tried_on("x: pigeons, meadows", *papers).everywhere] == ["pigeons"]
    assert tried_on("x: pigeons", *papers, dated(FILLER)).everywhere == ()
    assert tried_on("x: pigeons", *papers[:4]).everywhere == ()  # of four papers no share says anything
    assert tried_on("x: meadows, -pigeons", *papers).everywhere == ()


def test_words_scattered_over_nearly_every_paper_do_not_make_a_phrase_common() -> None:
    papers = [
        dated(
            f"Reward number {number}",
            abstract="We pay. Cows graze, and later, in another place and far away, we model.",
        )
        for number in range(FEWEST)
    ]
    test = tried_on("x: reward model", *papers)
    assert test.keywords[0].fully == 0
    assert test.everywhere == ()


def test_if_nothing_matches_the_highest_threshold_that_something_reaches_fits() -> None:
    papers = [
        dated(FILLER, abstract="They hack. Reward comes later, after so many other words have been said at last.")
    ]
    test = tried_on("x: reward hacking, min:100", *papers)
    assert test.matched == 0
    assert test.fitting is not None
    assert test.fitting == next(row for row in reversed(test.reached) if row.papers)


def test_if_nearly_everything_matches_the_lowest_threshold_that_few_reach_fits() -> None:
    papers = [dated(f"{FILLER} {number}", abstract="We tame pigeons.") for number in range(19)]
    test = tried_on("x: pigeons, min:10", *papers, dated("Pigeons"))
    assert test.matched == 20
    assert test.fitting is not None
    assert test.fitting.papers == 1
    assert tried_on("x: pigeons", dated("Pigeons"), *[dated(f"{FILLER} {n}") for n in range(19)]).fitting is None


def test_a_cap_hides_what_is_more_on_one_day_only() -> None:
    papers = [dated(f"Pigeons {number}") for number in range(4)] + [dated("Pigeons", "2025-07-26")]
    assert tried_on("x: pigeons, top:3", *papers).hidden == 1
    assert tried_on("x: pigeons", *papers).hidden == 0


def test_without_papers_everything_is_nothing() -> None:
    test = tried_on("x: pigeons, -cows")
    assert (test.papers, test.matched, test.days, test.best, test.per_day, test.fitting) == (0, 0, (), (), None, None)
    assert all(row.papers == 0 for row in test.reached)


@given(st.integers(0, 400))
def test_long_gaps_do_not_change_what_is_counted(gap) -> None:
    later = (date(2025, 7, 25) + timedelta(days=gap)).isoformat()
    test = tried_on("x: pigeons", dated("Pigeons"), dated("More pigeons", later))
    assert sum(day.matched for day in test.days) == test.matched == 2
