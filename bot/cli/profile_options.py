"""What the commands about readers' profiles share: which papers, how many, and where they are told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TypeAlias

import click

from bot.cli.common import Misuse, finite
from bot.core.matching.field_values import MAX_TOP

_Command: TypeAlias = Callable[..., object]

MAX_DAYS = 366
"""Papers of so many days may be told of later."""


def also_last_option(command: _Command) -> _Command:
    """``--also-last DAYS``."""
    return click.option(
        "--also-last",
        type=click.IntRange(1, MAX_DAYS),
        metavar="DAYS",
        help="Tell of the papers of the last days too, as far as that was not done.",
    )(command)


def sources_option(command: _Command) -> _Command:
    """``--source NAME``."""
    return click.option(
        "--source", "sources", multiple=True, metavar="NAME", help="Papers of this source only. May be repeated."
    )(command)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Of which sources a profile takes papers, and where it is told.

    :ivar sources: by name. :ivar to: addresses, as typed. Of either, empty: nothing was said, unless all are meant.
    """

    sources: Sequence[str]
    all_sources: bool
    to: Sequence[str]
    to_all: bool


def scope_options(command: _Command) -> _Command:
    """``--source``, ``--all-sources``, ``--to`` and ``--to-all``; what was said comes as ``scope``."""

    @wraps(command)  # with the options that it has already
    def gathered(
        *, sources: Sequence[str], all_sources: bool, to: Sequence[str], to_all: bool, **others: object
    ) -> object:
        if (sources and all_sources) or (to and to_all):
            raise Misuse("--source excludes --all-sources, and --to excludes --to-all: name one of them.")
        return command(scope=Scope(sources=sources, all_sources=all_sources, to=to, to_all=to_all), **others)

    everywhere = click.option("--to-all", is_flag=True, help="Tell them at all the reader's addresses.")(gathered)
    everything = click.option("--all-sources", is_flag=True, help="Papers of all sources.")(to_option(everywhere))
    return sources_option(everything)


def to_option(command: _Command) -> _Command:
    """``--to ADDRESS``."""
    return click.option(
        "--to",
        multiple=True,
        metavar="ADDRESS",
        help="Tell them there only: an address or its number. May be repeated.",
    )(command)


def limit_options(command: _Command) -> _Command:
    """``--threshold`` and ``--top``."""
    threshold = click.option(
        "--threshold", type=click.FloatRange(0, 100), callback=finite, help="Score from which a paper is told of."
    )
    top = click.option("--top", type=click.IntRange(0, MAX_TOP), help="At most so many papers a digest; 0 for all.")
    return threshold(top(command))
