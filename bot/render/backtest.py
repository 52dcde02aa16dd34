"""What a back-test found, in words and as the rows of a chart. Pure, cleaned and bounded."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bot.core.backtest import Backtest, Day
from bot.core.days import has_year
from bot.render import formats
from bot.render.language import SPEAKING_ENGLISH, Language, marked
from bot.render.presentation import date_in_words, month_in_words, number

MAX_ROWS = 24
"""A chart has at most so many rows; else it counts by month, by year, and then the last years only."""

LONG_GAP = 3
"""So many days in a row without a match share a row."""

SHOWN_KEYWORDS = 20
"""So many remarks on keywords are shown."""


class Bar(NamedTuple):
    """A row of the chart. :ivar matched: 0 with a label that names several days: a gap."""

    label: str
    papers: int
    matched: int


def summary(test: Backtest, language: Language = SPEAKING_ENGLISH) -> Iterator[str]:
    """What the profile would have brought, a sentence or two."""
    if not test.papers:
        yield _nothing_there(test, language)
        return
    yield _reached(test, language)
    if test.hidden:
        yield language.gettext(
            "Its cap of %(top)s a digest would have kept %(count)s of them back.",
            top=test.profile.top,
            count=language.number(test.hidden),
        )
    undated, matching = test.undated
    if undated:
        yield language.ngettext(
            "%(count)s paper, %(matching)s of them matching, has no date: on no day below.",
            "%(count)s papers, %(matching)s of them matching, have no date: on no day below.",
            undated,
            matching=language.number(matching),
        )
    if test.left_out:
        yield language.ngettext(
            "%(count)s paper of other days, or without a date in full, not looked at.",
            "%(count)s papers of other days, or without a date in full, not looked at.",
            test.left_out,
        )


NO_PAPERS = marked(
    "There are no papers to try it on. Fill the catalog with: paperround fetch, or: paperround replay PATH"
)


def _nothing_there(test: Backtest, language: Language) -> str:
    if not test.left_out:
        return language.gettext(NO_PAPERS)
    return language.ngettext(
        "None of %(count)s paper is of these days.", "None of %(count)s papers is of these days.", test.left_out
    )


def _reached(test: Backtest, language: Language) -> str:
    reached = language.ngettext(
        "%(matched)s of %(count)s paper reached %(threshold)s",
        "%(matched)s of %(count)s papers reached %(threshold)s",
        test.papers,
        matched=language.number(test.matched),
        threshold=number(test.profile.threshold, language),
    )
    filled = {"reached": reached, "rate": per_day(test.per_day, language), "over": _over(test.days, language)}
    if filled["rate"] and filled["over"]:
        return language.gettext("%(reached)s: %(rate)s, over %(over)s.", **filled)
    if filled["rate"]:
        return language.gettext("%(reached)s: %(rate)s.", **filled)
    if filled["over"]:
        return language.gettext("%(reached)s, over %(over)s.", **filled)
    return language.gettext("%(reached)s.", **filled)


def per_day(rate: float | None, language: Language = SPEAKING_ENGLISH) -> str:
    """``2.4 a day``, ``0.07 a day``; nothing where no day is known."""
    if rate is None:
        return ""
    fine = rate >= 1 or not rate
    written = number(rate, language) if fine else formats.fraction(rate, language.tag)
    return language.gettext("%(rate)s a day", rate=written)


def bars(days: Sequence[Day], language: Language = SPEAKING_ENGLISH) -> tuple[str, list[Bar]]:
    """The chart: by what it counts (day, month or year), and its rows, long gaps taken together."""
    rows: list[Bar] = []
    for unit, period in (("day", date_in_words), ("month", month_in_words), ("year", _year)):
        rows = _closed(_grouped(days, period, language), unit, language)
        if len(rows) <= MAX_ROWS:
            return unit, rows
    return "year", rows[-MAX_ROWS:]


def _over(days: Sequence[Day], language: Language) -> str:
    """``3 days with papers (25 Jul to 29 Jul)``"""
    if not days:
        return ""
    first, last = (date_in_words(day, language) for day in (days[0].day, _last(days)))
    when = first if first == last else language.gettext("%(first)s to %(last)s", first=first, last=last)
    return language.ngettext(
        "%(count)s day with papers (%(when)s)", "%(count)s days with papers (%(when)s)", len(days), when=when
    )


def _last(days: Sequence[Day]) -> str:
    """The newest day; one without its year only where no day has one."""
    return next((day.day for day in reversed(days) if has_year(day.day)), days[-1].day)


def _grouped(days: Sequence[Day], period: Callable[[str, Language], str], language: Language) -> list[Bar]:
    """The days of each period together, in order."""
    together: dict[str, list[Day]] = {}
    for day in days:
        together.setdefault(period(day.day, language), []).append(day)
    return [
        Bar(label, sum(day.papers for day in these), sum(day.matched for day in these))
        for label, these in together.items()
    ]


def _year(day: str, language: Language) -> str:
    return day[:4] if has_year(day) else language.gettext("unknown")


def _closed(rows: Sequence[Bar], unit: str, language: Language) -> list[Bar]:
    """The same with long runs of rows without a match made one."""
    closed: list[Bar] = []
    gap: list[Bar] = []
    for row in (*rows, None):
        if row and not row.matched:
            gap.append(row)
            continue
        if len(gap) >= LONG_GAP:
            closed.append(Bar(_without(len(gap), unit, language), sum(bar.papers for bar in gap), 0))
        else:
            closed.extend(gap)
        gap = []
        closed.extend([row] if row else [])
    return closed


def _without(count: int, unit: str, language: Language) -> str:
    if unit == "day":
        return language.ngettext("%(count)s day without", "%(count)s days without", count)
    if unit == "month":
        return language.ngettext("%(count)s month without", "%(count)s months without", count)
    return language.ngettext("%(count)s year without", "%(count)s years without", count)
