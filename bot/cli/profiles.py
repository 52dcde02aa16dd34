"""``paperround profile``: what a profile file asks for, and whether a profile is understood as meant."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import click

from bot.app.feedback import read_stored_profile
from bot.app.reader_view import view_reader
from bot.app.stored_keywords import understand
from bot.cli.common import (
    Misuse,
    console,
    database_option,
    examples,
    json_option,
    opened,
    print_json,
    settings,
)
from bot.cli.reader_options import named_profile, named_reader
from bot.core.matching.language import parse_profile, print_keyword
from bot.core.matching.plan import narrowing
from bot.core.matching.types import Profile
from bot.core.timing import print_timing
from bot.profile_file import load_profiles
from bot.render.readers import profile_report, timing_report
from store.profiles import StoredProfile

_Command: TypeAlias = Callable[..., object]

profiles_option = click.option(
    "--profiles", type=click.Path(path_type=Path), metavar="FILE", help="Default: the settings' profiles."
)


@click.group(
    "profile",
    short_help="What readers care about: look, try, add, change.",
    epilog=examples(
        "paperround profile list --profiles seeds/profiles.toml",
        "paperround profile check 'mine: \"reward model\"^2, title:RLHF, -survey'",
        'paperround profile add ada "birds: pigeon, rook, -survey"',
    ),
)
def profile_commands() -> None:
    """What readers care about: try a profile before using it; give profiles to readers, and change them."""


def _reader_option(command: _Command) -> _Command:
    return click.option("--reader", metavar="NAME", help="The profiles of this reader, in place of a file's.")(command)


@profile_commands.command("list", epilog=examples("paperround profile list", "paperround profile list ada"))
@click.argument("owner", metavar="[READER]", required=False)
@profiles_option
@_reader_option
@database_option
@json_option
@click.pass_context
def list_profiles(
    ctx: click.Context,
    *,
    owner: str | None,
    profiles: Path | None,
    reader: str | None,
    database: str | None,
    as_json: bool,
) -> None:
    """The profiles of a file, or of a reader."""
    reader = _one_reader(owner, reader)
    if reader is not None:
        _list_stored(ctx, profiles, reader, database, as_json=as_json)
        return
    chosen = _load(ctx, profiles, database)
    if as_json:
        print_json([_report(profile) for profile in chosen])
        return
    from bot.render.profiles import print_profiles  # noqa: PLC0415 - not for --json

    print_profiles(chosen, console())


@profile_commands.command(
    "show", epilog=examples('paperround profile show "reward models"', "paperround profile show ada birds")
)
@click.argument("names", metavar="[READER] NAME", nargs=-1, required=True)
@profiles_option
@_reader_option
@database_option
@json_option
@click.pass_context
def show_profile(
    ctx: click.Context,
    *,
    names: tuple[str, ...],
    profiles: Path | None,
    reader: str | None,
    database: str | None,
    as_json: bool,
) -> None:
    """One profile of a file or of a reader, keyword by keyword."""
    *owners, name = names
    if len(owners) > 1:
        raise Misuse("A reader and a profile are named at most. Put names of several words in quotes.")
    reader = _one_reader(owners[0] if owners else None, reader)
    if reader is not None:
        _only_one(profiles)
        with opened(ctx, database) as store, store.reading() as catalog:
            stored = named_profile(catalog, named_reader(catalog, reader), name)
        _print(read_stored_profile(stored), as_json=as_json, stored=stored)
        return
    chosen = _load(ctx, profiles, database)
    found = next((profile for profile in chosen if profile.name == name), None)
    if found is None:
        raise Misuse(f"No profile is called '{name}'. There are: {', '.join(p.name for p in chosen)}.")
    _print(found, as_json=as_json)


@profile_commands.command(
    "check", epilog=examples("paperround profile check 'mine: preference optimi*, \"reward hacking\", -image'")
)
@click.argument("written", metavar='"NAME: KEYWORD, …"')
@json_option
def check_profile(*, written: str, as_json: bool) -> None:
    """Say how a profile is understood, or where its mistake is."""
    _print(parse_profile(written), as_json=as_json)


def _list_stored(
    ctx: click.Context, profiles: Path | None, reader: str, database: str | None, *, as_json: bool
) -> None:
    _only_one(profiles)
    with opened(ctx, database) as store:
        with store.reading() as catalog:
            number = named_reader(catalog, reader).number
        view = view_reader(store, number)
    if as_json:
        print_json([profile_report(profile) for profile in view.profiles])
        return
    from bot.render.readers_terminal import print_stored_profiles  # noqa: PLC0415 - not for --json

    print_stored_profiles(view, console())


def _one_reader(owner: str | None, option: str | None) -> str | None:
    if owner is not None and option is not None:
        raise Misuse("The reader is named twice: leave out --reader.")
    return option if owner is None else owner


def _only_one(profiles: Path | None) -> None:
    if profiles is not None:
        raise Misuse("--profiles and a reader exclude each other: name the file, or the reader.")


def _load(ctx: click.Context, file: Path | None, database: str | None) -> tuple[Profile, ...]:
    if database is not None:
        raise Misuse("--database goes with a reader: whose profiles are meant?")
    path = file or settings(ctx).profiles
    if path is None:
        hint = "Name a reader, or a file with --profiles, or set 'profiles' in paperround.toml."
        raise Misuse(f"Which profiles? {hint}")
    return load_profiles(path)


def _print(profile: Profile, *, as_json: bool, stored: StoredProfile | None = None) -> None:
    if as_json:
        print_json(_report(profile) | (_stored_report(stored) if stored else {}))
        return
    from bot.render.profiles import print_profile  # noqa: PLC0415 - not for --json

    print_profile(profile, console())
    if stored:
        click.echo(f"Told {print_timing(stored.timing)}.")
        for error in understand(stored.keywords).errors:
            click.echo(f"Not used, for it is not understood any more: {error}")


def _stored_report(stored: StoredProfile) -> dict[str, object]:
    strange = [error.text for error in understand(stored.keywords).errors]
    return {"timing": timing_report(stored.timing), "not_understood": strange}


def _report(profile: Profile) -> dict[str, object]:
    from bot.render.profiles import meaning  # noqa: PLC0415 - what prints is loaded when something is printed

    narrowed = narrowing(profile.keywords)
    return {
        "name": profile.name,
        "threshold": profile.threshold,
        "top": profile.top,
        "keywords": [
            {
                "keyword": print_keyword(keyword),
                "role": keyword.role.value,
                "weight": keyword.weight,
                "means": meaning(keyword, narrowed.get(keyword)),
            }
            for keyword in profile.keywords
        ],
    }
