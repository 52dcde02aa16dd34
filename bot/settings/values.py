"""Every setting by name: what it is, and how what was written is understood."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from bot.settings import chats, outward
from bot.settings.outward import HERE
from bot.settings.reading import Setting, Wrong, address_of, line_of, number, one_of, text_of, whole_number, yes_or_no
from bot.settings.sources import Written
from bot.settings.types import MailFrom, Secret, SettingsError, split_keys
from bot.settings.watched import read_sources

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_DNS_NAME = re.compile(rf"(?!.{{254}}){_LABEL}(?:\.{_LABEL})*", re.IGNORECASE)
_SENDER = re.compile(r'"?([^<>"]{0,200}?)"?\s*<([^<>]*)>|([^<>"]*)')
_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)*/*")


def understood(setting: Setting, written: Written) -> object:
    """The value of a setting.

    :raises SettingsError: what was written makes no sense for it.
    """
    try:
        return setting.read(written)
    except Wrong as wrong:
        raise SettingsError(f"{written.origin}: '{setting.name}' {wrong}") from wrong


def _database_url(written: Written) -> str:
    """Relative paths are meant from where they are written down."""
    value = text_of(written)
    if "://" not in value:
        return f"sqlite:///{written.home / Path(value).expanduser()}"
    scheme, _, path = value.partition(":///")
    if scheme == "sqlite" and path and not path.startswith(("/", ":")):
        return f"sqlite:///{written.home / path}"
    return value


def _path(written: Written) -> Path:
    return written.home / Path(text_of(written)).expanduser()


def _public_url(written: Written) -> str:
    text = line_of(written)
    if any(sign in text for sign in "?#@"):
        raise Wrong("must end with the host or a path: no '?', no '#', no name and password.")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https") or port == 0 or " " in text:
        raise Wrong(f"must be an address like https://papers.example.org, not {text!r}.")
    if not _PATH.fullmatch(parts.path):  # whether proxies hand on other signs as they are, nobody knows
        raise Wrong(f"may have letters, digits, '-', '.', '_' and '~' in its path, not {parts.path!r}.")
    if parts.scheme == "http" and host not in HERE:
        raise Wrong(f"must begin with https:// (http:// is for http://localhost alone), not {text!r}.")
    return text.rstrip("/")


def _secret_key(written: Written) -> Secret:
    from bot.links import MIN_KEY  # noqa: PLC0415 - a library that only those who sign links pay for

    keys = split_keys(text_of(written))
    if not keys or any(len(key) < MIN_KEY for key in keys):
        raise Wrong(
            f"must be at least {MIN_KEY} characters of chance (several keys, the newest first, separated by commas). "
            'Make one with: python -c "import secrets; print(secrets.token_hex(32))"'
        )
    return Secret(",".join(keys))


def _smtp_url(written: Written) -> Secret:
    text = text_of(written)
    if not text.isprintable() or " " in text or not text.startswith(("smtp://", "smtps://")):
        raise Wrong("must be an address like smtp://user:password@mail.example.org:587, on one line without blanks.")
    return Secret(text)


def _dkim_key(written: Written) -> Secret:
    text = text_of(written).replace("\\n", "\n")  # how a variable holds several lines where it may have only one
    if not (text.startswith("-----BEGIN ") and "PRIVATE KEY-----" in text and "-----END " in text):
        raise Wrong("must be a private key in PEM: it begins with -----BEGIN and ends with PRIVATE KEY-----.")
    return Secret(f"{text}\n")


def _mail_from(written: Written) -> MailFrom:
    text = line_of(written)
    found = _SENDER.fullmatch(text)
    if not found:
        raise Wrong(f'must be one sender, like "Paperround <papers@example.org>", not {text!r}.')
    name, address, alone = found.groups()
    return MailFrom(address_of(alone if address is None else address), name or "")


def _bounce_to(written: Written) -> str:
    return address_of(line_of(written))


def _dns_name(written: Written) -> str:
    text = line_of(written).rstrip(".")
    if not _DNS_NAME.fullmatch(text):
        raise Wrong(f"must be a name as in the DNS, like mail2026 or example.org, not {text!r}.")
    return text.lower()


WATCHED = Setting("sources", "What is watched: [[sources]] in the configuration file.", read_sources)
"""Tables, which stand in the configuration file alone."""

SETTINGS = (
    Setting("database_url", "The catalog: a database URL or an SQLite file.", _database_url),
    Setting("sent_journal", "The folder that remembers, outside the database, what was sent.", _path),
    Setting("profiles", "The file with the profiles.", _path),
    Setting("public_url", "Where the pages are for readers.", _public_url),
    Setting("secret_key", "What links are signed with; several keys: the newest first.", _secret_key),
    Setting("smtp_url", "The mail server: smtp://user:password@host:587.", _smtp_url),
    Setting("mail_from", "Who the mail is from.", _mail_from),
    Setting("mail_per_second", "At most so many mails a second.", number),
    Setting("mail_per_hour", "At most so many mails an hour.", whole_number),
    Setting("bounce_to", "Where returned mails are collected.", _bounce_to),
    Setting("dkim_selector", "The name of the public key in the DNS.", _dns_name),
    Setting("dkim_domain", "Whose DKIM signature it is. Default: the domain of mail_from.", _dns_name),
    Setting("dkim_key", "The private key for DKIM, PEM.", _dkim_key),
    Setting("repeat_uncertain", "Try again what may have arrived: rather twice than never.", yes_or_no),
    Setting("contact", "Whom hosts that are asked may write to: a mail address or a page.", outward.contact),
    Setting("fetch_allow", "Private hosts, addresses and networks that may be asked.", outward.fetch_allow),
    Setting("operator", "Where alerts go: a mail address, telegram:NUMBER, or an Apprise URL.", outward.operator),
    Setting("ping_url", "Asked after each good round; who watches it notices silence.", outward.ping_url),
    Setting("huggingface_token", "With what Hugging Face is asked.", outward.token),
    Setting("metrics_token", "What opens /metrics, as Bearer token; without it there is none.", outward.metrics_token),
    Setting("telegram_token", "The bot's token, as @BotFather gives it.", chats.telegram_token),
    Setting("telegram_api_url", "Where the Bot API is.", chats.telegram_api_url),
    Setting("telegram_allowed", "Who is answered: numbers and @names; empty: everyone.", chats.telegram_allowed),
    Setting("telegram_webhook", "Let Telegram come to public_url, rather than ask it.", yes_or_no),
    Setting("telegram_operator", "Who has the operator's commands, by number.", chats.telegram_operator),
    Setting("telegram_profiles", "At most so many profiles for each reader.", chats.telegram_profiles),
    Setting("telegram_commands", "At most so many commands a minute from each person.", chats.telegram_commands),
    Setting("log_format", "console or json.", one_of("console", "json")),
    Setting("log_level", "debug, info, warning or error.", one_of("debug", "info", "warning", "error")),
)
