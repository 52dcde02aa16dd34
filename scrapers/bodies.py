"""The body of an answer, taken in bit by bit and within bounds: what a server sends may be a decompression bomb.

HTTP libraries decode without a bound. So the raw bytes are read, and decoded here, never more of them than may stay.
"""

import zlib
from dataclasses import dataclass
from typing import Protocol

from scrapers.errors import BadAnswer, PageTooLarge, Unreachable
from scrapers.types import MAX_PAGE_BYTES

ACCEPT_ENCODING = "gzip, identity"
"""What is asked for, and the only encodings that are understood."""

MAX_WIRE_BYTES = 2_000_000
"""The most that is read of a compressed body, in bytes as they come."""

MAX_RATIO = 20
"""How many times larger a body may become by decoding; listings become 5 to 10 times larger."""

UNUSUAL_RATIO = 10
"""From here on it is worth a line in the log."""

_RATIO_FROM = 262_144
"""Up to so many decoded bytes any ratio will do: a short page of repetitions is no bomb."""

_STEP = 65_536
_MOST_MEMBERS = 100
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a body is taken.

    :ivar decoded: bytes. :ivar wire: compressed bytes. :ivar cut: whether what is too much is left out, not refused.
    """

    decoded: int = MAX_PAGE_BYTES
    wire: int = MAX_WIRE_BYTES
    cut: bool = False


PAGE = Bounds()
"""The bounds of a page."""


class _Decoder(Protocol):
    def decode(self, chunk: bytes) -> None: ...

    def check_end(self) -> None: ...


class Body:
    """A body on its way in."""

    def __init__(self, address: str, encoding: str, length: int | None = None, bounds: Bounds = PAGE) -> None:
        """:param address: for messages. :param encoding: the ``Content-Encoding``, all of them joined by commas.

        :param length: the ``Content-Length``, ``None`` if there is none.
        :raises scrapers.errors.BadAnswer: an encoding that was not asked for.
        :raises scrapers.errors.PageTooLarge: it says itself that it is too large.
        """
        self._address = address
        self._length = length
        self._bounds = bounds
        self._parts: list[bytes] = []
        self.decoded = 0
        self.wire = 0
        self._decoder = self._decoder_for(encoding.strip().lower())
        if length is not None and length > self._wire_bound and not bounds.cut:
            raise self._too_large(f"It is {length:,} bytes long; at most {self._wire_bound:,} are read.")

    @property
    def full(self) -> bool:
        """Whether enough was taken of a body that may be cut."""
        return self._bounds.cut and (self.decoded >= self._bounds.decoded or self.wire >= self._wire_bound)

    @property
    def ratio(self) -> float:
        """How many times larger it became by decoding; 0 before anything came."""
        return self.decoded / self.wire if self.wire else 0.0

    def take(self, chunk: bytes) -> None:
        """Take in the next raw bytes.

        :raises scrapers.errors.PageTooLarge: it became too large. :raises scrapers.errors.BadAnswer: it is a bomb, or
            not what it says it is.
        """
        self.wire += len(chunk)
        if self.wire > self._wire_bound and not self._bounds.cut:
            raise self._too_large(f"More than {self._wire_bound:,} bytes came.")
        self._decoder.decode(chunk)

    def whole(self) -> bytes:
        """The decoded body, once all of it came.

        :raises scrapers.errors.Unreachable: it ended too early; half a page must not pass as a whole one.
        """
        if not self._bounds.cut or not self.full:
            if self._length is not None and self.wire != self._length:
                raise Unreachable(
                    self._address, f"Only {self.wire:,} of {self._length:,} bytes came.", "It is asked again by itself."
                )
            self._decoder.check_end()
        return b"".join(self._parts)[: self._bounds.decoded]

    def keep(self, part: bytes) -> None:
        """Keep decoded bytes. Raises as :meth:`take`."""
        self.decoded += len(part)
        if self.decoded > self._bounds.decoded and not self._bounds.cut:
            raise self._too_large(f"It is larger than {self._bounds.decoded:,} bytes.")
        self._parts.append(part)

    def bad(self, what: str) -> BadAnswer:
        """The error that says so."""
        return BadAnswer(self._address, what, "Nothing of it was used. If this goes on, tell those who run the site.")

    def end_missing(self) -> Unreachable:
        """The error that says so."""
        return Unreachable(self._address, "It ended in the middle.", "It is asked again by itself.")

    @property
    def _wire_bound(self) -> int:
        return self._bounds.wire if isinstance(self._decoder, _Gzip) else self._bounds.decoded

    def _decoder_for(self, encoding: str) -> _Decoder:
        if encoding in {"", "identity"}:
            return _Plain(self)
        if encoding in {"gzip", "x-gzip"}:
            return _Gzip(self)
        raise self.bad(f"It came encoded as {encoding[:60]!r}; only gzip was asked for.")

    def _too_large(self, what: str) -> PageTooLarge:
        return PageTooLarge(self._address, what, "No honest listing is that large; look at what the address shows.")


class _Plain:
    """Bytes that are what they are."""

    def __init__(self, body: Body) -> None:
        self._body = body

    def decode(self, chunk: bytes) -> None:
        self._body.keep(chunk)

    def check_end(self) -> None:
        """The connection knows where it ends."""


class _Gzip:
    """gzip (RFC 1952), also several members one after the other; decoded in steps, none larger than :data:`_STEP`."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._member = zlib.decompressobj(_GZIP)
        self._members = 1

    def decode(self, chunk: bytes) -> None:
        body = self._body
        while chunk and not body.full:
            if self._member.eof:
                chunk = self._next_member(chunk)
                continue
            try:
                part = self._member.decompress(chunk, _STEP)
            except zlib.error as error:
                raise body.bad("It says that it is gzip and is not, or was damaged on its way.") from error
            body.keep(part)
            if body.decoded > _RATIO_FROM and body.ratio > MAX_RATIO:
                raise body.bad(f"It is a decompression bomb: it grows to more than {MAX_RATIO} times its size.")
            chunk = self._member.unconsumed_tail or self._member.unused_data

    def check_end(self) -> None:
        if self._body.wire and not self._member.eof:
            raise self._body.end_missing()

    def _next_member(self, chunk: bytes) -> bytes:
        chunk = chunk.lstrip(b"\0")  # padding is allowed, as gzip(1) reads it
        if chunk:
            self._members += 1
            if self._members > _MOST_MEMBERS:
                raise self._body.bad("It is made of very many compressed pieces, as only a trap is.")
            self._member = zlib.decompressobj(_GZIP)
        return chunk
