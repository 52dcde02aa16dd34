"""How many messages may leave in a stretch of time. Pure: the time is an argument.

A quota is kept for every stretch of that length, wherever it begins. (A token bucket would let twice as many through:
a full one at once, and again as many while it fills.)
"""

from collections import deque

from bot.channels.types import Unusable


class Window:
    """At most ``limit`` in any ``seconds``."""

    def __init__(self, limit: int, seconds: float) -> None:
        """:param limit: at least 1. :param seconds: above 0.

        :raises ValueError: they are not.
        """
        if limit < 1 or not seconds > 0:
            raise ValueError("A quota is at least 1 in more than 0 seconds.")
        self.seconds = seconds
        self._times: deque[float] = deque(maxlen=limit)
        self._limit = limit

    def wait(self, now: float) -> float:
        """Seconds until one more may leave; 0 if it may now."""
        if len(self._times) < self._limit:
            return 0.0
        # Never more than one length, even if the clock went back.
        return min(max(0.0, self._times[0] + self.seconds - now), self.seconds)

    def note(self, at: float) -> None:
        """One left at this time."""
        self._times.append(at)


def per_second(rate: float) -> Window:
    """A quota of so many a second.

    :param rate: above 0; below 1 for one in some seconds.
    :raises ValueError: it is not.
    """
    if not rate > 0:
        raise ValueError("A quota is more than 0 a second.")
    return Window(1, 1 / rate) if rate < 1 else Window(int(rate), 1.0)


class Exhausted(Unusable):
    """A quota is used up. Nobody need do anything: what waits follows by itself."""
