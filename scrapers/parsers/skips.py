"""Keeping account of the blocks that could not be read, in words and within bounds."""

from scrapers.text import clean_text
from scrapers.types import Skipped

MAX_SKIPPED = 100
"""How many unread blocks are named one by one; a last line counts the rest."""
_EXCERPT = 60


def excerpt(text: str) -> str:
    """The beginning of a text, cleaned and in quotation marks, for messages."""
    cleaned = clean_text(text, _EXCERPT + 1)
    return f'"{cleaned}"' if len(cleaned) <= _EXCERPT else f'"{cleaned[:_EXCERPT].rstrip()}…"'


class SkippedBlocks:
    """Collects what was not read."""

    def __init__(self) -> None:
        self._named: list[Skipped] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, where: str, why: str) -> None:
        """Name one block."""
        self._count += 1
        if len(self._named) < MAX_SKIPPED:
            self._named.append(Skipped(where, why))

    def named(self) -> tuple[Skipped, ...]:
        """The blocks in the order they were added, at most :data:`MAX_SKIPPED` and one line for the rest."""
        rest = self._count - len(self._named)
        if not rest:
            return tuple(self._named)
        return (
            *self._named,
            Skipped(f"{rest:,} more blocks", "they could not be read either; the first are named above"),
        )
