"""A reader's profiles, looked up and changed one value at a time: what all screens about profiles share."""

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from bot.app.feedback import read_stored_profile
from bot.app.reader_profiles import own_profile, save_reader_profile
from bot.app.stored_keywords import understand
from bot.chat.types import Turn, Wrong
from bot.core.matching.types import Profile
from bot.render.presentation import name_of
from store.profiles import StoredProfile
from store.readers import Address, Timing

_NEAR = 0.5
_MOST_NAMED = 10


def profiles_of(turn: Turn) -> Sequence[StoredProfile]:
    """The reader's profiles, by number.

    :raises bot.chat.types.NotKnown: it is not known who speaks.
    """
    reader, _, _ = turn.known()
    with turn.desk.store.reading() as catalog:
        return catalog.profiles_of(reader.number)


def addresses_of(turn: Turn) -> Sequence[Address]:
    """The reader's addresses, by number."""
    reader, _, _ = turn.known()
    with turn.desk.store.reading() as catalog:
        return list(catalog.addresses(reader.number))


def profile_numbered(turn: Turn, number: int) -> StoredProfile:
    """The reader's profile of that number.

    :raises bot.app.reader_rules.ReaderRefused: it is not there any more.
    """
    return own_profile(profiles_of(turn), number)


def profile_called(turn: Turn, name: str) -> StoredProfile | None:
    """The reader's profile of that name, upper and lower case not told apart; the only one that begins so; for an empty
    name the only one they have. ``None`` if they have to choose.

    :raises Wrong: none is called so, or there is none at all.
    """
    known, wanted = profiles_of(turn), " ".join(name.split()).casefold()
    if not known:
        raise Wrong(turn.language.gettext("You have no profile yet. Make one: /add, and the words to look for."))
    if not wanted:
        return known[0] if len(known) == 1 else None
    alike = [each for each in known if is_called(each, name)]
    alike = alike or [each for each in known if each.name.casefold().startswith(wanted)]
    if len(alike) == 1:
        return alike[0]
    names = [each.name for each in alike or known][:_MOST_NAMED]
    near = get_close_matches(wanted, [each.casefold() for each in names], 1, _NEAR)
    if near and not alike:
        meant = next(each for each in names if each.casefold() == near[0])
        said = turn.language.gettext("No profile is called so. Did you mean “%(name)s”?", name=name_of(meant))
        raise Wrong(said)
    listed = turn.language.list([f"“{name_of(each)}”" for each in names])
    raise Wrong(turn.language.gettext("Which profile? There are %(names)s.", names=listed))


def is_called(profile: StoredProfile, name: str) -> bool:
    """Whether that is its whole name, upper and lower case not told apart."""
    return profile.name.casefold() == " ".join(name.split()).casefold()


def most_profiles(turn: Turn) -> int:
    """How many profiles the reader may have."""
    _, chat, _ = turn.known()
    return turn.desk.rules.max_profiles if chat.max_profiles is None else chat.max_profiles


def as_it_counts(turn: Turn, stored: StoredProfile) -> Profile:
    """A profile understood.

    :raises Wrong: some of its keywords are not understood any more.
    """
    if understand(stored.keywords).errors:
        raise Wrong(
            turn.language.gettext(
                "Some words of “%(name)s” are not understood any more. Mend them first: /edit",
                name=name_of(stored.name),
            )
        )
    return read_stored_profile(stored)


def keep(
    turn: Turn,
    stored: StoredProfile,
    profile: Profile | None = None,
    *,
    threshold: float | None = None,
    timing: Timing | None = None,
    sources: Sequence[str] | None = None,
    addresses: Sequence[int] | None = None,
    revisions: bool | None = None,
) -> StoredProfile:
    """Change a profile; what is ``None`` stays.

    :param stored: as it is kept. :param profile: name, words, threshold and cap; ``None``: as they are.
    :param threshold: 0–100.
    :raises bot.app.reader_rules.ReaderRefused: a value will not do, or the profile is not there any more.
    :raises Wrong: its words stay, and are not understood any more.
    """
    changed = profile or as_it_counts(turn, stored)
    return save_reader_profile(
        turn.desk.store,
        stored.reader,
        changed if threshold is None else replace(changed, threshold=threshold),
        turn.now,
        number=stored.number,
        timing=timing,
        sources=sources,
        addresses=addresses,
        revisions=revisions,
    )
