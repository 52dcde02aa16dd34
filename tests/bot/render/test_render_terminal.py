"""A digest on a terminal: never wider than it, and nothing in it but what we put there."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.core.digest import Digest, PageSummary, ProfileSummary
from bot.render.terminal import print_digest, print_line, print_summary
from tests.bot.render.digests import (
    ABSTRACT,
    HOSTILE_TITLES,
    ORDINARY,
    PAGE,
    QUIET,
    chosen,
    digest,
    hostile,
    hostile_text,
    paper,
)

_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_LINK = re.compile(r"\x1b\]8;(?:id=[0-9-]+;(https://[!-~]+)|;)\x1b\\")


def console_of(width: int, *, terminal: bool = False) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=terminal,
        color_system="truecolor" if terminal else None,
        legacy_windows=False,
        _environ={},
    )


def printed(shown: Digest, width: int, *, terminal: bool = False) -> str:
    console = console_of(width, terminal=terminal)
    print_digest(shown, console)
    return text_on(console)


def text_on(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def summary(pages: list[PageSummary], width: int, total: int = 200) -> str:
    console = console_of(width)
    print_summary(pages, total, console)
    return text_on(console)


def flowing(text: str) -> str:
    return " ".join(text.split())


@given(hostile_text, st.sampled_from([20, 60, 80, 120]))
@settings(max_examples=60)
def test_no_line_is_wider_than_the_console(text: str, width: int) -> None:
    lines = printed(hostile(text), width).split("\n")
    assert max(map(cell_len, lines)) <= width


@pytest.mark.parametrize("width", [20, 60, 80, 120])
def test_an_ordinary_digest_fits_and_has_no_white_space_at_line_ends(width: int) -> None:
    for line in printed(ORDINARY, width).split("\n"):
        assert cell_len(line) <= width
        assert line == line.rstrip()


@given(hostile_text)
@settings(max_examples=60)
def test_only_our_own_escape_sequences_reach_a_terminal(text: str) -> None:
    left = _LINK.sub("", _STYLE.sub("", printed(hostile(text), 80, terminal=True)))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", left)


@pytest.mark.parametrize("title", ["[bold]x[/bold] [/] [red]y", "a [link=https://evil.example]b[/link]", ":smile: 50%"])
def test_markup_in_a_title_is_printed_as_it_is(title: str) -> None:
    assert title in printed(digest(chosen(paper(title))), 80)
    assert title in _STYLE.sub("", printed(digest(chosen(paper(title))), 80, terminal=True))


@pytest.mark.parametrize("title", [title for title in HOSTILE_TITLES if len(title) < 60 and title.isascii()])
def test_a_hostile_title_loses_only_what_cannot_be_printed(title: str) -> None:
    kept = flowing(re.sub(r"[\x00-\x1f]", " ", title))
    assert kept in flowing(printed(digest(chosen(paper(title))), 120))


def test_a_digest_says_everything_at_a_glance() -> None:
    text = flowing(printed(ORDINARY, 80))
    for said in (
        "Paperround · 29 Oct 53 papers, 15 new · 2 for you",
        "63.4 Direct Letter Optimization: Your Pigeon Is Secretly a Postman",
        "Ada One, Ben Two, Cy Three and 3 more · University of the Loft · 29 May 2023 · 1,204 upvotes, 3 comments",
        "For post: direct letter optimization (title, 51.3), DLO (abstract, 12.1)",
        "https://arxiv.org/abs/2305.18290 https://huggingface.co/papers/2305.18290 https://github.com/example/pigeons",
        "44 A Withdrawn Loft WITHDRAWN · 25 Jul For post: loft (title, 44)",
        "post: 3 more reached 40; its cap is 2.",
        "robots: 0 of 15 new papers reached 45.5; nearest: “Robot Pigeons” (31).",
        "1 block could not be read. Scored with word statistics 3f2a9c81d0b4 (253 papers).",
    ):
        assert said in text


def test_the_abstract_takes_at_most_three_lines() -> None:
    with_abstract = printed(digest(chosen(paper(abstract=ABSTRACT))), 80)
    without = printed(digest(chosen(paper())), 80)
    assert 2 <= with_abstract.count("\n") - without.count("\n") <= 3
    wide = printed(digest(chosen(paper(abstract="一种直接偏好优化方法，" * 60))), 80)
    assert wide.count("\n") - without.count("\n") == 3
    assert "…" in wide


def test_an_address_is_visible_and_a_link_on_terminals() -> None:
    text = printed(ORDINARY, 80, terminal=True)
    assert _LINK.findall(text)[0] == "https://arxiv.org/abs/2305.18290"
    assert "https://arxiv.org/abs/2305.18290" in _LINK.sub("", text)


def test_matched_words_stand_out() -> None:
    text = printed(ORDINARY, 80, terminal=True)
    assert "\x1b[1;4mDirect Letter Optimization\x1b[0m" in text
    assert "\x1b[4mDLO\x1b[0m" in text


def test_a_quiet_day_says_how_near_it_came() -> None:
    text = flowing(printed(QUIET, 60))
    assert "15 new · nothing for you" in text
    assert "post: 0 of 15 new papers reached 40; nearest: “Nearly About Letters” (31)." in text
    assert "robots: 0 of 15 new papers reached 45.5; none had any of its words." in text


def test_a_line_is_cleaned_whoever_prints_it() -> None:
    console = console_of(40, terminal=True)
    print_line(Text("a\x1b]0;owned\x9bb\u202e"), console)
    assert text_on(console) == "a ]0;owned b\n"


@pytest.mark.parametrize("width", [20, 60, 80, 89, 90, 120])
def test_a_summary_that_would_break_a_name_is_told_in_sentences(width: int) -> None:
    pages = [PAGE, digest(page="x" * 90, kind="huggingface-html", entries=1200, new=1000, listing_date=None).page]
    text = summary(pages, width)
    assert max(map(cell_len, text.split("\n"))) <= width
    assert flowing(text).endswith("2 pages read, 200 papers remembered.")
    assert "together" not in text


@pytest.mark.parametrize("width", [80, 120])
def test_a_summary_that_fits_is_a_table_that_adds_up(width: int) -> None:
    pages = [PAGE, digest(page="y" * 20, kind="dump", entries=1200, new=1000, listing_date=None).page]
    text = summary(pages, width)
    assert max(map(cell_len, text.split("\n"))) <= width
    together = next(line for line in text.split("\n") if line.startswith("together"))
    assert together.split()[1:] == ["1,253", "1,015", "4", "0", "72", "2"]


@given(hostile_text, st.sampled_from([20, 60, 80, 120]))
@settings(max_examples=40)
def test_a_summary_of_hostile_names_fits(text: str, width: int) -> None:
    lines = summary([digest(page=text, kind=text, listing_date=text).page] * 2, width).split("\n")
    assert max(map(cell_len, lines)) <= width
    assert "\x1b" not in "".join(lines)


def test_one_page_has_no_total_and_no_page_says_so() -> None:
    assert "together" not in summary([PAGE], 80)
    assert flowing(summary([], 80)).endswith("0 pages read, 200 papers remembered.")


def test_the_same_digest_prints_the_same_bytes() -> None:
    capped = digest(*ORDINARY.items, profiles=(ProfileSummary("post", 40, 9, 2),))
    assert printed(capped, 80) == printed(capped, 80)
