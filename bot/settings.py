"""Settings: read once, in a door, and passed down. File, then environment, then options.

``paperround.toml`` (``--config``, ``PAPERROUND_CONFIG``, else in the working folder, else in the user's configuration
folder), over that the environment (``PAPERROUND_<NAME>``, or ``PAPERROUND_<NAME>_FILE`` naming a file that holds the
value, for secrets), over that what a command is given.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import platformdirs

PREFIX = "PAPERROUND_"
CONFIG_NAME = "paperround.toml"
DATABASE_NAME = "paperround.db"
_NAMES = ("database_url", "profiles")
_OTHER_VARIABLES = ("CONFIG", "CAPTURES", "REQUIRE", "TEST_POSTGRES")
_MAX_BYTES = 1_000_000


class SettingsError(Exception):
    """A setting that cannot be understood. The message names where it stands, what is wrong and what would do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decided.

    :ivar database_url: where the catalog is: an SQLAlchemy URL or the path of an SQLite file.
    :ivar chosen: whether anyone chose that place; if not, its folder may have to be made first.
    :ivar profiles: the file with the profiles, or ``None``.
    :ivar config: the file these settings were read from, or ``None`` if there is none.
    """

    database_url: str
    chosen: bool
    profiles: Path | None
    config: Path | None


def load_settings(environment: Mapping[str, str], config: Path | None, folder: Path) -> Settings:
    """Read the settings.

    :param environment: the process's environment variables.
    :param config: the file named on the command line, if one was.
    :param folder: the working folder, against which relative paths of the environment are resolved.
    :raises SettingsError: a file that is not there or no TOML, an unknown name, a value of the wrong type.
    """
    path = _config_path(environment, config, folder)
    told = _from_file(path) if path else {}
    home = path.parent if path else folder
    told = {name: _resolve(name, value, home) for name, value in told.items()}
    told |= {name: _resolve(name, value, folder) for name, value in _from_environment(environment).items()}
    beside = path.parent if path else Path(platformdirs.user_data_dir("paperround", appauthor=False))
    return Settings(
        database_url=told.get("database_url") or f"sqlite:///{beside / DATABASE_NAME}",
        chosen="database_url" in told,
        profiles=Path(told["profiles"]) if "profiles" in told else None,
        config=path,
    )


def _config_path(environment: Mapping[str, str], config: Path | None, folder: Path) -> Path | None:
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


def _from_file(path: Path) -> dict[str, str]:
    try:
        body = path.read_bytes()
        if len(body) > _MAX_BYTES:
            raise SettingsError(f"{path}: larger than 1 MB; this is no configuration file.")
        table = tomllib.loads(body.decode())
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not a TOML file: {error}.") from error
    for name, value in table.items():
        if name not in _NAMES:
            raise SettingsError(f"{path}: '{name}' is no setting.{_suggest(name, _NAMES)}")
        if not isinstance(value, str) or not value.strip():
            raise SettingsError(f"{path}: '{name}' must be a text in quotes, not {value!r}.")
    return table


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    allowed = [f"{PREFIX}{name.upper()}{end}" for name in _NAMES for end in ("", "_FILE")]
    allowed += [f"{PREFIX}{name}" for name in _OTHER_VARIABLES]
    for variable in sorted(environment):
        # Only what looks like a slip is refused: a variable of a later version must not stop this one.
        if variable.startswith(PREFIX) and variable not in allowed and (hint := _suggest(variable, allowed)):
            raise SettingsError(f"{variable} in the environment is no setting.{hint}")
    told = {}
    for name in _NAMES:
        variable = f"{PREFIX}{name.upper()}"
        plain, file = environment.get(variable), environment.get(f"{variable}_FILE")
        if plain and file:
            raise SettingsError(f"{variable} and {variable}_FILE are both set; unset one of them.")
        if file:
            plain = _secret(variable, Path(file))
        if plain:
            told[name] = plain
    return told


def _secret(variable: str, path: Path) -> str:
    try:
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{variable}_FILE: {path} cannot be read as text; check the path and who may read it."
        ) from error
    if not value:
        raise SettingsError(f"{variable}_FILE: {path} is empty.")
    return value


def _resolve(name: str, value: str, home: Path) -> str:
    """Relative paths are meant from where they are written down."""
    if name == "profiles":
        return str(home / Path(value).expanduser())
    if "://" not in value:
        return f"sqlite:///{home / Path(value).expanduser()}"
    scheme, _, path = value.partition(":///")
    if scheme == "sqlite" and path and not path.startswith(("/", ":")):
        return f"sqlite:///{home / path}"
    return value


def _suggest(name: str, allowed: Sequence[str]) -> str:
    close = get_close_matches(name, allowed, n=1, cutoff=0.75)
    return f" Did you mean '{close[0]}'?" if close else ""
