"""Looks at sources, on a terminal or in a pipe, never wider than the console."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app.watching.alerts import Told
from bot.app.watching.fetching import Fetched
from bot.app.watching.outcome import NOT_WELL
from bot.app.watching.source import SourceReport
from bot.core.watch.words import NOTE
from bot.render.far_back import untold_line
from bot.render.presentation import counted, name_of
from bot.render.terminal import print_line
from bot.render.words import printable, shorten
from store.watch import Look, LookResult, SourceVerdict, VerdictKind

MAX_SAID = 600
WIDE_ENOUGH = 60
"""On narrower consoles looks are told in sentences."""
_NAME_WIDTH = 24
_MOST_OTHER_DAYS = 3

RESULT_STYLES = {LookResult.NEWS: "green", LookResult.LATER: "yellow", LookResult.OTHER_DAY: "yellow"}
_PUT_ASIDE = (LookResult.PARTIAL, LookResult.CHANGED)
VERDICT_STYLES = {VerdictKind.FRESH: "green", VerdictKind.WAITING: "yellow", VerdictKind.QUIET: ""}


def print_fetched(fetched: Fetched, console: Console) -> None:
    """What was found: a line for each look, then what went wrong, then what is thought of each source."""
    if any(source.looks for source in fetched.sources):
        _print_looks(fetched, console)
    for source in fetched.sources:
        _print_source(source, console)
        if source.untold_before is not None:
            print_line(Text(untold_line(source.name, source.untold_before), "yellow"), console)
    looks = [look for source in fetched.sources for look in source.looks]
    new = sum(look.new for look in looks)
    print_line(Text(f"{counted(len(looks), 'look')}, {counted(new, 'new paper')}. Run {fetched.run}.", "bold"), console)


def print_told(told: Told | None, console: Console) -> None:
    """What the operator was told, if anything."""
    if told is None:
        return
    if told.failure:
        print_line(Text(f"The operator could not be told: {printable(told.failure)}", "red"), console)
    elif told.begun or told.ended:
        what = f"{counted(told.begun, 'trouble')} that began and {told.ended:,} that ended"
        print_line(Text(f"The operator was told of {what}."), console)


def _print_looks(fetched: Fetched, console: Console) -> None:
    if console.width < WIDE_ENOUGH:
        for source in fetched.sources:
            for look in source.looks:
                what = " ".join(filter(None, (name_of(source.name), look.day)))
                found = f"{counted(look.entries, 'paper')}, {look.new:,} new"
                print_line(Text(f"{what}: {look.result.value}, {found}"), console)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("source", overflow="fold", max_width=_NAME_WIDTH)
    table.add_column("day", no_wrap=True)
    table.add_column("result", no_wrap=True)
    table.add_column("papers", justify="right", no_wrap=True)
    table.add_column("new", justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for source in fetched.sources:
        for place, look in enumerate(source.looks, start=1):
            table.add_row(*_row(source, look, last=place == len(source.looks)))
    console.print(table)


def _row(source: SourceReport, look: Look, *, last: bool) -> Iterator[Text]:
    yield Text(name_of(source.name))
    yield Text(look.day or "")
    yield Text(look.result.value, _look_style(look))
    yield Text(f"{look.entries:,}")
    yield Text(f"{look.new:,}")
    verdict = source.verdict if last else None
    yield Text(verdict.kind.value, verdict_style(verdict)) if verdict else Text("")


def _print_source(source: SourceReport, console: Console) -> None:
    name = name_of(source.name)
    if source.skipped:
        print_line(Text(f"{name}: not looked at, for {printable(source.skipped)}.", "yellow"), console)
        return
    if source.trouble:
        print_line(Text(f"{name}: it cannot be looked at. {_said(source.trouble)}", "red"), console)
    verdict = source.verdict
    troubles = [look for look in source.looks if look.said and look.result in NOT_WELL]
    told = {look.result for look in troubles if verdict and look.said in verdict.said}
    for said in dict.fromkeys(look.said for look in troubles if look.result not in told):
        print_line(Text(f"{name}: {_said(said)}", "red"), console)
    if any(look.result in _PUT_ASIDE for look in source.looks):
        print_line(Text(f"{name}: look at what was put aside: paperround source quarantine {name}"), console)
    noted = [look.said for look in source.looks if look.said and not look.pages and look.result not in NOT_WELL]
    for said in dict.fromkeys((*noted, *_other_days(source), *source.remarks)):
        if verdict is None or said not in verdict.said:
            print_line(Text(f"{name}: {_said(said)}", "yellow"), console)
    if verdict is not None and not (source.looks and console.width >= WIDE_ENOUGH and goes_without_saying(verdict)):
        print_line(Text(f"{name}: {_said(verdict.said)}", verdict_style(verdict)), console)


def _other_days(source: SourceReport) -> Iterator[str]:
    """What was asked for and what was answered instead. A year of weekends need not be said one by one."""
    said = [look.said for look in source.looks if look.result is LookResult.OTHER_DAY]
    yield from said[:_MOST_OTHER_DAYS]
    if len(said) > _MOST_OTHER_DAYS:
        yield f"{counted(len(said) - _MOST_OTHER_DAYS, 'more day')} answered with another one."


def _said(text: str) -> str:
    return shorten(printable(text), MAX_SAID)


def goes_without_saying(verdict: SourceVerdict) -> bool:
    """Whether a source is well and its sentence says no more than that, so that it would only hide the others'."""
    return verdict.kind is VerdictKind.FRESH and not dict(verdict.numbers).get(NOTE)


def verdict_style(verdict: SourceVerdict) -> str:
    """In which colour a verdict is shown."""
    return VERDICT_STYLES.get(verdict.kind, "red")


def _look_style(look: Look) -> str:
    return RESULT_STYLES.get(look.result, "red" if look.result in NOT_WELL else "")
