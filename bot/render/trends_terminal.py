"""Papers that gain upvotes and comments fast, on a terminal or in a pipe, never wider than the console."""

from datetime import datetime, timedelta

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app.trends import Trending, TrendingPaper
from bot.core.rising import Measure, an_hour
from bot.render.moments import local_time
from bot.render.presentation import counted, number, title_of
from bot.render.terminal import print_line

MAX_ROW = 120
"""The longest title in a row, in characters."""
WIDE_ENOUGH = 72
"""On narrower consoles papers are told in sentences."""

_SLOWEST = 0.1
"""Slower papers are not told apart, in upvotes by the hour."""

_HOW_COUNTS_COME = (
    "Counts come with the pages of sources that have them, as Hugging Face's, and a velocity needs two of them, an "
    "hour apart at least: paperround fetch, and again later. Page dumps do not say when their counts were taken."
)


def print_trending(trending: Trending, by: Measure, now: datetime, window: timedelta, console: Console) -> None:
    """The papers by rank, and what they are reckoned from; where there is none, why and what would help."""
    hours = counted(window // timedelta(hours=1), "hour")
    if not trending.counted:
        print_line(Text(f"No paper was counted in the last {hours}."), console)
        print_line(Text(_HOW_COUNTS_COME, "dim"), console)
        return
    if not trending.papers:
        known = f"{counted(trending.counted, 'paper')} {'was' if trending.counted == 1 else 'were'} counted"
        print_line(Text(f"No paper was seen to gain {by.value} in the last {hours}; {known}."), console)
        print_line(Text(_HOW_COUNTS_COME, "dim"), console)
        return
    if console.width >= WIDE_ENOUGH:
        console.print(_table(trending, now))
    else:
        for rank, each in enumerate(trending.papers, start=1):
            _print_paper(rank, each, now, console)
    what = f"{len(trending.papers):,} of {counted(trending.gained, 'paper')} that gained {by.value} in {hours}"
    print_line(Text(f"{what}, the fastest first; times in UTC.", "bold"), console)


def _table(trending: Trending, now: datetime) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("paper", overflow="fold", ratio=1)
    for gained in ("upvotes", "comments"):
        table.add_column(gained, justify="right", no_wrap=True)
    table.add_column("first seen", no_wrap=True)
    for rank, each in enumerate(trending.papers, start=1):
        trend = each.trend
        table.add_row(
            Text(str(rank), "cyan"),
            Text(title_of(each.paper.title, MAX_ROW)),
            _gain(trend.upvotes, trend.upvotes_gained, trend.upvotes_per_day),
            _gain(trend.comments, trend.comments_gained, trend.comments_per_day),
            Text(_seen(each, now), "dim"),
        )
    return table


def _gain(count: int | None, gained: int, per_day: float) -> Text:
    """``123 +42 1.8/h``; without its gain where there is none, and nothing where nobody counted."""
    if count is None:
        return Text("")
    if not gained:
        return Text(f"{count:,}")
    return Text.assemble(f"{count:,} ", (f"+{gained:,}", "green"), (f" {_velocity(per_day)}", "dim"))


def _velocity(per_day: float) -> str:
    speed = an_hour(per_day)
    return f"{number(speed) if speed >= _SLOWEST else f'<{number(_SLOWEST)}'}/h"


def _print_paper(rank: int, each: TrendingPaper, now: datetime, console: Console) -> None:
    trend = each.trend
    gains = (
        ("upvotes", trend.upvotes, trend.upvotes_gained, trend.upvotes_per_day),
        ("comments", trend.comments, trend.comments_gained, trend.comments_per_day),
    )
    facts = [f"{_gain(count, gained, speed).plain} {name}" for name, count, gained, speed in gains if count is not None]
    facts += [f"first seen {_seen(each, now)}"] if each.first_seen else []
    print_line(Text(title_of(each.paper.title, MAX_ROW), "bold"), console, 4, first=Text(f"{rank:>2}  ", "cyan"))
    print_line(Text(" · ".join(facts), "dim"), console, 4)


def _seen(each: TrendingPaper, now: datetime) -> str:
    return local_time(each.first_seen, "UTC", now) if each.first_seen else ""
