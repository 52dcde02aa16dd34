"""One process for each token: it alone asks what happens, and it alone sends."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Lock

from store.api import Store
from store.chats import Flood

LASTS = timedelta(seconds=20)
"""How long after its last word whoever holds the token is taken for dead."""

RENEWED = timedelta(seconds=5)
"""After so long the lease begins anew, so that a request that is made now ends within it."""


class TokenLease:
    """Whether this process holds the token. Shared by all that use it there, from whichever thread."""

    def __init__(
        self, store: Store, bot: int, owner: str, remember: Callable[[Sequence[Flood]], None] | None = None
    ) -> None:
        """:param bot: its number. :param owner: the process; no two share a name.

        :param remember: is told, whenever the token becomes ours, whom Telegram has told others to leave alone.
        """
        self._store = store
        self._bot = bot
        self._remember = remember
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
            held = self._since is not None and timedelta(0) <= now - self._since < LASTS
            self._since = None
            with self._store.timing() as timing:
                lease = timing.take_lease(self._name, self._owner, now, now + LASTS)
            if lease.owner != self._owner:
                return False
            if not held:
                self._learn(now)
            self._since = now
            return True

    def _learn(self, now: datetime) -> None:
        """What others were told while they held it concerns us now."""
        if self._remember is not None:
            with self._store.receiving() as inbox:
                self._remember(inbox.floods(self._bot, now))

    def give_back(self) -> None:
        """Let another process have it at once.

        :raises store.errors.DatabaseError: it cannot be told; then the lease runs out.
        """
        with self._lock:
            self._since = None
            with self._store.timing() as timing:
                timing.give_lease_back(self._name, self._owner)
