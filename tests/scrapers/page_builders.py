"""Pages for the parsers' tests: from the fixtures, the seeds and the captures, or made up."""

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from scrapers.parsers import parse
from scrapers.types import Entry, Page, Source

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ROOT / "tests" / "fixtures" / "pages"
SEEDS = ROOT / "seeds"
CAPTURES = ROOT / os.environ.get("PAPERROUND_CAPTURES", "../shared/captures")
SOURCE = Source(name="test", kind="test")
ABSTRACT = "We study the matter of {} at length. " + "It is found to matter in most of the cases that we saw. " * 7
META = "  • 4 authors\n·\nJun 14, 2024"
HEADER = "Daily Papers\n\nbyAK and the research community\n\n"


def page(body: bytes | str, *, captured: date | None = None, media_type: str = "") -> Page:
    """A page of an invented source; ``captured`` is a day, UTC."""
    raw = body.encode() if isinstance(body, str) else body
    moment = datetime.combine(captured, time(tzinfo=UTC)) if captured else None
    return Page(SOURCE, "page", raw, media_type, moment)


def fixture_page(name: str, *, captured: date | None = None) -> Page:
    """A page of ``tests/fixtures/pages``."""
    return page((PAGES / name).read_bytes(), captured=captured)


def capture(name: str) -> bytes:
    """A real capture; the test is skipped where there is none."""
    path = CAPTURES / name
    if not path.is_file():
        pytest.skip(f"the capture {name} is not here; set PAPERROUND_CAPTURES to the folder that has it")
    return path.read_bytes()


def paper(name: str, meta: str | None = None) -> str:
    """The blocks of one paper."""
    blocks = [f"On the Matter of {name}", ABSTRACT.format(name).strip(), *([meta] if meta else [])]
    return "\n\n".join(blocks)


def dump(*blocks: str) -> str:
    return HEADER + "\n\n".join(blocks) + "\n"


def titles(text: str) -> list[str]:
    return [entry.title.removeprefix("On the Matter of ") for entry in parse(page(text)).entries]


def unmixed(entries: Sequence[Entry]) -> bool:
    """Whether every abstract stands with its own title."""
    return all(
        f"the matter of {entry.title.removeprefix('On the Matter of ')} at" in entry.abstract for entry in entries
    )
