"""Recording what the web answers, and answering from a recording: the same road as live, without a network.

A recording is a folder: ``recording.json`` (:mod:`scrapers.recording_file`) and one file for each page, as received.
:class:`scrapers.dumps.PageFiles` reads its pages, too.
"""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

from scrapers.dumps import read_body
from scrapers.errors import FetchError, PageMissing
from scrapers.exchange import Answer, Request, Validators, Web
from scrapers.recording_file import (
    KEPT_HEADERS,
    RECORDING_FILE,
    Exchange,
    Failure,
    body_path,
    is_recording,
    read_recording,
    recording_text,
)
from scrapers.text import MAX_NAME, clean_text
from scrapers.types import Source

_ENDINGS = {"json": ".json", "html": ".html", "xml": ".xml", "rss": ".xml", "atom": ".xml"}


class Recorder:
    """A :class:`~scrapers.exchange.Web` that asks another one and records every exchange, failures too.

    Nothing is asked conditionally, so that the recording stands by itself. Each exchange is on the disk, whole, before
    its answer is given; whatever kills the process, what was recorded before can be replayed.
    """

    def __init__(self, web: Web, folder: Path, source: Source, day: date | None = None) -> None:
        """A recording that is in the folder already is continued.

        :param source: whose pages these are. :param day: the listing's, where listings have days.
        :raises scrapers.errors.FetchError: the folder has other things in it, or cannot be written.
        """
        self._web = web
        self._journal = _Journal(folder)
        self._source = source
        self._day = day

    def about(self, source: Source, day: date | None = None) -> "Recorder":
        """The same recorder for another source or day."""
        other = object.__new__(Recorder)
        other._web, other._journal, other._source, other._day = self._web, self._journal, source, day
        return other

    async def get(self, request: Request) -> Answer:
        """See :meth:`scrapers.exchange.Web.get`.

        :raises scrapers.errors.FetchError: as there, or the recording cannot be written.
        """
        try:
            answer = await self._web.get(replace(request, validators=Validators()))
        except FetchError as error:
            failed = Exchange(source=self._source, asked=request.address, day=self._day, failure=Failure.of(error))
            self._journal.add(failed)
            raise
        if answer.unchanged:  # the server is mistaken: nobody said that there is a version here
            return answer
        had = Exchange(
            source=self._source,
            asked=request.address,
            day=self._day,
            address=answer.address,
            status=answer.status,
            headers={name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers},
            received_at=answer.received_at,
        )
        self._journal.add(had, answer.body)
        return answer


class _Journal:
    """The folder of a recording that is being made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._exchanges: tuple[Exchange, ...] = ()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            taken = any(folder.iterdir())
        except OSError as error:
            raise _unwritable(folder, error) from error
        if is_recording(folder):
            self._exchanges = read_recording(folder)
        elif taken:
            raise FetchError(
                clean_text(folder.absolute().name, MAX_NAME),
                "this folder has other files in it.",
                "Name a new or an empty one.",
            )

    def add(self, exchange: Exchange, body: bytes | None = None) -> None:
        """Record one exchange; :raises scrapers.errors.FetchError: it cannot be written."""
        try:
            if body is not None:
                name = f"{len(self._exchanges) + 1:04}{_ending(exchange.headers.get('content-type', ''))}"
                self._write(name, body)
                exchange = replace(exchange, file=name)
            exchanges = (*self._exchanges, exchange)
            self._write(RECORDING_FILE, recording_text(exchanges).encode())
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        self._exchanges = exchanges

    def _write(self, name: str, content: bytes) -> None:
        """The whole file or none."""
        beside = self._folder / f".{name}.new"
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._folder / name)


class RecordedWeb:
    """A :class:`~scrapers.exchange.Web` that answers from a recording, and nobody is asked.

    An address asked again gives what was recorded for it next; the last stays. Who has that version already is told so
    (304), and failures fail again.
    """

    def __init__(self, folder: Path) -> None:
        """:raises scrapers.errors.FetchError: there is no recording in the folder, or none that can be used."""
        self._folder = folder
        self._left: dict[str, list[Exchange]] = {}
        for exchange in read_recording(folder):
            self._left.setdefault(exchange.asked, []).append(exchange)

    async def get(self, request: Request) -> Answer:
        """See :meth:`scrapers.exchange.Web.get`.

        :raises scrapers.errors.PageMissing: the address is not in the recording.
        :raises scrapers.errors.FetchError: the failure that was recorded, or the page's file cannot be read.
        """
        left = self._left.get(request.address)
        if not left:
            raise PageMissing(
                request.address,
                "this address is not in the recording.",
                "Record the source again, as it is configured now.",
            )
        exchange = left.pop(0) if len(left) > 1 else left[0]
        if exchange.failure:
            raise exchange.failure.error()
        answer = exchange.answer(read_body(body_path(self._folder, exchange)))
        return replace(answer, status=304, body=b"") if _is_had(request.validators, answer.validators) else answer


def _is_had(asked: Validators, recorded: Validators) -> bool:
    """Whether this is the version the asker has (RFC 9110, section 13.2.2: the ETag goes first)."""
    if asked.etag:
        return asked.etag.removeprefix("W/") == recorded.etag.removeprefix("W/")
    return bool(asked.last_modified) and asked.last_modified == recorded.last_modified


def _ending(media_type: str) -> str:
    essence = media_type.partition(";")[0].lower()
    return next((ending for word, ending in _ENDINGS.items() if word in essence), ".txt")


def _unwritable(folder: Path, error: OSError) -> FetchError:
    name = clean_text(folder.name, MAX_NAME) or "the folder"
    return FetchError(name, f"the recording cannot be written: {error.strerror}.", "Check permissions and space.")
