"""The years a dump leaves out: those of its capture, if that day and the page agree. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scrapers.dates import MONTHS, PrintedDate, resolve_year


@dataclass(frozen=True, slots=True)
class DatedLine:
    """A date as it stands on the page. :ivar line: its block's first line, from 1."""

    line: int
    date: PrintedDate


class YearRule:
    """Gives dates their year, or leaves all of them without where the day of capture cannot be right.

    One date that contradicts the day of capture shows that the day is wrong, so it is trusted for no date.

    :ivar contradiction: where and why, for people; ``None`` if the page and the day of capture agree.
    """

    def __init__(self, captured_on: date | None, dated: Sequence[DatedLine]) -> None:
        """:param captured_on: UTC, ``None`` if unknown. :param dated: every date of the page."""
        self._captured_on = captured_on
        self._explicit = frozenset(one.date.year for one in dated if one.date.year is not None)
        self.contradiction = self._contradiction(dated) if captured_on else None

    def say(self, printed: PrintedDate | None) -> str | None:
        """The date as text, with its year where that is known."""
        if printed is None or printed.year is not None or self.contradiction:
            return str(printed) if printed else None
        return str(PrintedDate(printed.month, printed.day, self._year(printed)))

    def _year(self, printed: PrintedDate) -> int | None:
        return resolve_year(printed.month, printed.day, self._captured_on, self._explicit)

    def _contradiction(self, dated: Sequence[DatedLine]) -> tuple[str, str] | None:
        wrong = next((one for one in dated if one.date.year is None and self._year(one.date) is None), None)
        if wrong is None or self._captured_on is None:
            return None
        latest = max(self._explicit, default=None)
        if latest is not None and latest >= self._captured_on.year:
            reason = f"the page prints the year {latest} in full, and pages leave out only the year of their capture"
        else:
            reason = "that day would lie after the capture, or is no day of that year"
        where = f"date line {wrong.line}: {MONTHS[wrong.date.month - 1].title()} {wrong.date.day}"
        return where, f"the page cannot be of {self._captured_on.isoformat()}: {reason}. Its years stay unknown"
