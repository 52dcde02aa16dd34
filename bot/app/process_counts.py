"""What this process did since it began, counted for whoever asks it for metrics; each process for itself."""

from collections import Counter
from collections.abc import Sequence
from threading import Lock


class Count:
    """A number that only grows; of all threads together."""

    def __init__(self) -> None:
        """It begins at 0."""
        self._value, self._lock = 0, Lock()

    @property
    def value(self) -> int:
        """How often it was counted so far."""
        return self._value

    def add(self, number: int) -> None:
        """Count so many more."""
        with self._lock:
            self._value += number


class Durations:
    """How long something took, each time; of all threads together."""

    def __init__(self, bounds: Sequence[float]) -> None:
        """:param bounds: seconds, rising; counted is how often it took no longer than each of them."""
        self._bounds, self._lock = tuple(bounds), Lock()
        self._counts: Counter[float] = Counter()
        self._sum = 0.0

    @property
    def total(self) -> tuple[tuple[tuple[float, int], ...], float]:
        """By bound, how often it took at most so long, the last bound being infinite; and all seconds together."""
        with self._lock:
            counts, sum_ = dict(self._counts), self._sum
        bounds = (*self._bounds, float("inf"))
        return tuple((bound, sum(n for upto, n in counts.items() if upto <= bound)) for bound in bounds), sum_

    def observe(self, seconds: float) -> None:
        """Count it once more."""
        with self._lock:
            self._counts[next((bound for bound in self._bounds if seconds <= bound), float("inf"))] += 1
            self._sum += seconds


LEASE_STEALS = Count()
"""What this process took up after the lease of another one had run out: jobs, and the leader's work. Who stops in good
order gives everything back, so each of these means that a process died, hung, or had no database for that long.
"""

MATCHING = Durations((0.01, 0.03, 0.1, 0.3, 1, 3, 10))
"""How long matching the news of a page with all readers' profiles took this process, and promising what matches."""
