"""Chats made known, reopened, stopped, moved, managed, and their topics. Each of these is one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.app.confirming import accept
from bot.app.profile_addresses import is_topic
from bot.app.reader_profiles import own_profile
from bot.app.reader_rules import MAX_NAME, ReaderRefused, checked_language
from bot.app.readers import resume
from bot.app.signup import free_name
from bot.core.said import said
from store.api import Reading, Store, Writing
from store.chats import Chat
from store.profiles import StoredProfile
from store.readers import Address, Reader, Way

NAMELESS = "someone"
"""How a reader is called whose chat has no title."""

REMOVED = "This bot was removed from the chat."
"""Why nothing is sent to a group or channel that it was thrown out of."""

MAX_TOPICS = 50
"""In so many topics of a group something may be told."""

_ROOM_FOR_A_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A chat that is in use.

    :ivar is_new: its reader was made just now. :ivar was_stopped: why nothing was sent there until now, in words.
    """

    reader: Reader
    chat: Chat
    address: Address
    is_new: bool = False
    was_stopped: str = ""


def open_chat(store: Store, room: Chat, now: datetime, language: str) -> Opened:
    """Make a chat known, with a reader of its own and its address; one that is known is only used again, from now on,
    and what it is called is brought up to date.

    :param room: as Telegram tells it; its reader is not looked at.
    :param now: aware, UTC. :param language: a tag; what is none counts as English.
    """
    with store.writing() as catalog:
        address = catalog.address_at(Way.CHAT, str(room.chat))
        if address is None:
            reader = _new_reader(catalog, room, now, language)
            address = catalog.save_address(
                Address(reader=reader.number, way=Way.CHAT, target=str(room.chat), created_at=now, confirmed_at=now)
            )
            return Opened(reader, _keep_chat(catalog, room, reader.number), address, is_new=True)
        stopped = address.stopped
        reader = accept(catalog, address, now)
        return Opened(
            reader, _keep_chat(catalog, room, reader.number), catalog.address(address.number), was_stopped=stopped
        )


def wake(store: Store, reader: int, now: datetime) -> bool:
    """End a reader's pause and snooze, if there is any.

    :return: whether there was.
    :raises store.errors.NotFound: there is no such reader.
    """
    with store.reading() as catalog:
        known = catalog.reader(reader)
    if not known.paused and (known.snoozed_until is None or known.snoozed_until <= now):
        return False
    resume(store, reader, now)
    return True


def stop_chat(store: Store, chat: int, why: str, now: datetime) -> int:
    """Send nothing to a chat and its topics any more; everything is kept.

    :param why: in words. :return: how many addresses that were.
    """
    with store.writing() as catalog:
        addresses = [each for each in addresses_of(catalog, chat) if not each.stopped]
        for address in addresses:
            catalog.stop_address(address.number, why, now)
    return len(addresses)


def reopen_chat(store: Store, chat: int, now: datetime) -> bool:
    """Send to a chat and its topics again, from now on. :return: whether any of them had been stopped."""
    with store.writing() as catalog:
        stopped = [each for each in addresses_of(catalog, chat) if each.stopped]
        for address in stopped:
            accept(catalog, address, now)
    return bool(stopped)


def move_chat(store: Store, old: int, new: int, now: datetime) -> bool:
    """A group has another number. Only groups that we are in tell so: it is written to there, if nothing but that we
    left the old one was against it.

    :param now: aware, UTC. :return: ``False`` if it was not known.
    """
    with store.writing() as catalog:
        moved = catalog.move_chat(old, new)
        for address in [each for each in addresses_of(catalog, new) if each.stopped == REMOVED]:
            accept(catalog, address, now)
        return moved


def manage(store: Store, chat: int, managed: int | None) -> Chat:
    """What is said in a private chat is for another chat from now on.

    :param managed: that chat; ``None`` for the private chat itself again.
    :raises ReaderRefused: one of them is not known.
    """
    with store.writing() as catalog:
        known = catalog.chat(chat)
        if known is None or (managed is not None and catalog.chat(managed) is None):
            raise ReaderRefused(said("That chat is not known any more."))
        changed = replace(known, managing=managed)
        catalog.save_chat(changed)
    return changed


