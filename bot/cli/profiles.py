"""``paperround profile``: what a profile file asks for, and whether a profile is understood as meant."""

from pathlib import Path

import click

from bot.cli.common import Misuse, console, examples, json_option, print_json, settings
from bot.core.matching.language import parse_profile, print_keyword
from bot.core.matching.plan import narrowing
from bot.core.matching.types import Profile
from bot.profile_file import load_profiles

profiles_option = click.option(
    "--profiles", type=click.Path(path_type=Path), metavar="FILE", help="Default: the settings' profiles."
)


@click.group(
    "profile",
    short_help="Look at profiles; try one before using it.",
    epilog=examples(
        "paperround profile list --profiles seeds/profiles.toml",
        "paperround profile check 'mine: \"reward model\"^2, title:RLHF, -survey'",
    ),
)
def profile_commands() -> None:
    """Look at profiles; try one before using it."""


@profile_commands.command("list")
@profiles_option
@json_option
@click.pass_context
def list_profiles(ctx: click.Context, *, profiles: Path | None, as_json: bool) -> None:
    """The profiles of a file."""
    chosen = _load(ctx, profiles)
    if as_json:
        print_json([_report(profile) for profile in chosen])
        return
    from bot.render.profiles import print_profiles  # noqa: PLC0415 - not for --json

    print_profiles(chosen, console())


@profile_commands.command("show")
@click.argument("name")
@profiles_option
@json_option
@click.pass_context
def show_profile(ctx: click.Context, *, name: str, profiles: Path | None, as_json: bool) -> None:
    """One profile of a file, keyword by keyword."""
    chosen = _load(ctx, profiles)
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


def _load(ctx: click.Context, file: Path | None) -> tuple[Profile, ...]:
    path = file or settings(ctx).profiles
    if path is None:
        raise Misuse("Which profiles? Name a file with --profiles, or set 'profiles' in paperround.toml.")
    return load_profiles(path)


def _print(profile: Profile, *, as_json: bool) -> None:
    if as_json:
        print_json(_report(profile))
        return
    from bot.render.profiles import print_profile  # noqa: PLC0415 - not for --json

    print_profile(profile, console())


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
