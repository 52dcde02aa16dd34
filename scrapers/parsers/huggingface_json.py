"""Answers of the Hugging Face papers API: daily lists, search answers, single papers. Pure.

An answer that was cut or damaged is read item by item: whole papers are kept, the rest is named.
"""

import json
from collections.abc import Sequence

from scrapers.errors import LayoutChanged, Refused
from scrapers.parsers.decoding import decode
from scrapers.parsers.huggingface_paper import Unreadable, read_paper
from scrapers.parsers.json_items import load_json, whole_items
from scrapers.parsers.skips import SkippedBlocks, excerpt
from scrapers.text import clean_text
from scrapers.types import Entry, Listing, Page, PageKind

MAX_ITEMS = 20_000
"""Items of one answer. The API gives at most 100, a page of its month about a thousand."""


def parse(page: Page) -> Listing:
    """The papers of an API answer. ``[]`` is an empty day.

    The listing's date is the day of the batch where all papers stand on the same one.

    :raises scrapers.errors.Refused: the answer is nested deeper than any list of papers.
    :raises scrapers.errors.LayoutChanged: it is no list of papers, or not one of them could be read.
    """
    text = decode(page)
    skipped = SkippedBlocks()
    try:
        answer = load_json(text, page.address)
    except json.JSONDecodeError as error:
        start = len(text) - len(text.lstrip())
        if not text.startswith("[", start):
            raise LayoutChanged(page.address, f"the JSON is broken or cut: {error}.", "Fetch it again.") from error
        items = list(whole_items(text, start + 1, skipped))
    else:
        items = _items(answer, page.address)
        if isinstance(answer, dict) and items == [answer]:
            return Listing(PageKind.HUGGINGFACE_JSON, _single(answer, page.address))
    check_length(items, page.address)
    entries = read_items(items, skipped)
    if not entries and len(skipped):
        raise LayoutChanged(
            page.address,
            f"not one of its papers could be read; the first: {skipped.named()[0].why}.",
            "The API may have changed, or the answer was cut: fetch it again.",
        )
    return Listing(PageKind.HUGGINGFACE_JSON, entries, skipped.named(), common_day(entries))


def read_items(items: Sequence[object], skipped: SkippedBlocks, listed: str | None = None) -> tuple[Entry, ...]:
    """The papers among decoded items, in order; the others are named in ``skipped``.

    :param listed: the day of the list, for items that do not say it themselves.
    """
    entries: list[Entry] = []
    for rank, item in enumerate(items, start=1):
        try:
            entries.append(read_paper(item, rank, listed))
        except Unreadable as error:
            skipped.add(f"paper {rank}: {_glimpse(item)}", str(error))
    return tuple(entries)


def _glimpse(item: object) -> str:
    """By what a person would find an unreadable item again."""
    paper = item.get("paper", item) if isinstance(item, dict) else item
    words = [paper.get("title"), paper.get("id")] if isinstance(paper, dict) else [paper]
    return excerpt(next((word for word in words if isinstance(word, str) and word), f"a JSON {type(paper).__name__}"))


def check_length(items: Sequence[object], address: str) -> None:
    """:raises scrapers.errors.Refused: more items than any list of papers has."""
    if len(items) > MAX_ITEMS:
        raise Refused(address, f"a JSON list of {len(items):,} items.", f"At most {MAX_ITEMS:,} are read.")


def common_day(entries: Sequence[Entry]) -> str | None:
    """The day on which all the papers were listed, if it is one."""
    days = {entry.listed for entry in entries}
    return days.pop() if len(days) == 1 else None


def _items(answer: object, address: str) -> list[object]:
    """The items of an answer, or the answer itself where it is one paper."""
    if isinstance(answer, list):
        return answer
    if isinstance(answer, dict):
        if isinstance(answer.get("dailyPapers"), list):
            return list(answer["dailyPapers"])
        if "id" in answer and "title" in answer:
            return [answer]
        if isinstance(answer.get("error"), str):
            raise LayoutChanged(
                address,
                f"the API answered with an error: {excerpt(answer['error'])}.",
                "Check the address, or try later.",
            )
        keys = ", ".join(clean_text(str(key), 40) for key in list(answer)[:8]) or "none"
        raise LayoutChanged(address, f"a JSON object that is no paper and no list of papers (its keys: {keys}).")
    raise LayoutChanged(address, "JSON, but neither a list of papers nor a paper.")


def _single(answer: object, address: str) -> tuple[Entry, ...]:
    try:
        return (read_paper(answer, 1),)
    except Unreadable as error:
        raise LayoutChanged(address, f"a paper that cannot be read: {error}.", "The API may have changed.") from error
