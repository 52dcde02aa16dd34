"""What every command shares: how errors end, where output goes, which database and profiles are meant."""

import json
import math
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.app.reader_rules import ReaderRefused
from bot.app.replay import UnreadablePages
from bot.core.matching.language import ProfileSyntaxError, parse_profile
from bot.core.matching.types import Profile
from bot.core.separation import Inseparable
from bot.core.timing import BadTiming
from bot.profile_file import ProfileFileError, load_profiles
from bot.redaction import install
from bot.settings import Settings, SettingsError, load_settings
from bot.wiring import existing_store
from scrapers.errors import PageMissing, ScrapeError
from store.api import Store
from store.errors import NoCatalog, StoreError

if TYPE_CHECKING:
    from rich.console import Console

_Command = TypeVar("_Command", bound=Callable[..., Any])

_FIRST_YEAR, _LAST_YEAR = 1970, 2099
"""Between these every step of a delivery can reckon: days before and after, seconds in four bytes."""

_REDACTING: list[Callable[[], None]] = []
"""What takes back the redaction that is at work; there is never more than one."""

PIPE_WIDTH = 80
"""Columns where there is no terminal to ask, so that a pipe gets the same bytes everywhere."""


class Failure(click.ClickException):
    """An expected failure on its way to the person: one message, exit code 1, no traceback."""


class Misuse(Failure):
    """What was asked for makes no sense: exit code 2."""

    exit_code = 2


class WordsCommand(click.Command):
    """A command whose words may begin with a minus: then it says how to keep them from being taken for options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As always, with a hint.

        :raises click.UsageError: something begins with a minus that is no option.
        """
        words = args[: args.index("--")] if "--" in args else args
        short = next((each for each in words if each.startswith("-h") and each != "-h"), None)
        if short:  # else a query for "-hallucination" would be answered with the help
            raise click.UsageError(_not_an_option(f"No such option: {short[:40]}", ctx), ctx)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            raise click.UsageError(_not_an_option(error.format_message(), ctx), ctx) from error


def _not_an_option(what: str, ctx: click.Context) -> str:
    hint = f"put -- before them, behind all options: {ctx.command_path} [OPTIONS] -- …"
    return f"{what.rstrip('.')}. If these are words to look for, {hint}"


@contextmanager
def expected_failures() -> Iterator[None]:
    """Turn the errors we foresee into messages with an exit code; all others stay loud."""
    try:
        yield
    except (SettingsError, ProfileFileError, ProfileSyntaxError, PageMissing, BadTiming, ReaderRefused) as error:
        raise Misuse(str(error)) from error
    except UnreadablePages as error:
        kind = Misuse if all(isinstance(each, PageMissing) for each in error.errors) else Failure
        raise kind(f"{error}\nNo page was taken in.") from error
    except NoCatalog as error:
        fill = "Fill one with: paperround fetch; or, from saved pages: paperround replay PATH --database URL"
        hint = f"Make one with: paperround db upgrade. {fill}"
        raise Failure(f"{error} {hint}") from error
    except (ScrapeError, StoreError, Inseparable) as error:
        raise Failure(str(error)) from error
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        where = f"{error.filename}: " if error.filename else ""
        raise Failure(f"{where}{error.strerror or error}") from error


def settings(ctx: click.Context) -> Settings:
    """The settings, read when the first command asks for them."""
    root = ctx.find_root()
    if not isinstance(root.obj, Settings):
        root.obj = load_settings(os.environ, root.params.get("config"), Path.cwd())
        redact(root.obj.secrets())
    return root.obj


def redact(secrets: Iterable[str]) -> None:
    """Let no log and no traceback from here on show these, or a mail address; not even the traceback of a crash."""
    while _REDACTING:
        _REDACTING.pop()()
    _REDACTING.append(install(secrets))


def database_url(ctx: click.Context, option: str | None) -> str:
    """The option, else the settings. A bare path means an SQLite file.

    :raises Misuse: the option is blank, as where a variable was not set.
    """
    if option is not None and not option.strip():
        raise Misuse("--database is blank. Name an SQLite file or a database URL, or leave the option out.")
    url = option or settings(ctx).database_url
    return url if "://" in url else f"sqlite:///{Path(url).expanduser()}"


@contextmanager
def opened(ctx: click.Context, option: str | None) -> Iterator[Store]:
    """The catalog a command looks at, closed afterwards."""
    store = existing_store(database_url(ctx, option))
    try:
        yield store
    finally:
        store.close()


def chosen_profiles(
    file: Path | None,
    written: Sequence[str],
    *,
    threshold: float | None = None,
    top: int | None = None,
) -> tuple[Profile, ...]:
    """The profiles of a file and those written on the command line.

    :param threshold: in place of every profile's own.
    :param top: likewise.
    :raises ProfileSyntaxError: with the place of the mistake.
    """
    profiles = (*(load_profiles(file) if file else ()), *(parse_profile(text) for text in written))
    seen: set[str] = set()
    for profile in profiles:
        if profile.name in seen:
            raise Misuse(f"Two profiles are called '{profile.name}'; give each a name of its own.")
        seen.add(profile.name)
    if threshold is not None:
        profiles = tuple(replace(profile, threshold=threshold) for profile in profiles)
    if top is not None:
        profiles = tuple(replace(profile, top=top) for profile in profiles)
    return profiles


def database_option(command: _Command) -> _Command:
    """``--database URL``."""
    return click.option(
        "--database",
        metavar="URL",
        help="The catalog: an SQLite file or a database URL. Default: the settings' database.",
    )(command)


def finite(_ctx: click.Context, _parameter: click.Parameter, number: float | None) -> float | None:
    """Refuse ``nan``, which is within every range."""
    if number is not None and not math.isfinite(number):
        raise click.BadParameter(f"{number} is no number from 0 to 100.")
    return number


def _time(_ctx: click.Context, _parameter: click.Parameter, written: str | None) -> datetime | None:
    """ISO 8601, in UTC; without an offset it is meant so.

    :raises click.BadParameter: it is no time, or none of these centuries.
    """
    if written is None:
        return None
    try:
        read = datetime.fromisoformat(written.strip())
        at = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        what = f"'{written[:40]}' is no time. Write one like 2026-11-01T08:30:00Z, or 2026-11-01."
        raise click.BadParameter(what) from error
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise click.BadParameter(f"'{written[:40]}' is too far away. Name a time from {_FIRST_YEAR} to {_LAST_YEAR}.")
    return at


def now_option(command: _Command) -> _Command:
    """``--now TIME``: in place of the clock, see :func:`moment`."""
    return click.option(
        "--now", callback=_time, metavar="TIME", help="As if it were this time, in UTC: 2026-11-01T08:30:00Z."
    )(command)


def moment(now: datetime | None) -> datetime:
    """What ``--now`` says, else the clock: aware, UTC. Only doors may ask the clock."""
    return now or datetime.now(UTC)


def json_option(command: _Command) -> _Command:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON value, for machines.")(command)


def print_json(value: object) -> None:
    """One JSON value, the same bytes for the same value whatever the machine."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all.

    :raises OSError: it cannot be written.
    """
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, delete=False) as file:
        try:
            file.write(text)
            file.close()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def examples(*lines: str) -> str:
    """The end of a command's help: examples, one a line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def console() -> "Console":
    """A rich console on standard output: the terminal's width and colours, or 80 plain columns in a pipe."""
    from rich.console import Console  # noqa: PLC0415 - a tenth of a second that --json need not pay

    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(highlight=False, width=PIPE_WIDTH, color_system=None, force_terminal=False, legacy_windows=False)
