"""When a host may be asked, over all processes that share a store."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from store.api import Store, Timing
from store.errors import DatabaseError

log = logging.getLogger(__name__)

_Note = Callable[[Timing], None]


class StorePacing:
    """Remembers hosts in the store. A :class:`scrapers.exchange.Pacing`. For one event loop.

    A database that is locked or away keeps requests from being made, but no answer from those who have it: what an
    answer says of its host is then written down with what is next asked or said about the host.
    """

    def __init__(self, store: Store) -> None:
        """:param store: shared by all who ask."""
        self._store = store
        self._held: dict[str, datetime] = {}  # until when, by host, what we took is ours
        self._owed: dict[str, list[_Note]] = {}  # by host, what is not written down yet

    def reserve(self, host: str, now: datetime, *, gap: float, hold: float) -> datetime | None:
        """Take the host's only place; see :meth:`scrapers.exchange.Pacing.reserve`.

        :raises store.errors.DatabaseError: nobody knows whether the place is free, so it is not taken.
        """
        until = now + timedelta(seconds=hold)
        with self._timing(host) as timing:
            again = timing.reserve_host(host, now, free_at=now + timedelta(seconds=gap), busy_until=until)
        if again is None:
            self._held[host] = until
        return again

    def release(self, host: str, now: datetime, *, gap: float) -> None:
        """Give the place back, unless it ran out and is another's by now."""
        until = self._held.pop(host, None)
        if until is not None:
            free_at = now + timedelta(seconds=gap)
            self._note(host, lambda timing: timing.release_host(host, busy_until=until, free_at=free_at))

    def forbid(self, host: str, until: datetime) -> None:
        """The host wants to be left alone until then."""
        self._note(host, lambda timing: timing.forbid_host(host, until))

    def _note(self, host: str, note: _Note) -> None:
        self._owed.setdefault(host, []).append(note)
        try:
            with self._timing(host):
                pass
        except DatabaseError as error:
            log.warning("when %s may be asked again is not written down yet; it is tried again: %s", host, error)

    @contextmanager
    def _timing(self, host: str) -> Iterator[Timing]:
        """A transaction in which everything that is owed is written down first."""
        with self._store.timing() as timing:
            for note in self._owed.get(host, ()):
                note(timing)
            yield timing
        self._owed.pop(host, None)
