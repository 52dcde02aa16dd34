"""Measured tables in a document, each between two marks that a reader does not see."""

import re
from collections.abc import Mapping
from pathlib import Path


def put(parts: Mapping[str, str], document: Path) -> None:
    """Replace what stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``; without marks nothing."""
    text = document.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = _between(name).sub(lambda found, part=part: f"{found[1]}{part}{found[3]}", text)  # type: ignore[misc]
    document.write_text(text, encoding="utf-8", newline="\n")


def part_of(name: str, document: Path) -> str:
    """What stands between the marks.

    :raises LookupError: there are none of that name.
    """
    found = _between(name).search(document.read_text(encoding="utf-8"))
    if not found:
        raise LookupError(f"{document} has no part called {name}.")
    return found[2]


def _between(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- begin {re.escape(name)} -->\n+)(.*?)(\n+<!-- end {re.escape(name)} -->)", re.DOTALL)
