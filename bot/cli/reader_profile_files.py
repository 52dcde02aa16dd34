"""``paperround profile remove``, ``import`` and ``export``: a reader's profiles taken away, and from and to files."""

from datetime import datetime
from pathlib import Path

import click

from bot.app.readers import import_profiles, remove_reader_profile
from bot.cli.common import (
    Misuse,
    console,
    database_option,
    examples,
    json_option,
    moment,
    now_option,
    opened,
    print_json,
    write_private,
)
from bot.cli.kept_profiles import print_kept
from bot.cli.reader_options import ChosenTiming, named_profile, named_reader, timing_options
from bot.cli.reader_profiles import profile_commands
from bot.core.matching.syntax import quoted
from bot.profile_file import load_told_profiles
from bot.render.profile_toml import profiles_toml
from bot.render.readers import profile_report
from bot.render.typed import argument

__all__ = ["profile_commands"]


@profile_commands.command(
    "remove", short_help="Take a reader's profile away.", epilog=examples("paperround profile remove ada birds")
)
@click.argument("name", metavar="READER")
@click.argument("profile_name", metavar="NAME")
@database_option
@now_option
@json_option
@click.pass_context
def remove_command(
    ctx: click.Context, *, name: str, profile_name: str, database: str | None, now: datetime | None, as_json: bool
) -> None:
    """Take a profile away, and what it matched. What was said of its papers stays, should it come back."""
    with opened(ctx, database) as store:
        with store.reading() as catalog:
            reader = named_reader(catalog, name)
            old = named_profile(catalog, reader, profile_name)
        removed = remove_reader_profile(store, reader.number, old.number, moment(now))
    if as_json:
        print_json(profile_report(removed))
        return
    from bot.render.readers_terminal import print_removed_profile  # noqa: PLC0415 - not for --json

    print_removed_profile(removed, reader, console())


@profile_commands.command(
    "import",
    short_help="Give a reader the profiles of a file.",
    epilog=examples(
        "paperround profile import ada seeds/profiles.toml",
        "paperround profile import ada profiles.json --replace --weekly 'fri 16:00'",
    ),
)
@click.argument("name", metavar="READER")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", "replacing", is_flag=True, help="Change profiles of the same name.")
@timing_options
@database_option
@now_option
@json_option
@click.pass_context
def import_command(
    ctx: click.Context,
    *,
    name: str,
    file: Path,
    replacing: bool,
    timing: ChosenTiming,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Give a reader all profiles of a TOML or JSON file, or none; others of the reader stay. They are told as the file
    says, or at the time that is named here. What neither says stays as it is, and so do addresses.
    """
    profiles = load_told_profiles(file)
    at = moment(now)
    with opened(ctx, database) as store:
        with store.reading() as catalog:
            reader = named_reader(catalog, name)
        chosen = timing.timing(reader.default_timing)
        kept = import_profiles(store, reader.number, profiles, at, replacing=replacing, timing=chosen)
        print_kept(store, reader, kept, None, at, as_json=as_json)


@profile_commands.command(
    "export",
    short_help="A reader's profiles as a file.",
    epilog=examples("paperround profile export ada --out ada.toml"),
)
@click.argument("name", metavar="READER")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there. Default: print it."
)
@database_option
@click.pass_context
def export_command(ctx: click.Context, *, name: str, out: Path | None, database: str | None) -> None:
    """A reader's profiles as TOML, which "paperround profile import" and "--profiles" read: all but the addresses at
    which they are told.
    """
    with opened(ctx, database) as store, store.reading() as catalog:
        reader = named_reader(catalog, name)
        profiles = catalog.profiles_of(reader.number)
    if not profiles:
        add = f"paperround profile add {argument(reader.name)} 'mine: keyword, …'"
        raise Misuse(f"{quoted(reader.name)} has no profiles yet. Add one with: {add}")
    if out is None:
        click.echo(profiles_toml(profiles), nl=False)
        return
    write_private(out, profiles_toml(profiles))
    are = "1 profile is" if len(profiles) == 1 else f"{len(profiles):,} profiles are"
    click.echo(f"{are} in {out}.")
