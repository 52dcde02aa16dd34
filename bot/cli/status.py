"""``paperround status``: how everything is, on one screen."""

import sys
from datetime import datetime

import click

from bot.app.status import status_of
from bot.cli.common import (
    Failure,
    console,
    database_option,
    examples,
    json_option,
    moment,
    now_option,
    print_json,
    settings,
)
from bot.cli.program import program
from bot.cli.source_means import known_store
from bot.render.status import status_report


@click.command(
    "status",
    short_help="How everything is, on one screen.",
    epilog=examples("paperround status", "paperround status --json", "paperround status > /dev/null || echo look"),
)
@database_option
@now_option
@json_option
@click.pass_context
def status_command(ctx: click.Context, *, database: str | None, now: datetime | None, as_json: bool) -> None:
    """Every source with what is thought of it and what it brought today, trouble that is not over, pages that were put
    aside, what waits to be sent, who is at work, and what is next.

    The exit code is 1 if someone should look: a source is in trouble, an incident is not over, messages are due for
    more than ten minutes, or paperround run has fallen silent.
    """
    with known_store(ctx, database) as store:
        status = status_of(store, settings(ctx).sources, moment(now))
    if as_json:
        print_json(status_report(status))
    else:
        from bot.render.status_terminal import print_status  # noqa: PLC0415 - not for --json

        print_status(status, console(), program(ctx))
    if status.is_trouble:
        sys.exit(Failure.exit_code)
