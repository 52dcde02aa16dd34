"""Pages of Hugging Face Daily Papers: the data they carry for their own scripts, else their cards. Pure."""

import html
import json
import re
from dataclasses import replace

from scrapers.dates import day_of_timestamp
from scrapers.errors import LayoutChanged, Refused
from scrapers.parsers.blocked import challenge_in
from scrapers.parsers.decoding import decode
from scrapers.parsers.huggingface_cards import read_cards
from scrapers.parsers.huggingface_json import check_length, common_day, read_items
from scrapers.parsers.json_items import load_json, whole_items
from scrapers.parsers.markup import soup, tag_alone
from scrapers.parsers.skips import SkippedBlocks
from scrapers.types import Entry, Listing, Page, PageKind

# The whole value: there is a DailyPapersBannerSubscribe, too.
_DAILY_PAPERS = ("data-target", "DailyPapers")
# For a page cut inside the attribute, which a tree builder would drop with the tag.
_CUT_PROPS = re.compile(r"\bdata-target=\"DailyPapers\"[^<>\"]{0,300}?\bdata-props=\"(?P<props>[^\"]*+)")
_PAPER_LIST = re.compile(r"\"dailyPapers\"\s*+:\s*+\[")


def parse(page: Page) -> Listing:
    """The papers of a daily, weekly, monthly, trending or search page. An empty ``dailyPapers`` is an empty day.

    The page's own data is preferred to its cards, which know less. Where the data is damaged its whole papers are kept
    and the cards give the others.

    :raises scrapers.errors.Refused: a challenge for robots stands where the papers should, or the page is harmful.
    :raises scrapers.errors.LayoutChanged: there is neither data nor a card, or no paper could be read.
    """
    text = decode(page)
    props = _props(text, page.address)
    skipped = SkippedBlocks()
    data: object = None
    if props is not None:
        try:
            data = load_json(props, page.address)
        except json.JSONDecodeError as error:
            skipped.add("the page's own data (data-props)", f"the JSON is broken or cut: {error}")
    if isinstance(data, dict) and isinstance(data.get("dailyPapers"), list):
        return _from_data(data, page.address)
    if data is not None:
        skipped.add("the page's own data (data-props)", "it has no list called dailyPapers")
    entries = _pieced_together(text, props if data is None else None, page.address, skipped)
    if entries:
        return Listing(PageKind.HUGGINGFACE_HTML, entries, skipped.named(), common_day(entries))
    challenge = challenge_in(text)
    if challenge and props is None:
        raise Refused(
            page.address,
            f"the page is a challenge for robots ({challenge}), not a list of papers.",
            "Try later and less often, or use the site's API.",
        )
    raise LayoutChanged(
        page.address,
        'the page has neither the data of its papers (an element with data-target="DailyPapers") nor a card of one: '
        "it was cut, blocked, or its layout has changed.",
        "Open the address in a browser; an empty day would say so.",
    )


def _props(text: str, address: str) -> str | None:
    """The JSON text in the element of the daily papers, also where the page ends in the middle of it."""
    if _DAILY_PAPERS[1] not in text:
        return None
    element = tag_alone(text, address, *_DAILY_PAPERS)
    if element is None:
        element = soup(text, address, dict([_DAILY_PAPERS])).find(True, dict([_DAILY_PAPERS]))
    props = element.get("data-props") if element else None
    if isinstance(props, str):
        return props
    cut = _CUT_PROPS.search(text)
    return html.unescape(cut["props"]) if cut else None


def _from_data(data: dict[str, object], address: str) -> Listing:
    papers = data["dailyPapers"]
    items = papers if isinstance(papers, list) else []
    check_length(items, address)
    day = _day(data)
    skipped = SkippedBlocks()
    entries = read_items(items, skipped, day)
    if items and not entries:
        raise LayoutChanged(address, f"not one of its papers could be read; the first: {skipped.named()[0].why}.")
    return Listing(PageKind.HUGGINGFACE_HTML, entries, skipped.named(), day or common_day(entries))


def _day(data: dict[str, object]) -> str | None:
    """The day the page is of; ``None`` for weeks, months, search results and the trending page."""
    if data.get("query") or data.get("isTrending") or data.get("periodType") not in {None, "day"}:
        return None
    stated = data.get("dateString") or data.get("date")
    return day_of_timestamp(stated) if isinstance(stated, str) else None


def _pieced_together(text: str, props: str | None, address: str, skipped: SkippedBlocks) -> tuple[Entry, ...]:
    """The whole papers of damaged data, then the cards of papers that are not among them."""
    entries: tuple[Entry, ...] = ()
    start = _PAPER_LIST.search(props) if props else None
    if props and start:
        items = list(whole_items(props, start.end(), skipped, nested=True))
        entries = read_items(items, skipped)
    known = {entry.arxiv_id for entry in entries}
    cards = [card for card in read_cards(soup(text, address)) if card.arxiv_id not in known]
    return entries + tuple(replace(card, rank=rank) for rank, card in enumerate(cards, start=len(entries) + 1))
