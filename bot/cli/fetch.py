"""``paperround fetch``: look at sources now."""

import asyncio
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from bot.cli.broken_off import broken_off
from bot.cli.common import (
    Failure,
    Misuse,
    console,
    database_option,
    examples,
    json_option,
    now_option,
    print_json,
)
from bot.cli.keeping import kept
from bot.cli.program import program
from bot.cli.promised import print_promised, promised_between, promised_report
from bot.cli.stopping import stopped_by_sigterm
from bot.cli.watching import Wish, chosen_sources, fetched, recorded_when, recording_option, running_clock, wait_option
from bot.core.watch.days import MOST_DAYS
from bot.render.watching import fetched_report


@click.command(
    "fetch",
    short_help="Look at sources now: what is new, what is missing.",
    epilog=examples(
        "paperround fetch",
        "paperround fetch huggingface --since 2026-11-01",
        "paperround fetch arxiv --wait 60 --json",
        "paperround fetch --recording week --tell-nobody",
    ),
)
@click.argument("sources", nargs=-1, metavar="[SOURCE]…")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help=f"Ask for all days from then on, at most {MOST_DAYS}. Papers from before the source's catch_up are only "
    "recorded, nobody is told of them. Default: what is missing, as far back as catch_up says.",
)
@click.option("--tell-all", is_flag=True, help="With --since: tell readers of all that matches, however old.")
@click.option(
    "--tell-nobody", is_flag=True, help="Only fill the catalog: no stored reader will be told of these papers."
)
@wait_option
@recording_option
@database_option
@now_option
@json_option
@click.pass_context
def fetch_command(
    ctx: click.Context,
    *,
    sources: tuple[str, ...],
    since: datetime | None,
    tell_all: bool,
    tell_nobody: bool,
    wait: float,
    recording: Path | None,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Look at the configured sources, or at those named, whether or not they are due.

    The newest listing is asked for first, then what is missing before it. Whatever is understood is recorded at once,
    and promised to the readers in the same step, so what breaks off goes on where it ended. What cannot be understood
    is put aside. The exit code is 1 if something is missing that should have been had.

    How looks end: news, unchanged or empty (all is recorded); other day (asked for one day, the site answered with
    another; nothing is recorded); partial or changed (suspiciously little, or not understood; the page is put aside);
    later (the host wants to be left alone for now), blocked (it refuses us) or failed (no usable answer).
    """
    if tell_all and (tell_nobody or since is None):
        raise Misuse("--tell-all goes with --since, and not with --tell-nobody.")
    chosen = chosen_sources(ctx, sources)
    recorded = recorded_when(recording)
    clock = running_clock(now or recorded.last)
    begins = _since(since, clock()) or recorded.first_day
    wish = Wish(recorded.of(chosen), begins, wait, not tell_nobody, recording, tell_all)
    if recording is None:
        _announce(wish, clock())
    goes_on = f"Broken off. What was recorded stays; go on with: {program(ctx)} fetch"
    with broken_off(goes_on), kept(ctx, database) as store, stopped_by_sigterm():
        begun = clock()
        done = asyncio.run(fetched(ctx, store, wish, clock))
        promised = promised_between(store, begun, clock()) if done.promised else None
    if as_json:
        print_json(fetched_report(done) | {"promised": promised_report(promised)})
    else:
        from bot.render.watching_terminal import print_fetched  # noqa: PLC0415 - not for --json

        print_fetched(done, console())
        if promised:
            print_promised(promised, clock(), console())
    if done.failed:
        sys.exit(Failure.exit_code)


def _announce(wish: Wish, now: datetime) -> None:
    """What looking far back takes, said before it begins."""
    from bot.app.watching.far_back import far_back  # noqa: PLC0415 - only for --since
    from bot.app.watching.source import FOLDER_KIND  # noqa: PLC0415 - likewise
    from bot.render.far_back import far_back_lines  # noqa: PLC0415 - likewise
    from scrapers.kinds import KINDS  # noqa: PLC0415 - likewise

    for watched in wish.sources:
        if wish.since is None or watched.source.kind == FOLDER_KIND:
            continue
        if far := far_back(KINDS[watched.source.kind], watched, wish.since, now):
            for line in far_back_lines(watched.name, far, wish.since, tell=wish.tell, tell_all=wish.tell_all):
                click.echo(line, err=True)


def _since(since: datetime | None, now: datetime) -> date | None:
    if since is None:
        return None
    day = since.replace(tzinfo=UTC).date()
    if day > now.date() + timedelta(days=1):
        raise Misuse(f"--since {day} is yet to come.")
    return day
