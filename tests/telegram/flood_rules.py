"""How much a bot may send (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this)."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass

from tests.telegram.calls import ApiError


@dataclass(frozen=True, slots=True)
class Rates:
    """What is allowed.

    :ivar second: messages and changes in any second, of the whole bot. :ivar chat: messages in any second to one chat.
    :ivar group: messages and changes in any minute in one group.
    """

    second: int = 30
    chat: int = 1
    group: int = 20


class Window:
    """What happened within so many seconds. :param most: may be within any such time."""

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._times: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until one more may happen; 0 if it may now."""
        while self._times and self._times[0] <= now - self._seconds:
            self._times.popleft()
        over = len(self._times) - self._most
        return self._times[over] + self._seconds - now if over >= 0 else 0.0

    def add(self, now: float) -> None:
        """It happened."""
        self._times.append(now)


class Floods:
    """Who sent how much, and who is to wait. Times are seconds of one clock.

    :ivar breaches: which limit was not kept, one for each message too many and for each that came before its time.
    """

    def __init__(self, rates: Rates) -> None:
        """:param rates: what is allowed."""
        self.rates = rates
        self.breaches: list[str] = []
        self._bot = Window(1, rates.second)
        self._chats: dict[int, Window] = defaultdict(lambda: Window(1, rates.chat))
        self._groups: dict[int, Window] = defaultdict(lambda: Window(60, rates.group))
        self._until: dict[int | None, float] = {}
        self._told: set[int | None] = set()

    def force(self, chat: int | None, until: float) -> None:
        """Nothing may be sent before then: to one chat, or (``None``) to any. Who tries is told and is to obey."""
        self._until[chat] = until
        self._told.discard(chat)

    def pass_on(self, chat: int, now: float, *, is_group: bool, is_change: bool) -> None:
        """A message, or a change of one, is to be sent.

        :raises ApiError: 429.
        """
        for who in (None, chat):
            if (left := self._until.get(who, now) - now) > 0:
                if who in self._told:
                    self.breaches.append(f"chat {chat}: sent {left:.2f} s before the end of a flood")
                self._told.add(who)
                raise self._too_many(left)
        windows = {"in a second": self._bot}
        if not is_change:
            windows["in a second to one chat"] = self._chats[chat]
        if is_group:
            windows["in a minute in one group"] = self._groups[chat]
        for name, window in windows.items():
            if wait := window.wait(now):
                self.breaches.append(f"chat {chat}: more than is allowed {name}, {wait:.3f} s too early")
                who = None if window is self._bot else chat
                self._until[who] = now + math.ceil(wait)
                self._told.add(who)
                raise self._too_many(wait)
        for window in windows.values():
            window.add(now)

    @staticmethod
    def _too_many(left: float) -> ApiError:
        seconds = math.ceil(left)
        return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
