"""What the operator does about chats from afar: whom they mean, who is not answered any more, whose limits differ."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.app.chats import addresses_of
from bot.app.confirming import accept
from bot.app.reader_rules import MAX_NAME
from bot.core.said import said
from store.api import Reading, Store
from store.chats import Chat
from store.errors import NotFound
from store.outbox import DeliveryState
from store.readers import Way

BANNED = "The operator does not want this chat answered."
"""Why nothing is sent there any more."""

_MOST: Mapping[str, int] = MappingProxyType({"profiles": 100, "commands": 1_000})
_DIGITS = 20
"""Numbers of Telegram's have fewer."""
_DAY = timedelta(days=1)


class NobodyMeant(ValueError):
    """There is no such chat. The message says what would do."""


def chat_meant(catalog: Reading, who: str) -> Chat | None:
    """The chat that is meant by its number, its ``@name`` or its reader's name; ``None`` if none is known."""
    who = who.strip()
    number = number_in(who)
    if number is not None:
        return catalog.chat(number)
    if who.startswith("@"):
        name = who[1:].casefold()
        return next((each for each in catalog.chats() if each.username.casefold() == name), None)
    try:
        reader = catalog.reader_called(who)
    except NotFound:
        return None
    return next(iter(catalog.chats(reader.number)), None)


def number_meant(store: Store, text: str) -> tuple[int, str]:
    """Who is meant at the beginning of a text, and what stands behind: a number, known or not, a ``@name``, or as much
    of it as is a reader's name.

    :return: the number of the person or chat, and the rest of the text.
    :raises NobodyMeant: there is no such chat.
    """
    with store.reading() as catalog:
        words = text.split()
        at_most = 1 if not words or number_in(words[0]) is not None or words[0].startswith("@") else len(words)
        for count in range(at_most, 0, -1):
            who = " ".join(words[:count])
            chat = chat_meant(catalog, who) if len(who) <= MAX_NAME else None
            number = number_in(who) if chat is None else chat.chat
            if number is not None:
                return number, " ".join(words[count:])
    raise _nobody(" ".join(words[:1]))


def ban(store: Store, number: int, why: str, now: datetime) -> None:
    """Answer a person or chat no more, and send nothing there; what is kept of them stays.

    :param number: also of someone who is not known.
    """
    with store.writing() as catalog:
        catalog.save_ban(number, why, now)
        for address in addresses_of(catalog, number):
            catalog.stop_address(address.number, BANNED, now)


def unban(store: Store, number: int, now: datetime) -> bool:
    """Answer them again, and tell them papers from now on. :return: whether they had been banned."""
    with store.writing() as catalog:
        for address in [each for each in addresses_of(catalog, number) if each.stopped == BANNED]:
            accept(catalog, address, now)
        return catalog.remove_ban(number)


def limit(store: Store, who: str, limits: Mapping[str, int | None]) -> Chat:
    """Set how many ``profiles`` a chat's reader may have, and how many ``commands`` a minute are obeyed.

    :param limits: by these names; ``None``: as usual. One that is not named stays as it is.
    :raises NobodyMeant: there is no such chat.
    :raises ValueError: a number is out of bounds.
    """
    for name, number in limits.items():
        most = _MOST[name]
        if number is not None and not 1 <= number <= most:
            raise ValueError(said("It is from 1 to %(most)s, not %(number)s.", most=most, number=number))
    with store.writing() as catalog:
        chat = chat_meant(catalog, who)
        if chat is None:
            raise _nobody(who)
        chat = replace(
            chat,
            max_profiles=limits.get("profiles", chat.max_profiles),
            commands_per_minute=limits.get("commands", chat.commands_per_minute),
        )
        catalog.save_chat(chat)
        return chat


class Numbers(dict[str, int]):
    """How many there are of each thing, by its name."""


def numbers(store: Store, now: datetime) -> Numbers:
    """What there is: chats by kind, how many of them are told nothing, profiles, papers, what was sent within a day.

    :param now: aware, UTC.
    """
    with store.reading() as catalog:
        found = Numbers(private=0, groups=0, channels=0, mail=0, stopped=0, paused=0, profiles=0)
        for chat in catalog.chats():
            found["groups" if chat.kind.is_group else "channels" if chat.kind == "channel" else "private"] += 1
        for address in catalog.addresses():
            found["mail"] += address.way is Way.MAIL and address.is_open
            found["stopped"] += address.way is Way.CHAT and bool(address.stopped)
        found["paused"] = sum(each.paused for each in catalog.readers())
        found["profiles"] = sum(1 for _ in catalog.profiles())
        found["papers"] = catalog.paper_count()
        found["new"] = sum(each.new for each in catalog.source_days(now - _DAY, now))
        counts = catalog.delivery_counts()
        found["sent"] = sum(count for (_, state), count in counts.items() if state is DeliveryState.SENT)
        found["dead"] = sum(count for (_, state), count in counts.items() if state is DeliveryState.DEAD)
        return found


def number_in(text: str) -> int | None:
    """The number of a person or chat, if a text is one."""
    digits = text.removeprefix("-")
    is_number = digits.isascii() and digits.isdigit() and len(digits) < _DIGITS
    return int(text) if is_number else None


def _nobody(who: str) -> NobodyMeant:
    return NobodyMeant(
        said("I know nobody by %(who)s. Name them by number, by @name, or as /readers does.", who=who.strip()[:80])
    )
