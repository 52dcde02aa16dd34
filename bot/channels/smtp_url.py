"""The address of a mail server: ``smtp://user:password@host:587/?tls=starttls``. Pure.

What a mail server is told of, and how safely, is decided by this line: TLS is required unless it says ``tls=none``, and
certificates are always checked. Nothing here ever repeats the password.
"""

import ipaddress
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

EXAMPLE = "smtp://user:password@mail.example.org:587/?tls=starttls"
TIMEOUT = 30.0
"""Seconds each phase of the dialogue may take, unless the address says otherwise."""

MAX_TIMEOUT = 55.0
"""So many at most, and so long at most the whole dialogue of one mail: a sender holds some mails under one lease."""

_OPTIONS = ("tls", "timeout", "local_hostname")
_PORTS = range(1, 65_536)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)


class Tls(StrEnum):
    """How the connection is encrypted."""

    STARTTLS = "starttls"
    """The connection begins plain and must be encrypted before anything is said (RFC 3207)."""
    IMPLICIT = "implicit"
    """Encrypted from the first byte (RFC 8314)."""
    NONE = "none"
    """Not at all: for a server on the same machine or network."""


_DEFAULT_PORTS = {Tls.STARTTLS: 587, Tls.IMPLICIT: 465, Tls.NONE: 25}


class BadSmtpUrl(ValueError):
    """Not the address of a mail server. The message says what is wrong and what would do; never the password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """A mail server that takes our mail.

    :ivar host: a name in ASCII or an IP address, without brackets.
    :ivar user: who logs in; ``None`` if nobody does. :ivar password: empty without a user.
    :ivar timeout: seconds that each phase of the dialogue may take.
    :ivar local_hostname: what we call ourselves in EHLO; ``None``: the machine's name.
    """

    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT
    local_hostname: str | None = None

    def __str__(self) -> str:
        """For people: where it is, without who logs in."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def parse_smtp_url(text: str) -> SmtpServer:
    """Read ``smtp://[user:password@]host[:port]/[?tls=starttls|implicit|none&timeout=30&local_hostname=NAME]``.

    ``smtps://`` is ``smtp://`` with ``tls=implicit``. Without a port it is 587, 465 with implicit TLS, or 25 without
    TLS. What is special in user and password is percent-encoded (RFC 3986): ``@`` as ``%40``, ``/`` as ``%2F``.

    :raises BadSmtpUrl: it is none.
    """
    parts = _split(text)
    options = _options(parts)
    tls = _tls(parts.scheme, options.get("tls"))
    user, password = _login(parts)
    return SmtpServer(
        host=_host(parts),
        port=_port(parts) or _DEFAULT_PORTS[tls],
        tls=tls,
        user=user,
        password=password,
        timeout=_seconds(options.get("timeout")),
        local_hostname=_own_name(options.get("local_hostname")),
    )


def _split(text: str) -> SplitResult:
    if any(character.isspace() or not character.isprintable() for character in text.strip()):
        raise BadSmtpUrl(f"The mail server's address has a blank or a control character in it. Write it like {EXAMPLE}")
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        # The cause would repeat the password.
        raise BadSmtpUrl(f"The mail server's address cannot be read. Write it like {EXAMPLE}") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.netloc:
        raise BadSmtpUrl(f"The mail server's address does not begin with smtp:// or smtps://. Write it like {EXAMPLE}")
    if parts.path not in {"", "/"} or parts.fragment:
        # Mostly a password with a slash or a # in it, which then is neither host nor port.
        raise BadSmtpUrl(
            "The mail server's address has something behind host and port. If the password has a '/', '?' or '#' in "
            "it, write %2F, %3F or %23 instead."
        )
    return parts


def _options(parts: SplitResult) -> dict[str, str]:
    told: dict[str, str] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name not in _OPTIONS:
            if "@" in parts.query:
                raise BadSmtpUrl("If the password of the mail server has a '?' in it, write %3F instead.")
            close = get_close_matches(name, _OPTIONS, n=1)
            hint = f"Did you mean '{close[0]}'?" if close else f"There are {', '.join(_OPTIONS)}."
            raise BadSmtpUrl(f"The mail server's address has an unknown option '{name[:30]}'. {hint}")
        if name in told:
            raise BadSmtpUrl(f"The mail server's address says '{name}' twice.")
        told[name] = value
    return told


def _tls(scheme: str, told: str | None) -> Tls:
    if told is None:
        return Tls.IMPLICIT if scheme == "smtps" else Tls.STARTTLS
    if told not in list(Tls):
        raise BadSmtpUrl(f"The mail server's address says tls={told[:30]}; it is one of {', '.join(Tls)}.")
    if scheme == "smtps" and told != Tls.IMPLICIT:
        raise BadSmtpUrl(f"smtps:// is implicit TLS, but the address says tls={told}. Write smtp:// for that.")
    return Tls(told)


def _login(parts: SplitResult) -> tuple[str | None, str]:
    if "@" not in parts.netloc:
        return None, ""
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not user or not password:
        raise BadSmtpUrl("The mail server's address has an @, but not user and password before it: user:password@host.")
    if "\0" in user + password:
        raise BadSmtpUrl("The user or the password of the mail server has a null character in it.")
    return user, password


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    labels = name.removesuffix(".").split(".")
    if not name or not all(_LABEL.fullmatch(label.replace("_", "a")) for label in labels):
        raise BadSmtpUrl(f"The mail server's address names no host. Write it like {EXAMPLE}")
    return name


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port is not None and port not in _PORTS:
        raise BadSmtpUrl(
            "The mail server's port is no number from 1 to 65535. If the password has a '/' or ':' or '@' in it, write "
            "%2F, %3A or %40 instead."
        )
    return port


def _seconds(told: str | None) -> float:
    if told is None:
        return TIMEOUT
    try:
        seconds = float(told)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= MAX_TIMEOUT:
        raise BadSmtpUrl(f"The mail server's address says timeout={told[:30]}; seconds above 0, up to {MAX_TIMEOUT:g}.")
    return seconds


def _own_name(told: str | None) -> str | None:
    if told is None:
        return None
    if not all(_LABEL.fullmatch(label) for label in told.removesuffix(".").split(".")):
        raise BadSmtpUrl("The mail server's address says a local_hostname that is no name of a machine.")
    return told
