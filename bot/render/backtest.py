"""What a back-test found, in words and as the rows of a chart. Pure, cleaned and bounded."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bot.core.backtest import Backtest, Day, KeywordTally, Reached
from bot.core.days import has_year
from bot.core.matching.keyword_syntax import print_keyword
from bot.core.matching.plan import is_fact, narrowing
from bot.core.matching.types import Keyword, Role
from bot.core.vocabulary import UnknownWord
from bot.render.presentation import counted, date_in_words, name_of, number

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


def summary(test: Backtest) -> Iterator[str]:
    """What the profile would have brought, a sentence or two."""
    if not test.papers:
        yield f"None of {counted(test.left_out, 'paper')} is of these days." if test.left_out else NO_PAPERS
        return
    rate = f": {per_day(test.per_day)}" if test.per_day is not None else ""
    reached = f"{test.matched:,} of {counted(test.papers, 'paper')} reached {number(test.profile.threshold)}"
    yield f"{reached}{rate}{_over(test.days)}."
    if test.hidden:
        yield f"Its cap of {test.profile.top} a digest would have kept {test.hidden:,} of them back."
    undated, matching = test.undated
    if undated:
        have = "has" if undated == 1 else "have"
        yield f"{counted(undated, 'paper')}, {matching:,} of them matching, {have} no date: on no day below."
    if test.left_out:
        yield f"{counted(test.left_out, 'paper')} of other days, or without a date in full, not looked at."


NO_PAPERS = "There are no papers to try it on. Fill the catalog with: paperround fetch, or: paperround replay PATH"


def per_day(rate: float | None) -> str:
    """``2.4 a day``, ``0.07 a day``; nothing where no day is known."""
    if rate is None:
        return ""
    return f"{number(rate) if rate >= 1 or not rate else f'{rate:.2f}'} a day"


def bars(days: Sequence[Day]) -> tuple[str, list[Bar]]:
    """The chart: by what it counts (day, month or year), and its rows, long gaps taken together."""
    rows: list[Bar] = []
    for unit, period in (("day", date_in_words), ("month", _month), ("year", _year)):
        rows = _closed(_grouped(days, period), unit)
        if len(rows) <= MAX_ROWS:
            return unit, rows
    return "year", rows[-MAX_ROWS:]


def remarks(test: Backtest) -> Iterator[str]:
    """What is to be said of single keywords: never found, found nearly everywhere, required, excluded."""
    everywhere = test.everywhere
    for keyword, tally in zip(test.profile.keywords, test.keywords, strict=True):
        yield from _on_spelling(keyword, tally)
        if tally.role is Role.EXCLUDED:
            yield _on_exclusion(tally, test)
        elif tally.role is Role.REQUIRED:
            yield f"{name_of(tally.keyword)} is in {tally.papers:,} of {counted(test.papers, 'paper')}{_blocks(tally)}."
        if tally in everywhere:
            share = round(100 * tally.fully / test.papers)
            yield f"{name_of(tally.keyword)} is in {share} % of the papers: it hardly tells one from another."
    required = [tally for tally in test.keywords if tally.role is Role.REQUIRED]
    if len(required) > 1 and all(tally.papers for tally in required) and test.lacking + test.excluded == test.papers:
        yield "No paper has everything that is required."


def advice(test: Backtest) -> str:
    """What to try instead if nothing matches or nearly everything does, else empty."""
    if not test.papers:
        return ""
    if not test.matched:
        return _on_nothing(test)
    if not test.is_nearly_all(test.matched):
        return ""
    drop = ", ".join(name_of(tally.keyword) for tally in test.everywhere[:3])
    instead = f"leave out {drop}" if drop and len(test.everywhere) < len(test.keywords) else "write narrower keywords"
    raised = f", or raise the threshold: with {_minimum(test.fitting)}" if test.fitting else ""
    return f"That is nearly everything: {instead}{raised}."


def _on_nothing(test: Backtest) -> str:
    if test.excluded == test.papers:
        return "Exclusions kept out every paper: remove some."
    if test.lacking + test.excluded == test.papers:
        return _on_lacking(test)
    if not test.scored:
        return "None of its keywords is found in any paper: try other words, or fewer of them in one keyword."
    if test.fitting:
        return f"Nothing reaches {number(test.profile.threshold)}. With {_minimum(test.fitting)}."
    return f"No paper comes near: the best has {number(test.nearest[0].match.score)}. Add keywords that occur."


def _on_lacking(test: Backtest) -> str:
    facts = ", ".join(name_of(print_keyword(keyword)) for keyword in list(narrowing(test.profile.keywords))[:3])
    if not any(tally.role is Role.REQUIRED for tally in test.keywords):
        return f"What narrows down kept everything out: widen or leave out {facts}."
    return f"What is required kept everything out: drop a plus{f', or leave out {facts}' if facts else ''}."


def _over(days: Sequence[Day]) -> str:
    if not days:
        return ""
    first, last = (date_in_words(day) for day in (days[0].day, _last(days)))
    when = first if first == last else f"{first} to {last}"
    return f", over {counted(len(days), 'day')} with papers ({when})"


def _last(days: Sequence[Day]) -> str:
    """The newest day; one without its year only where no day has one."""
    return next((day.day for day in reversed(days) if has_year(day.day)), days[-1].day)


def _grouped(days: Sequence[Day], period: Callable[[str], str]) -> list[Bar]:
    """The days of each period together, in order."""
    together: dict[str, list[Day]] = {}
    for day in days:
        together.setdefault(period(day.day), []).append(day)
    return [
        Bar(label, sum(day.papers for day in these), sum(day.matched for day in these))
        for label, these in together.items()
    ]


def _month(day: str) -> str:
    """``Jul 2025``, ``Jul``"""
    return date_in_words(f"{day[:-2]}01").removeprefix("1 ")


def _year(day: str) -> str:
    return day[:4] if has_year(day) else "unknown"


def _closed(rows: Sequence[Bar], unit: str) -> list[Bar]:
    """The same with long runs of rows without a match made one."""
    closed: list[Bar] = []
    gap: list[Bar] = []
    for row in (*rows, None):
        if row and not row.matched:
            gap.append(row)
            continue
        if len(gap) >= LONG_GAP:
            closed.append(Bar(f"{counted(len(gap), unit)} without", sum(bar.papers for bar in gap), 0))
        else:
            closed.extend(gap)
        gap = []
        closed.extend([row] if row else [])
    return closed


def _on_spelling(typed: Keyword, tally: KeywordTally) -> Iterator[str]:
    keyword = name_of(tally.keyword)
    hints = " ".join(map(on_unknown, tally.unknown))
    if tally.role is Role.EXCLUDED or tally.papers:
        # Where a keyword does find something, a word that is merely missing is no news; one that is misspelt is.
        hints = " ".join(on_unknown(unknown) for unknown in tally.unknown if unknown.nearest)
        if hints:
            yield f"{keyword}: {hints}"
    elif hints:
        yield f"{keyword} is never found: {hints}"
    elif is_fact(typed.sought):
        yield f"{keyword} holds for no paper."
    else:
        yield f"{keyword} is never found, though its words occur."


def on_unknown(unknown: UnknownWord) -> str:
    """That a word occurs nowhere, and the nearest spelling that does."""
    near = unknown.nearest
    word = f"“{name_of(unknown.word)}” occurs nowhere."
    return f"{word} Nearest spelling: “{name_of(near.word)}” ({counted(near.papers, 'paper')})." if near else word


def _on_exclusion(tally: KeywordTally, test: Backtest) -> str:
    if not tally.papers:
        return f"{name_of(tally.keyword)} kept nothing out."
    if tally.papers == 1:
        which = "which would have" if tally.spared else "which would not have"
    else:
        which = f"{tally.spared:,} of which would have" if tally.spared else "none of which would have"
    reached = f"{which} reached {number(test.profile.threshold)}"
    return f"{name_of(tally.keyword)} kept out {counted(tally.papers, 'paper')}, {reached}."


def _blocks(tally: KeywordTally) -> str:
    return "" if tally.papers else ", so nothing can match"


def _minimum(row: Reached) -> str:
    rate = f", {per_day(row.per_day)}" if row.per_day is not None else ""
    return f"min:{number(row.threshold)} there would be {counted(row.papers, 'paper')}{rate}"
