"""The way of a paper to a reader, on a terminal or in a pipe, never wider than the console."""

from collections.abc import Iterable
from datetime import datetime

from rich.console import Console
from rich.text import Text

from bot.app.tracing import Considered, Story
from bot.core.digest import ProfileMatch
from bot.render.explanation import remedy
from bot.render.moments import local_time
from bot.render.presentation import name_of, number, title_of
from bot.render.reasons import why_of
from bot.render.terminal import MARGIN, print_line
from bot.render.tracing import Ending, conclusion, listed_words, score_words, told_words, why_not

_STYLES = {
    Ending.TOLD: "bold green",
    Ending.COUNTED: "bold yellow",
    Ending.WAITS: "bold yellow",
    Ending.LOST: "bold red",
    Ending.UNTOLD: "bold yellow",
}


def print_story(story: Story, now: datetime, console: Console) -> None:
    """How it ends first, then the way there: listed, matched or not, promised, sent."""
    zone, end = story.reader.timezone, conclusion(story, now)
    print_line(Text(title_of(story.paper.title), "bold"), console)
    print_line(Text(end.said, _STYLES[end.ending]), console)
    print_line(Text(f"Times are in {name_of(zone)}.", "dim"), console)
    _print_part("Listed", (listed_words(each, zone, now) for each in story.listed), console)
    if story.considered:
        _print_heading(f"For {name_of(story.reader.name)}", console)
    for considered in story.considered:
        _print_considered(considered, story, now, console)
    _print_part("Promised", (told_words(each, zone, now) for each in story.told), console)


def _print_considered(considered: Considered, story: Story, now: datetime, console: Console) -> None:
    profile, match = considered.profile, considered.match
    head = Text.assemble((name_of(profile.name), "bold"), f", from {number(profile.threshold)}: ")
    if match:
        head.append(f"matched {local_time(match.at, story.reader.timezone, now)}", "green")
    else:
        head.append(why_not(considered, story, now), "yellow")
    print_line(head, console, MARGIN, first=Text(f"{score_words(considered):>5}  ", "bold cyan"))
    if match is None:
        missing = remedy(considered.explanation)
        lines = [missing] if missing else []
    else:
        lines = [why_of(ProfileMatch(profile.name, considered.explanation.match)).reasons]
    for line in filter(None, lines):
        print_line(Text(line, "dim"), console, MARGIN)


def _print_part(heading: str, lines: Iterable[str], console: Console) -> None:
    lines = list(lines)
    if lines:
        _print_heading(heading, console)
    for line in lines:
        print_line(Text(line), console, 2)


def _print_heading(heading: str, console: Console) -> None:
    console.print()
    print_line(Text(heading, "dim"), console)
