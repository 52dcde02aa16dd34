"""``recording.json``: what was asked of the web, when, and what came back. One file beside it for each page.

A recording is for replaying, so it says nothing of how the answers were had: no request headers, no tokens.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

from scrapers.errors import (
    AskedTooOften,
    BadAnswer,
    Blocked,
    FetchError,
    ForbiddenAddress,
    Gone,
    PageTooLarge,
    ServerFailed,
    Unreachable,
)
from scrapers.exchange import Answer, Request
from scrapers.kinds import page_of
from scrapers.kinds.types import WatchedSource
from scrapers.types import Page, Source

RECORDING_FILE = "recording.json"
"""The name of the file that makes a folder a recording."""
FORMAT_VERSION = 1
"""Recordings of another version are refused."""
MAX_RECORDING_FILE_BYTES = 20_000_000
KEPT_HEADERS = ("content-type", "etag", "last-modified", "link", "date")
"""Headers of an answer that a replay needs; cookies and whatever else a server says are left out."""

_FORMAT = "paperround recording"
_FILE = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}(?:\.[a-z0-9]{1,10})?")
_FAILURES = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (Unreachable, ServerFailed, Gone, Blocked, ForbiddenAddress, BadAnswer, PageTooLarge, FetchError)
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why there was no answer.

    :ivar kind: the name of an error of :mod:`scrapers.errors`. :ivar address: what it happened to.
    :ivar until: of :class:`~scrapers.errors.AskedTooOften`.
    """

    kind: str
    address: str
    what: str
    hint: str = ""
    until: datetime | None = None

    @classmethod
    def of(cls, error: FetchError) -> "Failure":
        """What to remember of an error."""
        until = error.until if isinstance(error, AskedTooOften) else None
        return cls(kind=type(error).__name__, address=error.address, what=error.what, hint=error.hint, until=until)

    def error(self) -> FetchError:
        """The error once more."""
        if self.until is not None:
            return AskedTooOften(self.address, self.what, self.until, self.hint)
        return _FAILURES.get(self.kind, FetchError)(self.address, self.what, self.hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what came of it: a page in a file, or a failure.

    :ivar asked: the address asked for. :ivar address: where the answer came from in the end.
    :ivar headers: those of :data:`KEPT_HEADERS` that there were. :ivar received_at: aware, UTC; ``None`` of a failure.
    :ivar day: the listing's day, where listings have days. :ivar file: the name of the page's file.
    """

    source: Source
    asked: str
    day: date | None = None
    address: str = ""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    received_at: datetime | None = None
    file: str = ""
    failure: Failure | None = None

    def answer(self, body: bytes) -> Answer:
        """The answer once more; only of one that has a file."""
        return Answer(
            address=self.address,
            status=200,
            headers=self.headers,
            body=body,
            received_at=self.received_at or datetime.fromtimestamp(0, UTC),
        )

    def page(self, body: bytes) -> Page:
        """The page, made as a live one is."""
        whose = self.source
        watched = WatchedSource(name=whose.name, kind=whose.kind, title=whose.title, homepage=whose.homepage)
        return page_of(watched, Request(address=self.asked), self.answer(body))


def is_recording(folder: Path) -> bool:
    """Whether the folder says that it is a recording."""
    try:
        return (folder / RECORDING_FILE).is_file()
    except OSError:
        return False


def read_recording(folder: Path) -> tuple[Exchange, ...]:
    """What the recording in this folder holds, in the order in which it was recorded.

    :raises scrapers.errors.FetchError: it cannot be read, is of another version, or names a file elsewhere.
    """
    try:
        with (folder / RECORDING_FILE).open("rb") as file:
            raw = file.read(MAX_RECORDING_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise _unusable("is not there", "A folder made by `paperround source record` has one.") from error
    except OSError as error:
        raise _unusable(f"cannot be read: {error.strerror}", "Check its permissions.") from error
    if len(raw) > MAX_RECORDING_FILE_BYTES:
        raise _unusable(f"is larger than {MAX_RECORDING_FILE_BYTES:,} bytes", "Record less into one folder.")
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _unusable("is no valid JSON", "It was cut or changed: record again.") from error
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise _unusable("does not say that it is a recording", f'It should begin with "format": "{_FORMAT}".')
    if document.get("version") != FORMAT_VERSION:
        said = str(document.get("version"))[:20]
        raise _unusable(f"is of version {said}", f"This Paperround reads version {FORMAT_VERSION}: update it.")
    exchanges = document.get("exchanges")
    try:
        return tuple(_exchange(_object(one)) for one in (exchanges if isinstance(exchanges, list) else [None]))
    except (KeyError, TypeError, ValueError) as error:
        raise _unusable(f"does not say what it should ({error!s:.200})", "It was changed: record again.") from error


def body_path(folder: Path, exchange: Exchange) -> Path:
    """The file of a page. A recording may come from anybody, so it may not lead anywhere else.

    :raises scrapers.errors.FetchError: it is a link.
    """
    path = folder / exchange.file
    if path.is_symlink():
        raise FetchError(exchange.file, "this page of the recording is a link to another file.", "Record it again.")
    return path


def recording_text(exchanges: tuple[Exchange, ...]) -> str:
    """What ``recording.json`` holds of these exchanges."""
    document = {"format": _FORMAT, "version": FORMAT_VERSION, "exchanges": [_plain(one) for one in exchanges]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _plain(exchange: Exchange) -> dict[str, object]:
    whose, failure = exchange.source, exchange.failure
    return {
        "asked": exchange.asked,
        "source": {"name": whose.name, "kind": whose.kind, "title": whose.title, "homepage": whose.homepage},
        "day": exchange.day.isoformat() if exchange.day else None,
        "address": exchange.address,
        "status": exchange.status,
        "headers": dict(exchange.headers),
        "received_at": _written(exchange.received_at),
        "file": exchange.file,
        "failure": failure
        and {
            "kind": failure.kind,
            "address": failure.address,
            "what": failure.what,
            "hint": failure.hint,
            "until": _written(failure.until),
        },
    }


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def _exchange(plain: Mapping[str, object]) -> Exchange:
    whose, failure, day = _object(plain["source"]), plain["failure"], plain["day"]
    status, file = plain["status"], _text(plain["file"])
    if (failure is None) != bool(file) or (file and not _FILE.fullmatch(file)) or file == RECORDING_FILE:
        raise ValueError(f'"{file[:60]}" is no name of a page\'s file')
    if status != (200 if file else None):
        raise ValueError("of an answer the status is 200")
    headers = {_text(name): _text(value) for name, value in _object(plain["headers"]).items()}
    return Exchange(
        source=Source(*(_text(whose[key]) for key in ("name", "kind", "title", "homepage"))),
        asked=_text(plain["asked"]),
        day=date.fromisoformat(_text(day)) if day is not None else None,
        address=_text(plain["address"]),
        status=200 if file else None,
        headers={name: value for name, value in headers.items() if name in KEPT_HEADERS},
        received_at=_moment(plain["received_at"], needed=bool(file)),
        file=file,
        failure=None if failure is None else _failure(_object(failure)),
    )


def _failure(plain: Mapping[str, object]) -> Failure:
    kind, address, what, hint = (_text(plain[key]) for key in ("kind", "address", "what", "hint"))
    until = _moment(plain["until"], needed=kind == AskedTooOften.__name__)
    return Failure(kind=kind, address=address, what=what, hint=hint, until=until)


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("an object should stand where it has something else")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text should stand where it has something else")
    return value


def _moment(value: object, *, needed: bool) -> datetime | None:
    if value is None and not needed:
        return None
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError("a moment without its offset")
    return moment.astimezone(UTC)


def _unusable(what: str, hint: str) -> FetchError:
    return FetchError(RECORDING_FILE, f"this {what}.", hint)
