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
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from bot.core.matching.field_values import MAX_TOP
from bot.core.matching.language import (
    MAX_KEYWORDS,
    MAX_NAME,
    ProfileSyntaxError,
    conflict_with,
    parse_keywords,
)
from bot.core.matching.syntax import quoted
from bot.core.matching.types import DEFAULT_THRESHOLD, Expression, Keyword, Profile
from bot.profile_telling import TELLING_KEYS, BadTelling, Telling, read_telling

MAX_BYTES = 1_000_000
"""A larger file is not read."""

_Decoded = TypeVar("_Decoded")
_MAX_SCORE = 100
_TOML_KEYS = ("name", "keywords", "threshold", "top", *TELLING_KEYS)
_JSON_KEYS = ("id", "keywords", "need", "threshold", "top", *TELLING_KEYS)


class ProfileFileError(ValueError):
    """A file of profiles cannot be used. The message names the file, the profile, the key and the place.

    :ivar path: the file.
    """

    def __init__(self, path: Path, where: str, what: str) -> None:
        """:param where: profile and key; empty for the whole file. :param what: what is wrong and how to mend it."""
        super().__init__(": ".join(part for part in (str(path), where, what) if part))
        self.path = path


def load_profiles(path: Path) -> tuple[Profile, ...]:
    """The profiles of a TOML or JSON file, in its order. Where the name does not tell which it is, the text does.

    :raises ProfileFileError: it cannot be read, or something in it cannot be understood.
    """
    return tuple(profile for profile, _ in load_told_profiles(path))


def load_told_profiles(path: Path) -> tuple[tuple[Profile, Telling], ...]:
    """As :func:`load_profiles`, each with what the file says of when it is told.

    :raises ProfileFileError: it cannot be read, or something in it cannot be understood.
    """
    text = _read(path)
    suffix = path.suffix.lower()
    if suffix == ".json" or (suffix != ".toml" and _looks_like_json(text)):
        return _profiles(path, _json_entries(path, text), _JSON_KEYS)
    return _profiles(path, _toml_entries(path, text), _TOML_KEYS)


def _looks_like_json(text: str) -> bool:
    """A list of objects, or an object; TOML begins with a comment, a name, or a name in brackets."""
    bare = text.lstrip()
    return bare.startswith("{") or (bare.startswith("[") and bare[1:].lstrip().startswith(("{", "]")))


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ProfileFileError(path, "", "there is no such file; check the path.") from error
    except OSError as error:
        raise ProfileFileError(path, "", f"cannot be read: {error.strerror}.") from error
    if len(body) > MAX_BYTES:
        raise ProfileFileError(path, "", f"is larger than {MAX_BYTES:,} bytes; split it.")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise ProfileFileError(path, f"line {line}", "is not UTF-8; save the file in that encoding.") from error


def _toml_entries(path: Path, text: str) -> list[Any]:
    table = _decoded(path, text, tomllib.loads, "TOML")
    for key in table:
        if key != "profiles":
            raise ProfileFileError(path, "", f"{quoted(key)} is no key here; every profile begins with [[profiles]].")
    entries = table.get("profiles", [])
    if not isinstance(entries, list):
        raise ProfileFileError(path, "profiles", "write [[profiles]], in double brackets, above every profile.")
    return entries


def _json_entries(path: Path, text: str) -> list[Any]:
    entries = _decoded(path, text, json.loads, "JSON")
    if not isinstance(entries, list):
        raise ProfileFileError(path, "", "a list of profiles is expected: [{...}, ...].")
    return entries


def _decoded(path: Path, text: str, decode: Callable[[str], _Decoded], kind: str) -> _Decoded:
    try:
        return decode(text)
    except RecursionError as error:
        raise ProfileFileError(path, "", f"is no {kind} of profiles: it is nested too deeply.") from error
    except ValueError as error:  # both libraries' errors are; they say line and column
        raise ProfileFileError(path, "", f"is not {kind}: {error}.") from error


def _profiles(path: Path, entries: list[Any], keys: tuple[str, ...]) -> tuple[tuple[Profile, Telling], ...]:
    if not entries:
        raise ProfileFileError(path, "", "there are no profiles in it; add at least one.")
    profiles: dict[str, tuple[Profile, Telling]] = {}
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, Mapping):
            raise ProfileFileError(path, f"profile {number}", f"{_shown(entry)} stands where a profile is expected.")
        reader = _Reader(path, number, entry, keys)
        profile = reader.profile()
        if profile.name in profiles:
            raise ProfileFileError(path, f"profile {number}", f"another is called {quoted(profile.name)}; rename one.")
        profiles[profile.name] = profile, reader.telling()
    return tuple(profiles.values())


