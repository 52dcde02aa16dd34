"""What was sent, kept outside the database: after an old backup of it is restored, nobody is told again.

One file a day, ``2026-11-01.sent``: records of 16 bytes, each the beginning of a promise's SHA-256, in the order in
which they were sent. Only ever appended to. Nothing can be read back from it; one can only ask whether something is in
it. It is handed to the operating system, not forced to the disk: a process that is killed loses nothing, a power cut
may take the last seconds, and then a promise counts as not sent.
"""

import hashlib
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

try:
    import fcntl
except ImportError:  # a system without it has no second sender on the same folder
    fcntl = None  # type: ignore[assignment]

KEPT = timedelta(days=40)
"""So long what was sent is remembered: no backup to be restored should be older."""

RECORD = 16
"""Bytes of a record: of a thousand million promises, two the same by chance once in 10²⁰ such journals."""

_NAME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.sent")
_TYPE = np.dtype(f"S{RECORD}")


class SentJournal:
    """A folder that remembers what was sent. Many processes may add to it; each sees what was there when it first
    asked, and what it added itself.
    """

    def __init__(self, folder: Path) -> None:
        """:param folder: made, for its owner alone, when something is first added."""
        self._folder = folder
        self._loaded: NDArray[np.bytes_] | None = None
        self._added: set[bytes] = set()

    def add(self, promises: Iterable[str], on: date) -> None:
        """Remember promises as sent.

        :param promises: each a text that is the same for the same promise, and for no other.
        :param on: the day, UTC.
        :raises OSError: the folder cannot be written to. Nothing of this call need then be remembered.
        """
        records = [_record(promise) for promise in promises]
        if not records:
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(self._folder / f"{on}.sent", flags, 0o600), "r+b", buffering=0) as file:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX)  # until it is closed: nobody cuts off what another is writing
            size = os.fstat(file.fileno()).st_size
            if size % RECORD:  # someone was killed, or the disk was full, in the middle of a record
                file.truncate(size - size % RECORD)
            _write(file.fileno(), b"".join(records))
        self._added.update(records)

    def has(self, promise: str) -> bool:
        """Whether a promise was sent.

        :raises OSError: the folder cannot be read.
        """
        record = _record(promise)
        if record in self._added:
            return True
        if self._loaded is None:
            self._loaded = self._load()
        place = int(np.searchsorted(self._loaded, np.array(record, _TYPE)))
        return place < len(self._loaded) and self._loaded[place : place + 1].tobytes() == record

    def prune(self, before: date) -> int:
        """Forget the days before that one. :return: how many there were.

        :raises OSError: a file cannot be removed.
        """
        old = [path for day, path in self._days() if day < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _load(self) -> NDArray[np.bytes_]:
        bodies = [path.read_bytes() for _, path in self._days()]
        records = np.frombuffer(b"".join(body[: len(body) - len(body) % RECORD] for body in bodies), _TYPE)
        return np.sort(records)

    def _days(self) -> list[tuple[date, Path]]:
        if not self._folder.exists():
            return []
        days = []
        for path in sorted(self._folder.iterdir()):
            if found := _NAME.fullmatch(path.name):
                with suppress(ValueError):  # 2026-02-30.sent is not ours
                    days.append((date.fromisoformat(found[1]), path))
        return days


def _record(promise: str) -> bytes:
    return hashlib.sha256(promise.encode("utf-8", "surrogatepass")).digest()[:RECORD]


def _write(descriptor: int, body: bytes) -> None:
    rest = memoryview(body)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
