"""What Telegram tells (https://core.telegram.org/bots/api#update), understood. Pure.

Whatever comes is kept before it is understood, so what cannot be understood is nothing and never an error.
"""

import logging
from collections.abc import Mapping
from typing import Any

import telegram
from telegram import Chat, ChatMemberUpdated, Update, User
from telegram.constants import ChatMemberStatus, MessageEntityType, MessageOriginType

from bot.channels.telegram.types import Entered, Entry, Incoming, Message, Moved, Person, Room, Tapped
from store.chats import ChatKind

_IN_A_CHAT = ("message", "edited_message", "channel_post", "edited_channel_post", "my_chat_member", "chat_member")
_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_RUNS = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)

_log = logging.getLogger(__name__)


def update_id(body: Mapping[str, Any]) -> int | None:
    """The number of an update; ``None`` if it is none."""
    number = body.get("update_id")
    return number if isinstance(number, int) and not isinstance(number, bool) and number >= 0 else None


def chat_of(body: Mapping[str, Any]) -> int | None:
    """In which chat an update happened; ``None`` if in none."""
    tapped = body.get("callback_query")
    told = [tapped.get("message")] if isinstance(tapped, Mapping) else [body.get(name) for name in _IN_A_CHAT]
    for each in told:
        chat = each.get("chat") if isinstance(each, Mapping) else None
        number = chat.get("id") if isinstance(chat, Mapping) else None
        if isinstance(number, int) and not isinstance(number, bool):
            return number
    return None


def read_update(body: Mapping[str, Any], me: int | None = None) -> Incoming | None:
    """What happened; ``None`` if it is nothing to us, or cannot be understood.

    :param body: as the Bot API tells it. :param me: the bot's number, to know answers to its own messages; ``None``: an
        answer to any bot's counts.
    """
    try:
        update = Update.de_json(dict(body), None)
        if update_id(body) is None or update is None:
            return None
        if update.callback_query is not None:
            return _tapped(update)
        if update.my_chat_member is not None:
            return _entered(update.update_id, update.my_chat_member)
        written = update.message or update.edited_message
        return None if written is None else _written(update, written, me)
    except Exception as error:  # noqa: BLE001 - whoever tells it may tell anything, and the next must be heard
        _log.info("an update cannot be understood: %s", type(error).__name__)
        return None


def room_of(chat: Chat | telegram.ChatFullInfo) -> Room:
    """A chat as we call it.

    :raises ValueError, TypeError: it is of no known kind.
    """
    return Room(
        _number(chat.id),
        ChatKind(chat.type),
        _text(chat.title) or _text(chat.full_name),
        _text(chat.username),
        bool(chat.is_forum),
    )


def _person(user: User) -> Person:
    return Person(_number(user.id), _text(user.full_name), _text(user.username), _text(user.language_code))


def _tapped(update: Update) -> Tapped | None:
    tapped = update.callback_query
    if tapped is None or tapped.message is None or tapped.data is None:
        return None
    message = tapped.message
    return Tapped(
        update=update.update_id,
        room=room_of(message.chat),
        person=_person(tapped.from_user),
        topic=_topic(message) if isinstance(message, telegram.Message) else None,
        tap=_text(tapped.id),
        data=_text(tapped.data),
        message=_number(message.message_id),
    )


def _entered(number: int, changed: ChatMemberUpdated) -> Entered:
    member = changed.new_chat_member
    status, may = member.status, True
    entry = Entry.ADMINISTRATOR if status in _RUNS else Entry.MEMBER
    if status in _OUT or (status == ChatMemberStatus.RESTRICTED and not getattr(member, "is_member", False)):
        entry, may = Entry.OUT, False
    elif status == ChatMemberStatus.RESTRICTED:
        may = bool(getattr(member, "can_send_messages", False))
    elif changed.chat.type == Chat.CHANNEL:
        may = bool(getattr(member, "can_post_messages", False))
    return Entered(
        update=number, room=room_of(changed.chat), person=_person(changed.from_user), now=entry, can_post=may
    )


def _written(update: Update, written: telegram.Message, me: int | None) -> Incoming | None:
    number = update.update_id
    room, (person, is_admin) = room_of(written.chat), _speaker(written)
    if written.migrate_to_chat_id is not None:
        new = _number(written.migrate_to_chat_id)
        return Moved(update=number, room=room, person=person or Person(0), old=room.number, new=new)
    if written.migrate_from_chat_id is not None:
        old = _number(written.migrate_from_chat_id)
        return Moved(update=number, room=room, person=person or Person(0), old=old, new=room.number)
    text = _text(written.text or written.caption)
    if person is None or not (text or written.effective_attachment):
        return None
    reply = _answered(written)
    return Message(
        update=number,
        room=room,
        person=person,
        topic=_topic(written),
        is_anonymous_admin=is_admin,
        at=written.date,
        text=text,
        links=_links(written),
        message=_number(written.message_id),
        reply_to=_number(reply.message_id) if reply else None,
        reply_text=_text(reply.text or reply.caption) if reply else "",
        reply_links=_links(reply) if reply else (),
        reply_is_ours=reply is not None and _is_ours(reply, me),
        location=_location(written),
        file=_file(written),
        forwarded=written.forward_origin is not None,
        forwarded_from=_forwarded_from(written),
        is_edit=update.edited_message is not None,
    )


def _speaker(written: telegram.Message) -> tuple[Person | None, bool]:
    """Who wrote a message, and whether as an anonymous administrator; nobody if it was a bot."""
    behind = written.sender_chat
    if behind is not None:
        return Person(0, _text(behind.title), _text(behind.username)), behind.id == written.chat.id
    user = written.from_user
    return (None if user is None or user.is_bot else _person(user)), False


def _topic(written: telegram.Message) -> int | None:
    """A topic of a forum. An answer in another group bears the number of what is answered there: no topic."""
    number = written.message_thread_id
    return _number(number) if written.is_topic_message and number is not None else None


def _answered(written: telegram.Message) -> telegram.Message | None:
    """The message that one answers. In a topic all seem to answer the one with which it began."""
    reply = written.reply_to_message
    if reply is None or (written.is_topic_message and reply.message_id == written.message_thread_id):
        return None
    return reply


def _is_ours(reply: telegram.Message, me: int | None) -> bool:
    user = reply.from_user
    return user is not None and (user.is_bot if me is None else user.id == me)


def _links(written: telegram.Message) -> tuple[str, ...]:
    """Addresses that stand in a message or behind its words, in order."""
    kinds: list[str | None] = [MessageEntityType.URL, MessageEntityType.TEXT_LINK]
    found = {**written.parse_entities(kinds), **written.parse_caption_entities(kinds)}
    ordered = sorted(found, key=lambda entity: entity.offset)
    return tuple(_text(entity.url or found[entity]) for entity in ordered)


def _location(written: telegram.Message) -> tuple[float, float] | None:
    place = written.location
    return None if place is None else (float(place.latitude), float(place.longitude))


def _file(written: telegram.Message) -> tuple[str, str, int] | None:
    document = written.document
    if document is None:
        return None
    return _text(document.file_id), _text(document.file_name), _number(document.file_size or 0)


def _forwarded_from(written: telegram.Message) -> Room | None:
    origin = written.forward_origin
    if origin is None or origin.type != MessageOriginType.CHANNEL:
        return None
    return room_of(origin.chat) if isinstance(origin, telegram.MessageOriginChannel) else None


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("no number")
    return value


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError("no text")
    return value
