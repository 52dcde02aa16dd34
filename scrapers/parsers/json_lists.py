"""Answers that are an object in which a list of papers stands, read whole or as far as they are whole. Pure."""

import json
import re
from collections.abc import Callable, Sequence

from scrapers.errors import LayoutChanged
from scrapers.parsers.huggingface_json import check_length
from scrapers.parsers.huggingface_paper import Unreadable
from scrapers.parsers.json_items import load_json, whole_items
from scrapers.parsers.skips import SkippedBlocks, excerpt
from scrapers.text import clean_text, parse_count
from scrapers.types import Entry

JsonObject = dict[str, object]

_LONGEST_COUNT = 2**63


def listed_items(
    text: str, key: str, begins: re.Pattern[str], skipped: SkippedBlocks, address: str
) -> tuple[JsonObject, list[object] | None]:
    """The answer, and the items of the list it has under ``key``; ``None`` if it has no such list.

    Of a damaged answer: an empty object, and the items that are whole.

    :param begins: what an item begins with; behind a damage, reading goes on there.
    :raises scrapers.errors.Refused: it is nested deeper, or its list is longer, than any list of papers.
    :raises scrapers.errors.LayoutChanged: it is no object, or damaged before its list begins.
    """
    try:
        answer = load_json(text, address)
    except json.JSONDecodeError as error:
        start = re.search(rf"\"{re.escape(key)}\"\s*+:\s*+\[", text)
        if start is None:
            raise LayoutChanged(address, f"the JSON is broken or cut: {error}.", "Fetch it again.") from error
        answer = {key: list(whole_items(text, start.end(), skipped, nested=True, begins=begins))}
    if not isinstance(answer, dict):
        raise LayoutChanged(address, f'JSON, but no object with a list called "{key}".', "The API may have changed.")
    items = answer.get(key)
    check_length(items if isinstance(items, list) else [], address)
    return answer, items if isinstance(items, list) else None


def read_each(
    items: Sequence[object], read: Callable[[JsonObject, int], Entry], skipped: SkippedBlocks, address: str
) -> tuple[Entry, ...]:
    """The papers that the items tell of, in order; the others are named in ``skipped``.

    :param read: the paper of an item and its rank from 1; raises :class:`Unreadable` for what is none.
    :raises scrapers.errors.LayoutChanged: there are items, and not one is a paper.
    """
    entries: list[Entry] = []
    for rank, item in enumerate(items, start=1):
        try:
            if not isinstance(item, dict):
                raise Unreadable("a paper should stand here as a JSON object")  # noqa: TRY301 - one place names them
            entries.append(read(item, rank))
        except Unreadable as error:
            title = title_of(item) if isinstance(item, dict) else ""
            skipped.add(f"paper {rank}: {excerpt(title or f'a JSON {type(item).__name__}')}", str(error))
    if not entries and len(skipped):
        raise LayoutChanged(
            address,
            f"not one of its papers could be read; the first: {skipped.named()[0].why}.",
            "The API may have changed, or the answer was cut: fetch it again.",
        )
    return tuple(entries)


def title_of(item: JsonObject) -> str:
    """By what a person would find an item again: a title of its own, or of its content."""
    return text_at(item, "title") or text_at(object_at(object_at(item, "content"), "title"), "value")


def object_at(value: JsonObject, key: str) -> JsonObject:
    """The object under a key; an empty one if there is none."""
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def list_at(value: JsonObject, key: str) -> list[object]:
    """The list under a key; an empty one if there is none."""
    found = value.get(key)
    return found if isinstance(found, list) else []


def text_at(value: JsonObject, key: str) -> str:
    """The text under a key; the empty string if there is none."""
    found = value.get(key)
    return found if isinstance(found, str) else ""


def count_at(value: JsonObject, key: str) -> int | None:
    """The whole number from 0 under a key, which may also be written as a text; ``None`` if there is none."""
    found = value.get(key)
    if isinstance(found, str):
        return parse_count(clean_text(found, 20))
    whole = isinstance(found, int) and not isinstance(found, bool)
    return found if whole and isinstance(found, int) and 0 <= found < _LONGEST_COUNT else None
