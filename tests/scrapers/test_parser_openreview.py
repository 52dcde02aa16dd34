"""Answers of OpenReview's API: what is kept of a note, both manners of writing it, and answers that were cut."""

import json
from typing import Any

import pytest

from scrapers.errors import LayoutChanged, Refused
from scrapers.parsers import parse
from scrapers.types import Entry, Listing, PageKind
from tests.scrapers.page_builders import PAGES, fixture_page, page

NOTE: dict[str, Any] = json.loads((PAGES / "openreview.json").read_text())["notes"][0]


def read(*notes: object) -> Listing:
    return parse(page(json.dumps({"count": len(notes), "notes": notes})))


def test_all_that_a_note_says_is_kept() -> None:
    listing = parse(fixture_page("openreview.json"))
    assert (listing.kind, listing.skipped, listing.listing_date) == (PageKind.OPENREVIEW, (), None)
    assert listing.entries[0] == Entry(
        rank=1,
        title="Routing Letters by Attention",
        abstract="Letters are routed by attention. They arrive.",
        native_id="aBcDeF1234",
        url="https://openreview.net/forum?id=aBcDeF1234",
        authors=("Ada Example", "Ben Sample"),
        author_count=2,
        published="2026-03-06",
        updated="2026-03-08",
        pdf_url="https://openreview.net/pdf/0123abcd.pdf",
        categories=("routing", "attention"),
        primary_category="letters and parcels",
        note="Lofts 2026 Poster",
    )


def test_a_submission_at_the_venue_of_the_withdrawn_is_withdrawn() -> None:
    poster, withdrawn, older = parse(fixture_page("openreview.json")).entries
    assert [poster.withdrawn, withdrawn.withdrawn, older.withdrawn] == [False, True, False]
    assert withdrawn.published == "2026-03-05"
    assert withdrawn.authors == ("Chi Muster",)
    assert withdrawn.pdf_url is None
    hidden = NOTE | {"content": NOTE["content"] | {"venueid": {"value": "Lofts.cc/2026/Withdrawn_Submission"}}}
    assert read(hidden).entries[0].withdrawn


def test_the_older_manner_of_the_api_is_read_alike() -> None:
    older = parse(fixture_page("openreview.json")).entries[2]
    assert older == Entry(
        rank=3,
        title="Of the Older Manner",
        abstract="Version 1 of the API has no value within.",
        native_id="olderManner",
        url="https://openreview.net/forum?id=the_forum",
        authors=("Dora Beispiel",),
        author_count=1,
        published="2026-03-04",
        pdf_url="https://example.org/old.pdf",
        categories=("old",),
        note="Lofts 2026 Conference Submission",
    )


def test_a_venue_without_submissions_is_honestly_empty() -> None:
    assert parse(page('{"notes": [], "count": 0}')) == Listing(PageKind.OPENREVIEW, ())
    assert read() == Listing(PageKind.OPENREVIEW, ())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"id": "a b"}, "no usable id"),
        ({"id": 7}, "no usable id"),
        ({"content": {}}, "no title"),
        ({"content": None}, "no title"),
        ({"content": {"title": {"value": ["x"]}}}, "no title"),
    ],
)
def test_a_note_that_is_no_paper_is_named_and_the_others_are_kept(changes: dict[str, Any], why: str) -> None:
    listing = read(NOTE | changes, NOTE)
    assert [entry.rank for entry in listing.entries] == [2]
    assert why in listing.skipped[0].why
    with pytest.raises(LayoutChanged, match="not one of its papers"):
        read(NOTE | changes)


@pytest.mark.parametrize("moment", [-1, 0, 10**16, 1e12, True, "soon", None, [1], 10**400])
def test_a_time_that_is_none_is_not_guessed(moment: object) -> None:
    (entry,) = read(NOTE | {"cdate": moment, "tcdate": None}).entries
    assert entry.published is None


def test_whole_notes_of_a_cut_answer_are_kept_and_the_cut_is_named() -> None:
    whole = (PAGES / "openreview.json").read_text()
    cut = parse(page(whole[: whole.index("Of the Older")]))
    assert [entry.native_id for entry in cut.entries] == ["aBcDeF1234", "Zz_-9"]
    assert len(cut.skipped) == 1
    damaged = parse(page(whole.replace('"number": 17', '"number": x7')))
    assert [entry.native_id for entry in damaged.entries] == ["Zz_-9", "olderManner"]


def test_what_is_nested_or_repeated_without_end_is_refused() -> None:
    with pytest.raises(Refused, match="nested"):
        parse(page('{"notes": ' + "[" * 200_000))
    with pytest.raises(Refused, match="items"):
        parse(page('{"notes": [' + "1," * 30_000 + "1]}"))
