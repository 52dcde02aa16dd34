"""Page dumps: every layout, every accident; whole papers are kept and never mixed up."""

from datetime import date
from pathlib import Path

import pytest

from scrapers.errors import LayoutChanged
from scrapers.parsers import parse
from tests.scrapers.page_builders import (
    ABSTRACT,
    HEADER,
    META,
    SEEDS,
    dump,
    fixture_page,
    page,
    paper,
    titles,
    unmixed,
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
def test_every_word_of_a_seed_is_in_its_papers(path: Path) -> None:
    raw = path.read_text(encoding="utf-8")
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
