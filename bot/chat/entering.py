"""We were added to a chat, made its administrator, or thrown out: what is said then, and to whom."""

from dataclasses import replace
from datetime import datetime

from bot.app.chats import REMOVED, open_chat, reopen_chat, stop_chat
from bot.channels.telegram.types import Entered, Entry, Place
from bot.chat.channels import offer
from bot.chat.showing import screen
from bot.chat.start import chat_of_room, greeting
from bot.chat.turns import known_in
from bot.chat.types import Answer, Desk, Say, Turn
from bot.render.chat.markup import escaped
from bot.render.language import language
from bot.render.presentation import name_of
from store.chats import ChatKind

BLOCKED = "The chat blocked this bot."


def entered(desk: Desk, incoming: Entered, now: datetime) -> Answer:
    """What is said when our place in a chat has changed; what we know of it is kept, whatever happens.

    :param now: aware, UTC.
    """
    room = incoming.room
    if incoming.now is Entry.OUT:
        stop_chat(desk.store, room.number, BLOCKED if room.kind is ChatKind.PRIVATE else REMOVED, now)
        return ()
    turn = Turn(desk=desk, now=now, incoming=incoming, language=language(incoming.person.language))
    if room.kind is ChatKind.PRIVATE:
        return ()  # they will press Start
    if room.kind is ChatKind.CHANNEL:
        return _entered_channel(turn, can_post=incoming.can_post)
    return _entered_group(turn)


def _entered_group(turn: Turn) -> Answer:
    room = turn.incoming.room
    with turn.desk.store.reading() as catalog:
        known = known_in(catalog, room.number)
    if known.address is not None and known.chat is not None and not known.address.stopped:
        return ()  # only what we may do there has changed
    opened = open_chat(turn.desk.store, chat_of_room(turn, room), turn.now, turn.incoming.person.language)
    reopen_chat(turn.desk.store, room.number, turn.now)
    words = language(opened.reader.language)
    turn = replace(turn, reader=opened.reader, chat=opened.chat, address=opened.address, language=words)
    with turn.desk.store.reading() as catalog:
        has_profiles = bool(catalog.profiles_of(opened.reader.number))
    if not has_profiles:
        return [Say(greeting(turn))]
    back = words.gettext("👋 I am back. Everything is as it was: /profiles, /settings")
    return [Say(screen(escaped(back)))]


def _entered_channel(turn: Turn, *, can_post: bool) -> Answer:
    """A channel is looked after from the private chat of whoever added us, if they have one with us."""
    room, person, words = turn.incoming.room, turn.incoming.person, turn.language
    if not can_post:
        if not person.number:
            return ()
        said = words.gettext(
            "I am in %(title)s now, but may not post there. Allow it, please.", title=name_of(room.title)
        )
        return [Say(screen(escaped(said)), to=Place(person.number))]
    with turn.desk.store.reading() as catalog:
        known = known_in(catalog, room.number)
        own = known_in(catalog, person.number).reader if person.number else None
    if known.address is not None and known.chat is not None and not known.address.stopped:
        return ()
    opened = open_chat(turn.desk.store, chat_of_room(turn, room), turn.now, person.language)
    if own is None:
        return ()  # we may not write to them before they write to us; they will find it with /channel
    turn = replace(turn, language=language(own.language))
    return [Say(offer(turn, opened.chat.chat, room.title), to=Place(person.number))]
