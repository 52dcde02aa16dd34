"""Answers of the API of bioRxiv and medRxiv: what is kept of them, honest empty days, and answers that were cut."""

import json
from typing import Any

import pytest

from scrapers.errors import LayoutChanged, Refused
from scrapers.parsers import parse
from scrapers.types import Entry, Listing, PageKind
from tests.scrapers.page_builders import PAGES, fixture_page, page

ANSWER: dict[str, Any] = json.loads((PAGES / "biorxiv.json").read_text())
ITEM: dict[str, Any] = ANSWER["collection"][1]
OK = [{"status": "ok", "count": 1}]


def read(*items: object, messages: object = OK) -> Listing:
    return parse(page(json.dumps({"messages": messages, "collection": items})))


def test_all_that_an_item_says_is_kept() -> None:
    listing = parse(fixture_page("biorxiv.json"))
    assert (listing.kind, listing.skipped, listing.listing_date) == (PageKind.BIORXIV, (), "2026-03-06")
    assert listing.entries[0] == Entry(
        rank=1,
        title="Homing Without the Sun: a Study of Loft Birds",
        abstract="Birds were let go in the dark (p < 0.05). They came home.",
        doi="10.1101/2026.03.01.640001",
        version=1,
        url="https://www.biorxiv.org/content/10.1101/2026.03.01.640001v1",
        authors=("A. Lovelace", "A. M. Turing", "The Loft Consortium"),
        author_count=3,
        organization="Institute of Lofts",
        published="2026-03-06",
        updated="2026-03-06",
        listed="2026-03-06",
        categories=("neuroscience",),
        primary_category="neuroscience",
    )


def test_a_later_version_has_its_own_day_and_no_first_one() -> None:
    later, withdrawn = parse(fixture_page("biorxiv.json")).entries[1:]
    assert (later.version, later.published, later.updated) == (3, None, "2026-03-06")
    assert later.journal_ref == "doi:10.1234/loft.2026.7"
    assert (withdrawn.withdrawn, later.withdrawn) == (True, False)
    assert withdrawn.url == "https://www.medrxiv.org/content/10.64898/2026.02.02.700003v2"


@pytest.mark.parametrize(
    "messages",
    [
        [{"status": "no posts found"}],
        [{"status": "No articles found for 2026-03-07"}],
        [{"status": "ok", "count": "0"}],
    ],
)
def test_a_day_without_posts_says_so(messages: object) -> None:
    assert read(messages=messages) == Listing(PageKind.BIORXIV, ())
    assert parse(page(json.dumps({"messages": messages}))).entries == ()


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        ([], "does not say that there are none"),
        (OK, 'answered "ok"'),
        ([{"status": "error: database down"}], 'answered "error: database down"'),
        (["no posts found"], "does not say that there are none"),
    ],
)
def test_an_empty_answer_that_does_not_say_so_is_no_empty_day(messages: object, told: str) -> None:
    with pytest.raises(LayoutChanged, match=told):
        read(messages=messages)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"doi": ""}, "no DOI"),
        ({"doi": 10.1101}, "no DOI"),
        ({"title": " \u200b"}, "no title"),
        ({"title": None}, "no title"),
    ],
)
def test_an_item_that_is_no_paper_is_named_and_the_others_are_kept(changes: dict[str, Any], why: str) -> None:
    listing = read(ITEM | changes, "text", ITEM)
    assert [entry.title for entry in listing.entries] == ["Letters Carried Twice"]
    assert [why in listing.skipped[0].why, "JSON object" in listing.skipped[1].why] == [True, True]
    with pytest.raises(LayoutChanged, match="not one of its papers"):
        read(ITEM | changes)


@pytest.mark.parametrize("version", ["", "one", "-1", 0, True, None, 10**30, "99999"])
def test_a_version_that_is_none_is_not_guessed(version: object) -> None:
    (entry,) = read(ITEM | {"version": version}).entries
    assert entry.version is None
    assert entry.url == "https://www.biorxiv.org/content/10.1101/2025.11.20.600002"


def test_a_server_nobody_knows_is_not_linked() -> None:
    (entry,) = read(ITEM | {"server": "evil.example/"}).entries
    assert entry.url == "https://doi.org/10.1101/2025.11.20.600002"


def test_whole_items_of_a_cut_answer_are_kept_and_the_cut_is_named() -> None:
    whole = (PAGES / "biorxiv.json").read_text()
    cut = parse(page(whole[: whole.index("On the Weight")]))
    assert [entry.version for entry in cut.entries] == [1, 3]
    assert len(cut.skipped) == 1
    damaged = parse(page(whole.replace('"category": "neuroscience",', '"category": neuroscience",')))
    assert [entry.version for entry in damaged.entries] == [3, 2]
    with pytest.raises(LayoutChanged, match="broken or cut"):
        parse(page(whole[:60]))


def test_what_is_nested_or_repeated_without_end_is_refused() -> None:
    with pytest.raises(Refused, match="nested"):
        parse(page('{"messages": [' + "[" * 200_000))
    with pytest.raises(Refused, match="items"):
        parse(page('{"collection": [' + "1," * 30_000 + "1]}"))
