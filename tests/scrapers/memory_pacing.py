"""Pacing without a store, as :class:`scrapers.exchange.Pacing` has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(slots=True)
class _Pace:
    free_at: datetime
    busy_until: datetime | None = None
    forbidden_until: datetime | None = None


class MemoryPacing:
    """Pacing that only this process knows of."""

    def __init__(self) -> None:
        """Nobody was asked yet."""
        self._paces: dict[str, _Pace] = {}

    def reserve(self, host: str, now: datetime, *, gap: float, hold: float) -> datetime | None:
        """See :meth:`scrapers.exchange.Pacing.reserve`."""
        pace = self._paces.setdefault(host, _Pace(now))
        later = [moment for moment in (pace.free_at, pace.busy_until, pace.forbidden_until) if moment and moment > now]
        if later:
            return max(later)
        pace.busy_until = now + timedelta(seconds=hold)
        pace.free_at = now + timedelta(seconds=gap)
        return None

    def release(self, host: str, now: datetime, *, gap: float) -> None:
        """See :meth:`scrapers.exchange.Pacing.release`."""
        pace = self._paces.setdefault(host, _Pace(now))
        pace.busy_until = None
        pace.free_at = max(pace.free_at, now + timedelta(seconds=gap))

    def forbid(self, host: str, until: datetime) -> None:
        """See :meth:`scrapers.exchange.Pacing.forbid`."""
        pace = self._paces.setdefault(host, _Pace(until))
        pace.forbidden_until = max(until, pace.forbidden_until or until)
