"""Pages of papers whose upvotes and comments were counted, as Hugging Face's interface gives them."""

import json
from collections.abc import Mapping
from datetime import datetime

from bot.app.collect import collect
from bot.app.telling import Teller
from scrapers.parsers import parse
from scrapers.types import Page, Source
from store.api import Store


def count(
    store: Store,
    at: datetime,
    counts: Mapping[str, tuple[int, int]],
    source: str = "meadow",
    teller: Teller | None = None,
) -> None:
    """A page comes, as it was at that time.

    :param counts: upvotes and comments, by title; a paper's number is made of its title.
    :param teller: tells readers of it.
    """
    papers = [
        {
            "paper": {
                "id": f"2610.{sum(map(ord, title)) % 100_000:05}",
                "title": title,
                "summary": "We count what we saw on three meadows, twice.",
                "authors": [{"name": "A. Author", "hidden": False}],
                "publishedAt": "2026-10-30T00:00:00.000Z",
                "upvotes": upvotes,
            },
            "numComments": comments,
        }
        for title, (upvotes, comments) in counts.items()
    ]
    kept = Source(name=source, kind="huggingface_json", title=source.title(), homepage="https://meadow.example/")
    page = Page(source=kept, address="papers.json", body=json.dumps(papers).encode(), observed_at=at)
    collect(store, page, parse(page), at, teller)
