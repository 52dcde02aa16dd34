"""One process for each token: it alone asks what happens, and it alone sends."""

from datetime import datetime, timedelta
from threading import Lock

from store.api import Store

LASTS = timedelta(seconds=20)
"""How long after its last word whoever holds the token is taken for dead."""

RENEWED = timedelta(seconds=5)
"""After so long the lease begins anew, so that a request that is made now ends within it."""


class TokenLease:
    """Whether this process holds the token. Shared by all that use it there, from whichever thread."""

    def __init__(self, store: Store, bot: int, owner: str) -> None:
        """:param bot: its number. :param owner: the process; no two share a name."""
        self._store = store
        self._name = f"telegram {bot}"
        self._owner = owner
        self._lock = Lock()
        self._since: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it does, taking the lease if it is free.

        :param now: aware, UTC.
        :raises store.errors.DatabaseError: it cannot be asked for.
        """
        with self._lock:
            if self._since is not None and timedelta(0) <= now - self._since < RENEWED:
                return True
            with self._store.timing() as timing:
                lease = timing.take_lease(self._name, self._owner, now, now + LASTS)
            self._since = now if lease.owner == self._owner else None
            return self._since is not None

    def give_back(self) -> None:
        """Let another process have it at once.

        :raises store.errors.DatabaseError: it cannot be told; then the lease runs out.
        """
        with self._lock:
            self._since = None
            with self._store.timing() as timing:
                timing.give_lease_back(self._name, self._owner)
