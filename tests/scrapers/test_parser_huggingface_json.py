"""Answers of the Hugging Face API: the traps they set, and answers that were cut or damaged."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.errors import LayoutChanged, Refused
from scrapers.parsers import parse
from scrapers.types import Entry, Listing
from tests.scrapers.page_builders import PAGES, fixture_page, page

ITEMS: list[dict[str, Any]] = json.loads((PAGES / "daily.json").read_text())


def item(number: int, **paper: object) -> dict[str, Any]:
    """A small item of a daily list."""
    inner = {"id": f"2503.{number:05}", "title": f"Title {number}", "summary": "An abstract.", "upvotes": 1, **paper}
    return {"paper": {key: value for key, value in inner.items() if value is not ...}, "numComments": 0}


def read(answer: object) -> Listing:
    return parse(page(json.dumps(answer)))


def test_all_that_an_item_says_is_kept() -> None:
    listing = parse(fixture_page("daily.json"))
    assert listing.skipped == ()
    assert listing.listing_date == "2025-03-06"
    assert listing.entries[0] == Entry(
        rank=1,
        title="A Title That Goes On a Second Line",
        abstract="First line of the abstract, and the second one.",
        arxiv_id="2503.02130",
        url="https://huggingface.co/papers/2503.02130",
        authors=("Ada Example", "Chi Muster"),
        author_count=3,
        organization="Acme Laboratory",
        organization_handle="acme-lab",
        published="2025-03-03",
        listed="2025-03-06",
        upvotes=0,
        comments=2,
        github_url="https://github.com/example/lines",
        github_stars=1056,
        project_url="https://lines.example.org/",
        thumbnail_url="https://thumbs.example/2503.02130.png",
        media_urls=("https://media.example/clip.mp4",),
        ai_summary="Lines are joined.",
        ai_keywords=("line breaks", "joining"),
        submitted_by="Dora Beispiel",
    )
    assert listing.entries[1] == Entry(
        rank=2,
        title="Null and Void",
        arxiv_id="2503.00001",
        url="https://huggingface.co/papers/2503.00001",
        listed="2025-03-06",
        upvotes=12,
        comments=0,
    )


def test_a_single_paper_is_read_and_is_no_daily_list() -> None:
    listing = parse(fixture_page("paper.json"))
    (entry,) = listing.entries
    assert (entry.arxiv_id, entry.listed, entry.upvotes, entry.comments) == ("2503.02130", "2025-03-06", 7, None)
    assert listing.listing_date is None


def test_a_search_answer_is_read() -> None:
    found = [{**one, "highlightedTitle": "<b>A</b>"} for one in ITEMS]
    for one in found:
        one.pop("submittedBy")
    entries = read(found).entries
    assert [entry.title for entry in entries] == ["A Title That Goes On a Second Line", "Null and Void"]
    assert [entry.submitted_by for entry in entries] == ["Dora Beispiel", None]


def test_an_empty_list_is_an_empty_day() -> None:
    listing = read([])
    assert (listing.entries, listing.skipped, listing.listing_date) == ((), (), None)


def test_papers_of_several_days_make_no_day() -> None:
    days = ("2025-03-06T00:00:00Z", "2025-03-07T00:00:00Z")
    assert read([item(at, submittedOnDailyAt=day) for at, day in enumerate(days)]).listing_date is None


@pytest.mark.parametrize(
    ("paper", "why"),
    [
        ({"id": 2503.0213}, "its id is the number 2503.0213, not a string: a zero at its end may be lost"),
        ({"id": None}, "it has no id"),
        ({"id": ...}, "it has no id"),
        ({"id": "2503.0213"}, 'its id "2503.0213" is no arXiv identifier'),
        ({"id": "../../etc"}, 'its id "../../etc" is no arXiv identifier'),
        ({"title": ...}, "it has no title"),
        ({"title": "\u200b \n"}, "it has no title"),
        ({"title": 7}, "it has no title"),
    ],
)
def test_an_unreadable_item_is_named_and_the_rest_kept(paper: dict[str, object], why: str) -> None:
    listing = read([item(1), item(2, **paper), item(3)])
    assert [entry.arxiv_id for entry in listing.entries] == ["2503.00001", "2503.00003"]
    assert [entry.rank for entry in listing.entries] == [1, 3]
    assert [skipped.why for skipped in listing.skipped] == [why]
    assert listing.skipped[0].where.startswith("paper 2: ")


@pytest.mark.parametrize("broken", [None, 7, "x", [], {}, {"paper": None}, {"paper": []}, True])
def test_anything_may_stand_where_a_paper_should(broken: object) -> None:
    listing = read([broken, item(1)])
    assert len(listing.entries) == len(listing.skipped) == 1


@pytest.mark.parametrize("count", [None, -1, 1.5, True, "many", [], 10**30, {}])
def test_a_count_that_is_none_is_unknown(count: object) -> None:
    (entry,) = read([item(1, upvotes=count)]).entries
    assert entry.upvotes is None


def test_a_name_that_is_no_arxiv_identifier_is_the_sites_own() -> None:
    (entry,) = read([item(1, id="some-report")]).entries
    assert (entry.arxiv_id, entry.native_id) == (None, "some-report")
    assert entry.url == "https://huggingface.co/papers/some-report"


def test_a_cut_answer_keeps_its_whole_papers_and_says_that_it_was_cut() -> None:
    text = json.dumps([item(at) for at in range(5)])
    listing = parse(page(text[: text.index("Title 3") + 3]))
    assert [entry.title for entry in listing.entries] == ["Title 0", "Title 1", "Title 2"]
    assert "broken or cut" in listing.skipped[0].why
    whole = parse(page(text[:-1]))
    assert len(whole.entries) == 5
    assert "the page was cut" in whole.skipped[0].why


def test_a_damaged_paper_does_not_take_the_ones_behind_it_along() -> None:
    text = json.dumps([item(at) for at in range(5)])
    for damaged in (text.replace('"title": "Title 2"', '"title": Title 2"'), text.replace("Title 2", "Title \n 2")):
        listing = parse(page(damaged))
        assert [entry.title for entry in listing.entries] == ["Title 0", "Title 1", "Title 3", "Title 4"]
        assert len(listing.skipped) == 1


@pytest.mark.parametrize(
    "text", ["[", "[{", '[{"paper": {"id": "2503.0', '{"dailyPapers": [', "[{}, {}]", '{"dailyPapers": 3}']
)
def test_an_answer_without_one_whole_paper_is_no_empty_day(text: str) -> None:
    with pytest.raises(LayoutChanged):
        parse(page(text))


def test_a_list_longer_than_any_answer_is_refused() -> None:
    with pytest.raises(Refused, match="30,000 items"):
        parse(page("[" + "1," * 29_999 + "1]"))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_losing_a_field_loses_at_most_that_paper(data: st.DataObject) -> None:
    answer = json.loads(json.dumps(ITEMS))
    place = data.draw(st.integers(0, len(answer) - 1))
    target = answer[place] if data.draw(st.booleans()) else answer[place]["paper"]
    key = data.draw(st.sampled_from(sorted(target)))
    target[key] = data.draw(st.none() | st.integers() | st.text(max_size=5) | st.just([]) | st.just({}))
    others = [entry for at, entry in enumerate(read(ITEMS).entries) if at != place]
    listing = read(answer)
    assert [entry for entry in listing.entries if entry.rank != place + 1] == others
    assert len(listing.entries) + len(listing.skipped) == len(answer)


@given(st.integers(1, 400))
@settings(max_examples=60, deadline=None)
def test_a_cut_answer_keeps_every_paper_before_the_cut(cut: int) -> None:
    items = [item(at) for at in range(4)]
    text = json.dumps(items)
    cut = min(cut, len(text))
    ends = [len(json.dumps(items[: at + 1])) - 1 for at in range(4)]
    whole = sum(end <= cut for end in ends)
    if whole:
        assert [entry.title for entry in parse(page(text[:cut])).entries] == [f"Title {at}" for at in range(whole)]
    else:
        with pytest.raises(LayoutChanged):
            parse(page(text[:cut]))
