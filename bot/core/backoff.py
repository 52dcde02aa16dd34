"""How often, and how long after each other, a delivery is tried. One policy for every way out. Pure."""

from datetime import datetime, timedelta

DELAYS = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""The wait after each attempt that failed: two days altogether, as long as a mail server is usually away."""

UNCERTAIN_AFTER = timedelta(minutes=10)
"""The wait before the one further attempt, where nobody knows whether a message arrived."""

MAX_LEASES = 12
"""So many times a delivery is taken up whose senders died over it; then it is taken for the cause. A sender may die of
something else, again and again for an hour: fetching shares its process.
"""

MOST_JITTER = 0.1
"""The part of a wait by which it may be longer, so that what failed together does not come back together."""


def retry_at(attempt: int, now: datetime, *, jitter: float = 0) -> datetime | None:
    """When to try again; ``None``: not at all.

    :param attempt: how often it was tried, from 1.
    :param now: when the last attempt failed.
    :param jitter: chance, 0 to 1; 1 makes the wait longer by :data:`MOST_JITTER`.
    """
    if attempt > len(DELAYS):
        return None
    return now + DELAYS[max(attempt, 1) - 1] * (1 + MOST_JITTER * min(max(jitter, 0), 1))
