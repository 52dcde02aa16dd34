"""``paperround settings``: what is set, and where."""

import os
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli.common import examples, json_option, print_json
from bot.settings import ExplainedSetting, explain_settings

_WIDTH = 18


@click.command(
    "settings",
    short_help="Every setting, and where it comes from.",
    epilog=examples("paperround settings", "paperround --config other.toml settings --json"),
)
@json_option
@click.pass_context
def settings_command(ctx: click.Context, *, as_json: bool) -> None:
    """Every setting, its value, and where it comes from. Secrets are shown as ***.

    A setting stands in paperround.toml under its name; or in the environment as PAPERROUND_ and its name in capitals;
    or in a file that the variable of that name with _FILE names; or, in the folder that PAPERROUND_SECRETS_DIR names,
    in a file of its name. What is watched ([[sources]]) stands in paperround.toml alone.
    """
    explained = explain_settings(os.environ, ctx.find_root().params.get("config"), Path.cwd())
    if as_json:
        print_json([asdict(each) for each in explained])
        return
    for each in explained:
        click.echo(f"{each.name:<{_WIDTH}}{_value(each)}")
        origin = "" if each.value is None else f" From: {each.origin}."
        click.echo(f"{'':<{_WIDTH}}{each.about}{origin}")


def _value(setting: ExplainedSetting) -> str:
    if setting.value is None:
        return "(not set)"
    if isinstance(setting.value, bool):
        return str(setting.value).lower()
    return f"{setting.value:g}" if isinstance(setting.value, float) else str(setting.value)
