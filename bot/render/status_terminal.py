"""How everything is, on one screen, never wider than the console."""

from collections.abc import Iterator
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app.standing import Standing, Today
from bot.app.status import Status
from bot.render.presentation import counted, name_of
from bot.render.sources_terminal import ago, how_long
from bot.render.terminal import print_line
from bot.render.watching_terminal import MAX_SAID, WIDE_ENOUGH, goes_without_saying, verdict_style
from bot.render.words import printable, shorten
from store.watch import Incident

SHOWN_JOBS = 5
SHOWN_INCIDENTS = 10
SHOWN_SAID = 200
"""Characters of what is thought of a source; all of it stands in the list of sources."""
_LABEL = 11
_NONE = "–"


def print_status(status: Status, console: Console, program: str = "paperround") -> None:
    """The sources, then a line or two for each of the other things.

    :param program: how it is called again with the same settings.
    """
    known = [each for each in status.sources if each.watched]
    if known and console.width >= WIDE_ENOUGH:
        console.print(_table(known, status.now))
    watched = [each for each in known if each.is_enabled]
    _print_said(watched, console, program)
    if not watched:
        print_line(Text("No source is watched.", "yellow"), console)
        print_line(Text(f"Begin with: paperround init; or: {program} source add ADDRESS"), console)
    console.print()
    for label, said in _lines(status, program):
        print_line(said, console, _LABEL, first=Text(f"{label:<{_LABEL}}", "dim"))


def _table(standings: list[Standing], now: datetime) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("source", overflow="fold", min_width=8)
    table.add_column("verdict", no_wrap=True)
    table.add_column("for", no_wrap=True)
    table.add_column("today", justify="right", no_wrap=True)
    table.add_column("usual", justify="right", no_wrap=True)
    table.add_column("last look", no_wrap=True)
    table.add_column("next", no_wrap=True)
    for standing in standings:
        table.add_row(*_row(standing, now))
    return table


def _row(standing: Standing, now: datetime) -> Iterator[Text]:
    verdict, today = standing.verdict, standing.today
    style = "" if standing.is_enabled else "dim"
    yield Text(name_of(standing.name), style)
    yield Text(verdict.kind.value, verdict_style(verdict)) if verdict else Text(_NONE, style)
    yield Text(how_long(now - verdict.since) if verdict else _NONE, style)
    yield Text(f"{today.papers:,}" if today else _NONE, style)
    yield Text(_usual(today), style)
    yield Text(how_long(now - standing.last.ended_at) if standing.last else "never", style)
    if not standing.is_enabled:
        yield Text("off", style)
    else:
        yield Text(how_long(standing.due_at - now) if standing.due_at else _NONE)


def _usual(today: Today | None) -> str:
    return _NONE if today is None or today.usual is None else f"{today.usual:,.0f}"


def _print_said(standings: list[Standing], console: Console, program: str) -> None:
    """What is thought of those that are looked at, and which of them never were."""
    for standing in standings:
        verdict = standing.verdict
        if verdict and not (console.width >= WIDE_ENOUGH and goes_without_saying(verdict)):
            said = shorten(printable(verdict.said), SHOWN_SAID)
            print_line(Text(f"{name_of(standing.name)}: {said}", verdict_style(verdict)), console)
    never = [name_of(standing.name) for standing in standings if standing.verdict is None]
    if never:
        print_line(Text(f"Never looked at: {', '.join(never)}. Look now: {program} fetch", "yellow"), console)


def _lines(status: Status, program: str) -> Iterator[tuple[str, Text]]:
    shown = status.incidents[:SHOWN_INCIDENTS]
    for place, incident in enumerate(shown):
        yield "" if place else "trouble", _incident(incident)
    if len(status.incidents) > len(shown):
        yield "", Text(f"and {len(status.incidents) - len(shown):,} more", "red")
    if not shown:
        yield "trouble", Text("none that is not over", "green")
    if status.put_aside:
        pages = ", ".join(f"{name_of(name)} {count:,}" for name, count in sorted(status.put_aside.items()))
        yield "put aside", Text(f"pages that wait: {pages}. See them: {program} source quarantine", "yellow")
    if status.unwatched:
        names = ", ".join(map(name_of, status.unwatched))
        forget = f"{program} source forget {name_of(status.unwatched[0]) if len(status.unwatched) == 1 else 'NAME'}"
        yield "unwatched", Text(f"no longer configured: {names}. Forget it: {forget}")
    yield "outbox", _outbox(status, program)
    yield "at work", _at_work(status, program)
    if status.is_led and status.jobs:
        jobs = ", ".join(f"{name_of(job.name)} {_due(job.due_at, status.now)}" for job in status.jobs[:SHOWN_JOBS])
        yield "next", Text(jobs)


def _incident(incident: Incident) -> Text:
    return Text(f"{name_of(incident.subject)}: {incident.kind} since {incident.began_at:%Y-%m-%d %H:%M} UTC", "red")


def _outbox(status: Status, program: str) -> Text:
    outbox, now = status.outbox, status.now
    parts = [f"{counted(outbox.due, 'message')} due now" if outbox.due else "nothing is due"]
    if outbox.waiting and outbox.oldest:
        parts.append(f"{outbox.waiting:,} made and not sent, the oldest for {how_long(now - outbox.oldest)}")
    if outbox.promised:
        parts.append(f"{counted(outbox.promised, 'paper')} promised to {counted(outbox.readers, 'reader')}")
    said = Text("; ".join(parts))
    if outbox.late:
        said.append(f"; {outbox.late:,} due for more than ten minutes: {program} deliver", "red")
    if outbox.dead:
        said.append(f"; {outbox.dead:,} given up: {program} delivery list --state dead", "yellow")
    return said


def _at_work(status: Status, program: str) -> Text:
    leader, now = status.leader, status.now
    if leader and status.is_led:
        return Text(f"paperround run {_where(leader.owner)}", "green")
    looked = f"; a source was last looked at {ago(now - status.looked_at)}" if status.looked_at else ""
    if leader:
        return Text(f"nobody; paperround run fell silent {ago(now - leader.until)}{looked}", "red")
    start = "" if status.looked_at else f". Start it: {program} run; or, by cron: {program} once"
    return Text(f"paperround run is not{looked}{start}")


def _where(owner: str) -> str:
    """``on vm (process 9969)``, of the name by which a process is known: its host, its number, some chance."""
    host, _, rest = owner.rpartition(" ")[0].rpartition(" ")
    return f"on {_short(host)} (process {rest})" if host and rest.isdecimal() else f"({_short(owner)})"


def _short(text: str) -> str:
    return shorten(printable(text), MAX_SAID)


def _due(at: datetime, now: datetime) -> str:
    span = how_long(at - now)
    return span if span == "now" else f"in {span}"
