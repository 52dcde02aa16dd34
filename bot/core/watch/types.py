"""What is decided about with: a watched source with its timing. Pure data."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from scrapers.kinds.types import WatchedSource

DEFAULT_SETTLED = timedelta(hours=3)
DEFAULT_CATCH_UP = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchTiming:
    """When a source is looked at, and when something is expected of it.

    :ivar every: between two looks; ``None``: as the kind has it. Not used where ``at`` is given.
    :ivar at: the times of day of the looks, in ``zone``; empty: every so often.
    :ivar zone: an IANA name.
    :ivar weekdays: days on which papers are expected, Monday being 0; ``None``: as the kind has it.
    :ivar holidays: days on which none are expected, whatever their weekday.
    :ivar settled: a day that has been over for so long, and did not grow for so long, is complete.
    :ivar catch_up: so many days back missed ones are asked for, not counting those on which the source was not
        understood; 0: none but the newest, and the one before while it is not complete.
    """

    every: timedelta | None = None
    at: tuple[time, ...] = ()
    zone: str = "UTC"
    weekdays: frozenset[int] | None = None
    holidays: frozenset[date] = frozenset()
    settled: timedelta = DEFAULT_SETTLED
    catch_up: int = DEFAULT_CATCH_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A source with its timing, as the operator configured it.

    :ivar enabled: whether it is looked at without being named.
    """

    source: WatchedSource
    timing: FetchTiming = FetchTiming()
    enabled: bool = True

    @property
    def name(self) -> str:
        """The source's name."""
        return self.source.name
