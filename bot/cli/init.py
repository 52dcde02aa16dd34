"""``paperround init``: a first configuration file, and whoever runs this as the first reader."""

import os
import shlex
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.broken_off import broken_off
from bot.cli.common import Failure, Misuse, examples, write_private
from bot.cli.init_questions import Answers, FirstReader, ask
from bot.render.typed import argument
from bot.settings import CONFIG_NAME, PREFIX, Settings, load_settings
from bot.settings.beginning import Beginning, first_config

if TYPE_CHECKING:
    from store.api import Store
    from store.readers import Reader

_OLD = ".old"


@click.command(
    "init",
    short_help="Begin: write a paperround.toml, and be the first reader.",
    epilog=examples("paperround init", "paperround init ~/papers", "paperround init --yes"),
)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--yes", is_flag=True, help="Ask nothing: Hugging Face's daily papers, no mail, no reader.")
@click.option("--force", is_flag=True, help="Replace the file that is there; it is kept with .old behind its name.")
@click.pass_context
def init_command(ctx: click.Context, *, folder: Path, yes: bool, force: bool) -> None:
    """Ask a few questions and write paperround.toml into DIR (this folder, if none is named), which only you may read
    and which explains itself. If you want to be told of papers, you become the first reader.

    Nothing is written before the last question is answered, and no file is ever replaced without --force.
    """
    if ctx.find_root().params.get("config"):
        raise Misuse(
            f"--config names a file that is there; name the folder to begin in instead: {ctx.command_path} DIR"
        )
    path = folder.expanduser() / CONFIG_NAME
    _refuse_to_replace(path, force=force)
    if not yes and not sys.stdin.isatty():
        raise Misuse(f"There is no terminal to ask at. To begin without questions: {ctx.command_path} --yes")
    with broken_off("Broken off. Nothing was written."):
        answers = Answers(Beginning(), None) if yes else ask()
    _write(path, first_config(answers.beginning), force=force)
    click.echo(f"Written: {path}")
    if answers.reader:
        _add(load_settings(os.environ, path.absolute(), Path.cwd()), answers.reader)
    _say_next(path)


def _refuse_to_replace(path: Path, *, force: bool) -> None:
    if path.exists() and not force:
        raise Failure(
            f"{path} is there already; nothing was changed. To replace it, name another folder or use --force."
        )


def _write(path: Path, text: str, *, force: bool) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # readers' addresses will lie there
    _refuse_to_replace(path, force=force)  # it may have come while we asked
    if path.exists():
        click.echo(f"Kept what was there: {_keep(path)}")
    write_private(path, text)


def _keep(path: Path) -> Path:
    """Copy a file beside itself under a name that is free. :return: where to."""
    text = path.read_bytes()
    for number in count(1):
        old = path.with_name(f"{path.name}{_OLD}{number if number > 1 else ''}")
        with suppress(FileExistsError):
            old.touch(0o600, exist_ok=False)
            old.write_bytes(text)
            break
    return old


def _add(chosen: Settings, first: FirstReader) -> None:
    """Who runs this need not confirm their own address."""
    from bot.app.readers import ReaderRefused, save_reader_profile  # noqa: PLC0415 - --yes does without
    from bot.app.signup import FIRST_PROFILE  # noqa: PLC0415 - as above
    from bot.core.matching.language import parse_profile  # noqa: PLC0415 - as above
    from bot.wiring import kept_store  # noqa: PLC0415 - as above

    store = kept_store(chosen.database_url)
    now = datetime.now(UTC)
    try:
        reader = _kept(store, first, now)
        if first.keywords:
            profile = parse_profile(f"{FIRST_PROFILE}: {first.keywords}")
            save_reader_profile(store, reader.number, profile, now)
    except ReaderRefused as error:
        hint = f"See who is there: {_command(chosen.config)} reader list"
        raise Failure(f"The file is written, but you are no new reader. {error} {hint}") from error
    finally:
        store.close()
    _say_added(chosen, first, reader)


def _kept(store: "Store", first: FirstReader, now: datetime) -> "Reader":
    """The first reader, with their chat, their mail address, or both."""
    from bot.app.chats import open_chat  # noqa: PLC0415 - as above
    from bot.app.readers import add_address, add_reader, change_reader  # noqa: PLC0415 - as above
    from store.readers import DAILY, Way  # noqa: PLC0415 - as above

    timing = replace(DAILY, minute=first.minute)
    if first.chat is None:
        mail = [(Way.MAIL, first.mail)]
        return add_reader(
            store, first.mail, now, addresses=mail, timezone=first.timezone, timing=timing, confirmed=True
        ).reader
    opened = open_chat(store, first.chat.chat, now, first.chat.language)
    if first.mail:
        add_address(store, opened.reader.number, Way.MAIL, first.mail, now, confirmed=True)
    return change_reader(store, opened.reader.number, now, timezone=first.timezone, timing=timing)


def _say_added(chosen: Settings, first: FirstReader, reader: "Reader") -> None:
    from bot.core.timing import print_time  # noqa: PLC0415 - as above
    from bot.wiring import lacking  # noqa: PLC0415 - as above
    from store.readers import Way  # noqa: PLC0415 - as above

    click.echo(f"Reader: {reader.name}, a digest every day at {print_time(first.minute)}, {first.timezone}")
    if not first.keywords:
        add = f'{_command(chosen.config)} profile add {argument(reader.name)} "mine: reward model, -survey"'
        click.echo(f"Without keywords nothing comes. Say what you care about: {add}")
    if first.mail and (waits := lacking(chosen, Way.MAIL)):
        click.echo(waits)


def _say_next(path: Path) -> None:
    run = _command(path)
    click.echo("\nNext:")
    for command, about in (
        ("doctor", "does everything work?"),
        ("fetch", "look at the sources once"),
        ("run", "keep looking, and tell readers"),
    ):
        click.echo(f"  {run} {command:<7} {about}")


def _command(path: Path | None) -> str:
    """How the command is called with this file. In its folder it is found without being named, if no other is."""
    found = path is None or path.resolve().parent == Path.cwd().resolve()
    if found and not os.environ.get(f"{PREFIX}CONFIG"):
        return "paperround"
    return f"paperround --config {shlex.quote(str(path))}"
