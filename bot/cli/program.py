"""How this program is called again."""

import shlex

import click


def program(ctx: click.Context) -> str:
    """How this program is called again with the same settings: ``paperround --config FILE`` where a file was named."""
    path = ctx.find_root().params.get("config")
    return f"paperround --config {shlex.quote(str(path))}" if path else "paperround"
