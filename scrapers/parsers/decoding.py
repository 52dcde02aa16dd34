"""From bytes to text: what is no text is named and refused, and nothing is guessed. Pure."""

import re

from scrapers.errors import Refused
from scrapers.types import MAX_PAGE_BYTES, Page

_BYTE_ORDER_MARKS = (
    # UTF-32's little-endian mark begins with UTF-16's, so it is asked for first.
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_BINARY_FORMATS = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip-compressed file"),
    (b"BZh", "a bzip2-compressed file"),
    (b"\xfd7zXZ\x00", "an xz-compressed file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard-compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
)

_CHARSETS = frozenset(
    ["utf-8", "utf8", "us-ascii", "ascii", "koi8-r", "koi8-u"]
    + ["gb2312", "gbk", "gb18030", "big5", "euc-jp", "shift_jis", "euc-kr"]
    + [f"iso-8859-{part}" for part in range(1, 17) if part != 12]  # noqa: PLR2004  # there is no part 12
    + [f"windows-{page}" for page in range(1250, 1259)]
)
"""Character sets of the web (WHATWG Encoding Standard, section 4.2). Python knows more that are no character sets."""

_XML_CHARSET = re.compile(rb"<\?xml\b[^<>]{0,200}?\bencoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._-]{1,40})[\"']")
_HTML_CHARSET = re.compile(rb"<meta\b[^<>]{0,200}?\bcharset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_TYPE_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}\"?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_HEAD_BYTES = 4_096


def decode(page: Page) -> str:
    """The text of a page: by its byte order mark, else the character set it declares, else UTF-8.

    :raises scrapers.errors.Refused: it is empty, larger than :data:`~scrapers.types.MAX_PAGE_BYTES`, binary, or not in
        the character set it should be in.
    """
    body = page.body
    if not body:
        raise Refused(page.address, "the page is empty.", "Fetch or save it again.")
    if len(body) > MAX_PAGE_BYTES:
        raise Refused(page.address, f"the page has {len(body):,} bytes; at most {MAX_PAGE_BYTES:,} are read.")
    for signature, name in _BINARY_FORMATS:
        if body.startswith(signature):
            raise Refused(page.address, f"this is {name}, not a page of papers.", "Save the page itself, as text.")
    charset = next((name for mark, name in _BYTE_ORDER_MARKS if body.startswith(mark)), None)
    if charset is None and b"\x00" in body:
        where = body.index(b"\x00")
        raise Refused(
            page.address,
            f"this is binary data, not text: there is a NUL byte at offset {where:,}.",
            "Save the page again, as text.",
        )
    charset = charset or declared_charset(page)
    text = _decoded(page, charset)
    if not text or text.isspace():
        raise Refused(page.address, "the page holds nothing but white space.", "Fetch or save it again.")
    return text.removeprefix("\ufeff")


def declared_charset(page: Page) -> str:
    """The character set a page declares for itself, else the one it was sent with, else ``utf-8``; a name Python knows.

    Only pages that begin with a tag can declare one. A name that is no character set of the web is passed over.
    """
    head = page.body[:_HEAD_BYTES].lstrip()
    named: list[str] = []
    if head.startswith(b"<"):
        patterns = (_XML_CHARSET,) if head.startswith(b"<?xml") else (_HTML_CHARSET,)
        named += [match[1].decode("ascii") for match in (pattern.search(head) for pattern in patterns) if match]
        sent = _TYPE_CHARSET.search(page.media_type[:500])
        named += [sent[1]] if sent else []
    # UTF-16 is not among them: a page whose bytes say "<" in ASCII is not in it, whatever it declares.
    known = [name.lower() for name in named if name.lower() in _CHARSETS]
    return known[0] if known else "utf-8"


def _decoded(page: Page, charset: str) -> str:
    try:
        return page.body.decode(charset)
    except UnicodeDecodeError as error:
        name = charset.removesuffix("-sig").upper()
        raise Refused(
            page.address,
            f"the page should be {name} text, but the byte at offset {error.start:,} "
            f"(0x{page.body[error.start]:02X}) does not belong there.",
            "Save it again in UTF-8; a page that was cut or damaged on the way must be fetched again.",
        ) from error
    except UnicodeError as error:  # a UTF-16 or UTF-32 page without the rest of its mark
        raise Refused(page.address, f"the page is not the {charset.upper()} text it begins as.") from error
