"""Digests as files in a folder: a page and a text for each day, and an index. All of it or nothing."""

import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.core.digest import Digest
from bot.render.pages import render_html, render_index, render_text

_STEM = 60


def write_digests(folder: Path, digests: Sequence[Digest]) -> None:
    """Write ``NN-name.html`` and ``.txt`` for each digest, and ``index.html``, the last day first.

    Everything is rendered before the first file is written, and each file appears whole or not at all.

    :raises OSError: the folder cannot be made or written to.
    """
    names = [f"{number:02d}-{_stem(digest.day)}" for number, digest in enumerate(digests, start=1)]
    files = {f"{name}.html": render_html(digest) for name, digest in zip(names, digests, strict=True)}
    files |= {f"{name}.txt": render_text(digest) for name, digest in zip(names, digests, strict=True)}
    files["index.html"] = render_index(digests[::-1], [f"{name}.html" for name in names[::-1]])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        _replace(folder / name, text)


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
