"""How much Telegram is asked, so that it need never refuse: see "My bot is hitting limits, how do I avoid this?" at
https://core.telegram.org/bots/faq.

Pure: the time is an argument, twice: seconds that never go back, for how much there was of late; and the hour, aware,
UTC, for how long Telegram wants to be left alone, which must outlast this process.

A request counts from its beginning until a second (a minute) after its *end*: nobody knows when in between Telegram
counts it. So however long each takes, no second of Telegram's holds more than may be.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock

from store.chats import Flood

A_SECOND, A_MINUTE = 1.005, 60.05
"""Seconds that a second and a minute are taken for: clocks differ."""
PER_SECOND = 30
"""Messages and changes in a second, to all chats together."""
BULK_PER_SECOND = 28
"""So many of them may be messages that nobody waits for."""
PER_CHAT = 1
"""Messages in a second to one chat."""
PER_GROUP = 20
"""Messages and changes in a minute in one group."""
SHORTEST = 0.001
"""Seconds: no wait is shorter, for clocks may not see it."""
TOGETHER = timedelta(seconds=5)
"""If two chats want to be left alone within this time, it is the bot that is too fast."""
REMEMBERED = 10_000
"""Of so many chats it is remembered what was sent to them; of more, as soon as a minute is over it is forgotten."""


class Kind(StrEnum):
    """What a request does."""

    MESSAGE = "message"
    CHANGE = "change"
    """Of a message that was sent: it counts for the bot and for a group."""
    FREE = "free"
    """Anything else: it counts for nothing, and waits only if the whole bot must."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request to be made. :ivar chat: by number; ``None`` if it is about none. :ivar bulk: nobody waits for it."""

    kind: Kind
    chat: int | None = None
    bulk: bool = False


