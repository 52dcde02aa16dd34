"""Page dumps: every layout, every accident; whole papers are kept and never mixed up."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.errors import LayoutChanged
from scrapers.parsers import parse
from scrapers.types import Entry
from tests.scrapers.page_builders import HEADER, PAGES, SEEDS, fixture_page, page

ABSTRACT = "We study the matter of {} at length. " + "It is found to matter in most of the cases that we saw. " * 7
META = "  • 4 authors\n·\nJun 14, 2024"


def paper(name: str, meta: str | None = None) -> str:
    """The blocks of one paper."""
    blocks = [f"On the Matter of {name}", ABSTRACT.format(name).strip(), *([meta] if meta else [])]
    return "\n\n".join(blocks)


def dump(*blocks: str) -> str:
    return HEADER + "\n\n".join(blocks) + "\n"


def titles(text: str) -> list[str]:
    return [entry.title.removeprefix("On the Matter of ") for entry in parse(page(text)).entries]


def unmixed(entries: Sequence[Entry]) -> bool:
    """Whether every abstract stands with its own title."""
    return all(
        f"the matter of {entry.title.removeprefix('On the Matter of ')} at" in entry.abstract for entry in entries
    )


@pytest.mark.parametrize(
    ("name", "date_line", "papers", "with_meta"),
    [
        ("000_31d021c6f69513ce.txt", "09-09", 53, 0),
        ("001_d1ab88f426360a21.txt", "01-05", 37, 37),
        ("002_0519aa5d098ae318.txt", None, 83, 0),
        ("003_d18b69aa6a01a06d.txt", "03-14", 59, 0),
        ("004_cabfb7d225db60ae.txt", "10-29", 71, 70),
    ],
)
def test_each_seed_is_read_whole(name: str, date_line: str | None, papers: int, with_meta: int) -> None:
    body = (SEEDS / name).read_bytes()
    listing = parse(page(body))
    assert len(listing.entries) == papers
    assert listing.skipped == ()
    assert sum(entry.comments is not None for entry in listing.entries) == with_meta
    assert sum(entry.published is not None for entry in listing.entries) == with_meta
    assert listing.listing_date == (f"--{date_line}" if date_line else None)
    captured = parse(page(body, captured=date(2026, 10, 29)))
    assert captured.skipped == ()
    assert captured.listing_date == (f"2026-{date_line}" if date_line else None)


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
def test_every_word_of_a_seed_is_in_its_papers(path: object) -> None:
    raw = PAGES.parent.parent.parent.joinpath(str(path)).read_text(encoding="utf-8")
    blocks = [block for block in raw.split("\n\n") if block.strip()]
    texts = [block for block in blocks if "·\n" not in block]
    start = next(place for place, text in enumerate(texts) if len(text) > 1_000) - 1
    expected = list(zip(texts[start::2], texts[start + 1 :: 2], strict=True))
    entries = parse(page(raw)).entries
    assert [(entry.title, entry.abstract) for entry in entries] == [
        (" ".join(title.split()), " ".join(abstract.split())) for title, abstract in expected
    ]
    assert [entry.rank for entry in entries] == list(range(1, len(expected) + 1))


def test_the_meta_lines_of_a_seed_are_read_as_printed() -> None:
    raw = (SEEDS / "004_cabfb7d225db60ae.txt").read_text(encoding="utf-8")
    printed = [block.split("\n") for block in raw.split("\n\n") if "·\n" in block]
    entries = [entry for entry in parse(page(raw)).entries if entry.comments is not None]
    for (who, _, when), entry in zip(printed, entries, strict=True):
        assert who.split()[1] == str(entry.author_count)
        day, _, year = when.partition(", ")
        assert entry.published is not None
        assert int(entry.published[-2:]) == int(day.split()[1])
        assert entry.published.startswith(year.split()[0] if year else "--")
        words = (year or day).split()
        assert entry.comments == (int(words[-1]) if len(words) == (2 if year else 3) else 0)


def test_a_missing_year_is_that_of_the_capture_on_a_real_page() -> None:
    body = (SEEDS / "004_cabfb7d225db60ae.txt").read_bytes()
    unknown = parse(page(body))
    known = parse(page(body, captured=date(2025, 10, 29)))
    left_out = [entry.published for entry in unknown.entries if (entry.published or "").startswith("--")]
    assert len(left_out) == 19
    assert [entry.published for entry in known.entries if (entry.published or "").startswith("2025")] == [
        f"2025{day[1:]}" for day in left_out if day
    ]
    assert (unknown.listing_date, known.listing_date) == ("--10-29", "2025-10-29")


@pytest.mark.parametrize("captured", [date(2024, 11, 1), date(2023, 1, 1), date(2025, 10, 1)])
def test_a_capture_day_the_page_contradicts_is_not_trusted(captured: date) -> None:
    body = (SEEDS / "004_cabfb7d225db60ae.txt").read_bytes()
    listing = parse(page(body, captured=captured))
    assert listing.entries == parse(page(body)).entries
    assert listing.listing_date == "--10-29"
    (skipped,) = listing.skipped
    assert skipped.where.startswith("date line ")
    assert captured.isoformat() in skipped.why


def test_all_that_a_dump_says_is_kept() -> None:
    listing = parse(fixture_page("dump_with_meta.txt", captured=date(2025, 10, 29)))
    assert listing.skipped == ()
    assert listing.listing_date == "2025-10-29"
    first, second, third, fourth = listing.entries
    assert first.title == "Counting Sheep with Sparse Attention: A Study of Drowsy Decoders"
    assert first.abstract.startswith("We ask whether")
    assert (first.author_count, first.published, first.comments) == (4, "2024-06-14", 0)
    assert (second.organization_handle, second.organization) == ("acme-lab", "Acme Laboratory of Things")
    assert (second.author_count, second.published, second.comments) == (None, "2025-10-06", 3)
    assert (third.author_count, third.published, third.comments, third.organization) == (None, None, None, None)
    assert (fourth.author_count, fourth.published, fourth.comments) == (1, "2024-12-27", 1056)
    assert {entry.upvotes for entry in listing.entries} == {None}


def test_the_header_alone_is_an_empty_day() -> None:
    listing = parse(fixture_page("dump_empty_day.txt"))
    assert (listing.entries, listing.skipped, listing.listing_date) == ((), (), "--09-10")


@pytest.mark.parametrize(
    "text",
    [
        "Get trending papers in your email inbox!\n\nSubscribe",  # cut in the header
        HEADER + "No papers today? Try again.",
        HEADER + "A Title and Then Nothing",
        HEADER + META,
        "Daily Papers\n\nThis is a letter about them.\n\nIt has no papers.",
        "new\n\nSubscribe",
    ],
)
def test_a_page_without_papers_must_say_so_itself(text: str) -> None:
    with pytest.raises(LayoutChanged):
        parse(page(text))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "new\n\nGet trending papers in your email inbox once a day!\n\nby AK and the research community\n\n",
        "Trending Papers\n\nbyAK and the research community\n\n- Daily\n\n- Weekly\n\n- Monthly\n\n",
        "new\nSubscribe\nDaily Papers\nbyAK and the research community\nSep 9\n\n",
        "Daily Papers\n\nbyAK and the research community\n\nSep 9, 2025\n\n",
    ],
)
def test_headers_differ_by_date(header: str) -> None:
    assert titles(header + paper("Sand", META)) == ["Sand"]


def test_an_unknown_banner_in_the_header_is_no_title() -> None:
    text = "new\n\nMeet us at the fair!\n\nOpen until six.\n\n" + dump(paper("Sand"), paper("Dust"))
    listing = parse(page(text))
    assert titles(text) == ["Sand", "Dust"]
    assert [skipped.where for skipped in listing.skipped] == [
        'header, line 3: "Meet us at the fair!"',
        'header, line 5: "Open until six."',
    ]


@pytest.mark.parametrize(
    "title",
    ["A", "Is This a Title?", "No.", "x" * 240, "Scaling CM^3 to 7B (v1.5)", "new methods", "3 authors of note"],
)
def test_a_title_may_be_anything(title: str) -> None:
    (entry,) = parse(page(dump(f"{title}\n\n{ABSTRACT}"))).entries
    assert entry.title == title


def test_titles_and_abstracts_may_run_over_lines() -> None:
    (entry,) = parse(page(dump("A Title\nover Two Lines\n\nAn abstract\n over three\n  lines.\n\n" + META))).entries
    assert (entry.title, entry.abstract) == ("A Title over Two Lines", "An abstract over three lines.")
    assert entry.author_count == 4


@pytest.mark.parametrize(
    "meta", [META, META.replace("\n", "\n\n"), "google Google\n\n·\n\nOct 21, 2025 5", "acme\n·\nMay 3"]
)
def test_blank_lines_within_the_meta_lines_do_no_harm(meta: str) -> None:
    listing = parse(page(dump(paper("Sand", meta), paper("Dust", meta))))
    assert [entry.title for entry in listing.entries] == ["On the Matter of Sand", "On the Matter of Dust"]
    assert unmixed(listing.entries)
    assert listing.skipped == ()
    assert all(entry.published for entry in listing.entries)


def test_meta_lines_stuck_to_an_abstract_or_a_title_are_told_apart() -> None:
    text = dump(paper("Sand").strip() + "\n" + META + "\n" + paper("Dust", META))
    assert [entry.published for entry in parse(page(text)).entries] == ["2024-06-14", "2024-06-14"]
    assert titles(text) == ["Sand", "Dust"]


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
def test_a_cut_dump_keeps_all_papers_whose_blocks_lie_before_the_cut(path: object, data: st.DataObject) -> None:
    raw = PAGES.parent.parent.parent.joinpath(str(path)).read_text(encoding="utf-8")
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
