"""The log of the commands that run for long, or that run where nobody watches."""

import sys

import click

from bot.cli.common import settings
from bot.redaction import Redaction


def keep_log(ctx: click.Context) -> None:
    """Log as the settings say, to standard error, until the command ends.

    :raises bot.settings.SettingsError: the settings cannot be understood.
    """
    from bot.logs import configure_logs  # noqa: PLC0415 - structlog takes a fifth of a second

    chosen = settings(ctx)
    redact = Redaction(chosen.secrets()).redact
    undo = configure_logs(chosen.log_format, chosen.log_level, stream=sys.stderr, redact=redact)
    ctx.find_root().call_on_close(undo)