class _Flow:
    """Requests that count for one limit."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._running = 0
        self._ended: deque[float] = deque()

    def wait(self, most: int, now: float) -> float:
        """Seconds until there are fewer than so many; 0 if there are now. Perhaps longer: some are not at their end."""
        self._forget(now)
        over = self._running + len(self._ended) - most
        if over < 0:
            return 0.0
        return self._ended[over] + self._seconds - now if over < len(self._ended) else self._seconds

    def begin(self) -> None:
        """One more is made."""
        self._running += 1

    def end(self, now: float) -> None:
        """One was answered, or given up."""
        self._running -= 1
        self._ended.append(now)
        self._forget(now)

    def is_idle(self, now: float) -> bool:
        """Whether there is none that counts."""
        self._forget(now)
        return not self._running and not self._ended

    def _forget(self, now: float) -> None:
        while self._ended and self._ended[0] + self._seconds <= now:
            self._ended.popleft()


@dataclass(slots=True)
class _Chat:
    """What is sent to one chat."""

    second: _Flow = field(default_factory=lambda: _Flow(A_SECOND))
    minute: _Flow = field(default_factory=lambda: _Flow(A_MINUTE))

    def flows(self, call: Call) -> Iterable[_Flow]:
        """What a request to it counts for."""
        return (self.second, self.minute) if call.kind is Kind.MESSAGE else (self.minute,)


class Governor:
    """One for each token in a process, shared by whoever asks Telegram there, from whichever thread."""

    def __init__(self, bot: int) -> None:
        """:param bot: its number."""
        self.bot = bot
        self._lock = Lock()
        self._all = _Flow(A_SECOND)
        self._chats: dict[int, _Chat] = {}
        self._channels: set[int] = set()
        self._until: dict[int | None, datetime] = {}
        self._told: deque[tuple[datetime, int, float]] = deque()

    def remember(self, floods: Iterable[Flood]) -> None:
        """Another process was told these; what is known to last longer stays."""
        with self._lock:
            self._keep(floods)

    def wait(self, call: Call, now: float, at: datetime) -> float:
        """Seconds after which it is worth asking again whether a request may be made; 0: it may be made now.

        :param now: seconds, never going back. :param at: aware, UTC.
        """
        with self._lock:
            return self._wait(call, now, at)

    def wait_of_chat(self, call: Call, now: float, at: datetime) -> float:
        """The same as far as its chat is concerned, whatever is asked about others."""
        with self._lock:
            return _at_least(self._waits_of_chat(call, now, at))

    def begin(self, call: Call, now: float, at: datetime) -> float:
        """The same; and if it may be made now, it is, and whoever makes it says when it was answered: :meth:`end`."""
        with self._lock:
            wait = self._wait(call, now, at)
            if wait <= 0:
                for flow in self._flows(call, now):
                    flow.begin()
        return wait

    def end(self, call: Call, now: float) -> None:
        """A request was answered, or given up."""
        with self._lock:
            for flow in self._flows(call, now):
                flow.end(now)

    def learn(self, chat: int, *, is_channel: bool) -> None:
        """What a chat is. One with a negative number is taken for a group until it is known to be a channel."""
        with self._lock:
            (self._channels.add if is_channel else self._channels.discard)(chat)

    def told(self, chat: int | None, seconds: float, at: datetime) -> tuple[Flood, ...]:
        """Telegram has refused a request about a chat (or about none), and named how long to wait.

        :return: who is left alone until when, to be kept for the next process.
        """
        with self._lock:
            until = at + timedelta(seconds=seconds)
            floods = [Flood(bot=self.bot, chat=chat, until=until)]
            if chat is not None:
                while self._told and self._told[0][0] + TOGETHER < at:
                    self._told.popleft()
                others = [named for _, other, named in self._told if other != chat]
                self._told.append((at, chat, seconds))
                if others:
                    longest = at + timedelta(seconds=max(seconds, *others))
                    floods.append(Flood(bot=self.bot, chat=None, until=longest))
            self._keep(floods)
        return tuple(floods)

    def _keep(self, floods: Iterable[Flood]) -> None:
        for flood in floods:
            self._until[flood.chat] = max(flood.until, self._until.get(flood.chat, flood.until))

    def pause(self, at: datetime) -> float:
        """Seconds for which the whole bot is to leave Telegram alone; 0: it need not."""
        with self._lock:
            return self._flood(None, at)

    def ends(self, at: datetime) -> tuple[datetime, ...]:
        """When Telegram may be asked again by whom it wanted to be left alone; only what is to come."""
        with self._lock:
            return tuple(sorted(until for until in self._until.values() if until > at))

    def _wait(self, call: Call, now: float, at: datetime) -> float:
        waits = [self._flood(None, at)]
        if call.kind is not Kind.FREE:
            waits += [self._all.wait(BULK_PER_SECOND if call.bulk else PER_SECOND, now)]
            waits += self._waits_of_chat(call, now, at)
        return _at_least(waits)

    def _waits_of_chat(self, call: Call, now: float, at: datetime) -> Iterable[float]:
        if call.chat is None:
            return
        yield self._flood(call.chat, at)
        chat = self._chats.get(call.chat)
        if chat is None:
            return
        if call.kind is Kind.MESSAGE:
            yield chat.second.wait(PER_CHAT, now)
        if call.chat < 0 and call.chat not in self._channels:
            yield chat.minute.wait(PER_GROUP, now)

    def _flood(self, chat: int | None, at: datetime) -> float:
        until = self._until.get(chat)
        if until is None:
            return 0.0
        if until <= at:
            del self._until[chat]
        return max(0.0, (until - at).total_seconds())

    def _flows(self, call: Call, now: float) -> Iterable[_Flow]:
        if call.kind is Kind.FREE:
            return ()
        if call.chat is None:
            return (self._all,)
        if call.chat not in self._chats:
            self._forget(now)
            self._chats[call.chat] = _Chat()
        return (self._all, *self._chats[call.chat].flows(call))

    def _forget(self, now: float) -> None:
        if len(self._chats) >= REMEMBERED:
            self._chats = {number: chat for number, chat in self._chats.items() if not chat.minute.is_idle(now)}


def _at_least(waits: Iterable[float]) -> float:
    """The longest; not so short that clocks may not see it."""
    wait = max(waits, default=0.0)
    return max(wait, SHORTEST) if wait > 0 else 0.0
