"""A clock that goes when it is told to."""

from datetime import UTC, datetime, timedelta


class Clock:
    """What time it is. :ivar now: aware, UTC."""

    def __init__(self, now: datetime = datetime(2026, 11, 18, 8, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        """So much time passes."""
        self.now += timedelta(seconds=seconds)

    def until(self, moment: datetime) -> None:
        """Time passes until then; a moment that is over changes nothing."""
        self.now = max(self.now, moment)
