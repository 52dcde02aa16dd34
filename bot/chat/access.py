"""Who is answered, and how often: those whom the operator lets in, each so many times a minute.

What is counted is counted in memory: a process that begins anew begins to count anew.
"""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.channels.telegram.types import Incoming, Message, Tapped
from bot.chat.types import Rules
from store.api import Reading
from store.chats import Chat, ChatKind

MINUTE = timedelta(minutes=1)
SAID_AGAIN = timedelta(hours=1)
"""Who is not let in is told so at most this often."""
MOST_WAITING = 20
"""More than so many things that one chat wants at a time are not all done."""
TAPS_FOR_A_COMMAND = 3
"""Buttons are tapped faster than commands are written: turning pages is no flood."""
MAX_COUNTED = 50_000
"""So many people are counted at a time."""


class Access(Enum):
    """What becomes of something that happened."""

    GRANTED = "granted"
    SILENCE = "silence"
    """Nothing is said or done."""
    NOT_ALLOWED = "not allowed"
    """It is said, once, that this bot is private."""
    TOO_FAST = "too fast"
    """It is said, once, that there was too much of it."""


@dataclass(slots=True)
class _Count:
    """What one person did in one chat within the last minute."""

    times: deque[datetime]
    told: bool = False


class Doorkeeper:
    """Decides who is answered. Several threads may ask at once, each about another chat."""

    def __init__(self, rules: Rules) -> None:
        """:param rules: what the operator decided."""
        self._rules = rules
        self._counts: dict[tuple[int, int, bool], _Count] = {}
        self._refused: dict[Hashable, datetime] = {}

    def admits(self, incoming: Incoming) -> bool:
        """Whether the operator lets a person in, or the chat they are in."""
        allowed, person, room = self._rules.allowed, incoming.person, incoming.room
        if not allowed or (person.number and person.number == self._rules.operator):
            return True
        numbers = {str(room.number), str(person.number)} if person.number else {str(room.number)}
        names = {f"@{name.lower()}" for name in (room.username, person.username) if name}
        return not allowed.isdisjoint(numbers | names)

    def look(self, incoming: Incoming, chat: Chat | None, *, banned: bool, now: datetime) -> Access:
        """What becomes of something that somebody wrote or tapped; it counts. The operator is never sent away, for
        nobody else could let them in again.

        :param chat: what is known of the chat it happened in. :param banned: the operator bans the person or the chat.
        :param now: aware, UTC.
        """
        is_operator = incoming.person.number == self._rules.operator
        if (banned and not is_operator) or not self.admits(incoming):
            return self._refuse(incoming, now)
        most = self._rules.commands_per_minute
        if chat is not None and chat.commands_per_minute is not None:
            most = chat.commands_per_minute
        tapped = isinstance(incoming, Tapped)
        who = (incoming.room.number, incoming.person.number, tapped)
        return self._count(who, most * TAPS_FOR_A_COMMAND if tapped else most, incoming.at or now)

    def _refuse(self, incoming: Incoming, now: datetime) -> Access:
        chat = incoming.room.number
        last = self._refused.get(chat)
        if incoming.room.number < 0 or (last is not None and now - last < SAID_AGAIN):
            return Access.SILENCE
        if len(self._refused) >= MAX_COUNTED:
            self._refused.clear()
        self._refused[chat] = now
        return Access.NOT_ALLOWED

    def _count(self, who: tuple[int, int, bool], most: int, now: datetime) -> Access:
        if len(self._counts) >= MAX_COUNTED:
            self._counts.clear()
        count = self._counts.setdefault(who, _Count(deque()))
        while count.times and now - count.times[0] >= MINUTE:
            count.times.popleft()
        if len(count.times) < most:
            count.times.append(now)
            count.told = False
            return Access.GRANTED
        told, count.told = count.told, True
        return Access.SILENCE if told else Access.TOO_FAST


def is_fresh(incoming: Incoming, now: datetime) -> bool:
    """Whether it happened just now, rather than while nobody heard of it. :param now: aware, UTC."""
    return incoming.at is None or now - incoming.at < MINUTE


def is_talk(incoming: Incoming) -> bool:
    """Whether somebody talks to others: in a group by what is no command or reply to us, in a channel by anything."""
    if not isinstance(incoming, Message):
        return False
    if incoming.room.kind is ChatKind.CHANNEL:
        return True
    return incoming.room.kind.is_group and not incoming.text.lstrip().startswith("/") and not incoming.reply_is_ours


def is_banned(catalog: Reading, incoming: Incoming) -> bool:
    """Whether the operator bans the person, or the chat they are in."""
    numbers = {incoming.person.number, incoming.room.number} - {0}
    return any(catalog.ban(number) is not None for number in sorted(numbers))
