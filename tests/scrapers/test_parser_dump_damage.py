"""Damaged dumps: whole papers are kept, none is mixed up, and what was lost is named."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.parsers import parse
from tests.scrapers.page_builders import (
    ABSTRACT,
    HEADER,
    META,
    SEEDS,
    dump,
    page,
    paper,
    titles,
    unmixed,
)


@pytest.mark.parametrize(
    ("meta", "authors", "published", "comments"),
    [
        ("  • 4 authors\n·\nFeb 31, 2024 2", 4, None, 2),
        ("  • 4 authors\n·", 4, None, None),
        ("  • 4 authors", 4, None, None),
        ("·\nJun 14, 2024", None, None, None),
        ("  • 4 aut", None, None, None),
        ("  • 4 authors\n·\nJun 14, 20", 4, None, None),
    ],
)
def test_half_a_meta_block_is_named_and_what_it_says_is_kept(
    meta: str, authors: int | None, published: str | None, comments: int | None
) -> None:
    listing = parse(page(dump(paper("Sand", META), paper("Clay", meta), paper("Dust", META))))
    assert unmixed(listing.entries)
    clay = listing.entries[1]
    assert (clay.author_count, clay.published, clay.comments) == (authors, published, comments)
    assert len(listing.skipped) == 1
    assert [entry.comments for entry in listing.entries] == [0, comments, 0]


@pytest.mark.parametrize("meta", [None, META])
@pytest.mark.parametrize("lost", ["title", "abstract"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_lost_block_costs_one_paper_and_mixes_none_up(meta: str | None, lost: str, place: int) -> None:
    papers = [paper(name, meta) for name in ("Sand", "Dust", "Clay")]
    blocks = papers[place].split("\n\n")
    del blocks[0 if lost == "title" else 1]
    papers[place] = "\n\n".join(blocks)
    listing = parse(page(dump(*papers)))
    assert titles(dump(*papers)) == [name for at, name in enumerate(("Sand", "Dust", "Clay")) if at != place]
    assert unmixed(listing.entries)
    assert len(listing.skipped) == (2 if meta else 1)
    assert {entry.author_count for entry in listing.entries} == {4 if meta else None}


@pytest.mark.parametrize(
    "junk", ["Advertisement", "Subscribe", "Buy our sand. It is very good sand, and it is cheap!", "Log In\nSign Up"]
)
@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_junk_between_papers_costs_nothing(junk: str, place: int) -> None:
    blocks = [paper("Sand"), paper("Dust"), paper("Clay")]
    text = dump(*blocks[:place], junk, *blocks[place:])
    assert titles(text) == ["Sand", "Dust", "Clay"]
    assert unmixed(parse(page(text)).entries)


def test_meta_lines_without_a_paper_are_named() -> None:
    listing = parse(page(dump(META, paper("Sand", META), META)))
    assert [skipped.why for skipped in listing.skipped] == ["authors and date of a paper that could not be read"] * 2
    assert len(listing.entries) == 1


def test_two_dumps_in_one_file_are_both_read() -> None:
    one, two = dump(paper("Sand", META), paper("Dust")), dump(paper("Clay"), paper("Silt", META))
    assert titles(one + "\n" + two) == ["Sand", "Dust", "Clay", "Silt"]
    cut = one[: one.index("We study the matter of Dust")]
    assert titles(cut + "\n" + two) == ["Sand", "Clay", "Silt"]


def test_headers_that_disagree_leave_the_day_unknown() -> None:
    text = HEADER + "Sep 9\n\n" + paper("Sand") + "\n\n" + HEADER + "Sep 10\n\n" + paper("Dust")
    listing = parse(page(text))
    assert listing.listing_date is None
    assert "--09-09, --09-10" in listing.skipped[0].why


@pytest.mark.parametrize("left", [12, 120, 200])
def test_a_paper_of_which_only_the_first_words_are_left_is_named_not_kept(left: int) -> None:
    text = dump(paper("Sand"), "On the Matter of Dust\n\n" + ABSTRACT[:left].strip(" ."))
    listing = parse(page(text))
    assert titles(text) == ["Sand"]
    assert "Dust" in listing.skipped[0].where


def test_a_last_abstract_without_a_full_stop_is_kept_and_named() -> None:
    text = dump(paper("Sand"), paper("Dust").rstrip(" ."))
    listing = parse(page(text))
    assert titles(text) == ["Sand", "Dust"]
    assert "may be cut" in listing.skipped[0].why
    whole = dump(paper("Sand"), paper("Dust") + " Code: https://example.org/dust").rstrip()
    assert parse(page(whole)).skipped == ()


def test_so_many_unread_blocks_are_counted_not_listed() -> None:
    text = dump(paper("Sand", META), *[META] * 500)
    listing = parse(page(text))
    assert len(listing.skipped) == 101
    assert listing.skipped[-1].where == "400 more blocks"


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_cut_dump_keeps_all_papers_whose_blocks_lie_before_the_cut(path: Path, data: st.DataObject) -> None:
    raw = path.read_text(encoding="utf-8")
    cut = data.draw(st.integers(1, len(raw)))
    entries = parse(page(raw)).entries
    ends = [raw.index(after.title + "\n") for _, after in pairwise(entries)]
    whole = sum(end <= cut for end in ends)
    if not whole:
        return
    kept = parse(page(raw[:cut])).entries
    assert kept[:whole] == entries[:whole]
    assert len(kept) <= whole + 1


@given(st.lists(st.sampled_from(["paper", "bare", "junk", "lonely meta", "twice"]), min_size=1, max_size=12))
@settings(max_examples=150, deadline=None)
def test_whole_papers_survive_whatever_stands_between_them(plan: list[str]) -> None:
    blocks: list[str] = []
    expected: list[str] = []
    for number, step in enumerate(plan):
        name = f"Sand {number}"
        times = 2 if step == "twice" else 1
        if step in {"paper", "bare", "twice"}:
            blocks += [paper(name, None if step == "bare" else META)] * times
            expected += [name] * times
        else:
            blocks.append("Advertisement" if step == "junk" else META)
    if not expected:
        return
    listing = parse(page(dump(*blocks)))
    assert [entry.title.removeprefix("On the Matter of ") for entry in listing.entries] == expected
    assert unmixed(listing.entries)
