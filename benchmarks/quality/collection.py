"""A judged collection in a folder: profiles, papers, and how useful each paper is for each profile.

* ``profiles.json``: ``[{"id": …, "keywords": [one keyword each, …]}, …]``, as ``paperround`` reads profiles; a ``need``
  in words may stand there, and no system is shown it.
* ``docs.json``: ``[{"title": …, "abs": …}, …]``; the abstract may also be called ``abstract``.
* ``qrels.json``: ``{profile: {title: grade}}``, 0 not, 1 marginal, 2 relevant, 3 exactly what is wanted.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.core.matching.types import Profile
from bot.profile_file import ProfileFileError, load_profiles
from store.records import Paper

_Form = TypeVar("_Form", list[Any], dict[str, Any])


class CollectionError(Exception):
    """A folder holds no judged collection; the message says what is wrong with which file."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Papers, profiles and judgements.

    :ivar papers: by title, each title once.
    :ivar judged: per profile and title, the grade; profiles for which nothing is useful have none.
    """

    profiles: tuple[Profile, ...]
    papers: tuple[Paper, ...]
    judged: Mapping[str, Mapping[str, int]]


def load(folder: Path) -> Collection:
    """The collection in a folder.

    :raises CollectionError: a file is missing or not of the form this module describes.
    """
    try:
        profiles = load_profiles(folder / "profiles.json")
    except ProfileFileError as error:
        raise CollectionError(str(error)) from error
    documents, grades = _read(folder / "docs.json", list), _read(folder / "qrels.json", dict)
    try:
        texts = {str(each["title"]): str(each["abs"] if "abs" in each else each["abstract"]) for each in documents}
        judged = {name: {str(title): int(grade) for title, grade in of.items()} for name, of in grades.items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CollectionError(f"{folder}: not the form of a judged collection: {error!r}.") from error
    papers = tuple(Paper(key=title, title=title, abstract=texts[title]) for title in sorted(texts))
    names = [profile.name for profile in profiles]
    collection = Collection(profiles, papers, {name: judged.get(name, {}) for name in names})
    unknown = sorted({title for of in collection.judged.values() for title in of} - texts.keys())
    if unknown:
        raise CollectionError(f"{folder / 'qrels.json'}: docs.json has no paper called {unknown[0]!r}.")
    return collection


def _read(path: Path, form: type[_Form]) -> _Form:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CollectionError(f"{path}: cannot be read: {error}.") from error
    if not isinstance(read, form):
        raise CollectionError(f"{path}: not the form of a judged collection: the outermost is no {form.__name__}.")
    return read
