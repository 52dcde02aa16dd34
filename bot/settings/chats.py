"""Settings of Telegram: whose bot it is, where it is reached, who is answered."""

import re
from urllib.parse import urlsplit

from bot.settings.outward import HERE
from bot.settings.reading import Wrong, line_of, text_of, whole_number
from bot.settings.sources import Written
from bot.settings.types import Secret

API_URL = "https://api.telegram.org"
"""Telegram's own server."""

MOST_PROFILES = 100
MOST_COMMANDS = 1_000
_NUMBERS = 2**52
"""Telegram's numbers are smaller (https://core.telegram.org/bots/api#user)."""

# As @BotFather gives it: the bot's number, a colon, and 35 signs so far.
_TOKEN = re.compile(r"[0-9]{1,16}:[A-Za-z0-9_-]{20,100}")
_PERSON = re.compile(r"-?[0-9]{1,19}|@[A-Za-z0-9_]{4,32}")
_SEPARATORS = re.compile(r"[,\s]+")


def telegram_token(written: Written) -> Secret:
    """The bot's token (https://core.telegram.org/bots/api#authorizing-your-bot).

    :raises Wrong: it does not look like one.
    """
    said = text_of(written)
    if not _TOKEN.fullmatch(said):
        raise Wrong("must be a bot's token as @BotFather gives it: a number, a colon, and 35 letters and digits.")
    return Secret(said)


def telegram_api_url(written: Written) -> str:
    """Where the Bot API is: a base address under which the methods stand at ``/bot<token>/``.

    :raises Wrong: it is no such address, or what goes there would not be encrypted.
    """
    said = line_of(written).rstrip("/")
    try:
        parts = urlsplit(said)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    odd = parts.query or parts.fragment or parts.username is not None or " " in said or port == 0 if host else True
    if odd or parts.scheme not in ("http", "https"):
        raise Wrong(f"must be an address like {API_URL} or http://127.0.0.1:8081, without name and password.")
    if parts.scheme == "http" and not _is_near(host or ""):
        raise Wrong(
            "must begin with https://, since the token goes there; http:// is for a server of your own network."
        )
    return said


def telegram_allowed(written: Written) -> tuple[str, ...]:
    """Who is answered: persons, groups and channels by number or ``@name``; a list, or texts separated by commas.

    :raises Wrong: something in it is neither.
    """
    value = written.value
    said = [str(each) for each in value] if isinstance(value, list) else _SEPARATORS.split(_one(written).strip(", "))
    for each in said:
        if not _PERSON.fullmatch(each):
            raise Wrong(f"must have numbers of persons or chats, or names like @ada_lovelace, not {each[:40]!r}.")
    return tuple(dict.fromkeys(each.lower() for each in said))


def telegram_operator(written: Written) -> int:
    """A person, by number.

    :raises Wrong: it is none.
    """
    said = _one(written)
    if not said.isascii() or not said.isdigit() or not 0 < int(said) < _NUMBERS:
        raise Wrong("must be a person's number, like 123456789. The bot tells you yours: /privacy")
    return int(said)


def telegram_profiles(written: Written) -> int:
    """How many profiles a reader may have.

    :raises Wrong: it is no such number.
    """
    return _up_to(MOST_PROFILES, whole_number(written))


def telegram_commands(written: Written) -> int:
    """How many commands of one person are obeyed in a minute.

    :raises Wrong: it is no such number.
    """
    return _up_to(MOST_COMMANDS, whole_number(written))


def _one(written: Written) -> str:
    """A single number may stand there without quotes."""
    is_number = isinstance(written.value, int) and not isinstance(written.value, bool)
    return str(written.value) if is_number else line_of(written)


def _up_to(most: int, number: int) -> int:
    if number > most:
        raise Wrong(f"must be at most {most:,}, not {number:,}.")
    return number


def _is_near(host: str) -> bool:
    """Whether a host is this machine or of a private network: a name without a point, an address that is not public."""
    from ipaddress import ip_address  # noqa: PLC0415 - only those who name a server of their own pay for it

    if host in HERE or ("." not in host and ":" not in host):
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
