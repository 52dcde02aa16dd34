"""Settings from all their sources, put together."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import platformdirs

from bot.settings.chats import API_URL
from bot.settings.passwords import without_passwords
from bot.settings.reading import holds_secret
from bot.settings.sources import Written, config_path, from_environment, from_file, from_secrets_folder
from bot.settings.types import DATABASE_NAME, HIDDEN, ExplainedSetting, MailFrom, Secret, Settings, SettingsError
from bot.settings.values import SETTINGS, WATCHED, understood

_NAMES = tuple(setting.name for setting in SETTINGS)
_JOURNAL_NAME = "sent"
_JOURNAL_DIGITS = 12


def load_settings(environment: Mapping[str, str], config: Path | None, folder: Path) -> Settings:
    """Read the settings.

    :param environment: the process's environment variables.
    :param config: the file named on the command line, if one was.
    :param folder: the working folder, against which relative paths of the environment are resolved.
    :raises SettingsError: a file that is not there or no TOML, an unknown name, a value that makes no sense, a file
        with a secret that everyone may read.
    """
    path = config_path(environment, config, folder)
    return _put_together(_written(environment, path, folder), path)


def explain_settings(environment: Mapping[str, str], config: Path | None, folder: Path) -> list[ExplainedSetting]:
    """Every setting with where it comes from, fit to be shown.

    :raises SettingsError: as :func:`load_settings`.
    """
    path = config_path(environment, config, folder)
    written = _written(environment, path, folder)
    settings = _put_together(written, path)
    return [
        ExplainedSetting(
            each.name,
            _shown(getattr(settings, each.name)),
            written[each.name].origin if each.name in written else "default",
            each.about,
        )
        for each in (*SETTINGS, WATCHED)
    ]


def _written(environment: Mapping[str, str], path: Path | None, folder: Path) -> dict[str, Written]:
    told = from_file(path, (*_NAMES, WATCHED.name), holds_secret) if path else []
    told += from_secrets_folder(environment, _NAMES, folder, holds_secret)
    told += from_environment(environment, _NAMES, folder, holds_secret)
    return {each.name: each for each in told}


def _put_together(written: Mapping[str, Written], path: Path | None) -> Settings:
    values: dict[str, Any] = {
        each.name: understood(each, written[each.name]) for each in (*SETTINGS, WATCHED) if each.name in written
    }
    beside = path.parent if path else Path(platformdirs.user_data_dir("paperround", appauthor=False))
    chosen = "database_url" in values
    values.setdefault("database_url", f"sqlite:///{beside / DATABASE_NAME}")
    values.setdefault("sent_journal", default_journal(values["database_url"]))
    _check_dkim(values)
    _check_telegram(values)
    sender = values.get("mail_from")
    values.setdefault("contact", sender.address if isinstance(sender, MailFrom) else values.get("public_url", ""))
    return Settings(**values, chosen=chosen, config=path)


def default_journal(database_url: str) -> Path:
    """Where the journal of what was sent is kept for a database: beside an SQLite file, but never in what is restored
    with it; for a server in the user's data folder, one for each database.
    """
    scheme, _, file = database_url.partition(":///")
    file = file.partition("?")[0]
    if scheme.partition("+")[0] == "sqlite" and file and not file.startswith((":", "file:")):
        return Path(f"{file}.sent")
    name = sha256(without_passwords(database_url, "").encode()).hexdigest()[:_JOURNAL_DIGITS]
    return Path(platformdirs.user_data_dir("paperround", appauthor=False)) / f"{_JOURNAL_NAME}-{name}"


def _check_dkim(values: dict[str, Any]) -> None:
    """A signature needs a key and its name; whose it is goes without saying."""
    given = [name for name in ("dkim_selector", "dkim_domain", "dkim_key") if name in values]
    missing = [name for name in ("dkim_selector", "dkim_key") if name not in values]
    if given and missing:
        raise SettingsError(f"'{given[0]}' is set, and '{missing[0]}' is not: signing mail by DKIM needs both.")
    sender = values.get("mail_from")
    if given and isinstance(sender, MailFrom):
        values.setdefault("dkim_domain", sender.host)


def _check_telegram(values: Mapping[str, Any]) -> None:
    """Telegram comes by itself only to pages that it can find, and only to those that are encrypted, unless its server
    is one of our own.
    """
    if not values.get("telegram_webhook"):
        return
    page = values.get("public_url", "")
    if page and "secret_key" not in values:
        raise SettingsError(
            "'telegram_webhook' is set, so Telegram is to come to the pages, and there are none without 'secret_key': "
            "set it, or leave 'telegram_webhook' out; then Telegram is asked."
        )
    own = values.get("telegram_api_url", API_URL) != API_URL
    if not page or not (own or page.startswith("https://")):
        raise SettingsError(
            "'telegram_webhook' is set, so Telegram is to come to 'public_url': set that to an address with https://, "
            "or leave 'telegram_webhook' out; then Telegram is asked."
        )


def _shown(value: object) -> str | float | bool | None:
    if value in (None, "", ()):
        return None
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, Secret):
        return HIDDEN
    shown = ", ".join(map(_named, value)) if isinstance(value, tuple) else str(value)
    text = "".join(each if each.isprintable() else " " for each in shown)
    return without_passwords(text, HIDDEN)


def _named(each: object) -> str:
    """One of several: a source by its name."""
    name = getattr(each, "name", None)
    return str(each) if name is None else f"{name}{'' if getattr(each, 'enabled', True) else ' (not enabled)'}"
