"""What does not work here yet, said at once to whoever adds a reader or an address that needs it. It is no error."""

from collections.abc import Iterable

import click

from bot.cli.common import settings
from bot.render.language import ENGLISH, language_of, languages
from bot.settings import SettingsError
from bot.wiring import lacking
from store.readers import Address


def print_waiting(ctx: click.Context, addresses: Iterable[Address]) -> None:
    """For each way out that is not set up here: that it waits, and for what."""
    try:
        chosen = settings(ctx)
    except SettingsError:  # who sends is told; what was asked for is done
        return
    for way in dict.fromkeys(address.way for address in addresses):
        if waits := lacking(chosen, way):
            click.echo(waits)


def print_untranslated(tag: str) -> None:
    """That a reader is written to in English, though they asked for another language.

    :param tag: theirs, a BCP 47 tag.
    """
    if language_of(tag) == ENGLISH and tag.partition("-")[0] != ENGLISH:
        there = ", ".join(languages())
        click.echo(f"There is no translation to {tag} yet, so messages come in English. There are: {there}.")
