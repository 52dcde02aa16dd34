"""``paperround source add``: what an address is, tried once and written behind what is watched."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import Failure, Misuse, database_option, examples, settings, write_private
from bot.cli.source_check import print_found, probed
from bot.settings import CONFIG_NAME, DATABASE_NAME, Settings
from bot.settings.appending import append_source, source_block
from bot.settings.beginning import Beginning, first_config
from bot.settings.reading import Wrong
from bot.settings.sources import Written
from bot.settings.watched import read_sources
from scrapers.errors import SourceConfigError
from scrapers.kinds import KINDS
from scrapers.kinds.pasted import categories_in
from scrapers.kinds.recognising import recognise, remark_on
from scrapers.kinds.types import WatchedSource

if TYPE_CHECKING:
    from bot.core.watch import Watched

_PLACE = "cannot be used. sources[1]"


@click.command(
    "add",
    short_help="Add what an address, a category or a folder is.",
    epilog=examples(
        "paperround source add https://huggingface.co/papers",
        "paperround source add cs.CL cs.LG",
        "paperround source add https://example.org/feed.xml --name our-lab --every 2h",
        "paperround source add ./pages --no-check",
    ),
)
@click.argument("words", metavar="URL|CATEGORY…|FOLDER", nargs=-1, required=True)
@click.option(
    "--name", metavar="NAME", help="What it is called, lastingly: a-z, 0-9 and -. Default: made of the address."
)
@click.option(
    "--every", metavar="TIME", default="", help='Time between two looks, "5m" to "7d". Default: the kind\'s own.'
)
@click.option("--yes", is_flag=True, help="Add it even if it cannot be read now, and ask nothing.")
@click.option("--no-check", is_flag=True, help="Do not look at it first.")
@database_option
@click.pass_context
def add_command(
    ctx: click.Context,
    *,
    words: tuple[str, ...],
    name: str | None,
    every: str,
    yes: bool,
    no_check: bool,
    database: str | None,
) -> None:
    """Say what an address is, look at it once without recording anything, and write it into paperround.toml behind all
    that stands there.

    An address is what one copies from a browser: a page of Hugging Face, arXiv, bioRxiv, medRxiv or OpenReview, or any
    RSS or Atom feed. Categories of arXiv (cs.CL cs.LG) will do, and a folder (./pages).
    """
    chosen = settings(ctx)
    path = chosen.config or Path.cwd() / CONFIG_NAME
    source = _recognised(words, name, path.parent)
    block = source_block(source, every)
    watched = _understood(block, path)
    _refuse_twice(watched, chosen.sources)
    click.echo(f"{watched.name}: {KINDS[source.kind].about} ({source.kind})")
    if remark := remark_on(source):
        click.echo(remark)
    if not no_check and (title := _check(ctx, watched, database, yes=yes)) and not source.title:
        block = source_block(replace(source, title=title), every)
    _write(chosen, path, block)
    click.echo(f"Look at it now: paperround fetch {watched.name}")


def _recognised(words: Sequence[str], name: str | None, home: Path) -> WatchedSource:
    """:param home: where the configuration stands; a folder is meant from there."""
    if len(words) > 1 and not categories_in(" ".join(words)):
        raise Misuse("Only categories of arXiv may be several. Add addresses and folders one by one.")
    try:
        source = recognise(" ".join(words))
    except SourceConfigError as error:
        raise Misuse(str(error)) from error
    if source.kind == "dump" and not source.address.startswith("~"):
        folder = Path(os.path.normpath(Path.cwd() / source.address))
        inside = folder.is_relative_to(home)
        source = replace(source, address=str(folder.relative_to(home) if inside else folder))
    return replace(source, name=name) if name is not None else source


def _understood(block: str, path: Path) -> Watched:
    """The source as it will be understood.

    :raises Misuse: it cannot be: a name, or a time, that cannot be used.
    """
    written = Written("sources", tomllib.loads(block)["sources"], str(path), path.parent, is_text=False)
    try:
        [watched] = read_sources(written)
    except Wrong as error:
        raise Misuse(str(error).removeprefix(_PLACE).removeprefix(".").removeprefix(": ")) from error
    return watched


def _refuse_twice(watched: Watched, known: Sequence[Watched]) -> None:
    source = watched.source
    for each in known:
        same = replace(each.source, name=source.name, title=source.title, homepage=source.homepage) == source
        if same:
            raise Failure(f"This is watched already, as '{each.name}'. Nothing was changed.")
        if each.name == source.name:
            raise Failure(f"Another source is called '{source.name}'. Give this one a name of its own: --name NAME")


def _check(ctx: click.Context, watched: Watched, database: str | None, *, yes: bool) -> str:
    """:return: what a feed calls itself; else empty.

    :raises Failure: it cannot be read, and nobody wants it all the same.
    """
    found = probed(ctx, watched, None, database, lambda: datetime.now(UTC))
    print_found(found)
    if found.is_well or yes or (sys.stdin.isatty() and click.confirm("Add it all the same?")):
        return found.feed_title
    raise Failure("It was not added. To add it all the same: --yes")


def _write(chosen: Settings, path: Path, block: str) -> None:
    if chosen.config is not None:
        append_source(path, block, os.environ, Path.cwd())
        click.echo(f"Added to {path}")
        return
    from store.sql.address import understand  # noqa: PLC0415 - only where there is no configuration

    file = None if chosen.chosen else understand(chosen.database_url).file
    known = str(file) if file and file.exists() else ""  # what is remembered there must not be lost out of sight
    write_private(path, f"{first_config(Beginning(huggingface=False, database=known))}\n{block}")
    click.echo(f"There was no configuration, so one was written: {path}")
    if not chosen.chosen:
        click.echo(f"What is remembered is kept in {known or path.with_name(DATABASE_NAME)}")
