"""DKIM (RFC 6376): a mail signed by the domain it is from. Needs the extra ``dkim``.

Only for those whose mail server does not sign: most do, and then a second signature is of no use.
"""

from dataclasses import dataclass, field

SIGNED = (
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "auto-submitted",
    "content-language",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
)
"""What a signature covers (section 5.4.1; RFC 8058 demands both of list-unsubscribe)."""

_ONCE_MORE = ("from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post")
"""Named once more than they occur, so that none can be added on the way (section 8.15)."""

_RELAXED = (b"relaxed", b"relaxed")


class BadDkim(ValueError):
    """Mail cannot be signed. The message says why and what to do, never the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dkim:
    """Who signs.

    :ivar domain: whose signature it is. :ivar selector: the name of the public key in that domain's DNS.
    :ivar key: the private RSA key, PEM (PKCS #1 or #8).
    """

    domain: str
    selector: str
    key: str = field(repr=False)

    def check(self) -> None:
        """Whether it can sign at all, before anything is to be sent.

        :raises BadDkim: the extra is missing, or the key is none.
        """
        self.sign(b"From: a@example.org\r\n\r\n\r\n", ["from"])

    def sign(self, message: bytes, names: list[str]) -> bytes:
        """The header that is to be put before a message, with its line end.

        :param message: with CRLF line ends. :param names: of the headers it has, in small letters.
        :raises BadDkim: the extra is missing, or the key is none.
        """
        try:
            import dkim  # noqa: PLC0415 - an extra that only those who sign need
        except ImportError as error:
            raise BadDkim(
                "To sign mail the extra 'dkim' is needed: pip install '.[dkim]', or take dkim_key out of the settings."
            ) from error
        covered = [name for name in SIGNED if name in names]
        covered += [name for name in _ONCE_MORE if name in names]
        key = self.key.replace("\r\n", "\n").strip().encode()
        try:
            signature = dkim.sign(
                message,
                self.selector.encode(),
                self.domain.encode(),
                key,
                canonicalize=_RELAXED,
                include_headers=[name.encode() for name in covered],
            )
        except (dkim.DKIMException, ValueError, AssertionError):
            # The cause could hold parts of the key.
            raise BadDkim(
                "The setting dkim_key is no RSA key that can sign. Make one with: openssl genrsa -out dkim.pem 2048"
            ) from None
        return bytes(signature)
