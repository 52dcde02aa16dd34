"""How many mails may leave: so many a second, so many an hour. Pure: the time is an argument.

A quota is kept for every stretch of that length, wherever it begins. (A token bucket would let twice as many through:
a full one at once, and again as many while it fills.)
"""

from collections import deque

HOUR = 3600.0


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


class MailQuota:
    """A quota per second and one per hour."""

    def __init__(self, per_second: float, per_hour: int) -> None:
        """:param per_second: above 0; below 1 for one in some seconds. :param per_hour: at least 1.

        :raises ValueError: they are not.
        """
        if not per_second > 0:
            raise ValueError("A quota is more than 0 mails a second.")
        second = Window(1, 1 / per_second) if per_second < 1 else Window(int(per_second), 1.0)
        self._windows = (second, Window(per_hour, HOUR))

    def wait(self, now: float) -> float:
        """Seconds until one more may leave; 0 if it may now. :param now: seconds of a clock that never goes back."""
        return max(window.wait(now) for window in self._windows)

    def note(self, at: float) -> None:
        """One left, or may have. Also for those that an earlier process sent: then the earliest first."""
        for window in self._windows:
            window.note(at)