def addresses_of(catalog: Reading, chat: int) -> Sequence[Address]:
    """The addresses of a chat: its own first, then its topics'."""
    main = catalog.address_at(Way.CHAT, str(chat))
    if main is None:
        return []
    topics = (each for each in catalog.addresses(main.reader) if is_topic_of(each, chat))
    return [main, *topics]


def is_topic_of(address: Address, chat: int) -> bool:
    """Whether an address is a topic of a chat."""
    return address.way is Way.CHAT and address.target.startswith(f"{chat}/")


def tell_in_topic(store: Store, reader: int, profile: int, chat: int, topic: int, now: datetime) -> StoredProfile:
    """Tell a profile in a topic of its group rather than in the main room. The others are told where they were.

    :param reader: the group's, by number. :param profile: by number. :param now: aware, UTC.
    :raises ReaderRefused: the profile is not there, another reader has the topic, or there are too many topics.
    :raises store.errors.NotFound: there is no such reader.
    """
    with store.writing() as catalog:
        chosen = own_profile(catalog.profiles_of(reader), profile)
        place = _topic(catalog, reader, f"{chat}/{topic}", now)
        _tell_outside_topics(catalog, reader, chat)
        return _told_at(catalog, catalog.profile_numbered(chosen.number), chat, place)


def tell_in_main_room(store: Store, reader: int, profile: int, chat: int) -> StoredProfile:
    """Tell a profile in the main room of its group again.

    :param reader: the group's, by number. :param profile: by number.
    :raises ReaderRefused: the profile is not there.
    """
    with store.writing() as catalog:
        chosen = own_profile(catalog.profiles_of(reader), profile)
        main = catalog.address_at(Way.CHAT, str(chat))
        if main is None:
            raise ReaderRefused(said("That chat is not known any more."))
        return _told_at(catalog, chosen, chat, main)


def _topic(catalog: Writing, reader: int, target: str, now: datetime) -> Address:
    known = catalog.address_at(Way.CHAT, target)
    if known is None:
        if sum(map(is_topic, catalog.addresses(reader))) >= MAX_TOPICS:
            raise ReaderRefused(said("No more than %(most)s topics of a group can be told.", most=MAX_TOPICS))
        made = Address(reader=reader, way=Way.CHAT, target=target, created_at=now, confirmed_at=now)
        return catalog.save_address(made)
    if known.reader != reader:
        raise ReaderRefused(said("Another reader has that topic."))
    accept(catalog, known, now)
    return known


def _tell_outside_topics(catalog: Writing, reader: int, chat: int) -> None:
    """Profiles that are told at all addresses are so from now on at all but topics: nothing is told twice."""
    usual = tuple(each.number for each in catalog.addresses(reader) if not is_topic_of(each, chat))
    for profile in catalog.profiles_of(reader):
        if not profile.addresses:
            catalog.save_profile(replace(profile, addresses=usual))


def _told_at(catalog: Writing, profile: StoredProfile, chat: int, place: Address) -> StoredProfile:
    """Keep that a profile is told there, instead of elsewhere in the chat; other ways out stay."""
    within = {each.number for each in addresses_of(catalog, chat)}
    numbers = profile.addresses or tuple(each.number for each in catalog.addresses(profile.reader))
    others = tuple(number for number in numbers if number not in within)
    return catalog.save_profile(replace(profile, addresses=(*others, place.number)))


def _new_reader(catalog: Writing, room: Chat, now: datetime, language: str) -> Reader:
    clean = " ".join("".join(each if each.isprintable() else " " for each in room.title).split())
    name = free_name(catalog, clean[: MAX_NAME - _ROOM_FOR_A_NUMBER] or NAMELESS)
    try:
        tag = checked_language(language)
    except ReaderRefused:
        tag = "en"
    return catalog.save_reader(Reader(name=name, created_at=now, language=tag))


def _keep_chat(catalog: Writing, room: Chat, reader: int) -> Chat:
    known = catalog.chat(room.chat)
    if known is None:
        kept = replace(room, reader=reader)
    else:
        kept = replace(known, reader=reader, kind=room.kind, title=room.title, username=room.username)
        kept = replace(kept, linked_by=known.linked_by or room.linked_by)
    if kept != known:
        catalog.save_chat(kept)
    return kept
