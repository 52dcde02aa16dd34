"""One profile of a file, understood; and what is said where it cannot be."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

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
from bot.core.said import said, sentence_of
from bot.profile_telling import BadTelling, Telling, read_telling

_MAX_SCORE = 100


class ProfileFileError(ValueError):
    """A file of profiles cannot be used. The message names the file, the profile, the key and the place.

    :ivar path: the file. :ivar place: profile and key; empty for the whole file. :ivar what: the message without both.
    """

    def __init__(self, path: Path, place: str, what: str) -> None:
        """:param what: what is wrong and how to mend it."""
        where = said("%(path)s: %(place)s", path=path, place=place) if place else str(path)
        super().__init__(said("%(place)s: %(what)s", place=where, what=what))
        self.path = path
        self.place = place
        self.what = what


class ProfileEntry:
    """Understands one profile; knows where it stands, for messages."""

    def __init__(self, path: Path, number: int, entry: Mapping[str, Any], keys: tuple[str, ...]) -> None:
        self._path = path
        self._entry = entry
        self._keys = keys
        name = entry.get(keys[0])
        self._called = said("profile %(number)s", number=str(number))
        if isinstance(name, str):
            self._called = said("profile %(number)s (%(name)s)", number=str(number), name=quoted(name))

    def profile(self) -> Profile:
        """The profile.

        :raises ProfileFileError: something in it cannot be understood.
        """
        for key in self._entry:
            if key not in self._keys:
                near = get_close_matches(key, self._keys, 1, 0.5)
                meant = (
                    said("did you mean %(near)s?", near=near[0])
                    if near
                    else said("there are %(names)s.", names=", ".join(self._keys))
                )
                self._refuse(
                    "", said("%(written)s is no key of a profile; %(meant)s", written=quoted(key), meant=meant)
                )
        return Profile(self._name(), self._read_keywords(), self._threshold(), self._top())

    def telling(self) -> Telling:
        """When and of what it is told.

        :raises ProfileFileError: that cannot be understood.
        """
        try:
            return read_telling(self._entry)
        except BadTelling as error:
            self._refuse(error.key, sentence_of(error))

    def _refuse(self, key: str, what: str) -> NoReturn:
        place = said("%(profile)s, %(key)s", profile=self._called, key=key) if key else self._called
        raise ProfileFileError(self._path, place, what)

    def _name(self) -> str:
        key = self._keys[0]
        name = self._entry.get(key)
        if not isinstance(name, str) or not name.strip():
            self._refuse(key, said("a text in quotes is expected, not %(written)s.", written=shown(name)))
        if len(name.strip()) > MAX_NAME:
            self._refuse(key, said("has more than %(most)s characters; shorten it.", most=MAX_NAME))
        return " ".join(name.split())

    def _read_keywords(self) -> tuple[Keyword, ...]:
        written = self._entry.get("keywords")
        if written == []:
            self._refuse("keywords", said("the list is empty; write at least one."))
        if not isinstance(written, list):
            self._refuse(
                "keywords",
                said(
                    'a list of texts is expected, ["...", "..."], not %(written)s.',
                    written=shown(written),
                ),
            )
        if len(written) > MAX_KEYWORDS:
            self._refuse(
                "keywords",
                said("there are more than %(most)s; remove some or make a second profile.", most=MAX_KEYWORDS),
            )
        known: dict[Expression, Keyword] = {}
        for number, text in enumerate(written, 1):
            for keyword in self._entry_keywords(number, text):
                conflict = conflict_with(known.setdefault(keyword.sought, keyword), keyword)
                if conflict:
                    self._refuse(said("keyword %(number)s", number=str(number)), conflict)
        keywords = tuple(known.values())
        if len(keywords) > MAX_KEYWORDS:
            self._refuse(
                "keywords",
                said("there are more than %(most)s; remove some or make a second profile.", most=MAX_KEYWORDS),
            )
        if all(keyword.excluded for keyword in keywords):
            self._refuse("keywords", said("with exclusions alone no paper can match; add what should be found."))
        return keywords

    def _entry_keywords(self, number: int, text: object) -> tuple[Keyword, ...]:
        """What one entry of the list says: mostly one keyword, several if it is written as a list itself."""
        if not isinstance(text, str):
            self._refuse(
                said("keyword %(number)s", number=str(number)),
                said("a text in quotes is expected, not %(written)s.", written=shown(text)),
            )
        try:
            keywords = parse_keywords(text)
        except ProfileSyntaxError as error:
            column = error.position + 1
            self._refuse(
                said("keyword %(number)s, column %(column)s", number=str(number), column=str(column)),
                said("%(message)s\n%(excerpt)s", message=error.message, excerpt=error.excerpt),
            )
        if not keywords:
            self._refuse(
                said("keyword %(number)s", number=str(number)),
                said("there is no keyword in it; write what to look for, or remove it."),
            )
        return keywords

    def _threshold(self) -> float:
        threshold = self._entry.get("threshold", DEFAULT_THRESHOLD)
        if not _is_number(threshold) or not 0 <= threshold <= _MAX_SCORE:
            self._refuse(
                "threshold",
                said(
                    "a number from 0 to %(most)s is expected, not %(written)s.",
                    most=_MAX_SCORE,
                    written=shown(threshold),
                ),
            )
        return abs(round(float(threshold), 2))

    def _top(self) -> int | None:
        top = self._entry.get("top")
        if top is None:
            return None
        if not _is_number(top) or not isinstance(top, int) or not 1 <= top <= MAX_TOP:
            self._refuse(
                "top",
                said(
                    "a whole number from 1 to %(most)s is expected, not %(written)s; leave it out for all papers.",
                    most=MAX_TOP,
                    written=shown(top),
                ),
            )
        return top


def _is_number(found: object) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool)


def shown(found: object) -> str:
    """What stands in the file, for a message."""
    if isinstance(found, list):
        return "a list"
    if isinstance(found, Mapping):
        return "a table"
    return "nothing" if found is None else quoted(str(found))
