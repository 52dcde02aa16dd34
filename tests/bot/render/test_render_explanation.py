"""Why a paper was told of or not: in a sentence, in a table, and as plain values."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.core.matching.explanation import Explanation
from bot.core.matching.types import Match
from bot.render.explanation import explanation_report, ranking_report, remedy, verdict
from bot.render.explanation_terminal import SHOWN_SENTENCES, print_explanation, print_reasons
from store.records import Paper
from tests.bot.render.digests import hostile_text
from tests.bot.render.explanations import (
    KEPT_OUT,
    LACKING,
    MISSED,
    NOTHING,
    PAPER,
    TITLE,
    TOLD,
    account,
    hostile_explanation,
)
from tests.bot.render.test_render_terminal import console_of, flowing, text_on

WIDTHS = [20, 40, 60, 80, 120]


def explained(explanation: Explanation, width: int = 80, *, terminal: bool = False) -> str:
    console = console_of(width, terminal=terminal)
    print_explanation(explanation, console)
    return text_on(console)


def ranked(rows: list[tuple[Paper, Match]], width: int = 80) -> str:
    console = console_of(width)
    print_reasons(MISSED.profile, rows, 12, console)
    return text_on(console)


@pytest.mark.parametrize(
    ("explanation", "sentence"),
    [
        (TOLD, "Told of: 26.3, from 20."),
        (MISSED, "Not told of: 26.3, needs 40."),
        (KEPT_OUT, "Never: it contains -survey (title)."),
        (replace(KEPT_OUT, keywords=()), "Never: it contains -survey."),
        (LACKING, "Not told of: it lacks +RLHF."),
        (NOTHING, "Not told of: none of its keywords was found."),
        (replace(MISSED, match=Match(0.0)), "Not told of: 0, needs 40."),
        (
            replace(TOLD, match=Match(0.0), profile=replace(TOLD.profile, threshold=0)),
            "Not told of: 0, needs more than 0.",
        ),
    ],
)
def test_the_verdict_is_one_sentence(explanation: Explanation, sentence: str) -> None:
    assert verdict(explanation) == sentence


@pytest.mark.parametrize(
    ("explanation", "sentence"),
    [
        (TOLD, ""),
        (KEPT_OUT, ""),
        (MISSED, "“reward hacking” in the abstract would have made 44.1."),
        (LACKING, "“+RLHF” in the title would have made 45."),
        (NOTHING, "No keyword alone would have been enough. At best, “owls” in the title would have made 31."),
        (replace(LACKING, keywords=(account("a", None, 0, 0),)), "No keyword alone would have been enough."),
    ],
)
def test_what_would_have_been_enough_is_said(explanation: Explanation, sentence: str) -> None:
    assert remedy(explanation) == sentence


@pytest.mark.parametrize("width", [80, 120])
def test_every_keyword_has_its_row(width: int) -> None:
    text = flowing(explained(MISSED, width))
    for said in (
        "26.3 Direct Letter Optimization",
        "For post · Not told of: 26.3, needs 40. “reward hacking” in the abstract would have made 44.1.",
        "reward hacking not found 0 44.1 62.5",
        "-survey not found",
        "+3",
        "−4",
    ):
        assert said in text
    words = [re.escape(word) for word in ("DLO", "title, spelled out", "16", "26.3", "26.3")]
    assert re.search(".*".join(words), text)


@pytest.mark.parametrize("width", [20, 40])
def test_a_narrow_console_is_told_in_sentences(width: int) -> None:
    text = flowing(explained(MISSED, width))
    assert "weak-to-strong: abstract, only some of its words: “weak”; 4 points; 31.2 if in the abstract, 41" in text
    assert "−4 post office (you hid “Queues in Post Offices”)" in text


def test_only_the_sentences_with_something_in_them_are_printed() -> None:
    text = flowing(explained(MISSED, 120))
    assert "Pigeons learn a model of reward quickly, e.g. from grains." in text
    assert "DLO needs only a weak teacher" in text
    assert "Nothing of interest" not in text
    assert "In the abstract" not in explained(NOTHING)


def test_what_was_found_stands_out() -> None:
    text = explained(MISSED, 120, terminal=True)
    assert "\x1b[1;4mDirect Letter Optimization\x1b[0m" in text
    assert "\x1b[4mreward\x1b[0m" in text
    assert text.count("\x1b[4mDLO\x1b[0m") == 1
    assert "\x1b[1;4mPostman\x1b[0m" in explained(KEPT_OUT, 120, terminal=True)


def test_many_sentences_are_counted() -> None:
    shown = hostile_explanation("letters and more")
    assert f"and {9 - SHOWN_SENTENCES} more sentences" in explained(shown)


def test_what_is_kept_out_or_lacking_is_said_in_its_row() -> None:
    assert "-survey title never" in flowing(explained(KEPT_OUT))
    assert "+RLHF not found 0 31 45" in flowing(explained(LACKING))


@given(hostile_text, st.sampled_from(WIDTHS))
@settings(max_examples=60)
def test_no_line_is_wider_than_the_console(text: str, width: int) -> None:
    shown = hostile_explanation(text)
    for printed in (explained(shown, width), ranked([(shown.paper, shown.match)] * 2, width)):
        assert max(map(cell_len, printed.split("\n"))) <= width
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", printed)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_ranking_gives_the_reasons_of_every_paper(width: int) -> None:
    text = ranked(
        [(PAPER, MISSED.match), (replace(PAPER, title="Owls"), Match(12.0, MISSED.match.reasons[1:2]))], width
    )
    assert max(map(cell_len, text.split("\n"))) <= width
    found = flowing(text)
    assert found.startswith("post 12 papers scored, told of from 40")
    if width in (20, 40, 120):
        assert "DLO (title, spelled out, 16)" in found
        assert "12 Owls reward model (abstract, near each other, 7.3)" in found


def test_a_ranking_of_nothing_has_no_table() -> None:
    assert ranked([]) == "post  12 papers scored, told of from 40\n\n"


def test_an_explanation_is_plain_values() -> None:
    report = explanation_report(MISSED)
    assert json.loads(json.dumps(report)) == report
    assert {name: report[name] for name in ("profile", "key", "title", "score", "threshold", "told")} == {
        "profile": "post",
        "key": "arxiv:2305.18290",
        "title": TITLE,
        "score": 26.3,
        "threshold": 40,
        "told": False,
    }
    assert report["remedy"] == remedy(MISSED)
    keywords = report["keywords"]
    assert isinstance(keywords, list)
    assert keywords[1] == {
        "keyword": "reward model",
        "role": "wanted",
        "points": 7.3,
        "found": {
            "keyword": "reward model",
            "field": "abstract",
            "points": 7.3,
            "form": "near",
            "words": ["model", "reward"],
            "places": [
                {"field": "abstract", "start": 49, "end": 54},
                {"field": "abstract", "start": 58, "end": 64},
            ],
            "learned": None,
        },
        "in_abstract": 29.9,
        "in_title": 38.4,
    }
    assert keywords[3]["found"] is None
    learned = report["learned"]
    assert isinstance(learned, list)
    assert [(each["points"], each["learned"]) for each in learned] == [
        (3.0, "you liked “Pigeons Learn to Count”"),
        (-4.0, "you hid “Queues in Post Offices”"),
    ]
    assert explanation_report(TOLD)["remedy"] is None


def test_a_ranking_is_plain_values() -> None:
    report = ranking_report(MISSED.profile, [(PAPER, MISSED.match)])
    assert json.loads(json.dumps(report)) == report
    papers = report["papers"]
    assert isinstance(papers, list)
    assert [paper["score"] for paper in papers] == [26.3]
    assert [each["points"] for each in papers[0]["reasons"]] == [16.0, 7.3, 4.0, 3.0, -4.0]
