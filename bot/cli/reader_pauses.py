"""``paperround reader pause``, ``resume`` and ``snooze``."""

from datetime import datetime

import click

from bot.app.readers import pause, resume, snooze
from bot.cli.common import console, database_option, examples, json_option, moment, now_option, opened, print_json
from bot.cli.reader_options import named_reader
from bot.core.timing import snooze_until, zone
from bot.render.readers import reader_report
from store.readers import Reader

_AWAKE = "off"
"""In place of a date, for a snooze that is to end."""


@click.command(
    "pause", short_help="Send a reader nothing until they resume.", epilog=examples("paperround reader pause ada")
)
@click.argument("name")
@database_option
@now_option
@json_option
@click.pass_context
def pause_command(ctx: click.Context, *, name: str, database: str | None, now: datetime | None, as_json: bool) -> None:
    """Send a reader nothing until they resume. What appears meanwhile is not kept for them; for that, snooze."""
    at = moment(now)
    with opened(ctx, database) as store:
        with store.reading() as catalog:
            number = named_reader(catalog, name).number
        paused = pause(store, number, at)
    print_heard_next(paused, at, as_json=as_json)


@click.command("resume", short_help="End a pause or a snooze.", epilog=examples("paperround reader resume ada"))
@click.argument("name")
@database_option
@now_option
@json_option
@click.pass_context
def resume_command(ctx: click.Context, *, name: str, database: str | None, now: datetime | None, as_json: bool) -> None:
    """End a pause or a snooze. What was promised before comes in one digest."""
    at = moment(now)
    with opened(ctx, database) as store:
        with store.reading() as catalog:
            number = named_reader(catalog, name).number
        resumed = resume(store, number, at)
    print_heard_next(resumed, at, as_json=as_json)


@click.command(
    "snooze",
    short_help="Send a reader nothing until a date.",
    epilog=examples("paperround reader snooze ada 2026-12-01", "paperround reader snooze ada off"),
)
@click.argument("name")
@click.argument("date")
@database_option
@now_option
@json_option
@click.pass_context
def snooze_command(
    ctx: click.Context, *, name: str, date: str, database: str | None, now: datetime | None, as_json: bool
) -> None:
    """Send a reader nothing until a day begins where they are; then what was found comes in one digest.

    DATE is that day, as 2026-12-01, or "off" to end it at once.
    """
    at = moment(now)
    with opened(ctx, database) as store:
        with store.reading() as catalog:
            reader = named_reader(catalog, name)
        until = None if date.strip().lower() == _AWAKE else snooze_until(date, zone(reader.timezone), at)
        snoozed = snooze(store, reader.number, until, at)
    print_heard_next(snoozed, at, as_json=as_json)


def print_heard_next(reader: Reader, at: datetime, *, as_json: bool) -> None:
    """When a reader hears next, after something was changed."""
    if as_json:
        print_json(reader_report(reader))
        return
    from bot.render.readers_terminal import print_heard  # noqa: PLC0415 - not for --json

    print_heard(reader, at, console())
