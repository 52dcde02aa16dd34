"""The cards of a Hugging Face papers page, for when its data cannot be read. Pure.

Only what has kept its place over the years is relied on: headings that link to a paper, links to the discussion,
``time`` elements. Class names change; the one that is used (for upvotes) may fail without losing the paper.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from scrapers.dates import day_of_timestamp
from scrapers.ids import parse_arxiv_id
from scrapers.parsers.huggingface_paper import PAPER_URL
from scrapers.text import MAX_ABSTRACT, MAX_LABELS, MAX_NAME, MAX_TITLE, clean_text, clean_url, parse_count
from scrapers.types import Entry

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

MAX_LINKS = 10_000
"""Links to papers that are looked at; a card has three or four."""

_PAPER_PATH = re.compile(r"/papers/([0-9]{4}\.[0-9]{4,5})")
_AUTHORS = re.compile(r"([0-9][0-9,]{0,9}) authors?")
_SHORTEST_ABSTRACT = 100
_SHORT_TEXT = 60


def read_cards(page: "BeautifulSoup") -> Iterator[Entry]:
    """The papers whose heading links to them, in the order of the page.

    At most :data:`MAX_LINKS` links are looked at, and no card is read twice or from within another one.
    """
    rank = 0
    seen: set[int] = set()
    for link in page.find_all("a", href=_PAPER_PATH, limit=MAX_LINKS):
        path = _PAPER_PATH.fullmatch(str(link.get("href")))
        arxiv = parse_arxiv_id(path[1]) if path and link.find_parent("h3") else None
        title = clean_text("".join(islice(link.strings, MAX_TITLE)), MAX_TITLE) if arxiv else ""
        if arxiv is None or not title:
            continue
        rank += 1
        entry = Entry(rank=rank, title=title, arxiv_id=arxiv[0], url=PAPER_URL + arxiv[0])
        card = link.find_parent("article")
        alone = card is not None and id(card) not in seen and _is_one_card(card)
        seen.add(id(card))
        yield _with_card(entry, card) if card and alone else entry


def _is_one_card(card: "Tag") -> bool:
    """Whether the article is that of one paper: it has one heading, and is no part of another one."""
    return card.find_parent("article") is None and len(card.find_all("h3", limit=2)) == 1


def _with_card(entry: Entry, card: "Tag") -> Entry:
    """The entry with what else its card says."""
    paragraphs = (clean_text(paragraph.get_text(), MAX_ABSTRACT) for paragraph in card.find_all("p"))
    abstract = max(paragraphs, key=len, default="")
    moment = card.find("time", datetime=True)
    picture = card.find("img", src=re.compile(r"/social-thumbnails/"))
    return Entry(
        rank=entry.rank,
        title=entry.title,
        arxiv_id=entry.arxiv_id,
        url=entry.url,
        abstract=abstract if len(abstract) >= _SHORTEST_ABSTRACT else "",
        author_count=_author_count(card),
        published=day_of_timestamp(str(moment["datetime"])) if moment else None,
        upvotes=_first_count(card.find_all("div", class_="leading-none")),
        comments=_first_count(card.find_all("a", href=re.compile(r"#community\Z"))),
        thumbnail_url=clean_url(str(picture["src"])) if picture else None,
        media_urls=tuple(url for url in map(clean_url, _sources(card)) if url),
        submitted_by=_submitter(card),
    )


def _sources(card: "Tag") -> "list[str]":
    return [str(video["src"]) for video in card.find_all("video", src=True, limit=MAX_LABELS)]


def _first_count(tags: "list[Tag]") -> int | None:
    counts = (parse_count(tag.get_text()) for tag in tags)
    return next((count for count in counts if count is not None), None)


def _author_count(card: "Tag") -> int | None:
    for text in card.find_all(string=_AUTHORS):
        match = _AUTHORS.fullmatch(text.strip())
        if match:
            return parse_count(match[1])
    return None


def _submitter(card: "Tag") -> str | None:
    label = card.find(string=re.compile(r"^\s*Submitted by\b"))
    text = clean_text(label.parent.get_text(" "), MAX_NAME) if label and label.parent else ""
    name = text.removeprefix("Submitted by").strip()
    return name if name and len(name) <= _SHORT_TEXT else None
