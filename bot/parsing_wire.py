"""What is said between the process that reads pages and the one that has them read.

Lengths and JSON, nothing that could run: whoever takes over the reading process by a page built for it can say false
things of that page, and no more. What comes from there is checked against the types of :mod:`scrapers.types`.
"""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from scrapers.errors import LayoutChanged, Refused, RefusedAsMalice, ScrapeError
from scrapers.types import MAX_PAGE_BYTES, Entry, Listing, Page, PageKind, Skipped, Source

_T = TypeVar("_T")

LENGTHS = struct.Struct("!II")
"""Before a page: how long its description is, and how long its body."""
LENGTH = struct.Struct("!I")
"""Before an answer."""

MAX_ANSWER = 4 * MAX_PAGE_BYTES
"""Bytes in all answers about one page. JSON says what a page says in at most about twice as many."""

TOGETHER = 50
"""Entries in one answer, so that whoever reads them can do something else in between."""

READY: Mapping[str, object] = MappingProxyType({"ready": True})
"""What is said first: the next page may come."""

_ERRORS: Mapping[str, type[ScrapeError]] = MappingProxyType(
    {kind.__name__: kind for kind in (LayoutChanged, Refused, RefusedAsMalice)}
)


class Nonsense(Exception):
    """What came is not what the reading process says."""


def page_message(page: Page) -> bytes:
    """A page, to be read."""
    about = {
        "source": _plain(page.source),
        "address": page.address,
        "media_type": page.media_type,
        "observed_at": page.observed_at.isoformat() if page.observed_at else None,
    }
    head = _bytes(about)
    return LENGTHS.pack(len(head), len(page.body)) + head + page.body


def page_of(head: bytes, body: bytes) -> Page:
    """The page again."""
    about = json.loads(head.decode("utf-8", "surrogatepass"))
    observed = about["observed_at"]
    return Page(
        Source(**about["source"]),
        about["address"],
        body,
        about["media_type"],
        datetime.fromisoformat(observed) if observed else None,
    )


def listing_messages(listing: Listing) -> Iterator[bytes]:
    """What a page says, in several answers; the last has the rest of it and no entries."""
    for start in range(0, len(listing.entries), TOGETHER):
        yield message({"entries": [_plain(entry) for entry in listing.entries[start : start + TOGETHER]]})
    rest = {"kind": listing.kind, "listing_date": listing.listing_date, "skipped": [_plain(e) for e in listing.skipped]}
    yield message({"listing": rest})


def error_message(error: ScrapeError) -> bytes:
    """Why a page was not read."""
    kind = next((name for name, known in _ERRORS.items() if type(error) is known), LayoutChanged.__name__)
    return message({"error": kind, "what": error.what, "hint": error.hint})


def message(said: Mapping[str, object]) -> bytes:
    """An answer with its length."""
    written = _bytes(said)
    return LENGTH.pack(len(written)) + written


def read_message(written: bytes) -> Mapping[str, object]:
    """An answer.

    :raises Nonsense: it is none.
    """
    try:
        said = json.loads(written.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise Nonsense("no JSON") from error
    if not isinstance(said, dict):
        raise Nonsense("no JSON object")
    return said


def read_entries(said: object) -> list[Entry]:
    """:raises Nonsense: these are no entries."""
    if not isinstance(said, list):
        raise Nonsense("entries that are no list")
    return [_read(Entry, each) for each in said]


def read_listing(said: object, entries: list[Entry]) -> Listing:
    """:raises Nonsense: this is no listing."""
    if not isinstance(said, dict):
        raise Nonsense("a listing that is no object")
    kind, skipped, day = (said.get(name) for name in ("kind", "skipped", "listing_date"))
    return Listing(
        _read(PageKind, kind),
        tuple(entries),
        _read(tuple[Skipped, ...], skipped),
        _read(str | None, day),  # type: ignore[arg-type] # a union is a form, no type
    )


def read_error(said: Mapping[str, object], address: str) -> ScrapeError:
    """:raises Nonsense: this is no error of ours."""
    kind, what, hint = (_read(str, said.get(name)) for name in ("error", "what", "hint"))
    if kind not in _ERRORS:
        raise Nonsense(f"an error of no known kind: {kind[:40]}")
    return _ERRORS[kind](address, what, hint)


def _bytes(said: Mapping[str, object]) -> bytes:
    # surrogatepass: a page may hold half a character, and what it says is compared with what was stored of it.
    return json.dumps(dict(said), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _plain(of: Entry | Skipped | Source) -> dict[str, object]:
    """The fields that are not as they are by default. All values are texts, numbers, truths and tuples of them."""
    values = ((field, getattr(of, field.name)) for field in fields(of))
    return {field.name: value for field, value in values if field.default is MISSING or value != field.default}


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _read(kind: type[_T], said: object) -> _T:
    """What was said, as this type and no other.

    :raises Nonsense: it is of another.
    """
    read: _T = _value(kind, said)
    return read


def _value(kind: Any, said: object) -> Any:  # noqa: ANN401 - a type's form, and a value of it
    if get_origin(kind) in (Union, UnionType):
        others = [each for each in get_args(kind) if each is not NoneType]
        return None if said is None else _value(others[0], said)
    if get_origin(kind) is tuple and isinstance(said, list):
        return tuple(_value(get_args(kind)[0], each) for each in said)
    if is_dataclass(kind) and isinstance(said, dict):
        return _record(kind, said)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind, said)
    if type(said) is kind:
        return said
    raise Nonsense(f"{type(said).__name__} in place of {kind}")


def _record(kind: Any, said: Mapping[str, object]) -> Any:  # noqa: ANN401 - likewise
    hints = _hints(kind)
    if not said.keys() <= hints.keys():
        raise Nonsense(f"{kind.__name__} has no such field")
    try:
        return kind(**{name: _value(hints[name], value) for name, value in said.items()})
    except TypeError as error:
        raise Nonsense(f"{kind.__name__} without what it needs") from error


def _member(kind: type[Enum], said: object) -> Enum:
    try:
        return kind(said)
    except ValueError as error:
        raise Nonsense(f"no {kind.__name__}") from error
