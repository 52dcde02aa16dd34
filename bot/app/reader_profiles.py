"""Readers' profiles: kept, renamed, taken away. Changing one never tells old papers again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from bot.app.feedback import profile_to_store
from bot.app.profile_addresses import own_addresses, told_at
from bot.app.reader_rules import ReaderRefused
from bot.app.reader_times import rearranged
from bot.core.matching.syntax import quoted
from bot.core.matching.types import Profile
from bot.core.said import said, said_many
from bot.profile_telling import Telling
from store.api import Reading, Store, Writing
from store.profiles import StoredProfile
from store.readers import Reader, Timing

MAX_PROFILES = 100
"""A reader has at most so many."""

MAX_NAMED = 10
"""At most so many names are listed in a message."""


def save_reader_profile(
    store: Store,
    reader: int,
    profile: Profile,
    now: datetime,
    *,
    number: int | None = None,
    timing: Timing | None = None,
    sources: Sequence[str] | None = None,
    addresses: Sequence[int] | None = None,
    revisions: bool | None = None,
) -> StoredProfile:
    """Keep a reader's profile. What is ``None`` stays as it is; for a new profile ``timing`` is then that of the
    reader's latest one or their usual one, and it takes papers of all sources and tells at all addresses.

    From now on: papers that were known before are told of no more than they were.

    :param reader: whose, by number.
    :param number: the profile to be changed, whatever it was called; ``None`` for a new one.
    :param addresses: of theirs, by number; empty for all.
    :param now: aware, UTC.
    :raises ReaderRefused: the name is taken, the profile or an address is not theirs, no source is called so, or they
        have too many profiles.
    :raises store.errors.NotFound: there is no such reader.
    """
    with store.writing() as catalog:
        owner = catalog.reader(reader)
        kept = put_profile(
            catalog,
            owner,
            profile,
            now,
            number=number,
            timing=timing,
            sources=sources,
            addresses=addresses,
            revisions=revisions,
        )
        rearranged(catalog, owner, now)
    return kept


def put_profile(
    catalog: Writing,
    reader: Reader,
    profile: Profile,
    now: datetime,
    *,
    number: int | None = None,
    timing: Timing | None = None,
    sources: Sequence[str] | None = None,
    addresses: Sequence[int] | None = None,
    revisions: bool | None = None,
) -> StoredProfile:
    """As :func:`save_reader_profile`, within a block; when the reader hears next is left to
    :func:`bot.app.reader_times.rearranged`.
    """
    profiles = catalog.profiles_of(reader.number)
    old = None if number is None else own_profile(profiles, number)
    _refuse_taken(profiles, profile.name, old)
    base = old or _fresh(reader, profiles)
    fresh = profile_to_store(profile)
    changed = replace(
        base,
        name=fresh.name,
        keywords=fresh.keywords,
        threshold=fresh.threshold,
        top=fresh.top,
        timing=timing or base.timing,
        sources=base.sources if sources is None else _known_sources(catalog, sources, base.sources),
        addresses=told_at(catalog, reader, old) if addresses is None else own_addresses(catalog, reader, addresses),
        revisions=base.revisions if revisions is None else revisions,
    )
    if old is None or _matched(changed) != _matched(old):
        changed = replace(changed, changed_at=now)
    if old is not None and old.name != changed.name:
        _rename_feedback(catalog, old, changed.name)
    return catalog.save_profile(changed)


def remove_reader_profile(store: Store, reader: int, number: int, now: datetime) -> StoredProfile:
    """Take a reader's profile away, and what it matched. What was said of it stays, should it come back.

    :return: what was taken away.
    :raises ReaderRefused: it is not theirs.
    :raises store.errors.NotFound: there is no such reader.
    """
    with store.writing() as catalog:
        owner = catalog.reader(reader)
        removed = own_profile(catalog.profiles_of(reader), number)
        catalog.remove_profile(removed.name, reader)
        rearranged(catalog, owner, now)
    return removed


def import_profiles(
    store: Store,
    reader: int,
    profiles: Sequence[tuple[Profile, Telling]],
    now: datetime,
    *,
    replacing: bool,
    timing: Timing | None,
) -> tuple[StoredProfile, ...]:
    """Keep several profiles of a reader, all or none.

    :param profiles: each with when and of what it is told; what is not said there is as :func:`save_reader_profile` has
        it.
    :param replacing: those of the same name are changed; their addresses stay.
    :param timing: of all of them, whatever is said there; ``None``: as it is said.
    :raises ReaderRefused: as there.
    :raises store.errors.NotFound: there is no such reader.
    """
    with store.writing() as catalog:
        owner = catalog.reader(reader)
        known = {each.name: each.number for each in catalog.profiles_of(reader)}
        taken = [profile.name for profile, _ in profiles if profile.name in known]
        if taken and not replacing:
            raise ReaderRefused(
                said_many(
                    "There is a profile of that name already: %(names)s. "
                    "Nothing was imported; with --replace they change.",
                    "There are profiles of these names already: %(names)s. "
                    "Nothing was imported; with --replace they change.",
                    len(taken),
                    names=_named(taken),
                )
            )
        kept = tuple(
            put_profile(
                catalog,
                owner,
                profile,
                now,
                number=known.get(profile.name),
                timing=timing or telling.timing,
                sources=telling.sources,
                revisions=telling.revisions,
            )
            for profile, telling in profiles
        )
        rearranged(catalog, owner, now)
    return kept


def own_profile(profiles: Iterable[StoredProfile], number: int) -> StoredProfile:
    """The one of that number.

    :raises ReaderRefused: it is not among them.
    """
    for profile in profiles:
        if profile.number == number:
            return profile
    raise ReaderRefused(said("That profile is not there any more."))


def _fresh(reader: Reader, profiles: Sequence[StoredProfile]) -> StoredProfile:
    if len(profiles) >= MAX_PROFILES:
        raise ReaderRefused(
            said("A reader has at most %(most)s profiles. Remove one first, or put two together.", most=MAX_PROFILES)
        )
    timing = profiles[-1].timing if profiles else reader.default_timing
    return StoredProfile(name="", keywords=(), threshold=0, reader=reader.number, timing=timing)


def _matched(profile: StoredProfile) -> tuple[object, ...]:
    """What decides which papers it matches, and how many of them are told."""
    return profile.keywords, profile.threshold, profile.top, profile.sources


def _refuse_taken(profiles: Iterable[StoredProfile], name: str, old: StoredProfile | None) -> None:
    if any(each.name == name for each in profiles if old is None or each.number != old.number):
        raise ReaderRefused(
            said(
                "There is a profile called %(written)s already. Change that one, or choose another name.",
                written=quoted(name),
            )
        )


def _known_sources(catalog: Reading, sources: Sequence[str], before: Sequence[str]) -> tuple[str, ...]:
    """Each once, in this order; those that were chosen before need not be known any more."""
    known = [source.name for source in catalog.sources()]
    for name in sources:
        if name not in known and name not in before:
            raise ReaderRefused(_no_source(name, known))
    return tuple(dict.fromkeys(sources))


def _no_source(name: str, known: Sequence[str]) -> str:
    if not known:
        return said("No source is called %(written)s: none was read yet.", written=quoted(name))
    near = get_close_matches(name, known, 1, 0.5)
    if not near:
        return said("No source is called %(written)s. There are: %(names)s.", written=quoted(name), names=_named(known))
    return said(
        "No source is called %(written)s. Did you mean %(near)s? There are: %(names)s.",
        written=quoted(name),
        near=quoted(near[0]),
        names=_named(known),
    )


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(quoted(name) for name in names[:MAX_NAMED])
    hidden = len(names) - MAX_NAMED
    return said("%(names)s and %(count)s more", names=shown, count=hidden) if hidden > 0 else shown


def _rename_feedback(catalog: Writing, old: StoredProfile, name: str) -> None:
    """What was said of a profile goes with it: said again under the new name, taken back under the old."""
    for each in catalog.feedback(old.name, reader=old.reader):
        catalog.undo_feedback(each.number, old.reader)
        catalog.give_feedback(replace(each, profile=name))
