"""Real captures, every field checked against the file read by other means."""

import html
import json
import re
import xml.etree.ElementTree as ET
from typing import Any

from scrapers.parsers import parse
from scrapers.types import Entry, PageKind
from tests.scrapers.page_builders import capture, page


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def expected_paper(rank: int, item: dict[str, Any], day: str) -> Entry:
    """What an item of a real answer says, read straight from its keys."""
    paper = item["paper"]
    organization = item.get("organization") or paper.get("organization") or {}
    return Entry(
        rank=rank,
        title=one_line(paper["title"]),
        abstract=one_line(paper["summary"]),
        arxiv_id=paper["id"],
        url=f"https://huggingface.co/papers/{paper['id']}",
        authors=tuple(one_line(author["name"]) for author in paper["authors"] if not author["hidden"]),
        author_count=len(paper["authors"]),
        organization=organization.get("fullname"),
        organization_handle=organization.get("name"),
        published=paper["publishedAt"][:10],
        listed=day,
        upvotes=paper["upvotes"],
        comments=item["numComments"],
        github_url=paper.get("githubRepo"),
        github_stars=paper.get("githubStars"),
        project_url=paper.get("projectPage"),
        thumbnail_url=item["thumbnail"],
        media_urls=tuple(item.get("mediaUrls", ())),
        ai_summary=one_line(paper.get("ai_summary")) or None,
        ai_keywords=tuple(one_line(word) for word in paper.get("ai_keywords", ())),
        submitted_by=one_line(item["submittedBy"]["fullname"]),
    )


def test_a_daily_answer_of_2026_is_read_whole() -> None:
    body = capture("api_daily_papers_2026-06-12.json")
    items = json.loads(body)
    listing = parse(page(body))
    assert listing.kind is PageKind.HUGGINGFACE_JSON
    assert listing.listing_date == "2026-06-12"
    assert listing.skipped == ()
    assert listing.entries == tuple(expected_paper(rank, one, "2026-06-12") for rank, one in enumerate(items, start=1))
    assert len(listing.entries) == 30


def test_a_daily_page_of_2024_is_read_whole() -> None:
    body = capture("html_daily_date-2024-08-01_captured-2024-08-11.html")
    raw = re.findall(r'data-target="DailyPapers" data-props="([^"]*)"', body.decode())[0]
    items = json.loads(html.unescape(raw))["dailyPapers"]
    listing = parse(page(body))
    assert listing.kind is PageKind.HUGGINGFACE_HTML
    assert listing.listing_date == "2024-08-01"
    assert listing.skipped == ()
    assert listing.entries == tuple(expected_paper(rank, one, "2024-08-01") for rank, one in enumerate(items, start=1))
    assert len(listing.entries) == 13


def test_the_cards_of_that_page_say_the_same_as_its_data() -> None:
    body = capture("html_daily_date-2024-08-01_captured-2024-08-11.html").decode()
    by_data = parse(page(body))
    without_data = re.sub(r'data-target="DailyPapers" data-props="[^"]*"', "", body)
    by_cards = parse(page(without_data))
    submitters = re.findall(r"Submitted by\s*<img[^>]*>\s*([^<\s]+)", body)
    counts = [int(count) for count in re.findall(r"(\d+) authors?\s*<", body)]
    assert by_cards.entries == tuple(
        Entry(
            rank=entry.rank,
            title=entry.title,
            arxiv_id=entry.arxiv_id,
            url=entry.url,
            upvotes=entry.upvotes,
            comments=entry.comments,
            # A card shows a film instead of its picture where there is one.
            thumbnail_url=None if entry.media_urls else entry.thumbnail_url,
            media_urls=entry.media_urls,
            author_count=count,
            submitted_by=submitter,
        )
        for entry, submitter, count in zip(by_data.entries, submitters, counts, strict=True)
    )
    assert [entry.author_count for entry in by_data.entries] == counts


def test_an_answer_of_the_query_api_is_read_whole() -> None:
    body = capture("arxiv_api_query_atom_2026-06.xml")
    atom, arxiv = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}"
    expected: list[Entry] = []
    for rank, entry in enumerate(ET.fromstring(body).iterfind(f"{atom}entry"), start=1):  # noqa: S314  # our own capture
        text = {child.tag: child.text for child in entry}
        name, _, version = (text[f"{atom}id"] or "").removeprefix("http://arxiv.org/abs/").partition("v")
        authors = tuple(one_line(author.findtext(f"{atom}name")) for author in entry.iterfind(f"{atom}author"))
        links = {link.get("title"): link.get("href") for link in entry.iterfind(f"{atom}link")}
        expected.append(
            Entry(
                rank=rank,
                title=one_line(text[f"{atom}title"]),
                abstract=one_line(text[f"{atom}summary"]),
                arxiv_id=name,
                version=int(version),
                doi=(text.get(f"{arxiv}doi") or "").lower() or None,
                url=f"https://arxiv.org/abs/{name}",
                authors=authors,
                author_count=len(authors),
                published=(text[f"{atom}published"] or "")[:10],
                updated=(text[f"{atom}updated"] or "")[:10],
                pdf_url=links["pdf"],
                categories=tuple(child.get("term", "") for child in entry.iterfind(f"{atom}category")),
                primary_category=entry.find(f"{arxiv}primary_category").get("term"),  # type: ignore[union-attr]  # it is there
                note=one_line(text.get(f"{arxiv}comment")) or None,
                journal_ref=one_line(text.get(f"{arxiv}journal_ref")) or None,
            )
        )
    listing = parse(page(body))
    assert listing.kind is PageKind.ARXIV_API
    assert listing.skipped == ()
    assert listing.entries == tuple(expected)
    assert len(listing.entries) == 5
