"""Pages for the parsers' tests: from the fixtures, the seeds and the captures, or made up."""

import os
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from scrapers.types import Page, Source

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ROOT / "tests" / "fixtures" / "pages"
SEEDS = ROOT / "seeds"
CAPTURES = ROOT / os.environ.get("PAPERROUND_CAPTURES", "../shared/captures")
SOURCE = Source(name="test", kind="test")
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
