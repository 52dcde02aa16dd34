"""Digests as text and as pages: complete, standing alone, and with nothing alive in them but what we put there."""

import hashlib
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

import bot
from bot.core.digest import Digest
from bot.render.columns import width_of
from bot.render.pages import render_html, render_index, render_text
from bot.render.presentation import title_of
from tests.bot.render.digests import (
    ABSTRACT,
    HOSTILE_TITLES,
    ORDINARY,
    QUIET,
    chosen,
    digest,
    hostile,
    hostile_text,
    paper,
    reason,
)

TAGS = {"html", "head", "meta", "title", "style", "body", "header", "main", "section", "article", "footer"} | {
    "h1",
    "h2",
    "h3",
    "p",
    "div",
    "span",
    "strong",
    "mark",
    "bdi",
    "a",
    "ul",
    "ol",
    "li",
    "details",
    "summary",
}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "dir", "href", "rel", "style", "aria-hidden"}


def assert_nothing_is_alive(html: str) -> BeautifulSoup:
    """No element, attribute or address that is not of the template's own making."""
    page = BeautifulSoup(html, "html.parser")
    assert {tag.name for tag in page.find_all(True)} <= TAGS
    for tag in page.find_all(True):
        assert set(tag.attrs) <= ATTRIBUTES
        assert re.fullmatch(r"width:[0-9.]+%", str(tag.get("style", "width:0%")))
    assert len(page.find_all("style")) == len(page.find_all("title")) == 1
    assert len(page.find_all("meta")) == 6
    return page


