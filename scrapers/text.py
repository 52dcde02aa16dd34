"""Cleaning what pages say before anybody else sees it. Pure, and linear in the length of its input."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

MAX_TITLE = 1_000
"""The longest title kept, in characters."""
MAX_ABSTRACT = 20_000
"""The longest abstract or summary kept, in characters."""
MAX_NAME = 200
"""The longest name of a person, organisation, category or keyword kept, in characters."""
MAX_NOTE = 2_000
"""The longest comment or journal reference kept, in characters."""
MAX_URL = 2_000
"""The longest address kept, in characters."""
MAX_NAMES = 5_000
"""How many authors are kept. The largest collaborations have about 3,000."""
MAX_LABELS = 200
"""How many categories, keywords or media addresses are kept."""

MAX_COMBINING = 30
"""How many combining marks may follow one another: the bound of the Stream-Safe Text Format, UAX #15, section 13.
Without it the canonical ordering of a run of marks takes quadratic time."""

_READ_PER_KEPT = 10

_STRIPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})
_COUNT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15}")


def clean_text(text: str, limit: int) -> str:
    """The text in Unicode normalisation form C, on one line, at most ``limit`` characters long.

    Control characters, format characters (bidirectional overrides, zero-width characters, soft hyphens, tags), halves
    of surrogate pairs and noncharacters are taken out; every run of white space becomes one space. The ends are bare.
    At most :data:`_READ_PER_KEPT` × ``limit`` characters of ``text`` are looked at.
    """
    text = text[: limit * _READ_PER_KEPT]
    if not text.isprintable():
        text = "".join(map(_printable, text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", _stream_safe(text))
    return " ".join(text.split())[:limit].rstrip()


def _printable(character: str) -> str:
    """The character, a space for white space, or nothing."""
    if character.isprintable():
        return character
    if character.isspace():
        return " "
    code = ord(character)
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004  # Unicode, section 23.7
    return "" if noncharacter or unicodedata.category(character) in _STRIPPED_CATEGORIES else character


def _stream_safe(text: str) -> str:
    """The text with each run of combining marks cut at :data:`MAX_COMBINING`."""
    kept: list[str] = []
    run = 0
    for character in text:
        # A mark can hide in a decomposition (U+0344 is two), so the run is counted in decomposed characters.
        decomposed = unicodedata.normalize("NFD", character)
        marks = sum(1 for part in decomposed if unicodedata.combining(part))
        run = run + marks if marks == len(decomposed) else marks
        if run <= MAX_COMBINING:
            kept.append(character)
    return "".join(kept)


def clean_texts(texts: Iterable[str], limit: int, most: int) -> tuple[str, ...]:
    """The cleaned texts that are not empty, in order, at most ``most`` of them."""
    kept: list[str] = []
    for text in texts:
        if len(kept) == most:
            break
        cleaned = clean_text(text, limit)
        if cleaned:
            kept.append(cleaned)
    return tuple(kept)


def clean_url(url: str | None) -> str | None:
    """The address if it is one that a reader may be sent to, otherwise ``None``.

    It must be ``http`` or ``https``, name a host, carry no user name or password, contain neither white space nor
    control, format or unprintable characters, quotes or angle brackets, and be at most :data:`MAX_URL` long.
    """
    if url is None:
        return None
    url = url.strip()
    if not url or len(url) > MAX_URL or not url.isprintable() or any(character in url for character in " \"'<>\\"):
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:  # or a port that is none
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or "@" in parts.netloc:
        return None
    return unicodedata.normalize("NFC", url) if not url.isascii() else url


def parse_count(text: str) -> int | None:
    """A count as printed: ``"12"``, ``"1,056"``; ``"-"`` is 0, as Hugging Face prints it. ``None``: no count."""
    text = text.strip()
    if text == "-":
        return 0
    return int(text.replace(",", "")) if _COUNT.fullmatch(text) else None
