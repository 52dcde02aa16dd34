"""Answers of OpenReview's API: the submissions to a venue. Pure.

Source: OpenReview API v2 (docs.openreview.net), entity *Note*: values stand under ``content.….value`` (in version 1
under ``content.…``), times are milliseconds since 1970. A withdrawn submission moves to a venue that says so.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from scrapers.errors import LayoutChanged
from scrapers.parsers.decoding import decode
from scrapers.parsers.huggingface_paper import Unreadable
from scrapers.parsers.json_lists import JsonObject, count_at, listed_items, object_at, read_each, text_at
from scrapers.parsers.skips import SkippedBlocks
from scrapers.parsers.withdrawal import says_withdrawn
from scrapers.text import (
    MAX_ABSTRACT,
    MAX_LABELS,
    MAX_NAME,
    MAX_NAMES,
    MAX_NOTE,
    MAX_TITLE,
    clean_text,
    clean_texts,
    clean_url,
)
from scrapers.types import Entry, Listing, Page, PageKind

SITE = "https://openreview.net"

_NOTE = re.compile(
    r"\{\s*+\"(?:id|content|forum|number|version|license|domain|readers|nonreaders|writers|signatures|invitations?|"
    r"parentInvitations|[cmdopt]{1,2}date|details|replyto)\"\s*+:"
)
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_LAST_MOMENT = 253_402_300_800_000
"""The end of the year 9999, in milliseconds: no calendar goes further."""


def parse(page: Page) -> Listing:
    """The submissions of an answer. A list without any is an honest "nothing found".

    :raises scrapers.errors.Refused: it is nested deeper, or longer, than any list of papers.
    :raises scrapers.errors.LayoutChanged: it is no such answer, or not one submission could be read.
    """
    skipped = SkippedBlocks()
    _, items = listed_items(decode(page), "notes", _NOTE, skipped, page.address)
    if items is None:
        raise LayoutChanged(page.address, 'JSON without a list called "notes".', "The API may have changed.")
    return Listing(PageKind.OPENREVIEW, read_each(items, _entry, skipped, page.address), skipped.named())


def _entry(note: JsonObject, rank: int) -> Entry:
    content = object_at(note, "content")
    title = clean_text(_text(content, "title"), MAX_TITLE)
    identifier = text_at(note, "id")
    if not _ID.fullmatch(identifier):
        raise Unreadable("it has no usable id")
    if not title:
        raise Unreadable("it has no title")
    forum = text_at(note, "forum")
    abstract = clean_text(_text(content, "abstract"), MAX_ABSTRACT)
    authors = clean_texts(_names(_value(content, "authors")), MAX_NAME, MAX_NAMES)
    venue = clean_text(_text(content, "venue"), MAX_NOTE)
    pdf = _text(content, "pdf")
    return Entry(
        rank=rank,
        title=title,
        abstract=abstract,
        native_id=identifier,
        url=f"{SITE}/forum?id={forum if _ID.fullmatch(forum) else identifier}",
        authors=authors,
        author_count=len(authors) or None,
        published=_day(note, "cdate", "tcdate"),
        updated=_day(note, "mdate", "tmdate"),
        pdf_url=clean_url(SITE + pdf if pdf.startswith("/pdf") else pdf),
        categories=clean_texts(_names(_value(content, "keywords")), MAX_NAME, MAX_LABELS),
        primary_category=clean_text(_text(content, "primary_area"), MAX_NAME) or None,
        note=venue or None,
        withdrawn=says_withdrawn(f"{venue} {_text(content, 'venueid')[:MAX_NOTE]}".replace("_", " "), abstract),
    )


def _value(content: JsonObject, key: str) -> object:
    """What is stated of the paper, in the manner of either version of the API."""
    found = content.get(key)
    return found.get("value") if isinstance(found, dict) else found


def _text(content: JsonObject, key: str) -> str:
    found = _value(content, key)
    return found if isinstance(found, str) else ""


def _names(value: object) -> Iterator[str]:
    """The texts of a list; of people described by objects, their names."""
    for one in value if isinstance(value, list) else ():
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            yield text_at(one, "fullname") or text_at(one, "name")


def _day(note: JsonObject, *keys: str) -> str | None:
    """The UTC day of the first of the keys that holds a time."""
    for key in keys:
        moment = count_at(note, key)
        if moment and moment < _LAST_MOMENT:
            return datetime.fromtimestamp(moment / 1000, UTC).date().isoformat()
    return None
