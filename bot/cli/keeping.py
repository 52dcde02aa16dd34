"""The catalog of a command that keeps something there: made where there is none yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.cli.common import database_url, settings
from bot.wiring import kept_store
from store.api import Store


def place_url(ctx: click.Context, option: str | None) -> str:
    """As :func:`bot.cli.common.database_url`. The folder of the place that nobody chose is made, if need be.

    :raises bot.cli.common.Misuse: the option is blank.
    """
    url = database_url(ctx, option)
    if option is None and not settings(ctx).chosen:
        Path(url.removeprefix("sqlite:///")).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return url


@contextmanager
def kept(ctx: click.Context, option: str | None) -> Iterator[Store]:
    """The catalog a command writes to, with its tables made if need be; closed afterwards."""
    store = kept_store(place_url(ctx, option))
    try:
        yield store
    finally:
        store.close()
