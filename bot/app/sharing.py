"""Profiles handed on by a link. What goes along is what they look for, from which score on, and how many at most: not
whose they are, what they are called, or when and where they are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.feedback import read_stored_profile
from bot.app.new_profiles import put_new_profile
from bot.app.reader_profiles import own_profile
from bot.app.reader_rules import ReaderRefused
from bot.app.reader_times import rearranged
from bot.core.matching.language import Query
from bot.core.said import said
from store.api import Reading, Store
from store.chats import Share
from store.errors import NotFound
from store.profiles import StoredProfile


@dataclass(frozen=True, slots=True)
class Shared:
    """A profile that its reader hands on. :ivar profile: it, as they have it."""

    share: Share
    profile: StoredProfile


def share_profile(store: Store, reader: int, profile: int, token: str, now: datetime) -> Share:
    """Hand a profile on. One that is handed on already keeps its token.

    :param reader: whose, by number. :param profile: which, by number.
    :param token: what the link is to say: letters, digits, ``-`` and ``_`` of at least 128 random bits.
    :param now: aware, UTC.
    :raises ReaderRefused: it is not theirs.
    """
    with store.writing() as catalog:
        own_profile(catalog.profiles_of(reader), profile)
        known = next((each for each in catalog.shares(reader) if each.profile == profile), None)
        if known is not None:
            return known
        share = Share(token=token, reader=reader, profile=profile, at=now)
        catalog.save_share(share)
    return share


def shared_profiles(store: Store, reader: int) -> Sequence[Shared]:
    """What a reader hands on, the last first."""
    with store.reading() as catalog:
        profiles = {each.number: each for each in catalog.profiles_of(reader)}
        return [Shared(each, profiles[each.profile]) for each in catalog.shares(reader) if each.profile in profiles]


def stop_sharing(store: Store, reader: int, token: str) -> bool:
    """Hand a profile on no more; those who have taken it keep theirs.

    :return: ``False`` if it was not, or not by this reader.
    """
    with store.writing() as catalog:
        share = catalog.share(token)
        if share is None or share.reader != reader:
            return False
        catalog.remove_share(token)
    return True


def look_at_shared(store: Store, token: str) -> Query:
    """What somebody hands on, for whoever has the link.

    :raises ReaderRefused: it is not handed on any more.
    """
    with store.reading() as catalog:
        return _handed_on(catalog, token)


def take_shared(store: Store, reader: int, token: str, now: datetime, *, most: int) -> StoredProfile:
    """Make what somebody hands on a profile of one's own, named after its first keyword. Once is enough.

    :param reader: who takes it, by number. :param most: how many profiles they may have. :param now: aware, UTC.
    :raises ReaderRefused: it is not handed on any more, or they have too many profiles.
    :raises store.errors.NotFound: there is no such reader.
    """
    with store.writing() as catalog:
        kept = put_new_profile(catalog, reader, _handed_on(catalog, token), now, most=most)
        rearranged(catalog, catalog.reader(reader), now)
    return kept


def _handed_on(catalog: Reading, token: str) -> Query:
    gone = ReaderRefused(said("This profile is not shared any more. Ask whoever sent you the link for a new one."))
    share = catalog.share(token)
    if share is None:
        raise gone
    try:
        profile = read_stored_profile(catalog.profile_numbered(share.profile))
    except NotFound as error:
        raise gone from error
    if not profile.keywords:
        raise gone
    return Query(profile.keywords, profile.threshold, profile.top)
