"""Adding a source to a configuration file that a person wrote: what stands there stays as it is, comments too."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings.loading import load_settings
from bot.settings.types import Settings, SettingsError

if TYPE_CHECKING:
    from scrapers.kinds.types import ParameterValue, WatchedSource


def source_block(source: "WatchedSource", every: str = "") -> str:
    """The ``[[sources]]`` of a source, as TOML.

    :param every: the time between two looks; empty for the kind's own.
    """
    return "\n".join(("[[sources]]", *_lines(source, every))) + "\n"


def append_source(path: Path, block: str, environment: Mapping[str, str], folder: Path) -> None:
    """Write a block behind all that stands in a file, whole or not at all, and only if the file then means what it
    meant, and one source more. The file's mode is kept.

    :param environment: as for :func:`bot.settings.load_settings`. :param folder: the working folder.
    :raises SettingsError: the file could not be understood with the block in it; it is as it was.
    :raises OSError: it cannot be written; it is as it was.
    """
    path = path.resolve()  # a link stays a link
    before = load_settings(environment, path, folder)
    text = path.read_bytes().decode()
    end = "\r\n" if "\r\n" in text else "\n"
    block = block.replace("\n", end)
    text = f"{text.rstrip()}{end}{end}{block}" if text.strip() else block
    try:
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, suffix=".toml", delete=False) as file:
            beside = Path(file.name)
            try:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
                beside.chmod(path.stat().st_mode & 0o7777)
                _check(before, beside, path, environment, folder)
                beside.replace(path)
            except BaseException:
                beside.unlink(missing_ok=True)
                raise
    except OSError as error:  # of the file beside it nobody knows
        raise OSError(error.errno, error.strerror, str(path)) from error


def _check(before: Settings, beside: Path, path: Path, environment: Mapping[str, str], folder: Path) -> None:
    try:
        after = load_settings(environment, beside, folder)
    except SettingsError as error:
        raise SettingsError(f"{str(error).replace(str(beside), str(path))} Nothing was changed.") from error
    if replace(after, sources=after.sources[:-1], config=before.config) != before:
        raise SettingsError(f"{path}: a source cannot be added behind what stands there. Nothing was changed.")


def _lines(source: "WatchedSource", every: str) -> Iterator[str]:
    yield f"name = {_value(source.name)}"
    yield f"kind = {_value(source.kind)}"
    for key, said in (("title", source.title), ("homepage", source.homepage), ("address", source.address)):
        if said:
            yield f"{key} = {_value(said)}"
    for key, value in source.parameters.items():
        yield f"{key} = {_value(value)}"
    if every:
        yield f"every = {_value(every)}"


def _value(value: "ParameterValue") -> str:
    """A basic string, a whole number, or a list of them (TOML 1.0.0)."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
