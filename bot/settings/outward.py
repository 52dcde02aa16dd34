"""Settings of what goes out beside mail: who asks, whom it may ask, who is told of trouble, what is logged."""

import re
from urllib.parse import urlsplit

from bot.settings.reading import Wrong, address_of, line_of, text_of
from bot.settings.sources import Written
from bot.settings.types import Operator, Secret
from store.readers import Way

HERE = ("localhost", "127.0.0.1", "::1")
"""Hosts that are this machine; to them nothing need be encrypted."""

SHORTEST_TOKEN = 16
"""Characters: a shorter token may be guessed."""

_LONGEST_CONTACT = 200
_TELEGRAM = "telegram:"
_SEPARATORS = re.compile(r"[,\s]+")


def contact(written: Written) -> str:
    """A mail address or a page, as hosts that are asked see it (RFC 9110, section 10.1.5: ``From``, ``User-Agent``).

    :raises Wrong: it is neither.
    """
    said = line_of(written)
    if "://" not in said:
        return address_of(said)
    if not _is_address(said, ("http", "https")) or not said.isascii() or any(sign in said for sign in ' ()@"<>\\'):
        raise Wrong("must be a mail address or an address like https://example.org/me, without name and password.")
    if len(said) > _LONGEST_CONTACT:
        raise Wrong(f"has {len(said)} characters; at most {_LONGEST_CONTACT} will do.")
    return said


def fetch_allow(written: Written) -> tuple[str, ...]:
    """Hosts, hosts with a port, addresses and networks that may be private; a list, or texts separated by commas.

    :raises Wrong: something in it is none of these.
    """
    if isinstance(written.value, list):
        said = written.value
        if not all(isinstance(each, str) for each in said):
            raise Wrong("must be a list of texts in quotes.")
    else:
        said = _SEPARATORS.split(line_of(written).strip(", "))
    return tuple(dict.fromkeys(_allowed(each) for each in said))


def operator(written: Written) -> Operator:
    """Where alerts go: a mail address, the number of a person at Telegram, or a notification URL of Apprise.

    :raises Wrong: it is none of them, or the URL reaches nobody but this machine.
    """
    from bot.channels.addresses import stays_here  # noqa: PLC0415 - only those who want alerts pay for it

    said = line_of(written)
    if said.startswith(_TELEGRAM):
        number = said.removeprefix(_TELEGRAM)
        if not number.isascii() or not number.isdigit() or number.startswith("0"):
            raise Wrong("must have a person's number, like telegram:123456789. The bot tells you yours: /privacy")
        return Operator(Way.CHAT, Secret(number))
    if "://" not in said:
        return Operator(Way.MAIL, Secret(address_of(said)))
    if " " in said or stays_here(said):
        raise Wrong("must be a mail address or a notification URL of Apprise that reaches someone, like ntfy://topic.")
    return Operator(Way.APPRISE, Secret(said))


def ping_url(written: Written) -> Secret:
    """What is asked after each good round (a dead-man's switch). Whoever knows it can pretend that all is well.

    :raises Wrong: it is no https address.
    """
    said = line_of(written)
    scheme = ("http", "https") if (_host_of(said) in HERE) else ("https",)
    if not _is_address(said, scheme) or " " in said:
        raise Wrong("must be an address like https://ping.example.org/0123456789.")
    return Secret(said)


def token(written: Written) -> Secret:
    """A token as it stands behind ``Bearer`` (RFC 6750, section 2.1).

    :raises Wrong: it cannot stand there.
    """
    said = text_of(written)
    if not said.isascii() or not said.isprintable() or " " in said:
        raise Wrong("must be one word of ASCII characters, as it was given to you.")
    return Secret(said)


def metrics_token(written: Written) -> Secret:
    """The same, long enough not to be guessed.

    :raises Wrong: it is shorter, or no token.
    """
    said = token(written)
    if len(said.reveal()) < SHORTEST_TOKEN:
        raise Wrong(
            f"must have at least {SHORTEST_TOKEN} characters. "
            'Make one with: python -c "import secrets; print(secrets.token_hex(16))"'
        )
    return said


def _host_of(said: str) -> str:
    """The host of an address in small letters; empty if there is none."""
    try:
        return urlsplit(said).hostname or ""
    except ValueError:
        return ""


def _is_address(said: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(said)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and port != 0


def _allowed(said: str) -> str:
    from scrapers.gate import Gate  # noqa: PLC0415 - only those who name private hosts pay for it

    place = said.strip().lower()
    try:
        Gate([place])
    except ValueError as error:
        raise Wrong(f"cannot be used: {error}") from error
    return place
