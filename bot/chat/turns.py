"""Who speaks, and for whom: of something that happened, what a handler needs to know."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from bot.channels.telegram.types import Incoming, Room
from bot.channels.types import Gone, Moved, Refused
from bot.chat.types import Desk, Turn
from bot.render.language import Language, language
from store.api import Reading
from store.chats import Chat, ChatKind
from store.readers import Address, Reader, Way


class Known(NamedTuple):
    """Who reads in a chat. All three, or none of them; the chat may lack where an operator made the reader."""

    reader: Reader | None = None
    chat: Chat | None = None
    address: Address | None = None


NOBODY = Known()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn, and what is to be said of it first.

    :ivar ended: the title of a chat that the person managed from here and may manage no more. It is to be said, then
        comes :func:`end_managing`; what they wanted was meant for that chat and is not done.
    """

    turn: Turn
    ended: str = ""


def known_in(catalog: Reading, room: int) -> Known:
    """Who reads in a chat. :param room: its number."""
    address = catalog.address_at(Way.CHAT, str(room))
    if address is None:
        return NOBODY
    return Known(catalog.reader(address.reader), catalog.chat(room), address)


def turn_of(desk: Desk, incoming: Incoming, now: datetime) -> Spoken:
    """The turn of something that happened. Who may manage another chat from here is asked of Telegram.

    :param now: aware, UTC.
    :raises bot.channels.types.DeliveryError: Telegram does not say now.
    """
    room = incoming.room
    with desk.store.reading() as catalog:
        here = known_in(catalog, room.number)
        own = here
        if room.kind is not ChatKind.PRIVATE and incoming.person.number:
            own = known_in(catalog, incoming.person.number)
        managed = _managed(catalog, here.chat) if room.kind is ChatKind.PRIVATE else NOBODY
    ended = ""
    if managed.chat is not None and not may_manage(desk, managed.chat.chat, incoming.person.number):
        ended, managed = managed.chat.title, NOBODY
    speaking = managed if managed.reader is not None else here
    turn = Turn(
        desk=desk,
        now=now,
        incoming=incoming,
        language=_language(speaking.reader, incoming),
        reader=speaking.reader,
        chat=speaking.chat,
        address=speaking.address,
        own=own.reader,
    )
    return Spoken(turn, ended)


def may_manage(desk: Desk, chat: int, person: int) -> bool:
    """Whether a person administrates a chat; ``False`` if we are not in it.

    :raises bot.channels.types.DeliveryError: Telegram does not say now.
    """
    try:
        return desk.telegram.is_administrator(chat, person)
    except (Gone, Refused, Moved):
        return False


def may_change(turn: Turn) -> bool:
    """Whether the person may change what the chat reads: in a private chat always, else its administrators."""
    incoming = turn.incoming
    if incoming.room.kind is ChatKind.PRIVATE:
        return True  # whether they may manage another chat from here was asked when the turn was made
    if incoming.is_anonymous_admin:
        return True
    return bool(incoming.person.number) and may_manage(turn.desk, incoming.room.number, incoming.person.number)


def spoken_for(desk: Desk, room: Room) -> tuple[Known, str]:
    """For whom is spoken in a chat now; and the title of the chat managed from here, empty if it is this one."""
    with desk.store.reading() as catalog:
        here = known_in(catalog, room.number)
        managed = _managed(catalog, here.chat) if room.kind is ChatKind.PRIVATE else NOBODY
    return (managed, managed.chat.title) if managed.chat is not None else (here, "")


def _managed(catalog: Reading, chat: Chat | None) -> Known:
    if chat is None or chat.managing is None:
        return NOBODY
    known = known_in(catalog, chat.managing)
    return known if known.chat is not None else NOBODY


def end_managing(desk: Desk, room: Room) -> None:
    """What is said in a private chat is for it again."""
    with desk.store.writing() as catalog:
        chat = catalog.chat(room.number)
        if chat is not None:
            catalog.save_chat(replace(chat, managing=None))


def _language(reader: Reader | None, incoming: Incoming) -> Language:
    return language(reader.language if reader is not None else incoming.person.language)
