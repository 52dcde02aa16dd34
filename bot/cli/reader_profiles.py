"""``paperround profile add`` and ``edit``: what a reader is told for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import click

from bot.app.feedback import read_stored_profile
from bot.app.readers import save_reader_profile
from bot.app.stored_keywords import understand
from bot.cli.changing import refuse_nothing
from bot.cli.common import (
    Misuse,
    WordsCommand,
    database_option,
    examples,
    json_option,
    moment,
    now_option,
    opened,
)
from bot.cli.kept_profiles import print_kept
from bot.cli.profile_options import Scope, also_last_option, limit_options, scope_options, sources_option, to_option
from bot.cli.profiles import profile_commands
from bot.cli.reader_options import (
    ChosenTiming,
    named_addresses,
    named_profile,
    named_reader,
    timing_options,
)
from bot.core.matching.language import MAX_NAME, parse_profile, parse_query
from bot.core.matching.types import Profile
from store.profiles import StoredProfile

__all__ = ["profile_commands"]


@profile_commands.command(
    "add",
    cls=WordsCommand,
    short_help="Give a reader a profile.",
    epilog=examples(
        'paperround profile add ada "birds: pigeon, rook, -survey"',
        'paperround profile add ada "rewards: \\"reward model\\"^2, RLHF, min:60, top:10" --weekly "mon 8:00"',
        'paperround profile add ada "mine: org:DeepMind" --instant --to ada@example.org --also-last 7',
    ),
)
@click.argument("name", metavar="READER")
@click.argument("written", metavar='"NAME: KEYWORD, …"')
@limit_options
@timing_options
@sources_option
@to_option
@click.option("--revisions", is_flag=True, help="Tell when a paper is revised, too.")
@also_last_option
@database_option
@now_option
@json_option
@click.pass_context
def add_command(
    ctx: click.Context,
    *,
    name: str,
    written: str,
    threshold: float | None,
    top: int | None,
    timing: ChosenTiming,
    sources: Sequence[str],
    to: Sequence[str],
    revisions: bool,
    also_last: int | None,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Give a reader a profile. From now on: papers that are known already are not told of, unless with --also-last.

    Without a timing it gets that of the reader's latest profile, else what was said when the reader was added.
    """
    profile = _limited(parse_profile(written), threshold, top)
    at = moment(now)
    with opened(ctx, database) as store:
        with store.reading() as catalog:
            reader = named_reader(catalog, name)
            present = [each.timing for each in catalog.profiles_of(reader.number)] or [reader.default_timing]
            addresses = named_addresses(catalog, reader, to)
        kept = save_reader_profile(
            store,
            reader.number,
            profile,
            at,
            timing=timing.timing(present[-1]),
            sources=sources,
            addresses=addresses,
            revisions=revisions,
        )
        print_kept(store, reader, [kept], also_last, at, as_json=as_json)


@profile_commands.command(
    "edit",
    cls=WordsCommand,
    short_help="Change a reader's profile.",
    epilog=examples(
        'paperround profile edit ada birds "pigeon, rook, crow, -survey"',
        "paperround profile edit ada birds --threshold 60 --top 10 --daily 8:00",
        "paperround profile edit ada birds --rename crows --to ada@example.org",
    ),
)
@click.argument("name", metavar="READER")
@click.argument("profile_name", metavar="NAME")
@click.argument("written", metavar='["KEYWORD, …"]', required=False)
@limit_options
@click.option("--rename", metavar="NAME", help="Call it so from now on.")
@timing_options
@scope_options
@click.option("--revisions/--no-revisions", default=None, help="Tell when a paper is revised, too, or not.")
@also_last_option
@database_option
@now_option
@json_option
@click.pass_context
def edit_command(
    ctx: click.Context,
    *,
    name: str,
    profile_name: str,
    written: str | None,
    threshold: float | None,
    top: int | None,
    rename: str | None,
    timing: ChosenTiming,
    scope: Scope,
    revisions: bool | None,
    also_last: int | None,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Change what is named; everything else stays. The keywords are replaced by the new ones, which may have "min:60"
    and "top:10" among them. No paper that was known before is told of because of it, unless with --also-last.
    """
    refuse_nothing(ctx)
    at = moment(now)
    with opened(ctx, database) as store:
        with store.reading() as catalog:
            reader = named_reader(catalog, name)
            old = named_profile(catalog, reader, profile_name)
            addresses = named_addresses(catalog, reader, scope.to)
        kept = save_reader_profile(
            store,
            reader.number,
            _edited(old, written, threshold, top, rename),
            at,
            number=old.number,
            timing=timing.timing(old.timing),
            sources=scope.sources if scope.sources or scope.all_sources else None,
            addresses=addresses if scope.to or scope.to_all else None,
            revisions=revisions,
        )
        print_kept(store, reader, [kept], also_last, at, as_json=as_json)


def _edited(
    old: StoredProfile, written: str | None, threshold: float | None, top: int | None, rename: str | None
) -> Profile:
    profile = read_stored_profile(old)
    if written is None:
        for error in understand(old.keywords).errors:  # it must not be lost unseen
            raise error
    else:
        query = parse_query(written)
        said = profile.threshold if query.threshold is None else query.threshold
        profile = replace(profile, keywords=query.keywords, threshold=said, top=query.top or profile.top)
    if rename is not None:
        profile = replace(profile, name=_profile_name(rename))
    return _limited(profile, threshold, top)


def _limited(profile: Profile, threshold: float | None, top: int | None) -> Profile:
    """With these instead of its own, where they are named."""
    return replace(
        profile,
        threshold=profile.threshold if threshold is None else round(threshold, 2),
        top=profile.top if top is None else top or None,
    )


def _profile_name(name: str) -> str:
    clean = " ".join(name.split())
    if not 0 < len(clean) <= MAX_NAME or ":" in clean:
        raise Misuse(f"A profile's name has 1 to {MAX_NAME} characters, and no colon.")
    return clean
