"""``paperround source quarantine`` and ``reparse``: pages that were put aside, and what becomes of them."""

import asyncio
import random
import sys
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

import click

from bot.app.standing import known_names
from bot.app.telling import Teller
from bot.app.watching.reparsing import Reread, read_again
from bot.app.watching.runs import new_run
from bot.cli.common import (
    Failure,
    Misuse,
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
from bot.cli.source_means import known_store
from bot.cli.stopping import stopped_by_sigterm
from bot.cli.watching import no_source, running_clock
from bot.render.presentation import counted
from bot.render.sources import aside_report, reread_report
from bot.wiring import background
from store.api import Reading, Store
from store.errors import NotFound
from store.watch import PutAside

_NUMBER = click.IntRange(1, 2**63 - 1)
_MOST = 10_000
_ENDINGS = (("json", ".json"), ("html", ".html"), ("xml", ".xml"), ("rss", ".xml"), ("atom", ".xml"))


@click.command(
    "quarantine",
    short_help="Pages that were put aside and not recorded.",
    epilog=examples(
        "paperround source quarantine",
        "paperround source quarantine huggingface --json",
        "paperround source quarantine --show 3 --out page.html",
        "paperround source quarantine --drop 3",
    ),
)
@click.argument("source", metavar="[NAME]", required=False)
@click.option("--show", "number", type=_NUMBER, metavar="NUMBER", help="Save this page as a file.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Which; never replaced.")
@click.option("--drop", "drop", type=_NUMBER, multiple=True, metavar="NUMBER", help="This page waits no more.")
@database_option
@now_option
@json_option
@click.pass_context
def quarantine_command(
    ctx: click.Context,
    *,
    source: str | None,
    number: int | None,
    out: Path | None,
    drop: tuple[int, ...],
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Pages that could not be understood or had suspiciously little, and wait; the last first.

    A page waits until a look at the same address was understood, until it is read again (paperround source reparse), or
    until it is dropped.
    """
    if drop:
        _drop(ctx, database, drop, moment(now), alone=number is None and source is None)
        return
    if out and number is None:
        raise Misuse("--out is where a page is saved; name the page, too: --show NUMBER")
    with known_store(ctx, database) as store, store.reading() as catalog:
        if number is not None:
            page = _page(catalog, number)
            saved = _save(page, out or Path(f"page-{number}{_ending(page)}"))
            if as_json:
                print_json(aside_report(page) | {"saved_as": str(saved)})
            else:
                click.echo(f"Saved: {saved}, {page.size:,} bytes of {page.address}")
            return
        pages = catalog.put_aside(source=source, limit=_MOST)
        if source is not None and not pages:
            _refuse_unknown(ctx, catalog, source)
    if as_json:
        print_json([aside_report(page) for page in pages])
        return
    from bot.render.sources_terminal import print_aside  # noqa: PLC0415 - not for --json

    print_aside(pages, console())


@click.command(
    "reparse",
    short_help="Read pages that were put aside once more.",
    epilog=examples(
        "paperround source reparse --all",
        "paperround source reparse 3 4",
        "paperround source reparse 5 --accept",
    ),
)
@click.argument("numbers", type=_NUMBER, nargs=-1, metavar="[NUMBER]…")
@click.option("--all", "everything", is_flag=True, help="All that wait.")
@click.option("--accept", is_flag=True, help="Record also those that have suspiciously little: it is all there is.")
@click.option("--tell-nobody", is_flag=True, help="Only fill the catalog: no reader will be told of these papers.")
@database_option
@now_option
@json_option
@click.pass_context
def reparse_command(
    ctx: click.Context,
    *,
    numbers: tuple[int, ...],
    everything: bool,
    accept: bool,
    tell_nobody: bool,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Read pages that wait with the parsers of this version. What is understood is recorded as it was received then,
    and promised to the readers in the same step.

    The exit code is 1 if one of them waits still.
    """
    if bool(numbers) == everything:
        raise Misuse("Name the pages by number, or all of them: --all. See which wait: paperround source quarantine")
    with opened(ctx, database) as store, stopped_by_sigterm():
        clock, teller = running_clock(now), None if tell_nobody else Teller(background())
        reread = asyncio.run(_read_again(ctx, store, dict.fromkeys(numbers), clock, teller, accept=accept))
    if as_json:
        print_json([reread_report(each) for each in reread])
    else:
        from bot.render.sources_terminal import print_reread  # noqa: PLC0415 - not for --json

        print_reread(reread, console())
    if any(each.collected is None and each.page.settled_at is None for each in reread):
        sys.exit(Failure.exit_code)


async def _read_again(
    ctx: click.Context,
    store: Store,
    numbers: Collection[int],
    clock: Callable[[], datetime],
    teller: Teller | None,
    *,
    accept: bool,
) -> tuple[Reread, ...]:
    """:param numbers: of the pages; none for all that wait."""
    from bot.parsing_child import ParsingChild  # noqa: PLC0415 - other commands read no pages

    with store.reading() as catalog:
        for number in numbers:
            _page(catalog, number)  # before anything is done
    run = new_run(clock(), random.SystemRandom().random)
    reread: list[Reread] = []
    async with ParsingChild() as child:
        for each in numbers or (None,):
            reread += await read_again(
                store,
                child.parse,
                settings(ctx).sources,
                clock=clock,
                teller=teller,
                run=run,
                number=each,
                accept=accept,
            )
    return tuple(reread)


def _drop(ctx: click.Context, database: str | None, numbers: Collection[int], now: datetime, *, alone: bool) -> None:
    """:raises Misuse: something else is asked for, too. :raises Failure: there is no such page; none is dropped."""
    if not alone:
        raise Misuse("--drop goes alone: name the pages by their numbers.")
    with opened(ctx, database) as store, store.writing() as catalog:
        for number in numbers:
            catalog.settle_page(_page(catalog, number).number, now)
    click.echo(f"{counted(len(set(numbers)), 'page')} dropped.")


def _save(page: PutAside, path: Path) -> Path:
    """:raises Failure: there is a file already."""
    try:
        with path.open("xb") as file:
            file.write(page.body)
    except FileExistsError as error:
        raise Failure(f"{path} is there already; nothing was saved. Name another one: --out FILE") from error
    return path


def _page(catalog: Reading, number: int) -> PutAside:
    try:
        return catalog.page_put_aside(number)
    except NotFound as error:
        raise Failure(f"There is no page {number} put aside. See which are: paperround source quarantine") from error


def _refuse_unknown(ctx: click.Context, catalog: Reading, source: str) -> None:
    """:raises Misuse: no source was ever called so."""
    known = dict.fromkeys(each.name for each in settings(ctx).sources)
    known |= dict.fromkeys(sorted(known_names(catalog.verdicts(), {job.name: job for job in catalog.jobs()})))
    if source not in known:
        raise no_source(source, known)


def _ending(page: PutAside) -> str:
    return next((ending for word, ending in _ENDINGS if word in page.media_type.lower()), ".txt")
