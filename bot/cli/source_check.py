"""``paperround source check``: one look, nothing recorded."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import click

from bot.app.watching.probing import Probed, probe
from bot.cli.common import Failure, console, database_option, examples, json_option, now_option, print_json
from bot.cli.source_means import known_store, meant, unrecording
from bot.cli.stopping import stopped_by_sigterm
from bot.cli.watching import recorded_when, recording_option, running_clock
from bot.core.watch import Watched
from bot.render.sources import probed_report


@click.command(
    "check",
    short_help="One look at a source or an address, nothing recorded.",
    epilog=examples(
        "paperround source check huggingface",
        "paperround source check https://example.org/feed.xml",
        "paperround source check cs.CL --json",
    ),
)
@click.argument("source", metavar="NAME|ADDRESS")
@recording_option
@database_option
@now_option
@json_option
@click.pass_context
def check_command(
    ctx: click.Context,
    *,
    source: str,
    recording: Path | None,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Ask a source for its newest listing, as politely as always, and say what came and how it was understood.

    SOURCE is the name of a configured one, or an address, an arXiv category or a folder, which need not be configured.
    Nothing is recorded. The exit code is 1 if the listing would not be recorded either.
    """
    clock = running_clock(now or recorded_when(recording).last)
    found = probed(ctx, meant(ctx, source), recording, database, clock)
    if as_json:
        print_json(probed_report(found))
    else:
        print_found(found)
        click.echo("Nothing was recorded.")
    if not found.is_well:
        sys.exit(Failure.exit_code)


def probed(
    ctx: click.Context,
    watched: Watched,
    recording: Path | None,
    database: str | None,
    clock: Callable[[], datetime],
) -> Probed:
    """What one look at a source finds; on a terminal it says meanwhile that it looks."""

    async def look() -> Probed:
        with known_store(ctx, database) as known:
            async with unrecording(ctx, known, recording, clock) as means:
                return await probe(means, known, watched)

    with stopped_by_sigterm(), console().status("looking …") if sys.stdout.isatty() else nullcontext():
        return asyncio.run(look())


def print_found(found: Probed) -> None:
    """What was found, for people."""
    from bot.render.sources_terminal import print_probed  # noqa: PLC0415 - not for --json

    print_probed(found, console())
