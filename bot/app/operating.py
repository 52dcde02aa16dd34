"""What the operator does about chats from afar: whom they mean, who is not answered any more, whose limits differ."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.said import said
from store.api import Reading, Store, Writing
from store.chats import Chat
from store.errors import NotFound
from store.outbox import DeliveryState
from store.readers import Way

BANNED = "The operator does not want this chat answered."
"""Why nothing is sent there any more."""

MOST_PROFILES = 100
MOST_COMMANDS = 1_000
_DAY = timedelta(days=1)


class NobodyMeant(ValueError):
    """There is no such chat. The message says what would do."""


def chat_meant(catalog: Reading, who: str) -> Chat | None:
    """The chat that is meant by its number, its ``@name`` or its reader's name; ``None`` if none is known."""
    who = who.strip()
    if _is_number(who):
        return catalog.chat(int(who))
    if who.startswith("@"):
        name = who[1:].casefold()
        return next((each for each in catalog.chats() if each.username.casefold() == name), None)
    try:
        reader = catalog.reader_called(who)
    except NotFound:
        return None
    return next(iter(catalog.chats(reader.number)), None)


def ban(store: Store, who: str, why: str, now: datetime) -> int:
    """Answer a person or chat no more, and send nothing there; what is kept of them stays.

    :param who: see :func:`chat_meant`; a number also of someone who is not known.
    :return: the number that is banned.
    :raises NobodyMeant: there is no such chat.
    """
    with store.writing() as catalog:
        number = _number(catalog, who)
        catalog.save_ban(number, why, now)
        for address in _addresses(catalog, number):
            catalog.stop_address(address, BANNED, now)
        return number


def unban(store: Store, who: str) -> bool:
    """Answer them again; they begin anew with /start. :return: whether they had been banned.

    :raises NobodyMeant: there is no such chat.
    """
    with store.writing() as catalog:
        return catalog.remove_ban(_number(catalog, who))


def limit(store: Store, who: str, profiles: int | None, commands: int | None) -> Chat:
    """Set how many profiles a chat's reader may have and how many commands a minute are obeyed; ``None``: as usual.

    :raises NobodyMeant: there is no such chat.
    :raises ValueError: a number is out of bounds.
    """
    for number, most in ((profiles, MOST_PROFILES), (commands, MOST_COMMANDS)):
        if number is not None and not 1 <= number <= most:
            raise ValueError(said("It is from 1 to %(most)s, not %(number)s.", most=most, number=number))
    with store.writing() as catalog:
        chat = chat_meant(catalog, who)
        if chat is None:
            raise _nobody(who)
        chat = replace(chat, max_profiles=profiles, commands_per_minute=commands)
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


def _number(catalog: Reading, who: str) -> int:
    if _is_number(who.strip()):
        return int(who)
    chat = chat_meant(catalog, who)
    if chat is None:
        raise _nobody(who)
    return chat.chat


def _is_number(who: str) -> bool:
    digits = who.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) < 20  # noqa: PLR2004 - Telegram's have 52 bits


def _nobody(who: str) -> NobodyMeant:
    return NobodyMeant(
        said("I know nobody by %(who)s. Name them by number, by @name, or as /readers does.", who=who.strip()[:80])
    )


def _addresses(catalog: Writing, chat: int) -> list[int]:
    """The addresses of a chat, its topics among them, that are not stopped."""
    known = catalog.chat(chat)
    if known is None:
        return []
    mine = (each for each in catalog.addresses(known.reader) if each.way is Way.CHAT and not each.stopped)
    return [each.number for each in mine if each.target.partition("/")[0] == str(chat)]
