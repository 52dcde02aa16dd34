"""What the commands about sources share: which one is meant, and with what it is looked at without recording."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.common import Misuse, database_url, settings
from bot.cli.watching import answering, no_source
from bot.core.watch import Watched
from bot.watch_wiring import watching
from bot.wiring import existing_store, scratch_store
from scrapers.errors import SourceConfigError
from scrapers.kinds.recognising import recognise
from store.api import Store
from store.errors import NoCatalog

if TYPE_CHECKING:
    import click

    from bot.app.watching.means import Means


@contextmanager
def known_store(ctx: click.Context, database: str | None) -> Iterator[Store]:
    """The catalog, or where there is none yet one that remembers nothing; closed afterwards."""
    try:
        store = existing_store(database_url(ctx, database))
    except NoCatalog:
        store = scratch_store()
    try:
        yield store
    finally:
        store.close()


def meant(ctx: click.Context, said: str) -> Watched:
    """The source of that name, or the one that this address is.

    :raises Misuse: it is neither.
    """
    known = {each.name: each for each in settings(ctx).sources}
    if said in known:
        return known[said]
    try:
        return Watched(source=recognise(said))
    except SourceConfigError as error:
        if "/" in said or "." in said:
            raise Misuse(str(error)) from error
        raise no_source(said, known) from error


@asynccontextmanager
async def unrecording(
    ctx: click.Context, known: Store, recording: Path | None, clock: Callable[[], datetime]
) -> AsyncIterator[Means]:
    """With what a source is looked at when nothing is to be recorded: no page is known, so all of them are asked for,
    and manners are kept by what the catalog remembers of hosts.
    """
    from bot.parsing_child import ParsingChild  # noqa: PLC0415 - other commands read no pages

    nothing = scratch_store()
    try:
        async with ParsingChild() as child, answering(ctx, known, recording, clock) as web:
            yield watching(nothing, web, child.parse, clock, tell=False)
    finally:
        nothing.close()
