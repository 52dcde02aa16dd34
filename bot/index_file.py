"""The index of all profiles in a file, so that a million of them are there again in a moment.

A numpy archive (``.npz``: a zip of arrays) without pickles: every column by its path (``features/nodes/left``), texts
as UTF-8, each with the end of a line behind it. What is damaged shows by the checksums of the zip.
What is written takes the place of the old file only when it is complete.
"""

import json
import os
import struct
import tempfile
import tokenize
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from bot.core.matching.index import ProfileIndex

_UNREADABLE = (
    *(OSError, EOFError, LookupError, TypeError, ValueError, AttributeError, NotImplementedError, RuntimeError),
    *(MemoryError, OverflowError, SyntaxError, BadZipFile, struct.error, tokenize.TokenError, zlib.error),
)
"""What numpy and zipfile raise over files that are damaged, or are something else altogether."""


class IndexFileError(ValueError):
    """A saved index cannot be used; make it anew from the profiles.

    :ivar path: the file.
    """

    def __init__(self, path: Path, what: str) -> None:
        """:param what: what is wrong."""
        super().__init__(f"{path}: {what} Make the index anew from the profiles.")
        self.path = path


def save_index(index: ProfileIndex, path: Path) -> None:
    """Write an index.

    :raises OSError: it cannot be written; what was there is left as it was.
    """
    columns = dict(_columns("", index.state()))
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        written = Path(file.name)
        try:
            np.savez(file, **columns)
            file.flush()
            os.fsync(file.fileno())
            file.close()  # an open file cannot be moved everywhere
            written.replace(path)
        except BaseException:
            written.unlink()
            raise


def load_index(path: Path) -> ProfileIndex:
    """Read an index.

    :raises IndexFileError: there is none, it is damaged, or it is of another version.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            state = _state({name: archive[name] for name in archive.files})
    except FileNotFoundError as error:
        raise IndexFileError(path, "there is no such file.") from error
    except PermissionError as error:
        raise IndexFileError(path, "it may not be read.") from error
    except _UNREADABLE as error:
        raise IndexFileError(path, "it is damaged, or is no saved index.") from error
    try:
        return ProfileIndex.from_state(state)
    except KeyError as error:
        raise IndexFileError(path, f"it is no saved index, or an incomplete one: {error} is missing.") from error
    except (AttributeError, IndexError, OverflowError, TypeError, ValueError) as error:
        raise IndexFileError(path, f"it does not fit together ({error}).") from error


def _columns(path: str, state: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in state.items():
        inner = f"{path}/{name}" if path else name
        if isinstance(value, Mapping):
            yield from _columns(inner, value)
        elif isinstance(value, np.ndarray):
            yield inner, value
        else:
            yield f"{inner}:json", np.frombuffer(json.dumps(value).encode("ascii"), np.uint8)


def _state(columns: Mapping[str, Any]) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for path, column in columns.items():
        where, _, kind = path.partition(":")
        *outer, name = where.split("/")
        inner = state
        for each in outer:
            inner = inner.setdefault(each, {})
        inner[name] = json.loads(column.tobytes()) if kind == "json" else column
    return state
