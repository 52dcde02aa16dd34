"""``paperround source``: what is watched, and how it stands."""

from datetime import datetime

import click

from bot.app.standing import standings
from bot.app.watching.unwatched import forget_unwatched
from bot.cli.common import (
    Failure,
    console,
    database_option,
    examples,
    json_option,
    moment,
    now_option,
    opened,
    print_json,
    settings,
)
from bot.cli.source_add import add_command
from bot.cli.source_aside import quarantine_command, reparse_command
from bot.cli.source_check import check_command
from bot.cli.source_means import known_store
from bot.cli.source_record import record_command
from bot.render.presentation import counted
from bot.render.sources import standing_report


@click.group(
    "source",
    short_help="What is watched: look, try, add, record.",
    epilog=examples(
        "paperround source list",
        "paperround source check huggingface",
        "paperround source add https://arxiv.org/list/cs.CL/recent",
        "paperround source quarantine",
    ),
)
def source_commands() -> None:
    """What is watched: how it stands, what an address is, what it answers, and what could not be understood."""


@source_commands.command(
    "list",
    short_help="Every source and how it stands.",
    epilog=examples("paperround source list", "paperround source list --json"),
)
@database_option
@now_option
@json_option
@click.pass_context
def list_command(ctx: click.Context, *, database: str | None, now: datetime | None, as_json: bool) -> None:
    """Every source with its verdict, when it is looked at, and how many papers of the last 7 days were new.

    Sources that are known from before and are not configured any more come last.
    """
    at = moment(now)
    with known_store(ctx, database) as store, store.reading() as catalog:
        found = standings(catalog, settings(ctx).sources, at)
    if as_json:
        print_json([standing_report(each) for each in found])
        return
    from bot.render.sources_terminal import print_standings  # noqa: PLC0415 - not for --json

    print_standings(found, at, console())


@source_commands.command(
    "forget",
    short_help="Forget a source that is watched no more.",
    epilog=examples("paperround source forget old-feed"),
)
@click.argument("name")
@database_option
@click.pass_context
def forget_command(ctx: click.Context, *, name: str, database: str | None) -> None:
    """Forget what is thought of a source that is not watched any more: its verdict, its incident, its next look. Its
    pages that were put aside wait no more.

    Its papers stay, and so does what is known of the looks at it.
    """
    chosen = settings(ctx)
    if name in (each.name for each in chosen.sources if each.enabled):
        raise Failure(f"'{name}' is watched. First take it out of {chosen.config}, or set enabled = false there.")
    with opened(ctx, database) as store:
        dropped = forget_unwatched(store, name, moment(None))
    if dropped is None:
        raise Failure(f"Nothing is known of a source '{name[:80]}'. See what is: paperround source list")
    pages = f" {counted(dropped, 'page')} put aside {'was' if dropped == 1 else 'were'} dropped." if dropped else ""
    click.echo(f"Forgotten: {name}.{pages} Its papers stay.")


for _each in (check_command, add_command, record_command, quarantine_command, reparse_command):
    source_commands.add_command(_each)
