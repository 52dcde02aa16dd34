"""Sources, on a terminal or in a pipe, never wider than the console."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app.health import regular_interval
from bot.app.standing import Standing
from bot.app.watching.probing import Probed
from bot.app.watching.reparsing import Reread
from bot.core.watch import Watched
from bot.core.watch.facts import print_gap
from bot.core.watch.words import NOTE, sentence
from bot.render.presentation import counted, name_of, title_of
from bot.render.terminal import print_line
from bot.render.watching_terminal import MAX_SAID, WIDE_ENOUGH, goes_without_saying, verdict_style
from bot.render.words import printable, shorten
from store.watch import PutAside, SourceVerdict, VerdictKind

_LABEL = 12
_NONE = "–"
_PROBED_TITLE = 100
_SOON = timedelta(minutes=1)
_OF_REAL_LOOKS = ("It is asked again by itself.", "The next look asks again.")
"""What is said of failures that is not so of a look that nobody repeats."""
_STYLES = {VerdictKind.FRESH: "green", VerdictKind.WAITING: "yellow", VerdictKind.QUIET: ""}


def print_standings(standings: Sequence[Standing], now: datetime, console: Console) -> None:
    """A line for each source, then what is thought of it where that takes more than a word."""
    if not standings:
        print_line(Text("No source is configured, and none is known from before."), console)
        print_line(Text("Begin with: paperround init; or: paperround source add ADDRESS"), console)
        return
    if console.width >= WIDE_ENOUGH:
        console.print(_table(standings, now))
    for standing in standings:
        verdict = standing.verdict
        if console.width < WIDE_ENOUGH:
            print_line(Text("; ".join(_in_words(standing, now))), console)
        if verdict and not goes_without_saying(verdict):
            print_line(Text(f"{name_of(standing.name)}: {said_of(verdict)}", verdict_style(verdict)), console)


def said_of(verdict: SourceVerdict) -> str:
    """What is thought of a source, fit to print."""
    return shorten(printable(verdict.said), MAX_SAID)


def how_long(span: timedelta) -> str:
    """``now``, ``18 min``, ``3 h``, ``5 d``."""
    return "now" if span < _SOON else print_gap(span)


def ago(span: timedelta) -> str:
    """``just now``, ``18 min ago``."""
    return "just now" if span < _SOON else f"{print_gap(span)} ago"


def when_looked(watched: Watched) -> str:
    """``30 min``, or ``06:30 12:00``."""
    if watched.timing.at:
        return " ".join(f"{at:%H:%M}" for at in watched.timing.at)
    return print_gap(regular_interval(watched))


def print_probed(found: Probed, console: Console) -> None:
    """What one look found, and what to do if it found nothing that could be recorded."""
    for label, finding in _findings(found):
        print_line(finding, console, _LABEL, first=Text(f"{label:<{_LABEL}}", "dim"))
    for heading in found.titles:
        print_line(Text(title_of(heading, _PROBED_TITLE)), console, _LABEL, first=Text(f"{'':<{_LABEL - 2}}- "))
    for failure in found.failures:
        failed = printable(f"{failure.address}: {failure.what}")
        print_line(Text(failed, "red"), console, _LABEL, first=Text(f"{'failed':<{_LABEL}}", "dim"))
        if failure.hint:
            hint = "Try it again later." if failure.hint in _OF_REAL_LOOKS else failure.hint
            print_line(Text(printable(hint)), console, _LABEL, first=Text(f"{'to do':<{_LABEL}}", "dim"))
    if found.said:
        print_line(Text(printable(found.said), "red"), console, _LABEL, first=Text(f"{found.result.value:<{_LABEL}}"))
    verdict, went_wrong = found.judgement, bool(found.failures or found.said)
    if went_wrong and verdict.kind is VerdictKind.FAILED:
        return
    style = _STYLES.get(verdict.kind, "red")
    numbers = dict(verdict.numbers) | ({"said": "", NOTE: ""} if went_wrong else {})
    said = shorten(printable(sentence(verdict.kind, numbers) or verdict.said), MAX_SAID)
    print_line(Text(said, style), console, _LABEL, first=Text(f"{'verdict':<{_LABEL}}", "dim"))


def print_aside(pages: Sequence[PutAside], console: Console) -> None:
    """Each page with why it waits."""
    for page in pages:
        about = f"{name_of(page.source)}, {page.received_at:%Y-%m-%d %H:%M} UTC, {page.size:,} bytes"
        print_line(Text(f"{about}: {page.result.value}", "bold"), console, 6, first=Text(f"{page.number:>4}  ", "cyan"))
        for text in (page.address, page.said):
            if text:
                print_line(Text(shorten(printable(text), MAX_SAID)), console, 6)
    if not pages:
        print_line(Text("No page waits."), console)
        return
    print_line(Text(f"{counted(len(pages), 'page')}.", "bold"), console)
    print_line(Text("Look at one: paperround source quarantine --show NUMBER"), console)
    print_line(Text("Read them again, after an update: paperround source reparse --all"), console)


def print_reread(reread: Sequence[Reread], console: Console) -> None:
    """What became of each page."""
    for each in reread:
        about = f"{each.page.number} ({name_of(each.page.source)})"
        collected = each.collected
        if collected is None:
            print_line(Text(f"{about}: {shorten(printable(each.said), MAX_SAID)}", "yellow"), console)
            continue
        papers = counted(collected.summary.entries, "paper")
        told = f", {collected.promised:,} promised" if collected.promised else ""
        print_line(Text(f"{about}: recorded, {papers}, {len(collected.new_papers):,} new{told}", "green"), console)
    print_line(Text(f"{counted(len(reread), 'page')} read again." if reread else "No page waits.", "bold"), console)


def _table(standings: Sequence[Standing], now: datetime) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("source", overflow="fold", min_width=8)
    table.add_column("kind", no_wrap=True)
    table.add_column("looks", overflow="fold", min_width=6, max_width=11)
    table.add_column("last", no_wrap=True)
    table.add_column("next", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("new\n7 d", justify="right", no_wrap=True)
    for standing in standings:
        table.add_row(*_row(standing, now))
    return table


def _row(standing: Standing, now: datetime) -> Iterator[Text]:
    watched, verdict = standing.watched, standing.verdict
    style = "" if standing.is_enabled else "dim"
    yield Text(name_of(standing.name), style)
    yield Text(watched.source.kind if watched else "not configured", style)
    yield Text(when_looked(watched) if watched else _NONE, style)
    yield Text(how_long(now - standing.last.ended_at) if standing.last else "never", style)
    yield Text(_next(standing, now), style)
    yield Text(verdict.kind.value, verdict_style(verdict)) if verdict else Text(_NONE, style)
    yield Text(f"{standing.new:,}", style)


def _next(standing: Standing, now: datetime) -> str:
    if standing.watched and not standing.watched.enabled:
        return "off"
    return how_long(standing.due_at - now) if standing.due_at else _NONE


def _in_words(standing: Standing, now: datetime) -> Iterator[str]:
    watched = standing.watched
    yield f"{name_of(standing.name)}: {watched.source.kind if watched else 'not configured'}"
    if watched:
        yield f"to be looked at {'at' if watched.timing.at else 'every'} {when_looked(watched)}"
    yield f"last look {ago(now - standing.last.ended_at)}" if standing.last else "never looked at"
    yield f"next look: {_next(standing, now)}"
    yield f"{counted(standing.new, 'new paper')} in 7 days"


def _findings(found: Probed) -> Iterator[tuple[str, Text]]:
    source = found.source.source
    yield "source", Text(f"{name_of(source.name)} ({source.kind})" + (f", {found.day}" if found.day else ""))
    for address in found.asked:
        yield "asked", Text(printable(address))
    status = f"{found.status}, " if found.status else ""
    if found.size:
        yield "answered", Text(f"{status}{found.size:,} bytes, {found.seconds:.1f} s in all")
    if found.kind is None:
        return
    skipped = f", {counted(found.skipped, 'block')} not understood" if found.skipped else ""
    yield "understood", Text(f"as {found.kind.value}: {counted(found.papers, 'paper')}, {found.new:,} new{skipped}")
    if found.answered_day:
        yield "its day", Text(found.answered_day.isoformat())
