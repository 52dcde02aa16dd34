"""Every setting by name: what it is, and how what was written is understood."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.settings.passwords import passwords_in
from bot.settings.sources import Written
from bot.settings.types import MailFrom, Secret, SettingsError, split_keys

_TRUE = ("true", "yes", "on", "1")
_FALSE = ("false", "no", "off", "0")
_HERE = ("localhost", "127.0.0.1", "::1")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_DNS_NAME = re.compile(rf"(?!.{{254}}){_LABEL}(?:\.{_LABEL})*", re.IGNORECASE)
_SENDER = re.compile(r'"?([^<>"]{0,200}?)"?\s*<([^<>]*)>|([^<>"]*)')
_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)*/*")
_MOST_MAILS = 1_000_000


class _Wrong(Exception):
    """What is wrong with a value, without where it stands, and without the value if it is a secret."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. :ivar read: makes its value of what was written. :ivar about: what it is, for people."""

    name: str
    about: str
    read: Callable[[Written], object]


def understood(setting: Setting, written: Written) -> object:
    """The value of a setting.

    :raises SettingsError: what was written makes no sense for it.
    """
    try:
        return setting.read(written)
    except _Wrong as wrong:
        raise SettingsError(f"{written.origin}: '{setting.name}' {wrong}") from wrong


def holds_secret(name: str, value: object) -> bool:
    """Whether what was written for a setting must not be seen by everyone."""
    if name in ("secret_key", "dkim_key"):
        return True
    return name in ("database_url", "smtp_url") and bool(passwords_in(str(value)))


def _text(written: Written) -> str:
    if not isinstance(written.value, str) or not written.value.strip():
        shown = "" if holds_secret(written.name, written.value) else f", not {written.value!r}"
        raise _Wrong(f"must be a text in quotes{shown}.")
    return written.value.strip()


def _line(written: Written) -> str:
    text = _text(written)
    if not text.isprintable():
        raise _Wrong("must be one line, without control characters.")
    return text


def _database_url(written: Written) -> str:
    """Relative paths are meant from where they are written down."""
    value = _text(written)
    if "://" not in value:
        return f"sqlite:///{written.home / Path(value).expanduser()}"
    scheme, _, path = value.partition(":///")
    if scheme == "sqlite" and path and not path.startswith(("/", ":")):
        return f"sqlite:///{written.home / path}"
    return value


def _path(written: Written) -> Path:
    return written.home / Path(_text(written)).expanduser()


def _public_url(written: Written) -> str:
    text = _line(written)
    if any(sign in text for sign in "?#@"):
        raise _Wrong("must end with the host or a path: no '?', no '#', no name and password.")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https") or port == 0 or " " in text:
        raise _Wrong(f"must be an address like https://papers.example.org, not {text!r}.")
    if not _PATH.fullmatch(parts.path):  # whether proxies hand on other signs as they are, nobody knows
        raise _Wrong(f"may have letters, digits, '-', '.', '_' and '~' in its path, not {parts.path!r}.")
    if parts.scheme == "http" and host not in _HERE:
        raise _Wrong(f"must begin with https:// (http:// is for http://localhost alone), not {text!r}.")
    return text.rstrip("/")


def _secret_key(written: Written) -> Secret:
    from bot.links import MIN_KEY  # noqa: PLC0415 - a library that only those who sign links pay for

    keys = split_keys(_text(written))
    if not keys or any(len(key) < MIN_KEY for key in keys):
        raise _Wrong(
            f"must be at least {MIN_KEY} characters of chance (several keys, the newest first, separated by commas). "
            'Make one with: python -c "import secrets; print(secrets.token_hex(32))"'
        )
    return Secret(",".join(keys))


def _smtp_url(written: Written) -> Secret:
    text = _text(written)
    if not text.isprintable() or " " in text or not text.startswith(("smtp://", "smtps://")):
        raise _Wrong("must be an address like smtp://user:password@mail.example.org:587, on one line without blanks.")
    return Secret(text)


def _dkim_key(written: Written) -> Secret:
    text = _text(written).replace("\\n", "\n")  # how a variable holds several lines where it may have only one
    if not (text.startswith("-----BEGIN ") and "PRIVATE KEY-----" in text and "-----END " in text):
        raise _Wrong("must be a private key in PEM: it begins with -----BEGIN and ends with PRIVATE KEY-----.")
    return Secret(f"{text}\n")


def _address(text: str) -> str:
    from bot.channels.addresses import BadAddress, mail_address  # noqa: PLC0415 - only those who send mail pay for it

    try:
        return mail_address(text)
    except BadAddress as error:
        raise _Wrong(f"must be one mail address. {error}") from error


def _mail_from(written: Written) -> MailFrom:
    text = _line(written)
    found = _SENDER.fullmatch(text)
    if not found:
        raise _Wrong(f'must be one sender, like "Paperround <papers@example.org>", not {text!r}.')
    name, address, alone = found.groups()
    return MailFrom(_address(alone if address is None else address), name or "")


def _bounce_to(written: Written) -> str:
    return _address(_line(written))


def _dns_name(written: Written) -> str:
    text = _line(written).rstrip(".")
    if not _DNS_NAME.fullmatch(text):
        raise _Wrong(f"must be a name as in the DNS, like mail2026 or example.org, not {text!r}.")
    return text.lower()


def _number(written: Written) -> float:
    value = written.value
    try:
        number = float(str(value)) if written.is_text else value
    except ValueError:
        number = None
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise _Wrong(f"must be a number, not {value!r}.")
    if not 0 < number <= _MOST_MAILS:
        raise _Wrong(f"must be above 0 and at most {_MOST_MAILS:,}, not {value!r}.")
    return float(number)


def _whole_number(written: Written) -> int:
    number = _number(written)
    if not number.is_integer():
        raise _Wrong(f"must be a whole number, not {written.value!r}.")
    return int(number)


def _yes_or_no(written: Written) -> bool:
    value = written.value
    if written.is_text and isinstance(value, str) and value.strip().lower() in (*_TRUE, *_FALSE):
        return value.strip().lower() in _TRUE
    if not isinstance(value, bool):
        raise _Wrong(f"must be true or false, not {value!r}.")
    return value


SETTINGS = (
    Setting("database_url", "The catalog: a database URL or an SQLite file.", _database_url),
    Setting("sent_journal", "The folder that remembers, outside the database, what was sent.", _path),
    Setting("profiles", "The file with the profiles.", _path),
    Setting("public_url", "Where the pages are for readers.", _public_url),
    Setting("secret_key", "What links are signed with; several keys: the newest first.", _secret_key),
    Setting("smtp_url", "The mail server: smtp://user:password@host:587.", _smtp_url),
    Setting("mail_from", "Who the mail is from.", _mail_from),
    Setting("mail_per_second", "At most so many mails a second.", _number),
    Setting("mail_per_hour", "At most so many mails an hour.", _whole_number),
    Setting("bounce_to", "Where returned mails are collected.", _bounce_to),
    Setting("dkim_selector", "The name of the public key in the DNS.", _dns_name),
    Setting("dkim_domain", "Whose DKIM signature it is. Default: the domain of mail_from.", _dns_name),
    Setting("dkim_key", "The private key for DKIM, PEM.", _dkim_key),
    Setting("repeat_uncertain", "Try again what may have arrived: rather twice than never.", _yes_or_no),
)
