"""Where the address of a server holds a password: before its host (RFC 3986, section 3.2.1) or among its options."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, unquote_plus

# Up to the last @: drivers take a password with a slash or an @ in it as it is.
_BEFORE_HOST = re.compile(r"(://[^/:@]*:)(.*)(?=@)", re.DOTALL)
_OPTION = re.compile(r"([?&]([^=&#]*)=)([^&#]*)")
_SECRET_NAME = re.compile(r"(?:pass|password|passwd|secret|token|scram_(?:client|server)_key)$", re.IGNORECASE)


def passwords_in(address: str) -> tuple[str, ...]:
    """Every password in an address, as it is written and as it is meant; none if there is none."""
    return tuple(dict.fromkeys(each for each in _passwords(address) if each))


def without_passwords(address: str, shown: str) -> str:
    """An address that may be seen by everyone. :param shown: what stands in the place of each password."""
    return _OPTION.sub(
        lambda found: f"{found[1]}{shown}" if _is_secret(found) else found[0],
        _BEFORE_HOST.sub(lambda found: f"{found[1]}{shown}", address),
    )


def _passwords(address: str) -> Iterator[str]:
    for found in _BEFORE_HOST.finditer(address):
        yield from (found[2], unquote(found[2]))
    for found in _OPTION.finditer(address):
        if _is_secret(found):
            yield from (found[3], unquote_plus(found[3]))


def _is_secret(option: re.Match[str]) -> bool:
    """``password``, ``sslpassword`` … of libpq (PostgreSQL), and what others call alike."""
    return bool(_SECRET_NAME.search(unquote_plus(option[2])))
