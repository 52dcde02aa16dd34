"""Addresses as people are shown them: no password, no key, no control character. Pure."""

import re

_LONGEST = 300
_SECRETS = re.compile(
    r"(?i)([?&;#](?:[\w.-]{0,40}[_.-])?"
    r"(?:token|key|apikey|secret|password|passwd|pwd|auth|authorization|signature|sig|credential|session|code)=)[^&;#]+"
)
_USER = re.compile(r"(?P<start>^[a-z][a-z0-9+.-]{0,20}:[/\\]*|^)[^/\\?#]*@", re.IGNORECASE)
_ODD_PASSWORD = re.compile(r"(?P<start>^[a-z][a-z0-9+.-]{0,20}://)[^/:@?#]*:(?![0-9]{1,5}(?:/|$))[^@]*@", re.IGNORECASE)
"""One with characters that end a host: the address is no address, and is shown as such."""

HIDDEN = "***"


def default_port(scheme: str) -> int:
    """443 for ``https``, else 80."""
    return 443 if scheme == "https" else 80


def shown(address: str, *, query: bool = True) -> str:
    """The address as it may stand in a message: without name and password, and with keys replaced by ``***``.

    :param query: whether what stands behind ``?`` is shown; of addresses that another site made it should not be.
    """
    text = "".join(character for character in address[: 10 * _LONGEST] if character.isprintable())
    text = _ODD_PASSWORD.sub(rf"\g<start>{HIDDEN}@", _USER.sub(rf"\g<start>{HIDDEN}@", text))
    if not query:
        text = re.split("[?#]", text, maxsplit=1)[0]
    text = _SECRETS.sub(rf"\g<1>{HIDDEN}", text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
