"""The way out to a folder on the machine that sends: a text file for each message, and a page beside it."""

import asyncio
import hashlib
import os
from datetime import UTC
from pathlib import Path

from bot.channels.types import Gone, Later, Letter, Refused
from store.readers import Way

_IDENTITY = 10
"""Hexadecimal digits of a message's identity in a file's name: enough for a million messages of one day and kind."""


class FileChannel:
    """Writes ``2026-11-01-digest-3f5a90c2e1.txt`` and, where there is a page, ``.html``.

    A :class:`bot.channels.types.Channel`. Each file is whole or not there; the same message again takes its own place.
    """

    way = Way.FILE

    async def send(self, target: str, letter: Letter) -> None:
        """Write a message.

        :param target: a folder; it is made, in one that is there.
        :raises Gone: what the folder is to be in is not there.
        :raises Later: the folder cannot be written, or the disk is full.
        :raises Refused: the target is no folder.
        """
        await asyncio.to_thread(_write, Path(target), letter)

    async def close(self) -> None:
        """Nothing to let go of."""


def _write(folder: Path, letter: Letter) -> None:
    if not folder.is_absolute():  # else it would depend on where the sender happens to be started
        raise Refused("The folder's name does not begin at the root. Give the whole path.")
    try:
        folder.mkdir(exist_ok=True)
        stem = _stem(letter)
        if letter.html:
            _replace(folder / f"{stem}.html", letter.html)
        # The text comes last: where it is, the message is complete.
        _replace(folder / f"{stem}.txt", f"{letter.subject}\n\n{letter.text.rstrip()}\n")
    except FileNotFoundError as error:
        raise Gone(f"{folder.parent} is not there any more. Make it again, or give another folder.") from error
    except (FileExistsError, NotADirectoryError) as error:
        raise Refused(f"{folder} is no folder. Give another one.") from error
    except ValueError as error:  # a NUL in it
        raise Refused("The folder's name cannot be one. Give another.") from error
    except OSError as error:
        raise Later(f"{folder} cannot be written: {error.strerror or 'unknown reason'}.") from error


def _stem(letter: Letter) -> str:
    """The day (UTC), what it is, and of the message's identity what is stable: the same message has the same name."""
    identity = hashlib.sha256(letter.message_id.encode("utf-8", "surrogatepass")).hexdigest()[:_IDENTITY]
    return f"{letter.date.astimezone(UTC):%Y-%m-%d}-{letter.kind}-{identity}"


def _replace(path: Path, text: str) -> None:
    """Write beside it, then put it in its place: nobody reads half of it."""
    half = path.with_name(f".{path.name}.half")
    try:
        with half.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
