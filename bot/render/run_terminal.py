"""What a process says that does everything by itself: in one screen, what it will do and with what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.render.presentation import name_of
from bot.render.sources import utc
from bot.render.words import printable, shorten

MAX_SAID = 200
HOW_TO_STOP = "Ctrl+C or SIGTERM: what is begun is finished first, within ten seconds. Ctrl+C again: at once."
POLLING, WEBHOOK = "polling", "webhook"
"""How it is learned what happens in chats; the values are what programs see."""
_LABEL = 10


@dataclass(frozen=True, slots=True)
class BeginningSource:
    """A source that is watched. :ivar due_at: when it is looked at next. :ivar verdict: what is thought of it."""

    name: str
    kind: str
    due_at: datetime
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What is set up.

    :ivar now: aware, UTC. :ivar database: without its password. :ivar config: the settings' file; empty if there is
        none.
    :ivar ways: ways out that can be used. :ivar lacking: what to set or install for others that are wanted, by way.
    :ivar pages: where they are served; empty if they are not. :ivar public_url: where readers find them.
    :ivar no_pages: why there are none.
    :ivar telegram: :data:`POLLING` or :data:`WEBHOOK`; empty if there is no bot.
    :ivar operator: by which way whoever runs this is told of trouble; empty for none. Not their address: this goes
        into logs. :ivar mute: why they cannot be told; else empty.
    :ivar pinged: whether somebody elsewhere notices when this process falls silent.
    """

    version: str
    now: datetime
    database: str
    config: str
    sources: tuple[BeginningSource, ...]
    ways: tuple[str, ...]
    lacking: Mapping[str, str]
    pages: str
    public_url: str
    no_pages: str
    telegram: str
    operator: str
    mute: str
    pinged: bool
    log: str


def print_beginning(beginning: Beginning, console: Console) -> None:
    """In a frame on a terminal, else line by line."""
    if not console.is_terminal:
        for label, said in (("Paperround", Text(beginning.version)), *_rows(beginning)):
            console.print(Text.assemble(f"{label:<{_LABEL}} ", said), soft_wrap=True)
        return
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for label, said in _rows(beginning):
        table.add_row(label, said)
    console.print(Panel(table, title=f"Paperround {beginning.version}", title_align="left", border_style="dim"))


def beginning_report(beginning: Beginning) -> dict[str, object]:
    """The same for machines."""
    return {
        "event": "begin",
        "version": beginning.version,
        "now": utc(beginning.now),
        "database": beginning.database,
        "config": beginning.config or None,
        "sources": [
            {"name": each.name, "kind": each.kind, "due_at": utc(each.due_at), "verdict": each.verdict}
            for each in beginning.sources
        ],
        "ways": list(beginning.ways),
        "lacking": dict(beginning.lacking),
        "pages": beginning.pages or None,
        "public_url": beginning.public_url or None,
        "no_pages": beginning.no_pages,
        "telegram": beginning.telegram or None,
        "operator": beginning.operator or None,
        "mute": beginning.mute,
        "pinged": beginning.pinged,
    }


def _rows(beginning: Beginning) -> Iterator[tuple[str, Text]]:
    yield "database", Text(printable(beginning.database))
    yield "settings", Text(printable(beginning.config) or "no file; set by the environment alone")
    for source in beginning.sources:
        yield "source", _source(source, beginning.now)
    if not beginning.sources:
        yield "source", Text("no sources: nothing is looked at. Add one: paperround source add ADDRESS", "yellow")
    yield "sends by", Text(", ".join(beginning.ways))
    for way, what in beginning.lacking.items():
        yield "", Text(f"not by {way}: {what}", "yellow")
    if beginning.pages:
        yield "pages", Text(f"{beginning.pages} for {beginning.public_url}/")
    else:
        yield "pages", Text(f"no pages: {beginning.no_pages}", "yellow")
    yield "telegram", _telegram(beginning)
    yield "operator", _operator(beginning)
    silent = Text("nobody notices when this process falls silent: set ping_url", "yellow")
    yield "alarm", Text("ping_url hears every five minutes that all is well") if beginning.pinged else silent
    yield "log", Text(beginning.log)
    yield "stop", Text(HOW_TO_STOP)


def _telegram(beginning: Beginning) -> Text:
    if not beginning.telegram:
        return Text("nobody can write to it: set telegram_token")
    webhook = f"a bot; Telegram tells {beginning.public_url}/telegram what happens"
    return Text(webhook if beginning.telegram == WEBHOOK else "a bot; Telegram is asked what happens")


def _operator(beginning: Beginning) -> Text:
    if not beginning.operator:
        return Text("nobody is told of trouble: set operator", "yellow")
    told = Text(f"is told of trouble by {printable(beginning.operator)}")
    return told.append(f" – cannot be told: {beginning.mute}", "yellow") if beginning.mute else told


def _source(source: BeginningSource, now: datetime) -> Text:
    when = "now" if source.due_at <= now else f"{source.due_at:%Y-%m-%d %H:%M} UTC"
    said = f". {shorten(printable(source.verdict), MAX_SAID)}" if source.verdict else ""
    return Text.assemble((name_of(source.name), "bold"), f" ({source.kind}): next look {when}{said}")
