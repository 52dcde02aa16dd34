"""How fast pages are understood and compared with the catalog.

Parsing: the five dumps (MB/s), and a Hugging Face page of about 500 KB beside what one would write instead, a plain
BeautifulSoup walk over its cards (which finds titles and upvotes, where the parser finds everything).
Diffing: deciding what each entry of a listing means, over the papers that are known of it, without the database.

    python benchmarks/parse_pages.py [--seconds 3]
"""

import argparse
import html
import json
import platform
import time
from collections.abc import Callable
from pathlib import Path

from bs4 import BeautifulSoup

from bot.core.decisions import Deliberation, state
from scrapers.dumps import PageFiles
from scrapers.parsers import parse
from scrapers.types import Listing, Page, Source
from store.records import Counts, Decision, KnownPaper, Statement

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
PAGE_BYTES = 500_000
HUGGINGFACE = Source("huggingface", "huggingface-html")

CARD = (
    '<div><article class="relative flex flex-col overflow-hidden rounded-xl border"><a href="/papers/{id}">'
    '<img src="https://thumbnails.example/{id}.png" alt=""></a><div class="flex"><svg><path d="M5 2"/></svg>'
    '<div class="leading-none">{votes}</div></div><h3 class="mb-1 text-lg/6"><a href="/papers/{id}"'
    ' class="line-clamp-3">{title}</a></h3><ul><li title="one"><img src="/avatars/1.svg"></li><li title="two">'
    '<img src="/avatars/2.svg"></li><li>6 authors</li></ul><a href="/papers/{id}#community">{n}</a></article></div>'
)


def per_second(work: Callable[[], object], seconds: float) -> float:
    """How often ``work`` runs a second: the best of three rounds, after one to warm up."""
    work()
    best = 0.0
    for _ in range(3):
        runs, start = 0, time.perf_counter()
        while (passed := time.perf_counter() - start) < seconds / 3:
            work()
            runs += 1
        best = max(best, runs / passed)
    return best


def huggingface_page(listings: list[Listing]) -> Page:
    """A page as the site makes them, about 500 KB: the data in an attribute, then a card for each paper."""
    papers, cards = [], []
    entries = [entry for listing in listings for entry in listing.entries]
    size = 0
    for number, entry in enumerate(entries):
        arxiv_id = f"2506.{number:05d}"
        authors = [{"_id": f"{number:024x}", "name": f"Author {name}", "hidden": False} for name in range(6)]
        papers.append(
            {
                "paper": {
                    "id": arxiv_id,
                    "title": entry.title,
                    "summary": entry.abstract,
                    "authors": authors,
                    "upvotes": number % 90,
                    "publishedAt": "2025-06-02T00:00:00.000Z",
                    "submittedOnDailyAt": "2025-06-03T00:00:00.000Z",
                },
                "publishedAt": "2025-06-02T00:00:00.000Z",
                "title": entry.title,
                "summary": entry.abstract,
                "numComments": number % 7,
            }
        )
        cards.append(CARD.format(id=arxiv_id, votes=number % 90 or "-", title=html.escape(entry.title), n=number % 7))
        size += len(html.escape(json.dumps(papers[-1]))) + len(cards[-1])
        if size > PAGE_BYTES:
            break
    props = html.escape(json.dumps({"dailyPapers": papers, "dateString": "2025-06-03", "periodType": "daily"}))
    body = (
        "<!doctype html><html><head><title>Daily Papers - Hugging Face</title></head><body>"
        f'<main><div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="{props}">'
        f"{''.join(cards)}</div></main></body></html>"
    )
    return Page(HUGGINGFACE, "papers/date/2025-06-03", body.encode(), "text/html")


def walk_over_cards(body: bytes) -> list[tuple[str, str, str]]:
    """What one would write instead: address, title and upvotes of each card."""
    soup = BeautifulSoup(body, "html.parser")
    found = []
    for article in soup.find_all("article"):
        link = article.select_one("h3 a")
        votes = article.select_one("div.leading-none")
        if link and votes:
            found.append((str(link["href"]), link.get_text(strip=True), votes.get_text(strip=True)))
    return found


def statements_of(listing: Listing) -> list[Statement]:
    return [state(entry, source="dumps", kind=listing.kind, observed_at=None) for entry in listing.entries]


def known_papers(statements: list[Statement]) -> list[KnownPaper]:
    deliberation = Deliberation([])
    papers: dict[int, KnownPaper] = {}
    for rank, statement in enumerate(statements, start=1):
        decision = deliberation.decide(statement, rank=rank, counts=Counts())
        papers[decision.slot] = KnownPaper(
            paper_id=-decision.slot,
            paper=decision.paper,
            statements=(statement,),
            identifiers=frozenset(statement.identifiers),
        )
    return list(papers.values())


def deliberate(known: list[KnownPaper], statements: list[Statement]) -> list[Decision]:
    deliberation = Deliberation(known)
    return [deliberation.decide(s, rank=rank, counts=Counts()) for rank, s in enumerate(statements, start=1)]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=float, default=3.0, help="for each measurement")
    seconds = arguments.parse_args().seconds
    print(f"Python {platform.python_version()}, {platform.machine()}")

    dumps = list(PageFiles([SEEDS]).pages())
    megabytes = sum(len(page.body) for page in dumps) / 1e6
    rate = per_second(lambda: [parse(page) for page in dumps], seconds)
    print(f"\nParsing the five dumps ({megabytes:.2f} MB): {rate * megabytes:6.1f} MB/s")

    listings = [parse(page) for page in dumps]
    page = huggingface_page(listings)
    entries, cards = len(parse(page).entries), len(walk_over_cards(page.body))
    ours = per_second(lambda: parse(page), seconds)
    plain = per_second(lambda: walk_over_cards(page.body), seconds)
    print(f"\nA Hugging Face page of {len(page.body) / 1000:.0f} KB, {entries} papers:")
    print(f"  this parser, every field             {ours:7.1f} pages/s   ({entries} papers)")
    print(f"  BeautifulSoup over cards, 3 fields   {plain:7.1f} pages/s   ({cards} papers)")
    print(f"  ratio                                {ours / plain:7.1f} ×")

    statements = [s for listing in listings for s in statements_of(listing)]
    known = known_papers(statements)
    fresh = per_second(lambda: deliberate([], statements), seconds)
    again = per_second(lambda: deliberate(known, statements), seconds)
    print(f"\nDeciding what {len(statements)} entries mean (no database):")
    print(f"  nothing known                        {fresh * len(statements):7.0f} entries/s")
    print(f"  all known                            {again * len(statements):7.0f} entries/s")


if __name__ == "__main__":
    main()
