"""Digests as files in a folder: a page and a text for each day, and an index."""

import os
import re
import tempfile
from pathlib import Path

from bot.core.digest import Digest
from bot.render.pages import render_html, render_index, render_text

MARK = '<meta name="generator" content="Paperround'
"""What every page we make has in its head."""

_STEM = 60


class ForeignIndex(Exception):
    """The folder has an ``index.html`` that Paperround did not make."""


class DigestFolder:
    """A folder that is being filled. Each file appears whole or not at all; digests of earlier runs stay."""

    def __init__(self, folder: Path) -> None:
        """Make the folder if need be, and see that it can be written to, before anything is recorded.

        :raises OSError: it cannot.
        :raises ForeignIndex: it would overwrite somebody else's page.
        """
        self._folder = folder
        self._digests: list[Digest] = []
        self._names: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        if self.index.exists() and MARK not in self.index.read_text(encoding="utf-8", errors="replace"):
            raise ForeignIndex(f"{self.index} was not made by Paperround; name another folder, or move it away.")
        with tempfile.TemporaryFile(dir=folder):
            pass

    @property
    def index(self) -> Path:
        """The page that lists the digests."""
        return self._folder / "index.html"

    def add(self, digest: Digest) -> None:
        """Write ``NN-name.html`` and ``.txt``. Called when the digest's page is recorded, so that little can be lost.

        :raises OSError: it cannot be written.
        """
        name = f"{len(self._digests) + 1:02d}-{_stem(digest.day)}"
        _replace(self._folder / f"{name}.html", render_html(digest))
        _replace(self._folder / f"{name}.txt", render_text(digest))
        self._digests.append(digest)
        self._names.append(f"{name}.html")

    def finish(self) -> None:
        """Write the index of what was added, the last day first; nothing if nothing was.

        :raises OSError: it cannot be written.
        """
        if self._digests:
            _replace(self.index, render_index(self._digests[::-1], self._names[::-1]))


def _stem(day: str) -> str:
    """A day's or page's name as a file name that every system takes."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", Path(day).stem).strip("-")[:_STEM] or "day"


def _replace(path: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # mkstemp makes files only their owner may read; a digest is like any other file a person saves.
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
