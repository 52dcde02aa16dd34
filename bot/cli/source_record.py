"""``paperround source record``: what looks at a source get, as files."""

import asyncio
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from bot.app.watching.source import FOLDER_KIND
from bot.app.watching.taping import Taped, listings_to_tape, tape
from bot.cli.common import Failure, Misuse, database_option, examples, settings
from bot.cli.source_means import known_store, meant, unrecording
from bot.cli.stopping import stopped_by_sigterm
from bot.core.watch import Watched
from bot.core.watch.days import MOST_DAYS
from bot.render.presentation import counted
from bot.render.words import printable
from scrapers.kinds import KINDS
from store.api import Store

_A_DAY = click.DateTime(["%Y-%m-%d"])
_MINUTE = timedelta(minutes=1)


@click.command(
    "record",
    short_help="Record what a source answers as files.",
    epilog=examples(
        "paperround source record huggingface --out week --since 2026-11-16",
        "paperround source record arxiv --out today",
        "paperround source record huggingface --out day --day 2026-11-18",
    ),
)
@click.argument("source", metavar="NAME|ADDRESS")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    required=True,
    help="A folder that is new or empty, or a recording, which is continued.",
)
@click.option("--day", type=_A_DAY, metavar="YYYY-MM-DD", help="Only the listing of this day.")
@click.option("--since", type=_A_DAY, metavar="YYYY-MM-DD", help=f"All from then on, at most {MOST_DAYS} days.")
@database_option
@click.pass_context
def record_command(
    ctx: click.Context,
    *,
    source: str,
    out: Path,
    day: datetime | None,
    since: datetime | None,
    database: str | None,
) -> None:
    """Ask a source for what a first look would ask for, and keep the answers in a folder; the catalog is left alone.

    A recording can be read again like saved pages, or be asked in place of the web. Answers that cannot be understood
    are recorded too, so it is what to send with a report. Tokens are never in it. The exit code is 1 if something
    could not be had or understood.
    """
    watched = meant(ctx, source)
    now = datetime.now(UTC)
    _refuse_nonsense(watched, day, since, now)
    with known_store(ctx, database) as known, stopped_by_sigterm():
        taped = asyncio.run(_taped(ctx, known, watched, out, _day(day), _day(since)))
    configured = watched.name in (each.name for each in settings(ctx).sources)
    _print_ways_on(watched, out, taped, _day(since), now, configured=configured)
    if any(each.failure for each in taped):
        sys.exit(Failure.exit_code)


async def _taped(
    ctx: click.Context, known: Store, watched: Watched, out: Path, day: date | None, since: date | None
) -> tuple[Taped, ...]:
    from scrapers.recordings import Recorder  # noqa: PLC0415 - not for --help

    async with unrecording(ctx, known, None, lambda: datetime.now(UTC)) as means:
        recorder = Recorder(means.web, out, watched.source.source)
        return await tape(
            means,
            watched,
            listings_to_tape(means, watched, day, since),
            lambda listing: recorder.about(watched.source.source, listing),
            _print_taped,
        )


def _refuse_nonsense(watched: Watched, day: datetime | None, since: datetime | None, now: datetime) -> None:
    """:raises Misuse: there is nothing to record, or not so."""
    source, kind = watched.source, KINDS[watched.source.kind]
    if source.kind == FOLDER_KIND:
        raise Misuse(f"Its pages are files already. Read them: paperround replay {shlex.quote(source.address)}")
    if day and since:
        raise Misuse("--day is one day, --since is all from a day on; keep one of them.")
    if day and not kind.has_days(source):
        raise Misuse(f"The listings of '{watched.name}' ({source.kind}) are not of one day each; leave --day out.")
    for option, said in (("--day", _day(day)), ("--since", _day(since))):
        if said and said > kind.day_at(source, now):
            raise Misuse(f"{option} {said} is yet to come.")


def _print_taped(taped: Taped) -> None:
    about = f"{taped.day}: " if taped.day else ""
    if taped.failure:
        click.echo(f"{about}{counted(taped.asked, 'request')}, in vain. {printable(str(taped.failure))}")
    else:
        click.echo(f"{about}{counted(taped.asked, 'request')}, {counted(taped.papers, 'paper')}")


def _print_ways_on(
    watched: Watched, out: Path, taped: Sequence[Taped], since: date | None, now: datetime, *, configured: bool
) -> None:
    """How to use the recording. It answers what was asked when it was made, and is asked as if it were the time of its
    last page; where that would ask for more, the time is named.
    """
    folder = shlex.quote(str(out))
    click.echo(f"Recorded in {out}. To use it:")
    click.echo(f"  paperround replay {folder}")
    if not configured:
        return
    source, kind = watched.source, KINDS[watched.source.kind]
    days = [each.day for each in taped if each.day]
    dates = f" --since {since}" if since and not days else ""
    had = any(each.failure is None for each in taped)
    if days and not (had and max(days) == kind.listing_day(source, kind.day_at(source, now))):
        at = min(now, kind.day_over(source, max(days)) - _MINUTE)
        dates = f" --since {min(days)} --now {at:%Y-%m-%dT%H:%M:%SZ}"
    click.echo(f"  paperround fetch {watched.name} --recording {folder}{dates}")


def _day(said: datetime | None) -> date | None:
    return said.date() if said else None