class _Reader:
    """Understands one profile; knows where it stands, for messages."""

    def __init__(self, path: Path, number: int, entry: Mapping[str, Any], keys: tuple[str, ...]) -> None:
        self._path = path
        self._entry = entry
        self._keys = keys
        name = entry.get(keys[0])
        self._called = f"profile {number}" + (f" ({quoted(name)})" if isinstance(name, str) else "")

    def profile(self) -> Profile:
        """The profile.

        :raises ProfileFileError: something in it cannot be understood.
        """
        for key in self._entry:
            if key not in self._keys:
                near = get_close_matches(key, self._keys, 1, 0.5)
                meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(self._keys)}."
                self._refuse("", f"{quoted(key)} is no key of a profile; {meant}")
        return Profile(self._name(), self._read_keywords(), self._threshold(), self._top())

    def telling(self) -> Telling:
        """When and of what it is told.

        :raises ProfileFileError: that cannot be understood.
        """
        try:
            return read_telling(self._entry)
        except BadTelling as error:
            self._refuse(error.key, str(error))

    def _refuse(self, key: str, what: str) -> NoReturn:
        raise ProfileFileError(self._path, f"{self._called}, {key}" if key else self._called, what)

    def _name(self) -> str:
        key = self._keys[0]
        name = self._entry.get(key)
        if not isinstance(name, str) or not name.strip():
            self._refuse(key, f"a text in quotes is expected, not {_shown(name)}.")
        if len(name.strip()) > MAX_NAME:
            self._refuse(key, f"has more than {MAX_NAME} characters; shorten it.")
        return " ".join(name.split())

    def _read_keywords(self) -> tuple[Keyword, ...]:
        written = self._entry.get("keywords")
        if written == []:
            self._refuse("keywords", "the list is empty; write at least one.")
        if not isinstance(written, list):
            self._refuse("keywords", f'a list of texts is expected, ["...", "..."], not {_shown(written)}.')
        if len(written) > MAX_KEYWORDS:
            self._refuse("keywords", f"there are more than {MAX_KEYWORDS}; remove some or make a second profile.")
        known: dict[Expression, Keyword] = {}
        for number, text in enumerate(written, 1):
            for keyword in self._entry_keywords(number, text):
                conflict = conflict_with(known.setdefault(keyword.sought, keyword), keyword)
                if conflict:
                    self._refuse(f"keyword {number}", conflict)
        keywords = tuple(known.values())
        if len(keywords) > MAX_KEYWORDS:
            self._refuse("keywords", f"there are more than {MAX_KEYWORDS}; remove some or make a second profile.")
        if all(keyword.excluded for keyword in keywords):
            self._refuse("keywords", "with exclusions alone no paper can match; add what should be found.")
        return keywords

    def _entry_keywords(self, number: int, text: object) -> tuple[Keyword, ...]:
        """What one entry of the list says: mostly one keyword, several if it is written as a list itself."""
        if not isinstance(text, str):
            self._refuse(f"keyword {number}", f"a text in quotes is expected, not {_shown(text)}.")
        try:
            keywords = parse_keywords(text)
        except ProfileSyntaxError as error:
            self._refuse(f"keyword {number}, column {error.position + 1}", str(error))
        if not keywords:
            self._refuse(f"keyword {number}", "there is no keyword in it; write what to look for, or remove it.")
        return keywords

    def _threshold(self) -> float:
        threshold = self._entry.get("threshold", DEFAULT_THRESHOLD)
        if not _is_number(threshold) or not 0 <= threshold <= _MAX_SCORE:
            self._refuse("threshold", f"a number from 0 to {_MAX_SCORE} is expected, not {_shown(threshold)}.")
        return abs(round(float(threshold), 2))

    def _top(self) -> int | None:
        top = self._entry.get("top")
        if top is None:
            return None
        if not _is_number(top) or not isinstance(top, int) or not 1 <= top <= MAX_TOP:
            self._refuse(
                "top",
                f"a whole number from 1 to {MAX_TOP:,} is expected, not {_shown(top)}; leave it out for all papers.",
            )
        return top


def _is_number(found: object) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool)


def _shown(found: object) -> str:
    """What stands in the file, for a message."""
    if isinstance(found, list):
        return "a list"
    if isinstance(found, Mapping):
        return "a table"
    return "nothing" if found is None else quoted(str(found))
