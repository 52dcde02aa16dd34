"""Profiles from a file.

TOML, for people (see ``seeds/profiles.toml``)::

    [[profiles]]
    name = "reward models"
    keywords = ["reward model", "reward hacking", "-diffusion"]
    threshold = 40    # score from which a paper is told of, 0 to 100; may be left out
    top = 10          # at most so many papers a digest; may be left out

JSON, for programs: a list of objects with ``id`` (the name), ``keywords``, and if wanted ``need`` (a note, not used for
matching), ``threshold`` and ``top``.

Both may say of a profile when a reader is told: see :mod:`bot.profile_telling`.
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from bot.core.matching.syntax import quoted
from bot.core.matching.types import Profile
from bot.core.said import said
from bot.profile_entry import ProfileEntry, ProfileFileError, shown
from bot.profile_telling import TELLING_KEYS, Telling

__all__ = ["MAX_BYTES", "ProfileFileError", "load_profiles", "load_told_profiles", "read_told_profiles"]

MAX_BYTES = 1_000_000
"""A larger file is not read."""

_Decoded = TypeVar("_Decoded")
_TOML_KEYS = ("name", "keywords", "threshold", "top", *TELLING_KEYS)
_JSON_KEYS = ("id", "keywords", "need", "threshold", "top", *TELLING_KEYS)


def load_profiles(path: Path) -> tuple[Profile, ...]:
    """The profiles of a TOML or JSON file, in its order. Where the name does not tell which it is, the text does.

    :raises ProfileFileError: it cannot be read, or something in it cannot be understood.
    """
    return tuple(profile for profile, _ in load_told_profiles(path))


def load_told_profiles(path: Path) -> tuple[tuple[Profile, Telling], ...]:
    """As :func:`load_profiles`, each with what the file says of when it is told.

    :raises ProfileFileError: it cannot be read, or something in it cannot be understood.
    """
    return read_told_profiles(path, _read(path))


def read_told_profiles(path: Path, body: bytes) -> tuple[tuple[Profile, Telling], ...]:
    """As :func:`load_told_profiles`, of a file that was sent.

    :param path: how it is called. :param body: what is in it.
    :raises ProfileFileError: it is too large, or something in it cannot be understood.
    """
    text = _text(path, body)
    suffix = path.suffix.lower()
    if suffix == ".json" or (suffix != ".toml" and _looks_like_json(text)):
        return _profiles(path, _json_entries(path, text), _JSON_KEYS)
    return _profiles(path, _toml_entries(path, text), _TOML_KEYS)


def _looks_like_json(text: str) -> bool:
    """A list of objects, or an object; TOML begins with a comment, a name, or a name in brackets."""
    bare = text.lstrip()
    return bare.startswith("{") or (bare.startswith("[") and bare[1:].lstrip().startswith(("{", "]")))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ProfileFileError(path, "", said("there is no such file; check the path.")) from error
    except OSError as error:
        raise ProfileFileError(path, "", said("cannot be read: %(error)s.", error=error.strerror)) from error


def _text(path: Path, body: bytes) -> str:
    if len(body) > MAX_BYTES:
        raise ProfileFileError(path, "", said("is larger than %(most)s bytes; split it.", most=MAX_BYTES))
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise ProfileFileError(
            path, said("line %(number)s", number=str(line)), said("is not UTF-8; save the file in that encoding.")
        ) from error


def _toml_entries(path: Path, text: str) -> list[Any]:
    table = _decoded(path, text, tomllib.loads, "TOML")
    for key in table:
        if key != "profiles":
            raise ProfileFileError(
                path,
                "",
                said("%(written)s is no key here; every profile begins with [[profiles]].", written=quoted(key)),
            )
    entries = table.get("profiles", [])
    if not isinstance(entries, list):
        raise ProfileFileError(path, "profiles", said("write [[profiles]], in double brackets, above every profile."))
    return entries


def _json_entries(path: Path, text: str) -> list[Any]:
    entries = _decoded(path, text, json.loads, "JSON")
    if not isinstance(entries, list):
        raise ProfileFileError(path, "", said("a list of profiles is expected: [{...}, ...]."))
    return entries


def _decoded(path: Path, text: str, decode: Callable[[str], _Decoded], kind: str) -> _Decoded:
    try:
        return decode(text)
    except RecursionError as error:
        raise ProfileFileError(
            path, "", said("is no %(kind)s of profiles: it is nested too deeply.", kind=kind)
        ) from error
    except ValueError as error:  # both libraries' errors are; they say line and column
        raise ProfileFileError(path, "", said("is not %(kind)s: %(error)s.", kind=kind, error=error)) from error


def _profiles(path: Path, entries: list[Any], keys: tuple[str, ...]) -> tuple[tuple[Profile, Telling], ...]:
    if not entries:
        raise ProfileFileError(path, "", said("there are no profiles in it; add at least one."))
    profiles: dict[str, tuple[Profile, Telling]] = {}
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, Mapping):
            raise ProfileFileError(
                path,
                said("profile %(number)s", number=str(number)),
                said("%(written)s stands where a profile is expected.", written=shown(entry)),
            )
        understood = ProfileEntry(path, number, entry, keys)
        profile = understood.profile()
        if profile.name in profiles:
            raise ProfileFileError(
                path,
                said("profile %(number)s", number=str(number)),
                said("another is called %(written)s; rename one.", written=quoted(profile.name)),
            )
        profiles[profile.name] = profile, understood.telling()
    return tuple(profiles.values())
