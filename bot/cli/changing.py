"""What a command that changes a reader or a profile has to be told."""

import click
from click.core import ParameterSource

from bot.cli.common import Misuse

_ASIDE = frozenset({"database", "now", "as_json"})
"""Options that say nothing of what is to change."""


def refuse_nothing(ctx: click.Context) -> None:
    """:raises Misuse: nothing was named that is to change. The message names what can be."""
    changing = [each for each in ctx.command.params if each.name not in _ASIDE and not each.required]
    if any(ctx.get_parameter_source(each.name or "") is ParameterSource.COMMANDLINE for each in changing):
        return
    options = ", ".join(each.opts[0] for each in changing if isinstance(each, click.Option))
    words = "; or write new keywords" if any(isinstance(each, click.Argument) for each in changing) else ""
    raise Misuse(f"Nothing is named that is to change. Name it with one of these: {options}{words}.")
