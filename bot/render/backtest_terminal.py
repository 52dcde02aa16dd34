"""What a back-test and a search found, on a terminal or in a pipe, never wider than the console."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from bot.app.search import Found
from bot.core.backtest import Backtest
from bot.core.days import has_year
from bot.core.digest import ProfileMatch
from bot.core.matching.types import Match
from bot.render.backtest import SHOWN_KEYWORDS, Bar, bars, per_day, summary
from bot.render.backtest_advice import advice, on_unknown, remarks
from bot.render.columns import width_of
from bot.render.explanation import remedy
from bot.render.presentation import authors_in_words, counted, date_in_words, name_of, number, title_of
from bot.render.reasons import why_of
from bot.render.terminal import MARGIN, NARROW, print_line
from store.records import Paper

MAX_TITLE = 160
"""The longest title in a list, in characters."""
MAX_BAR = 40
"""The longest bar, in columns."""
SHOWN_UNKNOWN = 5
"""So many words of a query that occur nowhere are named."""
LEAST_BAR = 8
"""Where there is no room for a bar so long, there is none."""


def print_backtest(test: Backtest, console: Console) -> None:
    """What the profile would have brought: by day, by threshold, the best, the nearest, and what to mend."""
    cap = f", at most {test.profile.top:,} a digest" if test.profile.top else ""
    limits = f"  told of from {number(test.profile.threshold)}{cap}"
    print_line(Text.assemble((name_of(test.profile.name), "bold"), (limits, "dim")), console)
    for sentence in summary(test):
        print_line(Text(sentence), console)
    if not test.papers:
        return
    _print_days(test, console)
    _print_thresholds(test, console)
    if test.best:
        _heading("The best", console)
    for paper, match in test.best:
        _print_ranked(paper, match, console)
    if test.nearest:
        _heading("Just below the line", console)
    for near in test.nearest:
        _print_ranked(near.paper, near.match, console)
        print_line(Text(remedy(near, test.unheard), "dim"), console, MARGIN if console.width >= NARROW else 0)
    _print_remarks(test, console)


def print_found(found: Found, threshold: float, console: Console) -> None:
    """The papers a query found, the best first, each with its score and the reasons for it."""
    for ranked in found.best:
        _print_ranked(ranked.paper, ranked.match, console, facts=True)
    if not found.papers:
        said = "No papers yet. Fill the catalog with: paperround fetch, or paperround replay PATH --database FILE"
    elif not found.matched:
        reached = f" {number(threshold)}" if threshold else " above 0"
        said = f"None of {counted(found.papers, 'paper')} scores{reached}."
    else:
        said = f"{len(found.best):,} of {counted(found.matched, 'paper')} that match, of {found.papers:,} searched."
    print_line(Text(said, "bold"), console)
    for unknown in found.unknown[:SHOWN_UNKNOWN]:
        print_line(Text(on_unknown(unknown)), console)


def _print_days(test: Backtest, console: Console) -> None:
    unit, rows = bars(test.days)
    if not test.matched or not rows:
        return
    mixed = len({has_year(day.day) for day in test.days}) > 1
    _heading(f"Matches by {unit}" + ("; where no page gave the year, at the end" if mixed else ""), console)
    _print_bars([(bar, _tally(bar)) for bar in rows], console)


def _tally(bar: Bar) -> str:
    return f"{bar.matched:,} of {bar.papers:,}" if bar.matched else f"none of {bar.papers:,}"


def _print_thresholds(test: Backtest, console: Console) -> None:
    _heading("With another threshold", console)
    rows = []
    for row in test.reached:
        own = " ← now" if row.threshold == test.profile.threshold else ""
        rate = f", {per_day(row.per_day)}" if row.per_day is not None else ""
        rows.append((Bar(f"from {number(row.threshold)}", test.papers, row.papers), f"{row.papers:,}{rate}{own}"))
    _print_bars(rows, console)


def _print_bars(rows: Sequence[tuple[Bar, str]], console: Console) -> None:
    """Label, bar and what is counted; the bars only where there is room for them."""
    labels = max(width_of(bar.label) for bar, _ in rows)
    texts = max(width_of(text) for _, text in rows)
    room = min(MAX_BAR, console.width - labels - texts - 6)
    most = max(bar.matched for bar, _ in rows)
    for bar, text in rows:
        size = max(1, round(room * bar.matched / most)) if bar.matched and room >= LEAST_BAR else 0
        label = " " * (labels - width_of(bar.label)) + bar.label
        line = Text.assemble("  ", label, "  ", ("█" * size + " " * bool(size), "cyan"), text)
        line.stylize("" if bar.matched else "dim")
        print_line(line, console)


def _print_ranked(paper: Paper, match: Match, console: Console, *, facts: bool = False) -> None:
    margin = MARGIN if console.width >= NARROW else 0
    score = Text(f"{number(match.score):>5}  ", "bold cyan")
    print_line(Text(title_of(paper.title, MAX_TITLE), "bold"), console, margin, first=score if margin else None)
    if not margin:
        print_line(score, console)
    if facts:
        date = paper.published or paper.updated or paper.listed
        known = (paper.key, authors_in_words(paper), date_in_words(date) if date else "")
        print_line(Text(" · ".join(filter(None, known)), "dim"), console, margin)
    print_line(Text(why_of(ProfileMatch("", match)).reasons, "green"), console, margin)


def _print_remarks(test: Backtest, console: Console) -> None:
    said = list(remarks(test))
    if said:
        _heading("Keywords", console)
    for remark in said[:SHOWN_KEYWORDS]:
        print_line(Text(remark), console, 2 if console.width >= NARROW else 0)
    if len(said) > SHOWN_KEYWORDS:
        print_line(
            Text(f"and {counted(len(said) - SHOWN_KEYWORDS, 'more remark')}", "dim"),
            console,
            2 if console.width >= NARROW else 0,
        )
    advised = advice(test)
    if advised:
        console.print()
        print_line(Text(advised, "bold yellow"), console)


def _heading(words: str, console: Console) -> None:
    console.print()
    print_line(Text(words, "bold cyan"), console)
