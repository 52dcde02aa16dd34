"""What goes on at the sites of the simulated month, from its first day to its last."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self

from tests.faults.site_pages import Paper
from tests.faults.site_world import Archive, Hub, Journal, Trouble, between

FIRST, LAST = date(2026, 10, 26), date(2026, 11, 25)  # Monday to Wednesday; the clocks change in New York on 11-01
HOLIDAY = date(2026, 11, 11)
GREW_LATE = frozenset((date(2026, 10, 29), date(2026, 11, 13)))
"""Days of the hub to which papers were added when they were over."""
SILENT = date(2026, 11, 12), date(2026, 11, 20)
LEARNED = datetime(2026, 10, 29, 0, 0, tzinfo=UTC)
"""From when on the parsers understand the hub's new layout."""
AWAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC), datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
"""Meanwhile nobody watches: the process does not run."""


def at(text: str) -> datetime:
    """``11-05 08:00``."""
    return datetime.fromisoformat(f"2026-{text}+00:00")


NETWORK = Trouble(at("11-03 07:00"), at("11-03 15:00"), "away")
HUB = [
    Trouble(at("10-27 00:00"), at("12-01 00:00"), "new layout"),  # which stays; after two days it is understood
    Trouble(at("10-29 05:00"), at("10-29 11:00"), "429"),
    Trouble(at("10-30 05:00"), at("10-31 11:00"), "away"),  # thirty hours
    NETWORK,
    Trouble(at("11-12 14:00"), at("11-12 20:00"), "half"),
    Trouble(at("11-17 02:30"), at("11-17 08:00"), "other day"),
]
ARCHIVE = [
    Trouble(at("10-28 08:00"), at("10-28 08:05"), "500"),
    Trouble(at("10-29 04:00"), at("10-29 08:00"), "503"),
    NETWORK,
]
JOURNAL = [
    NETWORK,
    Trouble(at("11-09 06:00"), at("11-09 19:00"), "challenge"),
    Trouble(at("11-19 08:00"), at("11-19 20:00"), "half"),
    Trouble(at("11-24 06:00"), at("11-24 12:00"), "403"),
]


@dataclass
class Sites:
    """The sites of the month."""

    hub: Hub
    archive: Archive
    journal: Journal

    @classmethod
    def of_the_month(cls) -> Self:
        """As they are from the first to the last day."""
        calm = frozenset((HOLIDAY,))
        hub = Hub(FIRST, LAST, calm, HUB, late=GREW_LATE)
        return cls(
            hub, Archive(FIRST, LAST, calm, ARCHIVE, hub=hub, silent=SILENT), Journal(FIRST, LAST, calm, JOURNAL)
        )

    def papers(self, last: date) -> set[str]:
        """The titles of all that ever stood on a list, up to a day."""
        found: list[Paper] = []
        for day in between(FIRST, last):
            found += self.hub.papers(day) + self.archive.papers("cs.CL", day) + self.archive.papers("math.GT", day)
        for day in between(FIRST - self.journal.history, last):  # as many as are in the feed on the first day
            found += self.journal.papers(day)
        return {paper.title for paper in found}
