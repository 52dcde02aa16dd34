"""The parts of a mail from anyone: headers and bodies, as much of them as is needed to understand a bounce. Pure.

The library's parser follows every nesting and repairs every header; hostile mail makes it slow or makes it raise. Here
nothing is looked at twice, everything is bounded, and there is no error: what cannot be understood is empty.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_MAIL = 1_000_000
"""Bytes of a mail that are looked at."""

MAX_DEPTH = 4
"""Multiparts within multiparts that are looked into."""

MAX_PARTS = 40
"""Parts of one multipart that are looked at."""

MAX_FIELDS = 500
"""Header fields of one part that are looked at."""

MAX_VALUE = 4_000
"""Characters of a header field that are looked at."""

_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n|\A\r?\n")
_FIELD = re.compile(r"([!-9;-~]{1,100}):[ \t]*(.*)")
_TYPE = re.compile(r"\s*([\w.+-]{1,80}/[\w.+-]{1,80})", re.ASCII)
_PARAMETER = r';\s*%s\s*=\s*(?:"([^"\\]{1,200})"|([^\s;"]{1,200}))'
_BOUNDARY = re.compile(_PARAMETER % "boundary", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A mail, or a part of one.

    :ivar fields: header fields in order: the name in small letters, the value unfolded.
    :ivar body: as it came, its transfer encoding not undone.
    """

    fields: tuple[tuple[str, str], ...]
    body: bytes

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a header field, in order. :param name: in small letters."""
        return tuple(value for known, value in self.fields if known == name)

    def value(self, name: str) -> str:
        """The first value of a header field; empty if there is none."""
        return next(iter(self.values(name)), "")

    @property
    def media_type(self) -> str:
        """As ``text/plain``, which is also what it is if nothing is said."""
        found = _TYPE.match(self.value("content-type"))
        return found[1].lower() if found else "text/plain"

    @property
    def text(self) -> str:
        """The body with its transfer encoding undone, as UTF-8; what is not is replaced. Line ends are line feeds."""
        body = _decoded(self.body, self.value("content-transfer-encoding").strip().lower())
        return body.decode("utf-8", errors="replace").replace("\r\n", "\n")


def read_part(raw: bytes) -> Part:
    """A mail, or the part of one between two boundaries."""
    raw = raw[:MAX_MAIL]
    end = _BLANK_LINE.search(raw)
    head, body = (raw, b"") if end is None else (raw[: end.start()], raw[end.end() :])
    return Part(read_fields(head.decode("utf-8", errors="replace")), body)


def read_fields(head: str) -> tuple[tuple[str, str], ...]:
    """Header fields; lines that are none are passed over."""
    fields: list[tuple[str, str]] = []
    for line in head.replace("\r", "").split("\n"):
        if line[:1] in (" ", "\t") and fields:
            name, value = fields[-1]
            if len(value) < MAX_VALUE:
                fields[-1] = (name, f"{value} {line.strip()}"[:MAX_VALUE])
            continue
        found = _FIELD.match(line)
        if found:
            if len(fields) == MAX_FIELDS:
                break
            fields.append((found[1].lower(), found[2].strip()[:MAX_VALUE]))
    return tuple(fields)


def walk(part: Part, depth: int = MAX_DEPTH) -> Iterator[Part]:
    """The part itself and the parts in it, in order. A mail within a mail is one part: it is not opened."""
    yield part
    if depth and part.media_type.startswith("multipart/"):
        for inner in _inner(part):
            yield from walk(inner, depth - 1)


def _inner(part: Part) -> list[Part]:
    found = _BOUNDARY.search(part.value("content-type"))
    if not found:
        return []
    boundary = re.escape((found[1] or found[2]).encode())
    pieces = re.split(rb"(?:\A|\r?\n)--" + boundary + rb"(--)?[ \t]*(?=\r?\n|\Z)", part.body, maxsplit=MAX_PARTS)
    # Preamble, mark, part, mark, part …; behind a mark that closes there is nothing more.
    parts = []
    for closing, piece in zip(pieces[1::2], pieces[2::2], strict=False):
        if closing:
            break
        parts.append(read_part(re.sub(rb"\A\r?\n", b"", piece, count=1)))
    return parts


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding == "base64":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
        try:
            return base64.b64decode(letters[: len(letters) // 4 * 4] + _rest(letters))
        except binascii.Error:
            return b""
    return body


def _rest(letters: bytes) -> bytes:
    """The last letters with what must stand behind them; one alone says nothing."""
    rest = letters[len(letters) // 4 * 4 :]
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""
