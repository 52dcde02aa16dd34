"""Names, numbers, dates, links and days in words."""

from dataclasses import replace
from typing import Any

import pytest

from bot.core.digest import ProfileSummary
from bot.render.links import Link
from bot.render.presentation import (
    authors_in_words,
    counted,
    counts_in_words,
    date_in_words,
    links_of,
    number,
    title_of,
)
from bot.render.sentences import heading, notices, page_read, scored_with, tally
from bot.render.views import view_of
from store.records import Counts
from tests.bot.render.digests import ORDINARY, QUIET, chosen, digest
from tests.bot.render.digests import paper as a_paper


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2025-07-25", "25 Jul 2025"),
        ("--07-25", "25 Jul"),
        ("2024-02-29", "29 Feb 2024"),
        ("--12-01", "1 Dec"),
        ("0099-01-09", "9 Jan 0099"),
        ("2025-13-01", "2025-13-01"),
        ("2025-07-32", "2025-07-32"),
        ("-07-25", "-07-25"),
        ("week.txt", "week.txt"),
        ("", ""),
    ],
)
def test_dates_are_put_in_words(date: str, words: str) -> None:
    assert date_in_words(date) == words


@pytest.mark.parametrize(
    ("authors", "count", "words"),
    [
        ((), None, ""),
        ((), 0, ""),
        ((), 1, "1 author"),
        ((), 6, "6 authors"),
        (("Ada",), None, "Ada"),
        (("Ada", "B"), None, "Ada and B"),
        (("Ada", "B", "C"), 3, "Ada, B and C"),
        (("Ada", "B", "C", "D"), None, "Ada, B, C and D"),
        (("Ada", "B", "C", "D", "E"), None, "Ada, B, C and 2 more"),
        (("Ada", "B", "C"), 8, "Ada, B, C and 5 more"),
        (("Ada", "B", "C", "D"), 5, "Ada, B, C and 2 more"),
        (("Ada",), 2000, "Ada and 1,999 more"),
        (("Ada", " \x1b "), 1, "Ada"),
    ],
)
def test_authors_are_named_or_counted(authors: tuple[str, ...], count: int | None, words: str) -> None:
    assert authors_in_words(a_paper(authors=authors, author_count=count)) == words


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (Counts(), ""),
        (Counts(upvotes=0, comments=0, github_stars=0), ""),
        (Counts(upvotes=12, comments=3), "12 upvotes, 3 comments"),
        (Counts(upvotes=1, comments=1, github_stars=1204), "1 upvote, 1 comment, 1,204 stars"),
    ],
)
def test_counts_tell_what_is_known_and_not_none(counts: Counts, words: str) -> None:
    assert counts_in_words(a_paper(counts=counts)) == words


@pytest.mark.parametrize(
    ("points", "printed"), [(0.0, "0"), (31.0, "31"), (39.9, "39.9"), (-4.0, "−4"), (100.0, "100"), (12.34, "12.3")]
)
def test_points_keep_their_tenth(points: float, printed: str) -> None:
    assert number(points) == printed


def test_plurals_follow_the_number() -> None:
    assert [counted(n, "entry", "entries") for n in (0, 1, 2000)] == ["0 entries", "1 entry", "2,000 entries"]


@pytest.mark.parametrize(
    ("facts", "addresses"),
    [
        ({}, []),
        ({"arxiv_id": "2305.18290"}, ["https://arxiv.org/abs/2305.18290"]),
        ({"arxiv_id": "hep-th/9901001"}, ["https://arxiv.org/abs/hep-th/9901001"]),
        ({"arxiv_id": "2305.18290/../../x"}, []),
        (
            {"arxiv_id": "2305.18290", "urls": ("https://arxiv.org/abs/2305.18290v3",)},
            ["https://arxiv.org/abs/2305.18290"],
        ),
        (
            {"arxiv_id": "2305.18290", "urls": ("https://huggingface.co/papers/2305.18290",)},
            ["https://arxiv.org/abs/2305.18290", "https://huggingface.co/papers/2305.18290"],
        ),
        ({"doi": "10.1101/2024.01.01.573887"}, ["https://doi.org/10.1101/2024.01.01.573887"]),
        ({"doi": '10.1000/<a"b>'}, ["https://doi.org/10.1000/%3Ca%22b%3E"]),
        ({"doi": "not a doi"}, []),
        ({"urls": ("https://www.example.org/é?q=a&b=1",)}, ["https://www.example.org/%C3%A9?q=a&b=1"]),
        ({"github_url": "https://github.com/a/b", "project_url": "https://github.com/a/b"}, ["https://github.com/a/b"]),
        ({"urls": ("http://example.org/", "javascript:alert(1)", "https://user@example.org/", "//example.org")}, []),
        ({"urls": ("https://exаmple.org/", "https://[::1/", "https:///x", "https://a b/", "https://a/\x1b[m")}, []),
        ({"project_url": "https://example.org/" + "x" * 3000}, []),
    ],
)
def test_links_lead_only_where_the_paper_is_known_to_be(facts: dict[str, Any], addresses: list[str]) -> None:
    assert [link.address for link in links_of(a_paper(**facts))] == addresses


