"""Pages of Daily Papers: their data, their cards, half pages, and pages that are none."""

import html
import json
from typing import Any

import pytest

from scrapers.errors import LayoutChanged, Refused
from scrapers.parsers import parse
from scrapers.types import Entry, Listing, PageKind
from tests.scrapers.page_builders import PAGES, fixture_page, page

ITEMS: list[dict[str, Any]] = json.loads((PAGES / "daily.json").read_text())
CARDS = (PAGES / "cards.html").read_text()
CHALLENGE = '<script src="https://x.edge.sdk.awswaf.com/challenge.js" defer></script>'


def daily_page(props: object, cards: str = "") -> str:
    """A page with data, as a browser would get it."""
    text = props if isinstance(props, str) else json.dumps(props)
    return (
        '<!doctype html><html><head><meta charset="utf-8"><title>Daily Papers</title></head><body>'
        '<div data-target="DailyPapersBannerSubscribe" data-props="{&quot;dailyPapers&quot;:[]}"></div>'
        f'<div class="x" data-target="DailyPapers" data-props="{html.escape(text)}">{cards}</div></body></html>'
    )


def read(props: object, cards: str = "") -> Listing:
    return parse(page(daily_page(props, cards)))


def test_the_pages_own_data_is_read_like_the_api() -> None:
    listing = read({"dailyPapers": ITEMS, "dateString": "2025-03-06", "periodType": "day"}, CARDS)
    assert listing.kind is PageKind.HUGGINGFACE_HTML
    assert listing.entries == parse(fixture_page("daily.json")).entries
    assert listing.skipped == ()
    assert listing.listing_date == "2025-03-06"


def test_a_saved_page_says_what_the_api_said() -> None:
    listing = parse(fixture_page("daily.html"))
    assert listing.entries == parse(fixture_page("daily.json")).entries
    assert (listing.skipped, listing.listing_date) == ((), "2025-03-06")


def test_papers_without_a_day_of_their_own_stand_on_the_pages_day() -> None:
    items = json.loads(json.dumps(ITEMS))
    for one in items:
        del one["paper"]["submittedOnDailyAt"]
    listing = read({"dailyPapers": items, "date": "2024-08-01T00:00:00.000Z"})
    assert {entry.listed for entry in listing.entries} == {"2024-08-01"}
    for props in (
        {"periodType": "week", "dateString": "2025-W10"},
        {"query": "lamps", "date": "2025-03-06"},
        {"isTrending": True},
    ):
        listing = read({"dailyPapers": items, **props})
        assert listing.listing_date is None
        assert {entry.listed for entry in listing.entries} == {None}


def test_an_empty_list_is_an_empty_day() -> None:
    listing = read({"dailyPapers": [], "dateString": "2025-03-08"})
    assert (listing.entries, listing.skipped, listing.listing_date) == ((), (), "2025-03-08")


def test_cards_are_read_where_there_is_no_data() -> None:
    listing = parse(fixture_page("cards.html"))
    assert listing.entries == (
        Entry(
            rank=1,
            title="Cards & Their Readers",
            arxiv_id="2503.02130",
            url="https://huggingface.co/papers/2503.02130",
            author_count=3,
            published="2025-03-03",
            upvotes=1056,
            comments=5,
            thumbnail_url="https://cdn.example/social-thumbnails/papers/2503.02130.png",
            submitted_by="dora",
        ),
        Entry(
            rank=2,
            title="A Card With Little On It",
            arxiv_id="2503.00001",
            url="https://huggingface.co/papers/2503.00001",
            upvotes=0,
        ),
    )


@pytest.mark.parametrize("props", ["{broken", "[]", '"text"', '{"other": 1}', '{"dailyPapers": null}'])
def test_cards_stand_in_for_data_that_cannot_be_read_and_that_is_said(props: str) -> None:
    listing = read(props, CARDS)
    assert [entry.arxiv_id for entry in listing.entries] == ["2503.02130", "2503.00001"]
    assert listing.skipped[0].where == "the page's own data (data-props)"


def test_damaged_data_keeps_its_whole_papers_and_cards_give_the_others() -> None:
    text = json.dumps({"dailyPapers": ITEMS, "date": "2025-03-06"}).replace('"Null and Void"', 'Null and Void"')
    listing = read(text, CARDS)
    assert [(entry.arxiv_id, entry.abstract != "") for entry in listing.entries] == [
        ("2503.02130", True),
        ("2503.00001", False),
    ]
    assert [entry.rank for entry in listing.entries] == [1, 2]


def test_half_a_page_keeps_the_whole_papers() -> None:
    whole = daily_page({"dailyPapers": ITEMS, "date": "2025-03-06"})
    listing = parse(page(whole[: whole.index("Null and Void")]))
    assert [entry.arxiv_id for entry in listing.entries] == ["2503.02130"]
    assert listing.skipped


def test_a_page_with_neither_data_nor_cards_is_blocked_or_changed_never_empty() -> None:
    with pytest.raises(LayoutChanged, match="neither the data of its papers"):
        parse(page('<html><body><a href="/papers/date/2025-03-06">Papers</a></body></html>'))
    with pytest.raises(Refused, match=r"challenge for robots \(AWS WAF\)"):
        parse(page(f'<html><head>{CHALLENGE}</head><body><a href="/papers/date/x">Papers</a></body></html>'))
    with pytest.raises(LayoutChanged, match="not one of its papers"):
        read({"dailyPapers": [{}, {}]})


def test_a_challenge_script_on_an_honest_page_does_no_harm() -> None:
    body = daily_page({"dailyPapers": ITEMS}).replace("</head>", f"{CHALLENGE}</head>")
    assert len(parse(page(body)).entries) == 2


@pytest.mark.parametrize(
    "start", ["<?xml version='1.0'?>", " <!-- x --><?xml version='1.0'?>", "<?php ?>", "<div><?xml"]
)
def test_an_xml_declaration_in_front_of_a_page_does_no_harm(start: str) -> None:
    assert [entry.rank for entry in parse(page(start + CARDS.removeprefix("<!doctype html>"))).entries] == [1, 2]


def test_a_wrapper_around_several_cards_lends_its_counts_to_none() -> None:
    cards = "".join(f'<h3><a href="/papers/2503.0000{at}">T{at}</a></h3>' for at in range(3))
    listing = parse(page(f'<html><article><div class="leading-none">9</div>{cards}</article></html>'))
    assert [(entry.title, entry.upvotes) for entry in listing.entries] == [("T0", None), ("T1", None), ("T2", None)]
