"""What people do in Telegram, and what the bot is told of it. Each returns what became of it."""

import re
from collections.abc import Mapping
from typing import Any

from tests.telegram.cloud import Cloud, TapMade
from tests.telegram.html_rules import Entity, Parsed, parse_plain, units
from tests.telegram.rooms import ANONYMOUS, Posted, Room, Standing, User, member_told

_MARKED = re.compile(
    r"(?P<bot_command>(?<!\S)/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]+)?)|(?P<url>https?://\S+)|(?P<mention>(?<!\S)@[A-Za-z0-9_]{4,32})"
)
_ADDRESSED = re.compile(r"/[A-Za-z0-9_]+(?:@([A-Za-z0-9_]+))?")


def written(text: str) -> Parsed:
    """What somebody typed, with what Telegram finds in it: commands, addresses, names."""
    clean = parse_plain(text).text
    entities = (
        Entity(str(found.lastgroup), units(clean[: found.start()]), units(found.group()))
        for found in _MARKED.finditer(clean)
    )
    return Parsed(clean, tuple(entities))


def says(
    cloud: Cloud,
    room: Room,
    person: User,
    text: str = "",
    *,
    topic: int | None = None,
    reply_to: Posted | None = None,
    as_group: bool = False,
    more: Mapping[str, Any] | None = None,
) -> Posted:
    """Somebody writes. The bot is told if Telegram's privacy mode lets it know.

    :param as_group: as an anonymous administrator. :param more: what else the message has, as the Bot API tells it.
    """
    if room.kind == "private":
        person.started = True
    sender = cloud.users[ANONYMOUS] if as_group else person
    posted = cloud.post(room, sender, written(text), topic=topic, reply_to=reply_to, more=more)
    if _is_told(cloud, room, posted):
        cloud.queue.add("channel_post" if room.kind == "channel" else "message", posted.told())
    return posted


def _is_told(cloud: Cloud, room: Room, posted: Posted) -> bool:
    standing = room.standing(cloud.me.number)
    if room.kind == "private":
        return not cloud.users[room.number].blocked
    if not standing.is_in or room.kind == "channel" or standing.rules:
        return standing.is_in
    addressed = _ADDRESSED.match(posted.text)
    if addressed:
        return addressed[1] is None or addressed[1].lower() == cloud.me.username.lower()
    is_reply = posted.reply_to is not None and posted.reply_to.sender is cloud.me
    return is_reply or f"@{cloud.me.username}" in posted.text or any(part in posted.more for part in _SERVICE)


_SERVICE = ("new_chat_members", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id", "forum_topic_created")


def changes(cloud: Cloud, posted: Posted, text: str) -> None:
    """Somebody changes what they wrote."""
    parsed = written(text)
    posted.text, posted.entities = parsed.text, parsed.entities
    kind = "edited_channel_post" if posted.room.kind == "channel" else "edited_message"
    cloud.queue.add(kind, posted.told() | {"edit_date": int(cloud.now)})


def taps(cloud: Cloud, posted: Posted, person: User, data: str) -> TapMade:
    """Somebody taps a button that says ``data``."""
    made = TapMade(f"tap{len(cloud.taps) + 1}", person.number, posted, data, cloud.now)
    cloud.taps[made.number] = made
    body = {"id": made.number, "from": person.told(), "chat_instance": str(posted.room.number), "data": data}
    cloud.queue.add("callback_query", body | {"message": posted.told()})
    return made


def becomes(cloud: Cloud, room: Room, standing: Standing, by: User, *, can_post: bool = True) -> None:
    """What the bot is in a chat changes. :param by: who changed it."""
    before = room.standing(cloud.me.number)
    room.standings[cloud.me.number] = standing
    posts = can_post if room.kind == "channel" else None
    tell_standing(cloud, room, by, before, standing, posts)
    if room.is_group and before.is_in != standing.is_in:
        told = {"new_chat_members": [cloud.me.told()]} if standing.is_in else {"left_chat_member": cloud.me.told()}
        posted = cloud.post(room, by, Parsed(""), more=told)
        if standing.is_in:
            cloud.queue.add("message", posted.told())


def tell_standing(
    cloud: Cloud, room: Room, by: User, before: Standing, now: Standing, can_post: bool | None = None
) -> None:
    """The bot is told what it is in a chat."""
    told = {"chat": room.told(), "from": by.told(), "date": int(cloud.now)}
    members = {
        "old_chat_member": member_told(cloud.me, before, can_post=can_post),
        "new_chat_member": member_told(cloud.me, now, can_post=can_post),
    }
    cloud.queue.add("my_chat_member", told | members)


def blocks(cloud: Cloud, person: User) -> None:
    """A person blocks the bot."""
    person.blocked = True
    tell_standing(cloud, cloud.rooms[person.number], person, Standing.MEMBER, Standing.KICKED)


def unblocks(cloud: Cloud, person: User) -> None:
    """A person lets the bot write again."""
    person.blocked = False
    tell_standing(cloud, cloud.rooms[person.number], person, Standing.KICKED, Standing.MEMBER)


def migrates(cloud: Cloud, room: Room, number: int) -> Room:
    """A group becomes a supergroup, and the bot is told that it is in that one too, in whatever order.

    :param number: the supergroup's.
    """
    new = Room(number=number, kind="supergroup", title=room.title, standings=dict(room.standings))
    cloud.rooms[number] = new
    room.moved_to = number
    anyone = cloud.users[ANONYMOUS]
    standing = new.standing(cloud.me.number)
    if standing.is_in:
        tell_standing(cloud, new, anyone, Standing.LEFT, standing)
    told = cloud.post(room, anyone, Parsed(""), more={"migrate_to_chat_id": number})
    cloud.queue.add("message", told.told())
    told = cloud.post(new, anyone, Parsed(""), more={"migrate_from_chat_id": room.number})
    cloud.queue.add("message", told.told())
    return new
