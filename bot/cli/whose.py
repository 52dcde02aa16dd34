"""Which profile is meant: a file's, a reader's, one that is nobody's, or one that is written out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from bot.app.feedback import read_stored_profile
from bot.cli.chosen import one_profile
from bot.cli.common import Misuse
from bot.cli.reader_options import MAX_NAMED, named_profile, named_reader
from bot.core.matching.syntax import quoted
from bot.core.matching.types import Profile
from store.api import Reading, Store
from store.profiles import StoredProfile

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Meant(NamedTuple):
    """A profile. :ivar reader: whose, by number; 0 for nobody's: it lives in a file, or was written out."""

    profile: Profile
    reader: int


def reader_option(command: _Command) -> _Command:
    """``--reader NAME``."""
    return click.option("--reader", metavar="NAME", help="The profile is this reader's.")(command)


def meant_profile(ctx: click.Context, catalog: Reading, text: str, file: Path | None, reader: str | None) -> Meant:
    """The profile that is meant.

    :param text: its name, or ``name: keyword, keyword``.
    :param file: where to look first; ``None`` for the settings' profiles.
    :param reader: look among the profiles of this one alone, by name; ``None``: in the file, then among all that are
        stored.
    :raises Misuse: there is none of that name, or several readers have one.
    :raises bot.profile_file.ProfileFileError: the file cannot be used.
    :raises bot.core.matching.syntax.ProfileSyntaxError: what is written cannot be understood.
    """
    if reader is not None:
        if file is not None:
            raise Misuse("--profiles and --reader exclude each other: name the file, or the reader.")
        return _read(named_profile(catalog, named_reader(catalog, reader), text))
    try:
        return Meant(one_profile(ctx, text, file), 0)
    except Misuse as error:
        stored = _stored(catalog, " ".join(text.split()))
        if stored is None:
            raise Misuse(_nor_a_readers(catalog, str(error))) from error
        return _read(stored)


def reader_number(store: Store, reader: str | None) -> int | None:
    """The number of the reader of that name; ``None`` if nobody was named.

    :raises Misuse: there is none.
    """
    if reader is None:
        return None
    with store.reading() as catalog:
        return named_reader(catalog, reader).number


def _stored(catalog: Reading, name: str) -> StoredProfile | None:
    """The stored profile of that name; that which is nobody's before the readers'."""
    found = [profile for profile in catalog.profiles() if profile.name == name]
    nobodys = [profile for profile in found if not profile.reader]
    if len(found) <= 1 or nobodys:
        return next(iter(nobodys or found), None)
    names = [quoted(catalog.reader(profile.reader).name) for profile in found[:MAX_NAMED]]
    more = f" and {len(found) - MAX_NAMED:,} more" if len(found) > MAX_NAMED else ""
    there = f"{len(found):,} readers have a profile called {quoted(name)}: {', '.join(names)}{more}."
    raise Misuse(f"{there} Say whose is meant with --reader NAME.")


def _nor_a_readers(catalog: Reading, said: str) -> str:
    if next(iter(catalog.profiles()), None) is None:
        return said
    return f"{said} No reader has a profile of that name either. See: paperround reader list"


def _read(stored: StoredProfile) -> Meant:
    return Meant(read_stored_profile(stored), stored.reader)
