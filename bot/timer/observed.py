"""Telling readers, timed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.app.news import told_by
from bot.app.telling import Teller
from store.api import Writing
from store.records import Decision


class ObservedTeller(Teller):
    """A teller of whom it is known how long it takes to match a page's news with all profiles."""

    def __init__(self, teller: Teller, seconds: Callable[[], float], observe: Callable[[float], None]) -> None:
        """:param teller: who tells. :param seconds: a clock that only goes forward. :param observe: told each time."""
        self._teller = teller
        self._seconds = seconds
        self._observe = observe

    def tell(self, catalog: Writing, decisions: Sequence[Decision], revisions: Mapping[int, int], at: datetime) -> int:
        """See :meth:`bot.app.telling.Teller.tell`. Pages without news are not counted: of them nothing is matched."""
        if next(told_by(decisions, revisions), None) is None:
            return 0
        begun = self._seconds()
        promised = self._teller.tell(catalog, decisions, revisions, at)
        self._observe(self._seconds() - begun)
        return promised
