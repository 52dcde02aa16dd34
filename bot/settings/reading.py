"""How what was written for a setting is read: texts, numbers, switches, one of a few words."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.settings.passwords import passwords_in
from bot.settings.sources import Written

if TYPE_CHECKING:
    from collections.abc import Callable

_TRUE = ("true", "yes", "on", "1")
_FALSE = ("false", "no", "off", "0")
_SECRETS = ("secret_key", "dkim_key", "ping_url", "huggingface_token", "metrics_token", "telegram_token")
_MOST_MAILS = 1_000_000
_SHOWN = 80


class Wrong(Exception):
    """What is wrong with a value, without where it stands, and without the value if it is a secret."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. :ivar read: makes its value of what was written. :ivar about: what it is, for people."""

    name: str
    about: str
    read: "Callable[[Written], object]"


def holds_secret(name: str, value: object) -> bool:
    """Whether what was written for a setting must not be seen by everyone."""
    if name in _SECRETS:
        return True
    if name == "operator":
        return "://" in str(value)
    return name in ("database_url", "smtp_url") and bool(passwords_in(str(value)))


def text_of(written: Written) -> str:
    """A text with something in it.

    :raises Wrong: it is none.
    """
    if not isinstance(written.value, str) or not written.value.strip():
        shown = "" if holds_secret(written.name, written.value) else f", not {shortened(written.value)}"
        raise Wrong(f"must be a text in quotes{shown}.")
    return written.value.strip()


def line_of(written: Written) -> str:
    """A text of one line.

    :raises Wrong: it is none.
    """
    said = text_of(written)
    if not said.isprintable():
        raise Wrong("must be one line, without control characters.")
    return said


def shortened(value: object) -> str:
    """A value as it may stand in a message."""
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def address_of(said: str) -> str:
    """A mail address in the form in which it is kept.

    :raises Wrong: it is none.
    """
    from bot.channels.addresses import BadAddress, mail_address  # noqa: PLC0415 - only those who send mail pay for it

    try:
        return mail_address(said)
    except BadAddress as error:
        raise Wrong(f"must be one mail address. {error}") from error


def number(written: Written) -> float:
    """How many mails: above 0.

    :raises Wrong: it is no such number.
    """
    value = written.value
    try:
        read = float(str(value)) if written.is_text else value
    except ValueError:
        read = None
    if isinstance(read, bool) or not isinstance(read, int | float) or not math.isfinite(read):
        raise Wrong(f"must be a number, not {value!r}.")
    if not 0 < read <= _MOST_MAILS:
        raise Wrong(f"must be above 0 and at most {_MOST_MAILS:,}, not {value!r}.")
    return float(read)


def whole_number(written: Written) -> int:
    """The same, whole.

    :raises Wrong: it is no such number.
    """
    read = number(written)
    if not read.is_integer():
        raise Wrong(f"must be a whole number, not {written.value!r}.")
    return int(read)


def yes_or_no(written: Written) -> bool:
    """A switch.

    :raises Wrong: it is none.
    """
    value = written.value
    if written.is_text and isinstance(value, str) and value.strip().lower() in (*_TRUE, *_FALSE):
        return value.strip().lower() in _TRUE
    if not isinstance(value, bool):
        raise Wrong(f"must be true or false, not {value!r}.")
    return value


def one_of(*allowed: str) -> "Callable[[Written], str]":
    """What reads one of a few words, whatever their case."""

    def read(written: Written) -> str:
        said = line_of(written).lower()
        if said not in allowed:
            raise Wrong(f"must be {' or '.join(allowed)}, not {shortened(written.value)}.")
        return said

    return read
