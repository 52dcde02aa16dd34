"""A profile from a few words: named by itself, and told from now on. What chats do, where nobody fills in a form."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.app.reader_profiles import put_profile
from bot.app.reader_rules import ReaderRefused
from bot.app.reader_times import rearranged
from bot.core.matching.language import MAX_NAME, Query, print_expression, print_keyword
from bot.core.matching.types import DEFAULT_THRESHOLD, Keyword, Profile
from bot.core.said import said
from store.api import Store, Writing
from store.profiles import StoredProfile

MAX_WORDS = 40
"""Characters of a name that is made from a keyword."""

_SIGNS = str.maketrans("", "", '"()')


def add_profile(store: Store, reader: int, query: Query, now: datetime, *, most: int, name: str = "") -> StoredProfile:
    """Keep a new profile of a reader. The same words again are the profile that is there, which stays as it is.

    :param reader: whose, by number. :param query: what it looks for.
    :param most: how many profiles they may have. :param name: empty: after its first keyword.
    :param now: aware, UTC.
    :raises ReaderRefused: the name is taken, or they have too many profiles.
    :raises store.errors.NotFound: there is no such reader.
    """
    with store.writing() as catalog:
        kept = put_new_profile(catalog, reader, query, now, most=most, name=name)
        rearranged(catalog, catalog.reader(reader), now)
    return kept


def put_new_profile(
    catalog: Writing, reader: int, query: Query, now: datetime, *, most: int, name: str = ""
) -> StoredProfile:
    """As :func:`add_profile`, within a block; when the reader hears next is left to
    :func:`bot.app.reader_times.rearranged`.
    """
    owner, profiles = catalog.reader(reader), catalog.profiles_of(reader)
    keywords = tuple(map(print_keyword, query.keywords))
    same = next((each for each in profiles if each.keywords == keywords and name in ("", each.name)), None)
    if same is not None:
        return same
    require_room(profiles, most)
    named = name or name_after(query.keywords, {each.name for each in profiles})
    threshold = DEFAULT_THRESHOLD if query.threshold is None else query.threshold
    return put_profile(catalog, owner, Profile(named, query.keywords, threshold, query.top), now)


def require_room(profiles: Sequence[StoredProfile], most: int, wanted: int = 1) -> None:
    """Whether a reader may have so many more profiles.

    :param profiles: those they have. :param most: how many they may have.
    :raises ReaderRefused: they may not.
    """
    if len(profiles) + wanted > most:
        raise ReaderRefused(
            said("No more than %(most)s profiles can be here. Remove one first, or put two together.", most=most)
        )


def name_after(keywords: Sequence[Keyword], taken: Collection[str]) -> str:
    """How a profile is called that nobody named: after its first keyword that is not excluded.

    :param taken: names of the reader's other profiles; then with a number behind it.
    """
    first = next(keyword for keyword in keywords if not keyword.excluded)
    words = " ".join(print_expression(first.sought).translate(_SIGNS).split())
    name = words if len(words) <= MAX_WORDS else f"{words[: MAX_WORDS - 1].rstrip()}…"
    return free_profile_name(name, taken)


def free_profile_name(name: str, taken: Collection[str]) -> str:
    """The name, with a number behind it if it is taken."""
    name, number, free = name[: MAX_NAME - 5], 1, name
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free
