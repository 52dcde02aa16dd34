"""Text in ASCII, as mail wants it: encoded words (RFC 2047), quoted-printable and base64 (RFC 2045). Pure."""

import base64
import binascii
import re
from collections.abc import Iterable

_LINE = 76
_WORD = 64
"""Characters of one encoded word; with ``Subject: `` before it a line still has less than 78."""
_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
"""What may stand for itself in an encoded word wherever it stands (RFC 2047, section 5, rule 3)."""
_PLAIN = re.compile(r"[ -~]*")
_NEWLINE = re.compile(r"\r\n|\r")


def unstructured(text: str, *, used: int) -> str:
    """The value of a header that is free text, folded. Runs of white space become one blank.

    :param used: characters the line has before it.
    """
    text = " ".join(text.split())
    if _PLAIN.fullmatch(text) and "=?" not in text and all(len(word) < _WORD for word in text.split(" ")):
        return _folded(text, used)
    return "\r\n ".join(_encoded_words(text))


def display_name(name: str) -> str:
    """What stands before an address in angle brackets: a quoted string or encoded words."""
    name = " ".join(name.split())
    if _PLAIN.fullmatch(name) and "=?" not in name and len(name) < _WORD:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"'
    return "\r\n ".join(_encoded_words(name))


def ascii_body(text: str) -> tuple[str, bytes]:
    """A text in UTF-8 as lines of ASCII that end with CRLF, and by which encoding: whichever is shorter."""
    plain = _NEWLINE.sub("\n", text)
    if not plain.endswith("\n"):
        plain += "\n"
    octets = plain.encode("utf-8", "replace")
    quoted = binascii.b2a_qp(octets, quotetabs=False, istext=True)
    if len(quoted) * 3 <= len(octets) * 4:
        return "quoted-printable", quoted.replace(b"\n", b"\r\n")
    octets = octets.replace(b"\n", b"\r\n")  # lines of a text end so before it is encoded (RFC 2045, section 6.8)
    return "base64", base64.encodebytes(octets).replace(b"\n", b"\r\n")


def _folded(text: str, used: int) -> str:
    lines, length = [""], used
    for word in text.split(" "):
        if length + len(word) >= _LINE and lines[-1]:
            lines.append(word)
            length = 1 + len(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
            length += 1 + len(word)
    return "\r\n ".join(lines)


def _encoded_words(text: str) -> list[str]:
    octets = text.encode("utf-8", "replace")
    quoted = sum(1 if octet in _SAFE or octet == 0x20 else 3 for octet in octets)  # noqa: PLR2004 - a blank is one "_"
    if quoted * 3 <= len(octets) * 4:
        return [f"=?utf-8?q?{word}?=" for word in _chunks(map(_quoted, text), _WORD - 12)]
    # Base64 makes 4 characters of 3 bytes; no character may be torn apart.
    pieces = _chunks(text, (_WORD - 12) // 4 * 3)
    return [f"=?utf-8?b?{base64.b64encode(piece.encode('utf-8', 'replace')).decode()}?=" for piece in pieces]


def _quoted(character: str) -> str:
    if character == " ":
        return "_"
    octets = character.encode("utf-8", "replace")
    return "".join(chr(octet) if octet in _SAFE else f"={octet:02X}" for octet in octets)


def _chunks(pieces: Iterable[str], longest: int) -> list[str]:
    """The pieces put together to texts of so many bytes at most."""
    chunks = [""]
    room = longest
    for piece in pieces:
        size = len(piece.encode("utf-8", "replace"))
        if size > room:
            chunks.append("")
            room = longest
        chunks[-1] += piece
        room -= size
    return chunks
