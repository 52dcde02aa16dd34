"""``paperround deliver``: compose and send what is due, once."""

import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import click

from bot.app.attempts import Attempt
from bot.app.delivery_round import Round, deliver_round, rehearse
from bot.app.outlets import Outlet
from bot.cli.common import (
    Failure,
    console,
    database_option,
    database_url,
    examples,
    json_option,
    moment,
    now_option,
    opened,
    print_json,
    settings,
)
from bot.cli.stopping import stopped_by_sigterm
from bot.render.deliveries import rehearsal_report, round_report
from bot.wiring import explainer, journal, outlets, sending_policy, to_set_up
from store.api import Store
from store.readers import Way


@click.command(
    "deliver",
    short_help="Compose and send what is due, once.",
    epilog=examples(
        "paperround deliver",
        "paperround deliver --dry-run",
        "paperround deliver --now 2026-11-01T08:30:00Z --json",
        "*/5 * * * *  paperround deliver    # as a line of a crontab",
    ),
)
@click.option("--dry-run", is_flag=True, help="Only say what would be sent; nothing is sent, nothing is changed.")
@database_option
@now_option
@json_option
@click.pass_context
def deliver_command(
    ctx: click.Context, *, dry_run: bool, database: str | None, now: datetime | None, as_json: bool
) -> None:
    """Gather what readers were promised and is due, and send it; send again what could not be sent before.

    Run it from cron as often as you like: what is not due waits, and nothing is sent twice. Several may run at once.
    The exit code is 1 if a way out could not be used or is not set up, or something was given up.
    """
    with opened(ctx, database) as store, stopped_by_sigterm():
        # What is for machines must not be mixed with letters.
        terminal = sys.stderr if as_json else sys.stdout
        ways = outlets(settings(ctx), terminal, store)
        if dry_run:
            _rehearse(ctx, store, database, ways, moment(now), as_json=as_json)
            return
        done = asyncio.run(_round(ctx, store, database, ways, now, as_json=as_json))
    if as_json:
        print_json(round_report(done))
    else:
        from bot.render.deliveries_terminal import print_round  # noqa: PLC0415 - not for --json

        print_round(done, console(), _lacking(ctx, done.unserved))
    if done.failed:
        sys.exit(Failure.exit_code)


async def _round(
    ctx: click.Context,
    store: Store,
    database: str | None,
    ways: Mapping[Way, Outlet],
    now: datetime | None,
    *,
    as_json: bool,
) -> Round:
    chosen = settings(ctx)
    try:
        return await deliver_round(
            store,
            explainer(),
            ways,
            clock=lambda: moment(now),
            policy=sending_policy(chosen),
            journal=journal(chosen, database_url(ctx, database)),
            on_attempt=_shown(as_json=as_json),
        )
    finally:
        for outlet in ways.values():
            await outlet.channel.close()


def _shown(*, as_json: bool) -> Callable[[Attempt], None]:
    if as_json:
        return lambda _: None
    from bot.render.deliveries_terminal import print_attempt  # noqa: PLC0415 - not for --json

    screen = console()
    return lambda attempt: print_attempt(attempt, screen)


def _rehearse(
    ctx: click.Context,
    store: Store,
    database: str | None,
    ways: Mapping[Way, Outlet],
    now: datetime,
    *,
    as_json: bool,
) -> None:
    sent = journal(settings(ctx), database_url(ctx, database))
    rehearsal = rehearse(store, explainer(), ways, now, sent)
    if as_json:
        print_json(rehearsal_report(rehearsal))
        return
    from bot.render.deliveries_terminal import print_rehearsal  # noqa: PLC0415 - not for --json

    print_rehearsal(rehearsal, console(), _lacking(ctx, rehearsal.unserved))


def _lacking(ctx: click.Context, ways: Iterable[Way]) -> dict[Way, str]:
    """What to set or install for each of these."""
    return {way: to_set_up(settings(ctx), way) for way in ways}
