"""The tokens in addresses and subjects of mails: which delivery came back, who wants to leave.

Twenty-five bytes, of which sixteen are a seal bound to its purpose (see :mod:`bot.links`): :data:`TOKEN_LENGTH` small
letters and digits (base32, RFC 4648), for mail servers do not keep capitals apart.
"""

import base64
import binascii
from datetime import UTC, datetime, timedelta

from bot.bounce_mail import TOKEN_LENGTH
from bot.links import SEAL_BYTES, Signer

TOKEN_WITHIN = timedelta(hours=48)
"""So long after a mail was sent its coming back is believed."""

_BOUNCE, _LEAVE = "bounce", "leave by mail"
_DELIVERY_BYTES, _TIME_BYTES = 5, 4
_ADDRESS_BYTES = 9


def bounce_token(signer: Signer, delivery: int, at: datetime) -> str:
    """What identifies a delivery in the sender of an envelope, as ``bounces+TOKEN@host``.

    :param delivery: its number.
    :param at: when it is sent, aware.
    """
    body = delivery.to_bytes(_DELIVERY_BYTES, "big") + int(at.timestamp()).to_bytes(_TIME_BYTES, "big")
    return _sealed(signer, _BOUNCE, body)


def read_bounce_token(signer: Signer, token: str, now: datetime) -> int | None:
    """The number of the delivery that a token is for; ``None`` if it was not made here, or not lately enough."""
    body = _unsealed(signer, _BOUNCE, token)
    if body is None:
        return None
    at = datetime.fromtimestamp(int.from_bytes(body[_DELIVERY_BYTES:], "big"), UTC)
    return int.from_bytes(body[:_DELIVERY_BYTES], "big") if now - at <= TOKEN_WITHIN else None


def leave_token(signer: Signer, address: int) -> str:
    """What identifies an address in a mail that asks to unsubscribe it. Always the same, and never void.

    :param address: its number.
    """
    return _sealed(signer, _LEAVE, address.to_bytes(_ADDRESS_BYTES, "big"))


def read_leave_token(signer: Signer, token: str) -> int | None:
    """The number of the address that a token is for; ``None`` if it was not made here."""
    body = _unsealed(signer, _LEAVE, token)
    return None if body is None else int.from_bytes(body, "big")


def _sealed(signer: Signer, purpose: str, body: bytes) -> str:
    return base64.b32encode(body + signer.seal(purpose, body)).decode("ascii").lower()


def _unsealed(signer: Signer, purpose: str, token: str) -> bytes | None:
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    try:
        whole = base64.b32decode(token.upper())
    except binascii.Error:
        return None
    body, seal = whole[:-SEAL_BYTES], whole[-SEAL_BYTES:]
    return body if signer.sealed(purpose, body, seal) else None
