"""Reading what an operator wrote about a source; whatever cannot be used is said with what is allowed. Pure."""

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from urllib.parse import parse_qsl, urlsplit

from scrapers.errors import SourceConfigError
from scrapers.kinds.types import Parameter, WatchedSource
from scrapers.text import clean_text, clean_url

_SHOWN = 60
_SECRETS = frozenset(
    {"token", "access_token", "auth", "apikey", "api_key", "api-key", "password", "passwd", "secret", "signature"}
)


def refusal(source: WatchedSource, key: str, wrong: str, allowed: str) -> SourceConfigError:
    """The error that names the source, the key, what is wrong with it, and what is allowed there."""
    return SourceConfigError(f'source "{clean_text(source.name, _SHOWN)}"', f"{key} {wrong}.", allowed)


def check_known(source: WatchedSource, parameters: Collection[Parameter]) -> None:
    """:raises scrapers.errors.SourceConfigError: a parameter is given that the kind does not know, or is missing."""
    names = [parameter.name for parameter in parameters]
    for key in source.parameters:
        if key not in names:
            near = get_close_matches(key, names, n=1)
            hint = f'Did you mean "{near[0]}"? ' if near else ""
            allowed = f"The kind {source.kind} knows {', '.join(names)}." if names else f"{source.kind} knows none."
            raise refusal(source, f'"{clean_text(key, _SHOWN)}"', "is no parameter of its kind", hint + allowed)
    for parameter in parameters:
        if parameter.needed and source.parameters.get(parameter.name) in (None, "", ()):
            raise refusal(
                source, parameter.name, "is missing", f"{parameter.about}: {parameter.name} = {parameter.example}"
            )


def choice(source: WatchedSource, key: str, allowed: Collection[str], default: str) -> str:
    """One word out of few.

    :raises scrapers.errors.SourceConfigError: it is another.
    """
    value = source.parameters.get(key, default)
    if not isinstance(value, str) or value not in allowed:
        raise refusal(source, key, f"is {_shown(value)}", f"Allowed are {', '.join(allowed)}.")
    return value


def whole_number(source: WatchedSource, key: str, least: int, most: int, default: int) -> int:
    """A whole number within bounds.

    :raises scrapers.errors.SourceConfigError: it is none, or outside of them.
    """
    value = source.parameters.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise refusal(source, key, f"is {_shown(value)}", f"Allowed are whole numbers from {least} to {most}.")
    return value


def line(source: WatchedSource, key: str, longest: int = 500) -> str:
    """A text on one line, without white space around it; empty if it is not given.

    :raises scrapers.errors.SourceConfigError: it is no text, is too long, or holds control characters.
    """
    value = source.parameters.get(key, "")
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise refusal(source, key, f"is {_shown(value)}", f"Allowed is one line of text, at most {longest} characters.")
    return value.strip()


def names(source: WatchedSource, key: str, pattern: re.Pattern[str], example: str) -> tuple[str, ...]:
    """A list of short names, each once; a single text may hold several, with commas, spaces or plus signs between.

    :raises scrapers.errors.SourceConfigError: one of them cannot be such a name.
    """
    value = source.parameters.get(key, ())
    given: Iterable[object] = re.split(r"[\s,+]+", value.strip()) if isinstance(value, str) else ()
    if isinstance(value, tuple):
        given = value
    elif not isinstance(value, str):
        raise refusal(source, key, f"is {_shown(value)}", f"Allowed is a list of names such as {example}.")
    kept = dict.fromkeys(name for name in given if name)
    for name in kept:
        if not isinstance(name, str) or not pattern.fullmatch(name):
            raise refusal(source, key, f"has {_shown(name)}", f"Allowed are names such as {example}.")
    return tuple(str(name) for name in kept)


def check_address(source: WatchedSource, *, base: bool) -> None:
    """The source's address, if it has one, is one that can be asked and shown.

    :param base: the kind puts its own path and query behind it.
    :raises scrapers.errors.SourceConfigError: it is not.
    """
    if not source.address:
        return
    if clean_url(source.address) is None or "#" in source.address or not source.address.isascii():
        raise refusal(
            source,
            "address",
            f"is {_shown(without_user(source.address))}",
            "Allowed are http:// and https:// addresses, without user.",
        )
    query = urlsplit(source.address).query
    if base and query:
        raise refusal(source, "address", "has a query", "Write it without: the parameters make it.")
    secret = next((key for key, _ in parse_qsl(query, keep_blank_values=True) if key.lower() in _SECRETS), None)
    if secret:
        raise refusal(
            source, "address", f'has a secret in its query ("{secret}")', "Addresses are shown and logged: take it out."
        )


def base_of(source: WatchedSource, own: str, *tails: str) -> str:
    """Behind what the kind's paths stand: the operator's address, else the kind's own. Without a slash at its end.

    :param tails: paths of the kind itself, which people leave on an address that they copied.
    """
    base = (source.address or own).rstrip("/")
    for tail in tails:
        base = base.removesuffix(tail).rstrip("/")
    return base


def without_user(address: str) -> str:
    """The address without the user name and password that may stand in it: they are never shown."""
    return re.sub(r"//[^/?#]*@", "//…@", address)


def _shown(value: object) -> str:
    return f'"{clean_text(value, _SHOWN)}"' if isinstance(value, str) else clean_text(repr(value), _SHOWN)
