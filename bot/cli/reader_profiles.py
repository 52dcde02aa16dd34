"""``paperround profile add`` and ``edit``: what a reader is told for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import TypeAlias

import click

from bot.app.feedback import read_stored_profile
from bot.app.readers import save_reader_profile
from bot.cli.common import (
    Misuse,
    WordsCommand,
    database_option,
    examples,
    finite,
    json_option,
    moment,
    now_option,
    opened,
)
from bot.cli.kept_profiles import print_kept
from bot.cli.profiles import profile_commands
from bot.cli.reader_options import (
    ChosenTiming,
    named_addresses,
    named_profile,
    named_reader,
    timing_options,
)
from bot.core.matching.field_values import MAX_TOP
from bot.core.matching.language import MAX_NAME, parse_profile, parse_query
from bot.core.matching.types import Profile
from store.profiles import StoredProfile

_Command: TypeAlias = Callable[..., object]

MAX_DAYS = 366
"""Papers of so many days may be told of later."""

__all__ = ["profile_commands"]


def _also_last_option(command: _Command) -> _Command:
    return click.option(
        "--also-last",
        type=click.IntRange(1, MAX_DAYS),
        metavar="DAYS",
        help="Tell of the papers of the last days too, as far as that was not done.",
    )(command)


def _sources_option(command: _Command) -> _Command:
    return click.option(
        "--source", "sources", multiple=True, metavar="NAME", help="Papers of this source only. May be repeated."
    )(command)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """Of which sources a profile takes papers, and where it is told.

    :ivar sources: by name. :ivar to: addresses, as typed. Of either, empty: nothing was said, unless all are meant.
    """

    sources: Sequence[str]
    all_sources: bool
    to: Sequence[str]
    to_all: bool


def _scope_options(command: _Command) -> _Command:
    @wraps(command)  # with the options that it has already
    def gathered(
        *, sources: Sequence[str], all_sources: bool, to: Sequence[str], to_all: bool, **others: object
    ) -> object:
        if (sources and all_sources) or (to and to_all):
            raise Misuse("--source excludes --all-sources, and --to excludes --to-all: name one of them.")
        return command(scope=_Scope(sources=sources, all_sources=all_sources, to=to, to_all=to_all), **others)

    everywhere = click.option("--to-all", is_flag=True, help="Tell them at all the reader's addresses.")(gathered)
    everything = click.option("--all-sources", is_flag=True, help="Papers of all sources.")(_to_option(everywhere))
    return _sources_option(everything)


def _to_option(command: _Command) -> _Command:
    return click.option(
        "--to",
        multiple=True,
        metavar="ADDRESS",
        help="Tell them there only: an address or its number. May be repeated.",
    )(command)


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
@timing_options
@_sources_option
@_to_option
@click.option("--revisions", is_flag=True, help="Tell when a paper is revised, too.")
@_also_last_option
@database_option
@now_option
@json_option
@click.pass_context
def add_command(
    ctx: click.Context,
    *,
    name: str,
    written: str,
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
    profile = parse_profile(written)
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
@click.option(
    "--threshold", type=click.FloatRange(0, 100), callback=finite, help="Score from which a paper is told of."
)
@click.option("--top", type=click.IntRange(0, MAX_TOP), help="At most so many papers a digest; 0 for all.")
@click.option("--rename", metavar="NAME", help="Call it so from now on.")
@timing_options
@_scope_options
@click.option("--revisions/--no-revisions", default=None, help="Tell when a paper is revised, too, or not.")
@_also_last_option
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
    scope: _Scope,
    revisions: bool | None,
    also_last: int | None,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Change what is named; everything else stays. The keywords are replaced by the new ones, which may have "min:60"
    and "top:10" among them. No paper that was known before is told of because of it, unless with --also-last.
    """
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
    if written is not None:
        query = parse_query(written)
        said = profile.threshold if query.threshold is None else query.threshold
        profile = replace(profile, keywords=query.keywords, threshold=said, top=query.top or profile.top)
    if rename is not None:
        profile = replace(profile, name=_profile_name(rename))
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
