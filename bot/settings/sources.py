"""Where settings are written down: the configuration file, the secrets folder, the environment.

What is read here is still as it was written; :mod:`bot.settings.values` understands it.
"""

import os
import stat
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import platformdirs

from bot.settings.types import SettingsError

PREFIX = "PAPERROUND_"
CONFIG_NAME = "paperround.toml"
_OTHER_VARIABLES = ("CONFIG", "SECRETS_DIR", "CAPTURES", "REQUIRE", "TEST_POSTGRES")
_MAX_BYTES = 1_000_000

HoldsSecret = Callable[[str, object], bool]
"""Whether a setting of this name with this value is a secret."""


@dataclass(frozen=True, slots=True)
class Written:
    """A setting as it was written down.

    :ivar value: text, or what TOML made of it. :ivar origin: where it stands, for people.
    :ivar home: what relative paths in it are meant from. :ivar is_text: whether it is text whatever it means.
    """

    name: str
    value: object
    origin: str
    home: Path
    is_text: bool = True


def config_path(environment: Mapping[str, str], config: Path | None, folder: Path) -> Path | None:
    """The configuration file that is meant, if there is one.

    :raises SettingsError: one was named that is not there.
    """
    named = config or (Path(value) if (value := environment.get(f"{PREFIX}CONFIG")) else None)
    if named:
        path = folder / named.expanduser()
        if not path.is_file():
            raise SettingsError(f"{named}: there is no such configuration file; name one that exists, or none at all.")
        return path.resolve()
    for candidate in (folder, Path(platformdirs.user_config_dir("paperround", appauthor=False))):
        if (candidate / CONFIG_NAME).is_file():
            return (candidate / CONFIG_NAME).resolve()
    return None


def from_file(path: Path, names: Sequence[str], holds_secret: HoldsSecret) -> list[Written]:
    """What a configuration file says.

    :raises SettingsError: it cannot be read, is no TOML, has an unknown name, or shows a secret to everyone.
    """
    body, open_to_all = _read(path, str(path))
    try:
        table = tomllib.loads(body.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not a TOML file: {error}.") from error
    for name, value in table.items():
        if name not in names:
            raise SettingsError(f"{path}: '{name}' is no setting.{_suggest(name, names)}")
        if open_to_all and holds_secret(name, value):
            raise _shown_to_all(path, name)
    return [Written(name, value, str(path), path.parent, is_text=False) for name, value in table.items()]


def from_secrets_folder(
    environment: Mapping[str, str], names: Sequence[str], folder: Path, holds_secret: HoldsSecret
) -> list[Written]:
    """What the files of the secrets folder say; they are called like the settings.

    :raises SettingsError: there is no such folder, a file cannot be read or is open to everyone, or a name looks
        mistyped.
    """
    variable = f"{PREFIX}SECRETS_DIR"
    if not (told := environment.get(variable)):
        return []
    place = folder / Path(told).expanduser()
    try:
        entries = sorted(each.name for each in place.iterdir() if each.is_file())
    except OSError as error:
        raise SettingsError(f"{variable}: {place} cannot be read as a folder: {error.strerror}.") from error
    for entry in entries:
        if entry not in names and (hint := _suggest(entry, names)):
            raise SettingsError(f"{variable}: {place / entry} is called like no setting.{hint}")
    return [
        Written(name, _file_text(name, variable, place / name, holds_secret), str(place / name), place)
        for name in names
        if name in entries
    ]


def from_environment(
    environment: Mapping[str, str], names: Sequence[str], folder: Path, holds_secret: HoldsSecret
) -> list[Written]:
    """What the environment says.

    :raises SettingsError: a variable looks mistyped, is given twice, or names a file that will not do.
    """
    allowed = [f"{PREFIX}{name.upper()}{end}" for name in names for end in ("", "_FILE")]
    allowed += [f"{PREFIX}{name}" for name in _OTHER_VARIABLES]
    for variable in sorted(environment):
        # Only what looks like a slip is refused: a variable of a later version must not stop this one.
        if variable.startswith(PREFIX) and variable not in allowed and (hint := _suggest_variable(variable, allowed)):
            raise SettingsError(f"{variable} in the environment is no setting.{hint}")
    told = []
    for name in names:
        variable = f"{PREFIX}{name.upper()}"
        plain, file = environment.get(variable), environment.get(f"{variable}_FILE")
        if plain and file:
            raise SettingsError(f"{variable} and {variable}_FILE are both set; unset one of them.")
        if file:
            variable = f"{variable}_FILE"
            plain = _file_text(name, variable, folder / Path(file), holds_secret)
        if plain:
            told.append(Written(name, plain, variable, folder))
    return told


def _file_text(name: str, variable: str, path: Path, holds_secret: HoldsSecret) -> str:
    body, open_to_all = _read(path, f"{variable}: {path}")
    try:
        value = body.decode().strip()
    except UnicodeDecodeError as error:
        raise SettingsError(f"{variable}: {path} cannot be read as text (UTF-8).") from error
    if not value:
        raise SettingsError(f"{variable}: {path} is empty.")
    if open_to_all and holds_secret(name, value):
        raise _shown_to_all(path, name)
    return value


def _read(path: Path, where: str) -> tuple[bytes, bool]:
    """What a file holds, and whether everyone on the machine may read it."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode  # of the file that is read, whatever happens to its name
            body = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise SettingsError(
            f"{where}: cannot be read ({error.strerror}); check the path and who may read it."
        ) from error
    if len(body) > _MAX_BYTES:
        raise SettingsError(f"{where}: larger than 1 MB; this is no such file.")
    return body, os.name == "posix" and bool(mode & stat.S_IROTH)


def _shown_to_all(path: Path, name: str) -> SettingsError:
    return SettingsError(
        f"{path}: holds a secret ('{name}'), and everyone on this machine may read it. Run: chmod 600 {path}"
    )


def _suggest_variable(variable: str, allowed: Sequence[str]) -> str:
    """What all variables share says nothing of which one is meant."""
    if variable in (f"{PREFIX}SOURCES", f"{PREFIX}SOURCES_FILE"):
        return f" Sources are tables: write them as [[sources]] in {CONFIG_NAME}."
    core = {_core(each): each for each in reversed(allowed)}
    close = get_close_matches(_core(variable), core, n=1, cutoff=0.75)
    return f" Did you mean '{core[close[0]]}'?" if close else ""


def _core(variable: str) -> str:
    return variable.removeprefix(PREFIX).removesuffix("_FILE")


def _suggest(name: str, allowed: Sequence[str]) -> str:
    close = get_close_matches(name, allowed, n=1, cutoff=0.75)
    return f" Did you mean '{close[0]}'?" if close else ""
