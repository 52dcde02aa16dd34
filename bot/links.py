"""The signed links in messages and pages: the only proof of who someone is, for there are no accounts.

A link holds some values (JSON in base64url, RFC 4648), signed for a purpose with HMAC-SHA-256 by the secret key
(itsdangerous). What was signed for one purpose is worth nothing for another. The first key signs; older ones are still
believed, so that a key can be replaced without breaking the links in mails that were sent.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from itsdangerous import BadSignature
from itsdangerous import Signer as Signing

from store.profiles import FeedbackKind
from store.readers import Reader

CONFIRM_WITHIN = timedelta(hours=48)
"""So long a confirmation link may be used."""

MAX_TOKEN = 2_000
"""A longer token is not looked at."""

MIN_KEY = 32
"""Characters a secret key has at least: 128 bits as hexadecimal digits."""

SEAL_BYTES = 16
"""Of a seal: 128 bits."""


class BadLink(ValueError):
    """A link that was not made here, for this purpose, or not lately enough."""


class Signer:
    """Signs values for a purpose, and reads them again."""

    def __init__(self, keys: Sequence[str]) -> None:
        """:param keys: the current key first, then older ones that are still believed; at least one."""
        self._keys = list(reversed(keys))  # itsdangerous signs with the last
        self._signing: dict[str, Signing] = {}

    def sign(self, purpose: str, *values: int | str) -> str:
        """A token: letters, digits, ``-``, ``_`` and a point. The same for the same values."""
        # The serializer of itsdangerous would first try whether zlib makes the values shorter. It never does, and takes
        # five times as long.
        return self._signer(purpose).sign(_packed(values)).decode("ascii")

    def read(self, purpose: str, token: str) -> list[int | str]:
        """The values of a token, compared in constant time.

        :raises BadLink: it was not signed here for this purpose.
        """
        if len(token) > MAX_TOKEN:
            raise BadLink("The link is too long to be ours.")
        if not token.isascii():
            raise BadLink("The link is damaged, or was not made here.")
        try:
            values = _unpacked(self._signer(purpose).unsign(token))
        except (BadSignature, ValueError) as error:
            raise BadLink("The link is damaged, or was not made here.") from error
        if not isinstance(values, list) or not all(type(value) in (int, str) for value in values):
            raise BadLink("The link is damaged.")
        return values

    def seal(self, purpose: str, body: bytes) -> bytes:
        """What shows that bytes are ours, for where a token must be short: :data:`SEAL_BYTES` of an HMAC-SHA-256."""
        return _seal(self._keys[-1], purpose, body)

    def sealed(self, purpose: str, body: bytes, seal: bytes) -> bool:
        """Whether the bytes were sealed here for this purpose; compared in constant time."""
        return any(hmac.compare_digest(_seal(key, purpose, body), seal) for key in self._keys)

    def _signer(self, purpose: str) -> Signing:
        known = self._signing.get(purpose)
        if known is None:
            salt = f"paperround {purpose}"
            known = self._signing[purpose] = Signing(self._keys, salt=salt, digest_method=hashlib.sha256)
        return known


def _packed(values: object) -> bytes:
    body = json.dumps(values, separators=(",", ":")).encode("ascii")
    return base64.urlsafe_b64encode(body).rstrip(b"=")


def _unpacked(packed: bytes) -> object:
    """:raises ValueError: they are no packed values."""
    return json.loads(base64.urlsafe_b64decode(packed + b"=" * (-len(packed) % 4)))


def _seal(key: str, purpose: str, body: bytes) -> bytes:
    bound = hmac.digest(key.encode(), f"paperround seal {purpose}".encode(), "sha256")
    return hmac.digest(bound, body, "sha256")[:SEAL_BYTES]


class Links:
    """The addresses of the pages behind messages."""

    def __init__(self, public_url: str, signer: Signer) -> None:
        """:param public_url: where the pages are, without a slash at the end."""
        self.public_url = public_url.rstrip("/")
        self.signer = signer

    def _at(self, page: str, *values: int | str) -> str:
        return f"{self.public_url}/{page}/{self.signer.sign(page, *values)}"

    def confirm(self, address: int, at: datetime, joins: int = 0) -> str:
        """Where an address is confirmed.

        :param at: when the confirmation was composed. :param joins: the reader whose address it becomes; 0 if it is
            theirs already who have it.
        """
        return self._at("confirm", address, int(at.timestamp()), *((joins,) if joins else ()))

    def settings(self, reader: Reader) -> str:
        """Where a reader changes everything about themselves."""
        return self._at("settings", reader.number, reader.generation)

    def unsubscribe(self, reader: Reader, address: int) -> str:
        """Where a reader's address is unsubscribed: a page for people, one click for mail programs. It is never void;
        what more the page offers, it offers by their latest links alone.
        """
        return self._at("unsubscribe", address, reader.generation)

    def view(self, reader: Reader, delivery: int) -> str:
        """Where a message is seen in the browser."""
        return self._at("view", reader.number, reader.generation, delivery)

    def feedback(self, reader: Reader, profile: int, kind: FeedbackKind, subject: str) -> str:
        """Where something is said of a paper (its key), or of a word or name (as typed)."""
        return self._at("feedback", reader.number, reader.generation, profile, kind.value, subject)

    def feed(self, reader: Reader, profile: int) -> str:
        """A profile's Atom feed."""
        return f"{self._at('feed', reader.number, reader.generation, profile)}.atom"


def confirmed_address(signer: Signer, token: str, now: datetime) -> tuple[int, int]:
    """The number of the address that a confirmation link is for, and that of the reader whose it becomes, or 0.

    :raises BadLink: it is none, or older than :data:`CONFIRM_WITHIN`.
    """
    values = signer.read("confirm", token)
    if len(values) not in {2, 3} or not all(isinstance(value, int) for value in values):
        raise BadLink("The link is damaged.")
    address, at, joins = (*map(int, values), 0)[:3]
    if not 0 <= now.timestamp() - at + 1 <= CONFIRM_WITHIN.total_seconds():  # a link holds whole seconds
        raise BadLink("The link has run out.")
    return address, joins
