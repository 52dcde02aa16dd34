"""A back-test and a search on a terminal: never wider than it, and no longer than a person reads."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.app.search import Found
from bot.core.backtest import Backtest, Day, RankedPaper, backtest
from bot.core.matching.analysis import analyse
from bot.core.matching.language import parse_profile
from bot.core.matching.scoring import score
from bot.core.matching.statistics import Statistics
from bot.core.trial import DatedPaper
from bot.core.vocabulary import Nearest, UnknownWord
from bot.render.backtest import MAX_ROWS, bars, per_day, summary
from bot.render.backtest_advice import advice, remarks
from bot.render.backtest_terminal import print_backtest, print_found
from bot.render.explanation import remedy
from store.records import Paper

NOTHING_COUNTED = Statistics()
TITLES = [
    "整列のための報酬モデル " * 8,
    "نموذج المكافأة للمحاذاة",
    "Hyphenlessness" * 30,
    "[bold]Pigeons[/bold] \x1b[31m and {braces} %s",
    "Pigeons sort letters",
    "मॉडल \u202e pigeons\n\n",
    "",
]
WRITTEN = "整列 [b]: pigeons^2, 整列, المكافأة, +letters, -見出し, hyphenlesness, “sort letters”, min:30, top:1"


def tried_on(written: str = WRITTEN, titles: Sequence[str] = TITLES) -> Backtest:
    papers = [
        DatedPaper(analyse(Paper(key=f"key:{number}", title=title)), f"2025-07-{number % 28 + 1:02}")
        for number, title in enumerate(titles)
    ]
    return backtest(parse_profile(written), papers, NOTHING_COUNTED)


def printed(test: Backtest | Found, width: int, *, terminal: bool = False) -> str:
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=terminal,
        color_system="truecolor" if terminal else None,
        legacy_windows=False,
        highlight=False,
        _environ={},
    )
    if isinstance(test, Backtest):
        print_backtest(test, console)
    else:
        print_found(test, 0.0, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def days(*matched: int, start: int = 1) -> list[Day]:
    return [Day(f"2025-07-{day:02}", 10, count) for day, count in enumerate(matched, start=start)]


@pytest.mark.parametrize("width", [1, 8, 20, 39, 60, 80, 120])
@pytest.mark.parametrize("terminal", [False, True])
def test_no_line_is_wider_than_the_console_and_nothing_passes_that_controls_it(width, terminal) -> None:
    for shown in (tried_on(), tried_on("x: whales"), tried_on(WRITTEN, []), found(*TITLES)):
        text = re.sub(r"\x1b\[[0-9;]*m", "", printed(shown, width, terminal=terminal))
        assert "\x1b" not in text
        # A wide character takes two columns, whatever the width.
        assert all(cell_len(line) <= max(2, width) for line in text.splitlines())
        assert all(line == line.rstrip() for line in text.splitlines())


def found(*titles: str, query: str = "x: pigeons, 整列") -> Found:
    profile = replace(parse_profile(query), threshold=0.0)
    papers = [Paper(key=f"key:{number}", title=title) for number, title in enumerate(titles)]
    ranked = [RankedPaper(paper, score(profile, analyse(paper), NOTHING_COUNTED)) for paper in papers]
    best = tuple(each for each in ranked if each.match.score > 0)
    return Found(len(papers), len(best), best)


def test_a_search_says_how_many_match_of_how_many() -> None:
    assert "1 of 1 paper that match, of 2 searched." in printed(found("Pigeons", "Cows"), 80)
    assert "None of 1 paper scores above 0." in printed(found("Cows"), 80)
    assert "No papers yet." in printed(found(), 80)


def test_a_chart_has_a_row_for_each_day_and_one_for_a_long_gap() -> None:
    unit, rows = bars(days(2, 0, 1, 0, 0, 0, 0, 3, 0, 0))
    assert unit == "day"
    assert [(row.label, row.papers, row.matched) for row in rows] == [
        ("1 Jul 2025", 10, 2),
        ("2 Jul 2025", 10, 0),
        ("3 Jul 2025", 10, 1),
        ("4 days without", 40, 0),
        ("8 Jul 2025", 10, 3),
        ("9 Jul 2025", 10, 0),
        ("10 Jul 2025", 10, 0),
    ]


@pytest.mark.parametrize(
    ("count", "unit", "rows"),
    [(MAX_ROWS, "day", MAX_ROWS), (MAX_ROWS + 1, "month", 1), (400, "month", 15), (9000, "year", MAX_ROWS)],
)
def test_a_chart_of_many_days_counts_by_month_or_year(count, unit, rows) -> None:
    many = [Day(f"{1990 + day // 336:04}-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}", 3, 1) for day in range(count)]
    found_unit, found_rows = bars(many)
    assert (found_unit, len(found_rows)) == (unit, rows)


def test_nothing_is_lost_by_counting_by_month() -> None:
    many = [Day(f"2025-{month:02}-{day:02}", 3, 1) for month in range(1, 13) for day in range(1, 29)]
    many += [Day(f"--07-{day:02}", 2, 1) for day in range(1, 29)]
    _, rows = bars(many)
    assert sum(row.papers for row in rows) == sum(day.papers for day in many)
    assert [row.label for row in rows][-2:] == ["Dec 2025", "Jul"]


def test_no_day_makes_no_chart() -> None:
    assert bars([]) == ("day", [])


@pytest.mark.parametrize(
    ("rate", "words"), [(None, ""), (0.0, "0 a day"), (0.071, "0.07 a day"), (1.0, "1 a day"), (2.44, "2.4 a day")]
)
def test_a_rate_is_as_exact_as_it_is_useful(rate, words) -> None:
    assert per_day(rate) == words


def test_what_keywords_did_is_said_in_words() -> None:
    said = " ".join(remarks(tried_on('x: pigeons, hyphenlesnes, +letters, -sorting, -wales, "letters sort", min:40')))
    assert "“hyphenlesnes” occurs nowhere." in said
    assert "+letters is in 1 of 7 papers." in said
    assert "-sorting kept out 1 paper, which would have reached 40." in said
    assert "-wales kept nothing out." in said
    assert '"letters sort" is never found, though its words occur.' in said


def test_required_words_that_never_meet_are_said_to_keep_everything_out() -> None:
    said = " ".join(remarks(tried_on("x: +pigeons, +cows", ["Pigeons", "Cows"])))
    assert "No paper has everything that is required." in said
    assert "so nothing can match" in " ".join(remarks(tried_on("x: pigeons, +whales", ["Pigeons"])))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("x: pigeons, +whales", "What is required kept everything out: drop a plus."),
        ("x: pigeons, year:2024", "What narrows down kept everything out: widen or leave out year:2024."),
        ("x: pigeons, +cows, year:2024", "kept everything out: drop a plus, or leave out year:2024."),
    ],
)
def test_what_kept_everything_out_is_named_for_what_it_is(written, said) -> None:
    assert said in advice(tried_on(written, ["Pigeons"]))


def test_facts_are_told_from_words_that_never_meet() -> None:
    papers = [DatedPaper(analyse(Paper(key="p", title="Pigeons", categories=("cs.CL",))), None)]
    test = backtest(parse_profile("x: pigeons, category:cs.CL, category:cs.LG, year:2024"), papers, NOTHING_COUNTED)
    assert list(remarks(test)) == ["category:cs.LG holds for no paper.", "year:2024 holds for no paper."]


def test_what_would_have_helped_names_no_word_that_occurs_nowhere_if_another_would_do() -> None:
    titles = ["Sorting", *(f"Pigeon {number}" for number in range(3))]
    near = tried_on("x: sorting^0.2, halucination^3, pigeon, min:60", titles)
    assert near.unheard == {"halucination^3"}
    assert "halucination" in remedy(near.nearest[-1])
    assert "pigeon" in remedy(near.nearest[-1], near.unheard)


def test_a_search_without_a_match_names_the_nearest_spelling() -> None:
    unknown = (UnknownWord("pigoens", Nearest("pigeons", 2)),)
    text = printed(Found(2, 0, (), unknown), 80)
    assert "“pigoens” occurs nowhere. Nearest spelling: “pigeons” (2 papers)." in text


def test_what_a_cap_keeps_back_and_what_has_no_date_is_said() -> None:
    papers = [DatedPaper(analyse(Paper(key=str(n), title="Pigeons")), "2025-07-25") for n in range(3)]
    papers.append(DatedPaper(analyse(Paper(key="none", title="Pigeons")), None))
    said = " ".join(summary(backtest(parse_profile("x: pigeons, top:2, min:40"), papers, NOTHING_COUNTED)))
    assert said.startswith("4 of 4 papers reached 40: 3 a day, over 1 day with papers (25 Jul 2025).")
    assert "Its cap of 2 a digest would have kept 1 of them back." in said
    assert "1 paper, 1 of them matching, has no date" in said


def test_a_profile_that_chooses_well_gets_no_advice() -> None:
    assert advice(tried_on("x: pigeons", ["Pigeons", *(f"Cows {n}" for n in range(20))])) == ""
    assert advice(tried_on("x: pigeons", [])) == ""


def test_two_hundred_keywords_that_find_nothing_do_not_flood_the_screen() -> None:
    written = "x: " + ", ".join(f"whale{number}" for number in range(200))
    text = printed(tried_on(written), 80)
    assert "and 180 more remarks" in text
    assert len(text.splitlines()) < 80
