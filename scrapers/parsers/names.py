"""Telling names apart where a feed prints several in one string. Pure."""

import re
from collections.abc import Iterable

from scrapers.text import MAX_NAME, MAX_NAMES, clean_text, clean_texts

_MAX_LIST = 200_000
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}")


def comma_separated(names: str) -> tuple[str, ...]:
    """The names of a list such as arXiv prints in ``dc:creator``: ``Ada Lovelace, Sammy Davis, Jr.`` are two."""
    kept: list[str] = []
    for part in _split_outside_brackets(names[:_MAX_LIST]):
        name = part.strip()
        if name.lower() in _SUFFIXES and kept:
            kept[-1] += f", {name}"
        elif name:
            kept.append(name)
    return clean_texts(kept, MAX_NAME, MAX_NAMES)


def author_names(stated: Iterable[str]) -> tuple[str, ...]:
    """The authors of a feed's entry, one name each.

    A single string may be a list: with semicolons, with commas between full names (``Ada Lovelace, Alan Turing``), or
    with surnames and initials in turn (``Lovelace, A., Turing, A. M.``, as bioRxiv prints them).
    """
    texts = [text for text in stated if text.strip()]
    if len(texts) != 1:
        return clean_texts(texts, MAX_NAME, MAX_NAMES)
    text = clean_text(texts[0], _MAX_LIST)
    if ";" in text:
        return clean_texts(text.split(";"), MAX_NAME, MAX_NAMES)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > 1 and len(parts) % 2 == 0 and all(map(_is_initials, parts[1::2])):
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return clean_texts((f"{initials} {surname}" for surname, initials in pairs), MAX_NAME, MAX_NAMES)
    if len(parts) > 1 and all(" " in part or part.lower() in _SUFFIXES for part in parts):
        return comma_separated(text)
    return clean_texts([text], MAX_NAME, MAX_NAMES)


def _is_initials(text: str) -> bool:
    return _INITIALS.fullmatch(text) is not None and text.isupper()


def _split_outside_brackets(text: str) -> list[str]:
    """At commas, but not at those inside ``(…)``, where arXiv prints affiliations."""
    parts: list[str] = []
    depth = start = 0
    for position, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character == "," and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]