def test_links_say_where_they_lead() -> None:
    shown = a_paper(
        arxiv_id="2305.18290",
        doi="10.1000/x",
        urls=("https://huggingface.co/papers/2305.18290", "https://www.example.org/p"),
        github_url="https://github.com/a/b",
        project_url="https://a.example",
    )
    labels = ["arXiv", "Hugging Face", "DOI", "example.org", "Code", "Project"]
    assert [link.label for link in links_of(shown)] == labels
    assert view_of(chosen(shown)).page == "https://arxiv.org/abs/2305.18290"


def test_code_alone_is_not_taken_for_the_paper() -> None:
    view = view_of(chosen(a_paper(github_url="https://github.com/a/b")))
    assert view.page is None
    assert view.links == (Link("Code", "https://github.com/a/b"),)


def test_a_paper_without_a_title_says_so() -> None:
    assert title_of(" \x00 ") == "(no title)"


def test_a_day_is_told_in_a_line() -> None:
    assert heading(ORDINARY) == "29 Oct"
    assert tally(ORDINARY) == "53 papers, 15 new · 2 for you"
    assert tally(QUIET) == "53 papers, 15 new · nothing for you"
    assert heading(digest(day="another.txt")) == "another.txt"


def test_a_page_that_says_its_date_is_called_by_it() -> None:
    dated = replace(ORDINARY, day=ORDINARY.page.page)
    assert heading(dated) == date_in_words(str(ORDINARY.page.listing_date))


@pytest.mark.parametrize(
    ("summary", "new", "sentence"),
    [
        (ProfileSummary("p", 40, 8, 5, ("Below", 39.9)), 15, ("p: 3 more reached 40; its cap is 5.",)),
        (ProfileSummary("p", 40, 5, 5, ("Below", 39.9)), 15, ()),
        (
            ProfileSummary("p", 45.5, 0, 0, ("Nearly", 31.0)),
            15,
            ("p: 0 of 15 new papers reached 45.5; nearest: “Nearly” (31).",),
        ),
        (ProfileSummary("p", 40, 0, 0), 1, ("p: 0 of 1 new paper reached 40; none had any of its words.",)),
        (ProfileSummary("p", 40, 0, 0), 0, ("p: nothing new on this page.",)),
    ],
)
def test_silence_is_explained(summary: ProfileSummary, new: int, sentence: tuple[str, ...]) -> None:
    assert notices(digest(profiles=(summary,), new=new)) == sentence


def test_a_digest_nobody_asked_for_says_so() -> None:
    nobody = replace(ORDINARY, items=(), profiles=())
    assert notices(nobody) == ("No profile was asked, so no paper was chosen.",)


def test_a_day_says_with_which_statistics_it_was_scored() -> None:
    assert scored_with(ORDINARY) == "Scored with word statistics 3f2a9c81d0b4 (253 papers)"
    one = replace(ORDINARY, statistics="\x1b[31m" + "f" * 999, counted=1)
    assert scored_with(one) == f"Scored with word statistics [31m{'f' * 76}… (1 paper)"


def test_a_page_is_told_with_what_could_not_be_read() -> None:
    assert page_read(ORDINARY.page) == (
        "week.txt (dump, 29 Oct): 53 papers, 15 new, 2 revised, 36 known, 1 block could not be read"
    )
    assert page_read(digest(listing_date=None, skipped=0, revised=0, known=0).page) == (
        "week.txt (dump): 53 papers, 15 new"
    )