def flowing(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("title", HOSTILE_TITLES)
def test_a_hostile_title_is_text_on_a_page(title: str) -> None:
    page = assert_nothing_is_alive(render_html(hostile(title)))
    assert all(str(link["href"]).startswith("https://") for link in page.find_all("a"))
    first = page.select_one("article h2")
    assert first is not None
    assert flowing(first.get_text()) == flowing(title_of(title))


def test_there_are_two_hundred_hostile_titles() -> None:
    assert len(set(HOSTILE_TITLES)) == 200


@given(hostile_text)
@settings(max_examples=50)
def test_no_text_becomes_markup(text: str) -> None:
    assert_nothing_is_alive(render_html(hostile(text)))
    assert_nothing_is_alive(render_index([hostile(text)], ["day.html"]))


@given(hostile_text, st.sampled_from([20, 60, 78]))
@settings(max_examples=60)
def test_no_line_of_text_is_too_wide_except_for_addresses(text: str, width: int) -> None:
    rendered = render_text(hostile(text), width)
    for line in rendered.split("\n"):
        assert width_of(line) <= width or "https://" in line
        assert line == line.rstrip()
    assert rendered.endswith("\n")
    assert not rendered.endswith("\n\n")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", rendered)


@pytest.mark.parametrize("render", [render_html, render_text])
def test_everything_is_said(render: object) -> None:
    text = render_text(ORDINARY) if render is render_text else BeautifulSoup(render_html(ORDINARY), "lxml").get_text()
    for said in (
        "53 papers, 15 new · 2 for you",
        "63.4",
        "Direct Letter Optimization: Your Pigeon Is Secretly a Postman",
        "Ada One, Ben Two, Cy Three and 3 more · University of the Loft · 29 May 2023 · 1,204 upvotes, 3 comments",
        "For post",
        "A Withdrawn Loft",
        "25 Jul",
        "post: 3 more reached 40; its cap is 2.",
        "robots: 0 of 15 new papers reached 45.5; nearest: “Robot Pigeons” (31).",
        "Read: week.txt (dump, 29 Oct): 53 papers, 15 new, 2 revised, 36 known, 1 block could not be read.",
        "Scored with word statistics 3f2a9c81d0b4 (253 papers).",
    ):
        assert said in flowing(text)
    assert "withdrawn" in text.lower().replace("a withdrawn loft", "")


def test_reasons_stand_beside_the_paper_with_their_points() -> None:
    page = BeautifulSoup(render_html(ORDINARY), "lxml")
    labels = [flowing(label.get_text()) for label in page.select("article .why li")]
    assert labels == ["direct letter optimization title 51.3", "DLO abstract 12.1", "loft title 44"]
    assert "For post: direct letter optimization (title, 51.3), DLO (abstract, 12.1)" in flowing(render_text(ORDINARY))


def test_what_was_learned_stands_among_the_reasons() -> None:
    learned = (
        reason("robots", 3.0, learned="you liked “Robot Pigeons”"),
        reason("loft", -4.0, learned="you hid “<b>Lofts</b>”"),
    )
    shown = digest(chosen(paper(), reason(), *learned))
    page = BeautifulSoup(render_html(shown), "lxml")
    labels = [flowing(label.get_text()) for label in page.select("article .why li")]
    assert labels == ["letters title 61.4", "robots you liked “Robot Pigeons” +3", "loft you hid “<b>Lofts</b>” −4"]
    assert [flowing(label.get_text()) for label in page.select(".against")] == ["−4"]
    said = "letters (title, 61.4), +3 robots (you liked “Robot Pigeons”), −4 loft (you hid “<b>Lofts</b>”)"
    assert said in flowing(render_text(shown))


def test_a_page_has_the_whole_abstract_and_text_its_beginning() -> None:
    page = BeautifulSoup(render_html(ORDINARY), "lxml")
    parts = [part.get_text() for part in page.select("article:first-of-type .abstract")]
    assert flowing(" ".join(parts)) == ABSTRACT.strip()
    assert page.select_one("details:not([open]) .abstract") is not None
    assert "…" in render_text(ORDINARY)


def test_matched_words_are_marked_on_a_page() -> None:
    page = BeautifulSoup(render_html(ORDINARY), "lxml")
    marks = [mark.get_text() for mark in page.select("article:first-of-type mark")]
    assert marks == ["Direct Letter Optimization", "direct letter optimization", "DLO"]


def test_links_of_a_page_leave_no_trace_of_the_reader() -> None:
    page = BeautifulSoup(render_html(ORDINARY), "lxml")
    links = page.find_all("a")
    assert [str(link["href"]) for link in links] == [
        "https://arxiv.org/abs/2305.18290",
        "https://arxiv.org/abs/2305.18290",
        "https://huggingface.co/papers/2305.18290",
        "https://github.com/example/pigeons",
    ]
    assert all(link["rel"] == ["noopener", "noreferrer"] for link in links)


def test_a_paper_without_address_has_no_link() -> None:
    assert "<a " not in render_html(digest(chosen(paper("Nowhere to Be Read"))))


@pytest.mark.parametrize("shown", [ORDINARY, QUIET])
def test_a_page_stands_alone(shown: Digest) -> None:
    for html in (render_html(shown), render_index([shown], ["day.html"])):
        assert html.startswith("<!doctype html>\n")
        page = assert_nothing_is_alive(html)
        assert not re.search(r"url\(|@import|expression", str(page.style))
        assert page.html is not None
        assert page.html["lang"] == "en"
        assert page.title is not None
        assert page.title.string
        assert len(page.find_all("h1")) == 1
        assert re.search(r"Made by Paperround \d+\.\d+", page.get_text())


def test_headings_skip_no_level() -> None:
    levels = [int(tag.name[1]) for tag in BeautifulSoup(render_html(ORDINARY), "lxml").find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_quiet_day_says_why_on_a_page() -> None:
    page = BeautifulSoup(render_html(QUIET), "lxml")
    quiet = page.select_one(".quiet")
    assert quiet is not None
    assert "A quiet day" in quiet.get_text()
    assert "nearest: “Nearly About Letters” (31)" in quiet.get_text()
    assert not page.find_all("article")


def test_text_has_a_least_width() -> None:
    with pytest.raises(ValueError, match="at least 20 columns, not 19"):
        render_text(QUIET, 19)


_DIGEST_OF_EVERYTHING = """
import hashlib, io, sys
from rich.console import Console
from bot.render.pages import render_html, render_index, render_text
from bot.render.terminal import print_digest
from tests.bot.render.digests import HOSTILE_TITLES, ORDINARY, QUIET, hostile
days = [ORDINARY, QUIET, *map(hostile, HOSTILE_TITLES[::20])]
out = io.StringIO()
for day in days:
    print_digest(day, Console(file=out, width=80))
    out.write(render_html(day) + render_text(day))
out.write(render_index(days, [f"{n}.html" for n in range(len(days))]))
sys.stdout.write(hashlib.sha256(out.getvalue().encode()).hexdigest())
"""


def test_the_same_digest_makes_the_same_bytes_everywhere() -> None:
    assert render_html(ORDINARY) == render_html(ORDINARY)
    surroundings = (
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "COLUMNS": "40", "LANG": "de_DE"},
    )
    root = str(Path(bot.__file__).parent.parent)
    digests = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST_OF_EVERYTHING],
            env={**os.environ, **surrounding},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for surrounding in surroundings
    }
    assert len(digests) == 1
    assert len(digests.pop()) == hashlib.sha256().digest_size * 2


def test_whoever_prints_json_pays_for_no_template_and_no_terminal() -> None:
    code = "import sys, bot.render.sentences, bot.render.explanation; print({'rich', 'jinja2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
