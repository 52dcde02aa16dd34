"""Pages from files: offline replay takes the same road as a live page.

A folder may hold ``sources.toml`` (:mod:`scrapers.source_file`), which says whose pages its files are. Where nobody
says so, the source follows from what the page turns out to be (:func:`scrapers.parsers.default_source`). A folder that
is a recording (:mod:`scrapers.recording_file`) gives its pages as they were live.
"""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from scrapers.errors import FetchError, PageMissing, PageTooLarge
from scrapers.parsers import default_source, sniff
from scrapers.recording_file import RECORDING_FILE, Exchange, body_path, is_recording, read_recording
from scrapers.source_file import SOURCE_FILE, FolderSource, read_source_file
from scrapers.text import MAX_NAME, clean_text
from scrapers.types import MAX_PAGE_BYTES, Page, Source

_NO_PAGES = frozenset({".toml", ".md"})
_ADDRESS = re.compile(r"https?:/", re.IGNORECASE)
_UNKNOWN = Source(name="", kind="")


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file that is a page, not yet read.

    :ivar address: its name, never a path of this machine.
    :ivar source: whose page it is; ``None`` if that follows from the page.
    :ivar captured: the UTC day of its capture, ``None`` if nobody knows.
    :ivar exchange: of a recorded page, how it was had.
    :ivar follow: whether a link is followed.
    """

    path: Path
    address: str
    source: Source | None = None
    captured: date | None = None
    exchange: Exchange | None = None
    follow: bool = True

    def read(self) -> Page:
        """The page.

        :raises scrapers.errors.PageMissing: the file is gone.
        :raises scrapers.errors.PageTooLarge: it is larger than :data:`~scrapers.types.MAX_PAGE_BYTES`.
        :raises scrapers.errors.FetchError: it cannot be read.
        :raises scrapers.errors.Refused: only without a source: it is empty, binary, or wrongly encoded.
        :raises scrapers.errors.LayoutChanged: only without a source: it is of no known kind.
        """
        body = read_body(self.path, follow=self.follow)
        if self.exchange:
            page = self.exchange.page(body)
            return replace(page, source=self.source) if self.source else page
        observed_at = datetime.combine(self.captured, time(tzinfo=UTC)) if self.captured else None
        page = Page(self.source or _UNKNOWN, self.address, body, observed_at=observed_at)
        return page if self.source else replace(page, source=default_source(sniff(page), body))

    def pages(self) -> Iterator[Page]:
        """The page, alone: a file by itself is a fetcher too. Raises as :meth:`read`."""
        yield self.read()


class PageFiles:
    """A fetcher over files and folders.

    A file is one page. A folder's files are its pages, sorted by name; hidden files, folders within, configuration
    (``*.toml``) and notes (``*.md``) are none. Of a recording they are the answers, in the order in which they came.
    """

    def __init__(self, paths: Sequence[Path], *, source: Source | None = None, captured: date | None = None) -> None:
        """Source and UTC day of capture hold for all pages; a source given here goes before any ``sources.toml`` and
        what a recording says. Recorded pages keep their own time.
        """
        self._paths = tuple(paths)
        self._source = source
        self._captured = captured

    def files(self) -> tuple[PageFile, ...]:
        """The files that are pages, in the order in which they are to be read; for callers who outlive a bad one.

        :raises scrapers.errors.PageMissing: a path is not there, or a folder has no pages.
        :raises scrapers.errors.FetchError: a folder or a recording cannot be read.
        :raises scrapers.errors.SourceFileError: a ``sources.toml`` cannot be used.
        """
        return tuple(file for path in self._paths for file in self._files_at(path))

    def pages(self) -> Iterator[Page]:
        """The pages; all are found before the first is read. Raises as :meth:`files` and :meth:`PageFile.read`."""
        return (file.read() for file in self.files())

    def _files_at(self, path: Path) -> Iterable[PageFile]:
        try:
            is_folder = path.is_dir()
        except OSError:
            is_folder = False
        if not is_folder:
            return [_single(path, self._source, self._captured)]
        if is_recording(path):
            return _recorded(path, self._source)
        folder = _address(path)
        try:
            names = sorted(child.name for child in path.iterdir() if _is_page(child))
        except OSError as error:
            raise FetchError(
                folder, f"the folder cannot be read: {error.strerror}.", "Check its permissions."
            ) from error
        if not names:
            raise PageMissing(folder, "there is no page in this folder.", "Each file in it would be one page.")
        sources = () if self._source else _folder_sources(path)
        return [
            PageFile(path / name, _address(path / name), self._source or _whose(name, sources), self._captured)
            for name in names
        ]


def _recorded(folder: Path, source: Source | None) -> list[PageFile]:
    files = [
        PageFile(body_path(folder, exchange), exchange.file, source, exchange=exchange)
        for exchange in read_recording(folder)
        if exchange.file
    ]
    if not files:
        raise PageMissing(
            RECORDING_FILE, "there is no page in this recording, only failures.", "Look at them, then record again."
        )
    return files


def _single(path: Path, source: Source | None, captured: date | None) -> PageFile:
    whose = source or _whose(path.name, _folder_sources(path.parent))
    return PageFile(path, _address(path), whose, captured)


def _address(path: Path) -> str:
    """The name of a file, readable whatever bytes it is made of."""
    name = path.name or path.resolve().name
    return clean_text(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), MAX_NAME) or "page"


def _is_page(path: Path) -> bool:
    return not path.name.startswith(".") and path.suffix.lower() not in _NO_PAGES and not path.is_dir()


def _folder_sources(folder: Path) -> tuple[FolderSource, ...]:
    path = folder / SOURCE_FILE
    try:
        there = path.is_file()
    except OSError:  # the folder may not be looked into; reading the page will say so
        there = False
    return read_source_file(path) if there else ()


def _whose(name: str, sources: Sequence[FolderSource]) -> Source | None:
    return next((one.source for one in sources if one.has(name)), None)


def read_body(path: Path, *, follow: bool = True) -> bytes:
    """The bytes of a file that is a page.

    :param follow: whether a link is followed.
    :raises scrapers.errors.PageMissing: it is not there. :raises scrapers.errors.PageTooLarge: it is too large.
    :raises scrapers.errors.FetchError: it cannot be read, or is no ordinary file.
    """
    address = clean_text(str(path), MAX_NAME)
    try:
        status = path.stat(follow_symlinks=follow)
        if stat.S_ISDIR(status.st_mode):
            raise FetchError(
                address, "this is a folder, not a page.", "Name a file, or give the folder to be read whole."
            )
        if not stat.S_ISREG(status.st_mode):
            raise FetchError(address, "this is no ordinary file.", "Save the page as a file.")
        if status.st_size > MAX_PAGE_BYTES:
            raise _too_large(address, f"has {status.st_size:,} bytes")
        with open(path, "rb", opener=None if follow else _unfollowing) as file:
            # It may have grown since it was asked for its size.
            body = file.read(MAX_PAGE_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        hint = "Saved pages are read, not addresses: save it first." if _ADDRESS.match(str(path)) else "Check the path."
        raise PageMissing(address, "there is no such file or folder.", hint) from error
    except PermissionError as error:
        raise FetchError(address, "the file may not be read.", "Check its permissions.") from error
    except (OSError, ValueError) as error:
        raise FetchError(address, f"the file cannot be read: {error}.") from error
    if len(body) > MAX_PAGE_BYTES:
        raise _too_large(address, "grew while it was read")
    return body


def _unfollowing(path: str, flags: int) -> int:
    """Opens what was looked at, even if a link took its place in between."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _too_large(address: str, what: str) -> PageTooLarge:
    return PageTooLarge(
        address, f"the file {what}; at most {MAX_PAGE_BYTES:,} are read.", "No page of papers is so large."
    )
