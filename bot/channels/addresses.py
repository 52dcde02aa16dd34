"""Targets as people type them: mail addresses, checked and written in one way; notification URLs that are none. Pure.

Of mail addresses only the plain form is taken: ``ada@example.org``. A quoted part before the ``@`` and a number in
brackets behind it are allowed by RFC 5321 and hardly ever meant; comments and several addresses at once are how headers
are injected.
"""

import re
import unicodedata
from urllib.parse import unquote

import idna

from bot.core.matching.syntax import quoted
from bot.core.said import said

MAX_ADDRESS = 254
"""Bytes an address may have (RFC 5321, section 4.5.3.1.3, less the angle brackets)."""

MAX_LOCAL = 64
"""Bytes before the ``@`` (RFC 5321, section 4.5.3.1.1)."""

_SIGNS = frozenset("!#$%&'*+/=?^_`{|}~-")
"""What may stand before the ``@`` besides letters and digits (RFC 5321, section 4.1.2: Atom)."""

LOCAL_SCHEMES = frozenset(
    ("blink1", "dbus", "deltachat", "file", "gio", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows")
)
"""Of Apprise's schemes those that do something on the machine that sends instead of telling someone."""

_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_FILE_OPTION = re.compile(
    r"[?&](?:[a-z]*keyfile=|(?:template|pgp|pgpkey|pem|subfile|ca|cert|key)=(?:file:|[/~.]))", re.IGNORECASE
)
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp")


class BadAddress(ValueError):
    """Not a mail address that can be written to. The message says why and what would do, on one line."""


def mail_address(text: str) -> str:
    """A mail address in the form in which it is kept: the domain in small ASCII letters (IDNA 2008, as browsers map
    what was typed, UTS 46), what is before the ``@`` as it was typed (only its owner knows whether case matters).

    :param text: white space around it is left out.
    :raises BadAddress: it is none, or more than one.
    """
    typed = text.strip(" \t\r\n")
    if not typed:
        raise BadAddress(said("There is no mail address. Write one like ada@example.org."))
    if len(typed) > MAX_ADDRESS:
        raise BadAddress(
            said(
                "A mail address has at most %(most)s characters; this has %(count)s.",
                most=MAX_ADDRESS,
                count=len(typed),
            )
        )
    local, at, domain = typed.rpartition("@")
    if not at:
        raise BadAddress(
            said("%(written)s has no @. Write a mail address like ada@example.org.", written=quoted(typed))
        )
    address = f"{_local(local, typed)}@{_domain(domain, typed)}"
    if len(address.encode()) > MAX_ADDRESS:
        raise BadAddress(
            said(
                "%(written)s is longer than a mail address can be (%(most)s bytes).",
                written=quoted(typed),
                most=MAX_ADDRESS,
            )
        )
    return address


def stays_here(url: str) -> bool:
    """Whether a notification URL reaches nobody but the machine that sends: its scheme, or a file it names."""
    scheme = _SCHEME.match(url)
    return scheme is None or scheme[1].lower() in LOCAL_SCHEMES or bool(_FILE_OPTION.search(unquote(url)))


def _local(local: str, typed: str) -> str:
    local = unicodedata.normalize("NFC", local)
    if any(unicodedata.category(each) in _INVISIBLE for each in typed):
        raise BadAddress(
            said(
                "%(written)s has a blank or an invisible character in it. Write one address alone.",
                written=quoted(typed),
            )
        )
    if not local:
        raise BadAddress(said("%(written)s has nothing before the @.", written=quoted(typed)))
    if not all(part and all(map(_may_stand, part)) for part in local.split(".")):
        raise BadAddress(
            said(
                "%(written)s cannot stand before the @. Write one address alone, like ada@example.org.",
                written=quoted(local),
            )
        )
    if len(local.encode()) > MAX_LOCAL:
        raise BadAddress(
            said("%(written)s is too long before the @: at most %(most)s bytes.", written=quoted(local), most=MAX_LOCAL)
        )
    return local


def _may_stand(character: str) -> bool:
    return character.isalnum() or character in _SIGNS or unicodedata.category(character).startswith("M")


def _domain(domain: str, typed: str) -> str:
    try:
        ascii_domain = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise BadAddress(
            said(
                "%(written)s is no domain. Check what stands behind the @ in %(written2)s.",
                written=quoted(domain),
                written2=quoted(typed),
            )
        ) from error
    last = ascii_domain.rpartition(".")[2]
    if "." not in ascii_domain or not last or last.isdigit():
        raise BadAddress(
            said(
                "%(written)s is no whole domain. Behind the @ stands something like example.org.",
                written=quoted(domain),
            )
        )
    return ascii_domain
